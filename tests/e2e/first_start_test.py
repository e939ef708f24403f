"""The first start, from an empty workspace to the Messenger: every step, watched live, against real mail.

(F118, F132; issue 5 point 9.) POSTROOM_PICTURES names a folder for pictures.
"""
import os
import pathlib
import unittest

from support import dovecot
from support.browser import Browser, is_installed
from support.case import PostroomCase
from support.dovecot import Dovecot
from support.maildir import new_mail, send
from support.server import ADMIN, PASSWORD, Server
from support.sink import Sink
from support.smtp_peer import Peer
from support.wait import eventually

SUPPORT, BEN, EVE = "support@acme.test", "ben@agents.test", "eve@customer.test"
SECRET = "abcd efgh ijkl mnop"
PICTURES = os.environ.get("POSTROOM_PICTURES")


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
class FirstStartTest(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.sink = self.stack.enter_context(Sink())
        self.desk = Server(self.folder / "empty", "--smart-host", f"smtp://127.0.0.1:{self.sink.port}")
        self.desk.folder.mkdir()
        self.stack.enter_context(self.desk)
        self.logs.append(self.desk.folder / "server.log")
        self.desk.start()
        self.site = "http://%s:%d" % self.desk.address("http")
        self.page = self.stack.enter_context(Browser(self.folder)).open("first", self.site + "/")

    def look(self, name: str) -> None:
        for width in (1440, 390):
            self.page.resize(width, 900)
            for scheme in ("light", "dark"):
                self.page.show_as(scheme)
                self.page.settled()
                self.assertEqual([], self.page.axe(), f"{name} {width} {scheme}")
                if PICTURES:
                    self.page.screenshot(pathlib.Path(PICTURES) / f"{name}-{width}-{scheme}.png")
        self.page.show_as("light")
        self.page.resize(1440, 900)

    def account(self) -> None:
        self.page.fill("Ada Example", label="Your name")
        self.page.fill(ADMIN, label="Your email")
        self.page.fill(PASSWORD, css="input[type=password]")
        self.page.press("Enter")
        self.page.see(role="textbox", name="Support address")

    def test_f118_every_step_to_the_end_fills_what_it_says(self):
        self.account()
        self.page.fill(SUPPORT, label="Support address")
        self.page.click(role="button", name="Save the address")
        self.page.see(css=f"main :text('{SUPPORT}') >> nth=0")
        self.page.click(role="button", name="Continue")
        self.page.click(role="button", name="Send the test email")
        self.page.see(css="main li:has-text('Accepted by the mail server.')")
        self.assertEqual(1, len(self.sink.to(ADMIN)))
        send(self.desk.address("smtp"), new_mail(EVE, SUPPORT, "Hello", "Does it work?"))
        self.page.see(css="main li:has-text('Both directions work.')")
        self.page.click(role="button", name="Continue")
        self.page.see(role="textbox", name="Your colleague’s name")
        self.look("wizard-colleague")
        self.colleague()
        self.page.click(role="button", name="Continue")
        self.page.see(role="heading", name="Postroom is ready")
        self.page.click(role="button", name="Open the Messenger")
        self.page.see(role="heading", name="Messenger")
        self.filled()

    def filled(self) -> None:
        api = self.desk.api()
        default = next(each for each in api.get("/connectors")["items"] if each["is_default"])
        self.assertEqual(SUPPORT, default["from_address"])
        self.assertIn(SUPPORT, [each["address"] for each in api.get("/email_filters")["items"]])
        self.assertEqual([ADMIN, BEN], sorted(each["email"] for each in api.get("/users")["items"]))
        eventually("Ben is welcomed", lambda: self.sink.to(BEN))
        self.assertTrue(api.get("/setup")["done"])

    def colleague(self) -> None:
        self.page.fill("Ben Blum", label="Your colleague’s name")
        self.page.fill(BEN, label="Your colleague’s email")
        self.page.click(role="button", name="Add the colleague")
        self.page.see(css="main li:has-text('Ben Blum has been added.')")

    def connect(self, mailbox: Dovecot, smtp: Peer, password: str) -> None:
        """The form of another provider, filled in on the second step."""
        self.page.fill(SUPPORT, label="Email address")
        self.page.fill(password, css="main form input[type=password]")
        self.page.fill("127.0.0.1", label="Server for receiving (IMAP)")
        self.page.fill("127.0.0.1", label="Server for sending (SMTP)")
        for at, port in enumerate((mailbox.port, smtp.port)):
            self.page.fill(str(port), css=f"main form .mantine-NumberInput-input >> nth={at}")
        for at in (1, 2):
            self.page.click(css=f"main form:has(.mantine-NumberInput-input) >> input[aria-haspopup=listbox] >> nth={at}")
            self.page.click(role="option", name="No encryption")
        self.page.click(css="[data-testid=connect-now]")

    @unittest.skipUnless(dovecot.is_installed(), "needs Dovecot and root")
    def test_f118_a_mailbox_connected_in_the_wizard_is_watched_in_both_directions(self):
        mailbox = Dovecot(self.folder, {SUPPORT: SECRET}).start()
        self.addCleanup(mailbox.stop)
        smtp = self.stack.enter_context(Peer(users={SUPPORT: SECRET}))
        smtp.auth_in_clear = True
        self.account()
        self.page.click(css="[data-testid=connect-other]")
        self.connect(mailbox, smtp, "wrong")
        self.page.see(css="[data-testid=test-receiving]:has-text('refuses user name and password')")
        self.look("wizard-mailbox-refused")
        self.assertEqual([], self.desk.api().get("/mailboxes")["items"], "nothing is connected that does not work")
        self.page.fill(SECRET, css="main form input[type=password]")
        self.page.click(css="[data-testid=connect-now]")
        self.page.click(role="button", name="Send the test email")
        self.page.see(css="main li:has-text('Accepted by the mail server.')")
        left = eventually("it left through the mailbox", lambda: [each for each in smtp.mails if ADMIN in each.recipients])
        self.assertEqual(SUPPORT, left[0].user)
        self.assertEqual([], self.sink.to(ADMIN), "and through nothing else")
        mailbox.deliver(SUPPORT, bytes(new_mail(EVE, SUPPORT, "Hello", "Does it work?")))
        self.page.see(css="main li:has-text('Both directions work.')")
        self.look("wizard-mailbox-works")
        self.page.click(role="button", name="Continue")
        self.colleague()
        self.page.click(role="button", name="Continue")
        self.page.click(role="button", name="Open the Messenger")
        self.page.see(role="heading", name="Messenger")
        self.page.see(css="main :text('Hello')")
        self.connected(smtp)

    def connected(self, smtp: Peer) -> None:
        api = self.desk.api()
        [box] = api.get("/mailboxes")["items"]
        self.assertEqual((SUPPORT, "working"), (box["address"], box["health"]["status"]))
        self.assertIn(SUPPORT, [each["address"] for each in api.get("/email_filters")["items"]])
        self.assertTrue(api.get("/setup")["done"])
        eventually("Ben is welcomed through it", lambda: any(BEN in each.recipients for each in smtp.mails))

    def test_f118_skipped_to_the_end_nothing_is_filled(self):
        self.account()
        for _ in range(3):
            self.page.click(role="button", name="Skip for now")
        self.page.click(role="button", name="Open the Messenger")
        self.page.see(role="heading", name="Messenger")
        api = self.desk.api()
        self.assertEqual([], api.get("/channels")["items"])
        self.assertEqual("", next(each for each in api.get("/connectors")["items"] if each["is_default"])["from_address"])


if __name__ == "__main__":
    unittest.main()
