"""Microsoft 365's way in with another identity provider in its place: oidc-provider, Dovecot, Chromium.

A person signs in and agrees on the provider's own screens; tokens run out within seconds and are renewed by one writer;
a withdrawn permission stops the queue, and one click with the same screens lets it go on. (F106, OAU-1 to OAU-7, F11)
"""
import datetime
import os
import pathlib
import unittest

from support import browser, dovecot, oidc_provider
from support.browser import Browser
from support.case import PostroomCase
from support.dovecot import Dovecot
from support.oauth_case import MAILBOX, OAUTH2, PASSDB, mail
from support.oidc_provider import OidcProvider
from support.ports import free_port, is_open
from support.server import ADMIN, PASSWORD
from support.sink import Sink
from support.smtp_peer import Peer
from support.wait import eventually, never

PICTURES = os.environ.get("POSTROOM_PICTURES")


class ConsentCase(PostroomCase):
    seconds = 4  # of an access token: renewed after three
    dovecots_more = ""

    def setUp(self):
        super().setUp()
        self.other_way = self.stack.enter_context(Sink())  # of the built-in connector: alerts leave through it
        self.desk = self.server("--smart-host", f"smtp://127.0.0.1:{self.other_way.port}",
                                settings="[relay]\ngrace_seconds = 600\n").start()
        self.site = "http://%s:%d" % self.desk.address("http")
        self.provider = self.stack.enter_context(OidcProvider(self.folder, self.site + "/admin/connect", self.seconds))
        root = self.folder / "dovecot"
        self.peer = Dovecot(self.folder, {MAILBOX: "for the test's own sessions"},
                            mechanisms="plain login xoauth2", passdb=PASSDB.format(root=root),
                            more=self.dovecots_more)
        self.peer.open_folders()
        (root / "oauth2.conf").write_text(OAUTH2.replace("{url}/introspect", self.provider.introspection_url))
        self.peer.start()
        self.addCleanup(lambda: self.peer.stop())
        self.smtp_port = self.start_sending()
        self.more = 0
        self.api = self.desk.api()
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        self.api.call("PUT", "/oauth_client", self.provider.settings())
        self.browser = self.stack.enter_context(Browser(self.folder))
        self.page = self.browser.open("ada", self.site + "/sign-in")
        self.page.fill(ADMIN, label="Email")
        self.page.fill(PASSWORD, css="input[type=password]")
        self.page.click(role="button", name="Sign in")
        self.page.see(role="heading", name="Messenger")

    def start_sending(self) -> int:
        """The port that mail leaves through: a peer that asks the provider whose token it is."""
        self.smtp = self.stack.enter_context(Peer(users={MAILBOX: None}))
        self.smtp.auth_in_clear, self.smtp.mechanisms = True, "XOAUTH2"
        self.smtp.takes_token = lambda user, token: self.provider.owner_of(token) == user
        return self.smtp.port

    def box(self) -> dict:
        return self.api.get("/mailboxes")["items"][0]

    def agree(self) -> None:
        """On the provider's screens, until the product says that the mailbox is there."""
        eventually("the provider", lambda: self.page.url().startswith(self.provider.url))
        if self.page.count("input[name=login]"):
            self.page.click(role="button", name="Next")
        self.page.see(role="heading", name="Permissions")
        self.page.click(role="button", name="Agree")
        self.page.see(css="[data-testid=mailbox-health]")

    def connect(self) -> int:
        begun = self.api.post("/mailboxes/consent", {
            "address": MAILBOX, "provider": "microsoft365", "redirect_uri": self.site + "/admin/connect",
            "imap": {"host": "127.0.0.1", "port": self.peer.port, "tls": "off"},
            "smtp": {"host": "127.0.0.1", "port": self.smtp_port, "tls": "off"}})
        self.page.goto(begun["authorize_url"])
        self.agree()
        eventually("looked at", lambda: self.box()["health"]["looked_at"])
        return self.box()["id"]

    def ticket(self, subject: str) -> dict:
        self.peer.deliver(MAILBOX, mail(subject))
        return eventually(f"the ticket {subject}", lambda: self.api.item_titled(subject), within=30)

    def answer(self, item: dict, text: str) -> None:
        self.api.say(self.api.conversation(item["id"])["id"], text, text)

    def left(self, text: str) -> bool:
        return any(text.encode() in each.raw and each.user == MAILBOX for each in self.smtp.mails)

    def answered_again(self, item: dict, before: int) -> bool:
        """Traffic until the provider has renewed once more."""
        self.more += 1
        self.answer(item, f"more {self.more}")
        return self.provider.counts()["refreshes"] > before


NEEDS = "needs Chromium, Dovecot with its submission service, oidc-provider and root"
IS_INSTALLED = browser.is_installed() and dovecot.is_installed() and oidc_provider.is_installed()


@unittest.skipUnless(IS_INSTALLED, NEEDS)
class ConsentTest(ConsentCase):
    def test_f106_consent_on_the_providers_screens_connects_both_directions(self):
        self.connect()
        item = self.ticket("By token")
        self.answer(item, "By the same token")
        eventually("it left by XOAUTH2", lambda: self.left("By the same token"), within=30)
        self.assertEqual(("oauth", False), (self.box()["sign_in"], self.box()["has_password"]))
        self.assertEqual(1, self.provider.counts()["codes"])

    def test_oau4_tokens_that_run_out_are_renewed_by_one_writer_while_mail_goes_on(self):
        self.connect()
        for round_ in range(3):
            self.peer.stop()
            self.peer.start()
            item = self.ticket(f"Round {round_}")
            self.answer(item, f"Answer {round_}")
            before = self.provider.counts()["refreshes"]
            eventually(f"answer {round_} left", lambda: self.left(f"Answer {round_}"), within=30)
            eventually("the token ran out and was renewed", lambda: self.answered_again(item, before), within=30)
        counts = self.provider.counts()
        self.assertEqual(1, counts["underway_most"], "one refresh at a time")
        self.assertEqual(0, counts["refused"], "a refresh token that was used twice would have been refused")
        self.assertEqual("", self.box()["health"]["trouble"])

    def test_fault_f11_a_withdrawn_permission_needs_attention_and_one_click_drains_the_queue(self):
        before = self.connect()
        item = self.ticket("Before")
        self.provider.revoke()
        self.answer(item, "This one waits")
        self.peer.stop()
        self.peer.start()
        health = eventually("attention", lambda: self.box()["health"]["status"] == "needs_attention"
                            and self.box()["health"], within=40)
        self.assertEqual("consent_needed", health["trouble_wording"]["code"])
        eventually("Ana's mail waits, the alert to Ada has left by the other connector", lambda: ["ana@customer.test"] == [
            each["to"] for each in self.api.get("/outbox", view="all")["items"]], within=20)
        self.assertEqual(1, len(self.other_way.to(ADMIN)), "one alert")
        self.assertFalse(self.left("This one waits"))
        self.peer.deliver(MAILBOX, mail("Meanwhile"))
        self.page.goto(self.site + "/admin/channels")
        self.page.see(text="Connect again")
        self.page.click(role="button", name="Connect again")
        self.agree()
        eventually("the queue drains", lambda: self.left("This one waits"), within=40)
        eventually("mail of meanwhile came", lambda: self.api.item_titled("Meanwhile"), within=40)
        self.assertEqual(before, self.box()["id"], "the channel is the same")
        self.assertEqual([], self.api.get("/outbox", view="all")["items"])

    def keep(self, name: str) -> None:
        for width, scheme in ((1440, "light"), (390, "light"), (1440, "dark"), (390, "dark")):
            self.page.resize(width, 1500)
            self.page.show_as(scheme)
            self.page.settled()
            self.assertEqual(self.page.axe(), [], name)
            if PICTURES:
                pathlib.Path(PICTURES).mkdir(parents=True, exist_ok=True)
                self.page.screenshot(pathlib.Path(PICTURES) / f"{name}-{scheme}-{width}.png")
        self.page.resize(1440, 1500)

    def test_oau5_the_day_on_which_the_client_secret_ends_is_entered_and_warned_of(self):
        self.connect()
        self.page.goto(self.site + "/admin/channels")
        self.page.see(css="[data-testid=mailbox-health]")
        self.page.gone(css="[data-testid=secret-end-warning]")
        self.page.click(css="[data-testid=connect-microsoft365]")
        day = datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=12)
        self.page.fill(str(day), css="main input[type=date]")
        self.page.click(role="button", name="Save the date")
        self.page.see(css="[data-testid=mailbox-health] [data-testid=secret-end-warning]")
        self.assertIn("in 12 days", self.page.text(css="[data-testid=mailbox-health] [data-testid=secret-end-warning]"))
        self.assertEqual(str(day), self.api.get("/oauth_client")["secret_expires_on"])
        self.keep("secret-end")

    def test_oau7_disconnecting_gives_the_permission_back(self):
        self.api.call("PUT", "/oauth_client", {"client_id": self.provider.settings()["client_id"],
                                               "revoke_url": self.provider.url + "/token/revocation"})
        self.connect()
        self.assertEqual(1, self.provider.counts()["alive"])
        self.page.goto(self.site + "/admin/channels")
        self.page.click(css="[data-testid=mailbox-health] button:has-text('Disconnect')")
        self.page.see(css="[role=dialog] :text('is no longer fetched')")
        self.keep("disconnect")
        self.page.click(css="[role=dialog] button:has-text('Keep it connected')")
        self.assertTrue(self.box()["active"])
        self.page.click(css="[data-testid=mailbox-health] button:has-text('Disconnect')")
        self.page.click(css="[role=dialog] button:has-text('Disconnect')")
        self.page.see(css=":text('permission was given back') >> nth=0")
        self.assertFalse(self.box()["active"])
        self.assertEqual(0, self.provider.counts()["alive"], "what was granted counts no more")
        self.assertNotIn(MAILBOX, [row["address"] for row in self.api.get("/email_filters")["items"]])


@unittest.skipUnless(IS_INSTALLED and dovecot.submits(), NEEDS)
class SubmissionTest(ConsentCase):
    """Both directions at Dovecot, whose submission service asks the provider about each token and relays to the sink."""
    seconds = 30

    def setUp(self):
        self.sink = self.enterContext(Sink())
        self.submission_port = free_port()
        self.dovecots_more = dovecot.SUBMISSION.format(port=self.submission_port, relay_port=self.sink.port)
        super().setUp()

    def start_sending(self) -> int:
        eventually("the submission service", lambda: is_open(self.submission_port))
        return self.submission_port

    def left(self, text: str) -> bool:
        return any(text.encode() in each.raw for each in self.sink.to("ana@customer.test"))

    def said_yes(self) -> int:
        return self.peer.log().count(f"submission-login: Info: Login: user=<{MAILBOX}>, method=XOAUTH2")

    def test_f106_mail_leaves_by_xoauth2_through_dovecots_own_submission_service(self):
        self.connect()
        item = self.ticket("By token")
        self.answer(item, "Through Dovecot itself")
        eventually("it left", lambda: self.left("Through Dovecot itself"), within=30)
        self.assertGreaterEqual(self.said_yes(), 1, self.peer.log()[-2000:])
        copies = [each for each in self.sink.to("ana@customer.test") if b"Through Dovecot itself" in each.raw]
        self.assertEqual(1, len(copies))

    def test_oau4_a_token_that_lives_30_seconds_runs_out_and_mail_goes_on_in_both_directions(self):
        self.connect()
        item = self.ticket("Before")
        self.answer(item, "With the first token")
        eventually("it left", lambda: self.left("With the first token"), within=30)
        first = self.provider.counts()["refreshes"]
        eventually("the token ran out and was renewed", lambda: self.answered_again(item, first), within=60)
        self.answer(self.ticket("After"), "With a later token")
        eventually("it left too", lambda: self.left("With a later token"), within=30)
        self.assertEqual((1, 0), (self.provider.counts()["underway_most"], self.provider.counts()["refused"]))
        self.assertEqual("", self.box()["health"]["trouble"])

    def test_oau5_a_withdrawn_permission_is_refused_by_the_submission_service_and_nothing_leaves(self):
        self.connect()
        item = self.ticket("Before")
        self.answer(item, "While it held")
        eventually("it left", lambda: self.left("While it held"), within=30)
        # A session that is open stays open, here as at any provider.
        eventually("the session ends", lambda: self.said_yes() == self.peer.log().count("Logged out (state="), within=60)
        self.provider.revoke()
        self.peer.stop()
        self.peer.start()
        eventually("attention", lambda: self.box()["health"]["status"] == "needs_attention", within=60)
        self.answer(item, "This one waits")
        never("it leaves", lambda: self.left("This one waits"), 2)
        self.assertIn("ana@customer.test", [each["to"] for each in self.api.get("/outbox", view="all")["items"]])


if __name__ == "__main__":
    unittest.main()
