"""The main job as people live it: Chromium on one side, Postfix and a Maildir on the other.

A mail arrives and appears while the agent watches; the agent answers; the customer reads the answer in
a mail client and answers; that appears live in the same conversation. Who has not looked is mailed once.
"""
import unittest

from support.browser import Browser, is_installed
from support.case import PostroomCase
from support.maildir import answer_to, body_of, new_mail, send
from support.postfix import Postfix
from support.postfix import is_installed as postfix_is_installed
from support.server import ADMIN, PASSWORD, SUPPORT
from support.wait import eventually, never

EVE = "Eve Customer <eve@customer.test>"
GRACE = 4


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
@unittest.skipUnless(postfix_is_installed(), "needs Postfix and root")
class MainJobInTheBrowser(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.postfix = Postfix(self.folder)
        self.desk = self.server("--smart-host", f"smtp://127.0.0.1:{self.postfix.port}",
                                settings=f"[relay]\ngrace_seconds = {GRACE}\n").start()
        self.postfix.forward({"desk.test": self.desk.address("lmtp")})
        self.stack.enter_context(self.postfix)
        self.api = self.desk.api()
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        self.browser = self.stack.enter_context(Browser(self.folder))

    @property
    def site(self) -> str:
        return "http://%s:%d" % self.desk.address("http")

    @property
    def front(self) -> tuple:
        return "127.0.0.1", self.postfix.port

    def signed_in(self, name: str = "agent", **options):
        page = self.browser.open(name, f"{self.site}/sign-in", **options)
        page.fill(ADMIN, label="Email")
        page.fill(PASSWORD, css="input[type=password]")
        page.click(role="button", name="Sign in")
        page.see(role="heading", name="Messenger")
        return page

    def relays(self) -> list:
        return [mail for mail in self.postfix.mailbox().mails() if mail["Delivered-To"] == ADMIN]

    def assert_clean(self) -> None:
        self.assertEqual([], [each for each in self.browser.troubles() if "401" not in each])

    def test_live_there_and_back_and_there_again(self):
        page = self.signed_in()
        send(self.front, new_mail(EVE, SUPPORT, "The kettle leaks", "Since Monday."))
        page.see(text="The kettle leaks")
        page.click(text="The kettle leaks")
        page.see(text="Since Monday.")

        page.fill("A new one is on its way.", role="textbox", name="Answer to the customer")
        page.click(role="button", name="Send", exact=True)
        [answer] = self.postfix.mailbox().wait_for(
            "the answer", lambda mail: mail["Delivered-To"] == "eve@customer.test")
        self.assertIn("A new one is on its way.", body_of(answer))

        send(self.front, answer_to(answer, EVE, "Splendid, it has come."))
        page.see(text="Splendid, it has come.")
        self.assertEqual(1, len(self.api.items()))
        item = self.api.items()[0]
        messages = self.api.messages(self.api.conversation(item["id"])["id"])
        self.assertEqual(["customer", "user", "customer"], [m["author"]["kind"] for m in messages])
        self.assert_clean()

    def test_a_message_looked_at_is_seen_and_never_mailed(self):
        page = self.signed_in()
        send(self.front, new_mail(EVE, SUPPORT, "Looked at", "You are looking at this."))
        page.click(text="Looked at")
        page.see(text="You are looking at this.")
        item = eventually("the ticket", lambda: self.api.item_titled("Looked at"))
        conversation = self.api.conversation(item["id"])["id"]
        [answer] = self._answered(conversation)
        before = len(self.relays())

        send(self.front, answer_to(answer, EVE, "This comes while you look."))
        page.see(text="This comes while you look.")

        def states() -> list:
            receipts = self.api.messages(conversation)[-1]["receipts"]
            return [each["state"] for each in receipts if each["person"]["kind"] == "user"]
        eventually("it counts as seen", lambda: states() == ["seen"], within=GRACE)
        never("a mail to who has seen it", lambda: len(self.relays()) > before, during=GRACE + 1)

    def _answered(self, conversation: int) -> list:
        """The mail that Eve got when the conversation was answered."""
        self.api.say(conversation, "We look into it.", "looked-at")
        return self.postfix.mailbox().wait_for(
            "the answer", lambda mail: mail["Delivered-To"] == "eve@customer.test")

    def test_a_message_not_looked_at_is_mailed_once(self):
        page = self.signed_in()
        send(self.front, new_mail(EVE, SUPPORT, "Not looked at", "Nobody opens this."))
        page.see(text="Not looked at")  # in the list only: that is not seeing the message
        eventually("one mail", lambda: len(self.relays()) == 1, within=GRACE + 15)
        self.assertIn("Nobody opens this.", body_of(self.relays()[0]))
        never("a second mail", lambda: len(self.relays()) > 1, during=GRACE + 1)

    def test_what_was_missed_while_offline_is_there_afterwards(self):
        page = self.signed_in()
        page.browser.do("offline", page="agent", on=True)
        send(self.front, new_mail(EVE, SUPPORT, "While you were away", "Hello?"))
        eventually("the ticket", lambda: self.api.item_titled("While you were away"))
        page.browser.do("offline", page="agent", on=False)
        page.see(text="While you were away", within=30)

    def test_screens_have_no_serious_accessibility_fault(self):
        send(self.front, new_mail(EVE, SUPPORT, "For axe", "Some text."))
        eventually("the ticket", lambda: self.api.item_titled("For axe"))
        for scheme in ("light", "dark"):
            page = self.signed_in(scheme, scheme=scheme)
            for path in ("/messenger", "/items", "/outbox", "/mail-log"):
                with self.subTest(path=path, scheme=scheme):
                    page.goto(self.site + path)
                    page.see(css="main h1, main h2")
                    self.assertEqual([], page.axe())
            page.close()


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
class FirstStart(PostroomCase):
    def test_an_empty_workspace_begins_with_the_wizard(self):
        from support.server import Server
        desk = Server(self.folder / "empty", "--capture")
        desk.folder.mkdir()
        self.stack.enter_context(desk)
        self.logs.append(desk.folder / "server.log")
        desk.start()
        browser = self.stack.enter_context(Browser(self.folder))
        page = browser.open("first", "http://%s:%d/" % desk.address("http"))
        page.fill("Ada Example", label="Name")
        page.fill(ADMIN, label="Email")
        page.fill(PASSWORD, css="input[type=password]")
        page.press("Enter")
        page.see(role="textbox", name="Support address", within=30)
        self.assertEqual("support_address", desk.api().get("/setup")["step"])


if __name__ == "__main__":
    unittest.main()
