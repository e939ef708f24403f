"""Every other kind of mail that leaves, judged by SpamAssassin's default rules as it arrived at the sink.

Beside appearance_test, which has the everyday ones: none of them may hit a rule above one point. What only time brings about
(the reminder of quiet mode, a connector in trouble) is judged by its test mail, which leaves by the same road. (F125; OUT-23)
"""
import unittest

from support.maildir import answer_to, send
from support.server import ADMIN, PASSWORD
from support.spam import is_installed, points_of_each
from support.wait import eventually

from protocol.appearance_test import COLOURS, EVE, WORDS, AppearanceCase, body_of, parsed, picture

BOB = "bob@customer.test"
LANGUAGES = ("en", "fr", "it", "ru")


@unittest.skipUnless(is_installed(), "needs Debian's package spamassassin")
class SpamPointsTest(AppearanceCase):
    def setUp(self) -> None:
        super().setUp()
        self.api.call("PATCH", "/email_appearance", {**COLOURS, **WORDS})
        self.api.call("PUT", "/email_appearance/logo", picture(), {"Content-Type": "application/octet-stream"})

    def assert_clean_all(self, found: dict) -> None:
        """By the name of its kind: the mail as it arrived."""
        for name, points in zip(found, points_of_each([each.raw for each in found.values()], self.folder)):
            with self.subTest(name):
                self.assertEqual({}, {rule: value for rule, value in points.items() if value > 1.0})
                self.assertLess(sum(points.values()), 2.0, points)

    def words_to(self, address: str, words: str):
        return self.arrival(words, address, lambda mail: words in body_of(mail) or words in mail["subject"])

    def agent(self, name: str, role: str = "administrator") -> tuple:
        """Somebody new and their address, who has had the welcome: one address gets only so much automatic mail."""
        address = f"{name}@agents.test"
        self.api.post("/users", {"email": address, "name": name.title(), "role": role, "password": PASSWORD})
        self.arrival("the welcome", address, lambda mail: True)
        return self.desk.api(address), address

    def rule(self, reference: str) -> dict:
        return next(each for each in self.api.get("/automations")["items"] if each["reference"] == reference)

    def test_f125_relay_template_and_notices_to_customers_have_no_spam_rule_of_a_point(self):
        template = self.api.get("/templates")["items"][0]
        self.api.call("PATCH", f"/templates/{template['id']}", {"version": template["version"], "words": {"en": {
            "subject": "A rule says: {{item.title}}", "html": "<p>{{customer.name}} wrote:</p><p>{{message.text}}</p>"}}})
        self.api.call("PATCH", f"/automations/{self.rule('A01')['id']}", {"enabled": True})
        item, conversation = self.ticket("Printer")
        found = {"template of a rule": self.words_to(ADMIN, "A rule says: Printer")}
        bob = self.api.post("/customers", {"email": BOB, "name": "Bob"})["id"]
        self.api.call("PUT", f"/items/{item}/followers/customer/{bob}")
        thanks = parsed(self.arrival("the thanks", EVE, lambda mail: True))
        send(self.desk.address("smtp"), answer_to(thanks, EVE, "Now the scanner burns as well."))
        found["relay to a customer"] = self.words_to(BOB, "scanner burns")
        message = next(each for each in self.api.messages(conversation) if "scanner" in each["text"])
        made = self.api.post(f"/items/{item}/split", {"message_ids": [message["id"]], "title": "Scanner"})
        found["split"] = self.words_to(EVE, made["reference"])
        other, _ = self.ticket("Printer again")
        self.api.post(f"/items/{other}/merge", {"into_id": item})
        kept = self.api.get(f"/items/{item}")["reference"]
        found["merge"] = self.arrival("the merge", EVE, lambda mail: "auto" in str(mail["Auto-Submitted"])
                                      and kept in mail["subject"] and "Re:" not in mail["subject"]
                                      and mail["Message-ID"] != thanks["Message-ID"])
        self.assert_clean_all(found)

    def test_f125_portal_invitation_and_failure_mails_have_no_spam_rule_of_a_point(self):
        _, conversation = self.ticket("Printer")
        self.api.post("/portal/links", {"email": EVE})
        found = {"portal link": self.words_to(EVE, "/portal/sign-in?token=")}
        bob = self.api.post("/customers", {"email": BOB, "name": "Bob"})["id"]
        self.api.post(f"/customers/{bob}/portal_invitation")
        found["customer portal account"] = self.words_to(BOB, "/portal/sign-in?token=")
        cleo, address = self.agent("cleo", "member")
        me = cleo.get("/me")["id"]
        self.api.call("PATCH", f"/users/{me}/notification_preferences", {"accept_invitations": False})
        project = self.api.post("/projects", {"name": "Launch"})["id"]
        self.api.call("PUT", f"/projects/{project}/members/user/{me}")
        found["invitation"] = self.words_to(address, "Launch")
        self.sink.unknown.add(EVE)
        self.api.say(conversation, "Please press the red button.", "c1")
        found["outbox failure"] = self.words_to(ADMIN, "no such user here")
        self.assert_clean_all(found)

    def test_f125_every_system_email_in_every_language_has_no_spam_rule_of_a_point(self):
        found = {}
        for language in LANGUAGES:
            api, address = self.agent(language)
            for email in self.api.get("/messaging_center")["system_emails"]:
                before = len(self.sink.to(address))
                api.post("/email_tests", {"kind": "system", "name": email["name"], "language": language,
                                          "words": email["standard"][language]})
                found[f"{email['name']} {language}"] = eventually(
                    f"{email['name']} {language}", lambda: self.sink.to(address)[before:])[0]
        self.assertGreaterEqual(len(found), 13 * len(LANGUAGES))
        self.assert_clean_all(found)


if __name__ == "__main__":
    unittest.main()
