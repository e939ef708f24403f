"""Connecting a mailbox from the screen, as an administrator does it: refused, then connected, then watched.

A real Dovecot, an SMTP peer and a stand-in identity provider; POSTROOM_PICTURES names a folder for pictures.
(F103-F108, F110-F114, F132)
"""
import os
import pathlib
import unittest
import urllib.parse

from support import browser, dovecot
from support.browser import Browser
from support.case import PostroomCase
from support.dovecot import Dovecot
from support.identity_provider import IdentityProvider
from support.maildir import new_mail, send
from support.server import ADMIN, PASSWORD, SUPPORT
from support.smtp_peer import Peer
from support.wait import eventually

from protocol import forwarding_test

MAILBOX, SECRET = "support@desk.example", "abcd efgh ijkl mnop"
PICTURES = os.environ.get("POSTROOM_PICTURES")


@unittest.skipUnless(browser.is_installed() and dovecot.is_installed(), "needs Chromium, Dovecot and root")
class ConnectTest(PostroomCase):
    def setUp(self):
        super().setUp()
        self.peer = Dovecot(self.folder, {MAILBOX: SECRET}).start()
        self.addCleanup(lambda: self.peer.stop())
        self.smtp = self.stack.enter_context(Peer(users={MAILBOX: SECRET}))
        self.smtp.auth_in_clear = True
        self.desk = self.server().start()
        self.api = self.desk.api()
        self.site = "http://%s:%d" % self.desk.address("http")
        self.browser = self.stack.enter_context(Browser(self.folder))

    def sign_in(self, width: int = 1440, scheme: str = "light"):
        page = self.browser.open(f"{scheme}-{width}", self.site + "/sign-in", width=width,
                                 height=1500, scheme=scheme, touch=width < 768)
        page.fill(ADMIN, label="Email")
        page.fill(PASSWORD, css="input[type=password]")
        page.click(role="button", name="Sign in")
        page.see(role="heading", name="Messenger")
        return page

    def keep(self, page, name: str) -> None:
        page.settled()
        self.assertEqual(page.axe(), [], name)
        if PICTURES:
            pathlib.Path(PICTURES).mkdir(parents=True, exist_ok=True)
            page.screenshot(pathlib.Path(PICTURES) / f"{name}.png")

    def choose(self, page, label: str, at: int, option: str) -> None:
        page.click(css=f"main form >> nth=0 >> input[aria-haspopup=listbox] >> nth={at}")
        page.click(role="option", name=option)

    def test_f103_f110_f111_a_wrong_password_is_explained_and_the_right_one_connects(self):
        page = self.sign_in()
        page.goto(self.site + "/admin/channels")
        page.click(css="[data-testid=connect-other]")
        page.fill(ADMIN, label="Email address")
        page.see(css="[data-testid=personal-address]")
        self.keep(page, "connect-personal")
        page.fill(MAILBOX, label="Email address")
        page.gone(css="[data-testid=personal-address]")
        page.fill("wrong", css="main form input[type=password]")
        page.fill("127.0.0.1", label="Server for receiving (IMAP)")
        page.fill("127.0.0.1", label="Server for sending (SMTP)")
        page.fill(str(self.peer.port), css="main form .mantine-NumberInput-input >> nth=0")
        page.fill(str(self.smtp.port), css="main form .mantine-NumberInput-input >> nth=1")
        self.choose(page, "Encryption", 1, "No encryption")
        self.choose(page, "Encryption", 2, "No encryption")
        page.click(css="[data-testid=connect-now]")
        page.see(css="[data-testid=test-receiving]")
        self.assertIn("refuses user name and password", page.text(css="[data-testid=test-receiving]"))
        self.keep(page, "connect-refused")
        self.assertEqual(self.api.get("/mailboxes")["items"], [])
        page.fill(SECRET, css="main form input[type=password]")
        page.click(css="[data-testid=connect-now]")
        page.see(css="[data-testid=mailbox-health]")
        eventually("working", lambda: "Working" in page.text(css="[data-testid=mailbox-health]"))
        filters = [row["address"] for row in self.api.get("/email_filters")["items"]]
        self.assertIn(MAILBOX, filters)
        self.keep(page, "connect-working")

    def connected(self) -> int:
        return self.api.post("/mailboxes", {
            "address": MAILBOX, "password": SECRET, "provider": "other", "name": "Support desk",
            "imap": {"host": "127.0.0.1", "port": self.peer.port, "tls": "off"},
            "smtp": {"host": "127.0.0.1", "port": self.smtp.port, "tls": "off"}})["id"]

    def test_imap9_trouble_is_shown_and_a_new_password_mends_it(self):
        box = self.connected()
        eventually("looked", lambda: self.api.get("/mailboxes")["items"][0]["health"]["looked_at"])
        self.peer.users[MAILBOX] = self.smtp.users[MAILBOX] = "new secret"
        self.peer.save_users()
        self.peer.stop()
        self.peer.start()
        page = self.sign_in(390, "dark")
        page.goto(self.site + "/admin/channels")
        eventually("attention", lambda: self.api.get("/mailboxes")["items"][0]["health"]["status"]
                   == "needs_attention", within=20)
        page.see(css="[data-testid=mailbox-health] input[type=password]")
        self.keep(page, "health-attention-dark-390")
        page.fill("new secret", css="[data-testid=mailbox-health] input[type=password]")
        page.click(css="[data-testid=mailbox-health] button[type=submit]")
        page.see(css="[data-testid=test-receiving]")
        eventually("working again", lambda: self.api.get("/mailboxes")["items"][0]["health"]["status"]
                   == "working", within=20)
        self.assertEqual(self.api.get("/mailboxes")["items"][0]["id"], box)

    def test_f104_f105_f107_f112_each_way_is_offered_with_what_it_needs(self):
        for width, scheme in ((1440, "light"), (390, "light"), (1440, "dark"), (390, "dark")):
            page = self.sign_in(width, scheme)
            page.goto(self.site + "/admin/channels")
            page.click(css="[data-testid=connect-gmail]")
            self.assertIn("Recommended", page.text(css="[data-testid=connect-gmail]"))
            self.assertIn("Recommended", page.text(css="[data-testid=connect-microsoft365]"))
            page.see(text="2-step verification; only then")
            self.keep(page, f"connect-gmail-{scheme}-{width}")
            page.click(css="[data-testid=connect-microsoft365]")
            page.see(text="register an app in Microsoft Entra")
            self.keep(page, f"connect-microsoft-{scheme}-{width}")
            page.click(css="[data-testid=connect-forwarding]")
            page.click(css="main .mantine-Accordion-control >> nth=1")
            self.keep(page, f"connect-forwarding-{scheme}-{width}")
            page.goto(self.site + "/admin/tickets")
            page.see(css="[data-testid=creation-addresses]")
            self.keep(page, f"tickets-{scheme}-{width}")
            page.close()

    def channels(self):
        page = self.sign_in()
        page.goto(self.site + "/admin/channels")
        return page

    def test_f105_forwarding_has_steps_for_each_provider_and_the_address_to_copy(self):
        page = self.channels()
        page.click(css="[data-testid=connect-forwarding]")
        page.see(css=f"main :text('{SUPPORT}') >> nth=0")
        for provider, step in (("Outlook and Microsoft 365", f"redirect to {SUPPORT}"), ("Gmail and Google Workspace", SUPPORT),
                               ("Other providers", SUPPORT)):
            page.click(css=f"main .mantine-Accordion-control:has-text('{provider}')")
            page.see(css=f"main .mantine-Accordion-item:has-text('{provider}') li:has-text('{step}')")

    def test_f107_the_direct_way_is_recommended_and_forwarding_is_not(self):
        page = self.channels()
        page.see(css="[data-testid=connect-microsoft365]")
        for way, is_recommended in (("microsoft365", True), ("gmail", True), ("forwarding", False)):
            self.assertEqual(is_recommended, "Recommended" in page.text(css=f"[data-testid=connect-{way}]"), way)

    def test_f112_an_app_password_needs_two_step_verification(self):
        page = self.channels()
        page.click(css="[data-testid=connect-gmail]")
        page.see(text="2-step verification; only then")

    def test_f104_gmails_question_appears_live_and_goes_when_it_is_dealt_with(self):
        page = self.sign_in()
        page.goto(self.site + "/admin/channels")
        page.see(css=f"main :text('{SUPPORT}')")
        send(self.desk.address("smtp"), new_mail(forwarding_test.GOOGLE, SUPPORT, forwarding_test.SUBJECT,
                                                 forwarding_test.TEXT))
        page.see(css="[data-testid=forwarding-request]")
        said = page.text(css="[data-testid=forwarding-request]")
        self.assertIn("314159265", said)
        self.assertIn(forwarding_test.ACCOUNT, said)
        self.assertEqual(forwarding_test.LINK, page.evaluate(
            "document.querySelector('[data-testid=forwarding-request] a').href"))
        for width, scheme in ((1440, "light"), (390, "light"), (1440, "dark"), (390, "dark")):
            page.resize(width, 1500)
            page.show_as(scheme)
            self.keep(page, f"forwarding-request-{scheme}-{width}")
        page.click(css="[data-testid=forwarding-request] button")
        page.gone(css="[data-testid=forwarding-request]")
        self.assertEqual([], self.api.items())

    def test_f106_signing_in_leads_to_the_provider_and_back(self):
        with IdentityProvider() as provider:
            self.api.call("PUT", "/oauth_client", provider.settings())
            page = self.sign_in()
            page.goto(self.site + "/admin/channels")
            page.click(css="[data-testid=connect-microsoft365]")
            page.fill(MAILBOX, label="Email address")
            page.click(css="[data-testid=sign-in-microsoft]")
            eventually("at the provider", lambda: page.url().startswith(provider.url))
            back = provider.consent(page.url())
            self.assertEqual(back.pop("redirect_uri"), self.site + "/admin/connect")
            page.goto(self.site + "/admin/connect?" + urllib.parse.urlencode(
                {"state": back["state"], "error": "access_denied",
                 "error_description": "The user said no."}))
            page.see(css="main [role=alert]")
            self.assertIn("The user said no.", page.text(css="main [role=alert]"))
            self.keep(page, "consent-refused")
            self.assertEqual(self.api.get("/mailboxes")["items"], [])


if __name__ == "__main__":
    unittest.main()
