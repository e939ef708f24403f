"""Every screen of the administration, the Outbox and the mail log in four languages: all of it said in that language,
nothing wider than the window, axe finds nothing. (product.md "Speaks the seeds' languages"; ui.md "Accessible")
"""
import json
import pathlib
import re
import unittest

from support.browser import Browser, is_installed
from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import ADMIN, PASSWORD, ROOT, SUPPORT
from support.wait import eventually

from e2e.screenshots import ADMIN_TABS

WORDS = pathlib.Path(ROOT) / "web/shared/i18n"
SCREENS = [f"/admin/{tab}" for tab in ADMIN_TABS] + ["/mail-log", "/mail-log?direction=outgoing", "/outbox", "/profile"]
EVE = "eve@customer.test"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def texts(language: str) -> dict:
    """{"admin.tab.users": "Users"} of every namespace that the agents' screens show."""
    def flat(tree: dict, prefix: str = "") -> dict:
        found = {}
        for key, value in tree.items():
            found.update(flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value})
        return found

    found = {}
    for folder in sorted(WORDS.iterdir()):
        if (folder / f"{language}.json").exists():
            found.update(flat(json.loads((folder / f"{language}.json").read_text())))
    return found


ENGLISH = texts("en")
KEY = re.compile(r"\b[a-z_]+(?:\.[a-z_]+)+\b")


def keys_shown(text: str) -> list:
    """A key stands where its words are missing."""
    return sorted({word for word in KEY.findall(text) if word in ENGLISH})


def english_shown(text: str, language: str) -> list:
    """Whole English lines whose words this language has otherwise; short ones may be names."""
    own = texts(language)
    lines = {line.strip() for line in text.splitlines()}
    return sorted({said for key, said in ENGLISH.items()
                   if len(said) > 12 and "{{" not in said and said in lines and own.get(key) != said})


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
class FourLanguages(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture", automations=True).start()
        self.api = self.desk.api()
        self.site = "http://%s:%d" % self.desk.address("http")
        self.fill()
        self.browser = self.stack.enter_context(Browser(self.folder))
        self.page = self.browser.open("agent", self.site + "/sign-in")
        self.page.fill(ADMIN, label="Email")
        self.page.fill(PASSWORD, css="input[type=password]")
        self.page.click(role="button", name="Sign in")
        self.page.see(role="heading", name="Messenger")

    def fill(self) -> None:
        """Something on every screen."""
        send(self.desk.address("smtp"), new_mail(EVE, SUPPORT, "Printer", "It is on fire."))
        item = eventually("the ticket", lambda: self.api.item_titled("Printer"))
        team = self.api.post("/teams", {"name": "Printers", "member_ids": []})
        self.api.post("/users", {"name": "Ben", "email": "ben@agents.test", "role": "member"})
        self.api.post("/organizations", {"name": "Acme", "domain": "acme.example"})
        self.api.post("/channels", {"name": "Billing", "address": "billing@postroom.test"})
        self.api.post("/email_filters", {"address": "robot-*@customer.test"})
        self.api.post("/retry_templates", {"name": "Patient", "delays_seconds": [60, 3600], "attempts_max": 3})
        self.api.post("/automations", {
            "name": "Team", "enabled": True, "object": "ticket", "trigger": {"kind": "status_entered", "detail": "solved"},
            "filter": {"any": True, "conditions": [{"property": "team", "comparison": "is", "value": str(team["id"])},
                                                   {"property": "tags", "comparison": "contains", "value": "hot"}]},
            "actions": [{"kind": "send_template", "recipients": ["administrators"],
                         "template_id": self.api.get("/templates")["items"][0]["id"]}]})
        self.api.call("PATCH", "/system_emails/assignment", {"enabled": False})
        self.api.say(self.api.conversation(item["id"])["id"], "On my way.", "said-1")

    def speak(self, language: str) -> None:
        self.api.call("PATCH", "/me", {"language": language})
        self.page.evaluate(f"() => localStorage.setItem('postroom.language', '{language}')")

    def walk(self, language: str) -> None:
        self.speak(language)
        for screen in SCREENS:
            for width in (1440, 390):
                with self.subTest(language=language, screen=screen, width=width):
                    self.page.resize(width, 900)
                    self.page.goto(self.site + screen)
                    self.page.see(css="main h1, main h2")
                    self.page.settled()
                    text = self.page.text(css="body")
                    self.assertEqual([], keys_shown(text))
                    if language != "en":
                        self.assertEqual([], english_shown(text, language))
                    self.assertLessEqual(self.page.evaluate(OVERFLOW), 0, "wider than the window")
                    self.assertEqual([], self.page.axe())
        self.assertEqual([], self.browser.troubles())

    def test_english(self):
        self.walk("en")

    def test_french(self):
        self.walk("fr")

    def test_italian(self):
        self.walk("it")

    def test_russian(self):
        self.walk("ru")


if __name__ == "__main__":
    unittest.main()
