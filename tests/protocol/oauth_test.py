"""Signing in at a provider instead of keeping a password: consent, renewal, revocation, consent again.

A stand-in identity provider, a real Dovecot that asks it whether a token is good, and an SMTP peer.
Rule: mail-correctness.md OAU-1 to OAU-7; F106, F108, F109.
"""
import unittest

from support import dovecot
from support.api import Problem
from support.case import PostroomCase
from support.dovecot import Dovecot
from support.identity_provider import IdentityProvider
from support.smtp_peer import Peer
from support.wait import eventually

ADDRESS = "support@desk.test"
MAILBOX = "helpdesk@desk.test"
BACK = "http://127.0.0.1/admin/connect"

PASSDB = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {root}/oauth2.conf
}}
"""
OAUTH2 = """
introspection_mode = post
introspection_url = {url}/introspect
force_introspection = yes
username_attribute = username
active_attribute = active
active_value = true
"""


def mail(subject: str) -> bytes:
    return (f"From: Ana <ana@customer.test>\nTo: {MAILBOX}\nSubject: {subject}\n"
            f"Message-ID: <{subject.replace(' ', '.')}@customer.test>\n\nHello\n").encode()


@unittest.skipUnless(dovecot.is_installed(), "needs Dovecot and root")
class OAuthTest(PostroomCase):
    def setUp(self):
        super().setUp()
        self.provider = self.stack.enter_context(IdentityProvider())
        root = self.folder / "dovecot"
        self.peer = Dovecot(self.folder, {MAILBOX: "for the test's own sessions"},
                            mechanisms="plain login xoauth2", passdb=PASSDB.format(root=root))
        self.peer.open_folders()
        (root / "oauth2.conf").write_text(OAUTH2.format(url=self.provider.url))
        self.peer.start()
        self.addCleanup(lambda: self.peer.stop())
        self.smtp = self.stack.enter_context(Peer(users={MAILBOX: None}))
        self.smtp.auth_in_clear, self.smtp.mechanisms = True, "XOAUTH2"
        self.smtp.takes_token = lambda user, token: (
            self.provider.introspect(token).get("username") == user)
        self.desk = self.server().start()
        self.api = self.desk.api()

    def register(self) -> None:
        self.api.call("PUT", "/oauth_client", self.provider.settings())

    def wanted(self, **more) -> dict:
        return {"address": MAILBOX, "provider": "microsoft365", "redirect_uri": BACK,
                "imap": {"host": "127.0.0.1", "port": self.peer.port, "tls": "off"},
                "smtp": {"host": "127.0.0.1", "port": self.smtp.port, "tls": "off"}, **more}

    def consent(self, **more) -> dict:
        begun = self.api.post("/mailboxes/consent", self.wanted(**more))
        back = self.provider.consent(begun["authorize_url"])
        return self.api.post("/mailboxes/consent/finish",
                             {"state": back["state"], "code": back["code"]})

    def box(self) -> dict:
        return self.api.get("/mailboxes")["items"][0]

    def refused(self, code: str, act) -> Problem:
        with self.assertRaises(Problem) as refused:
            act()
        self.assertEqual(refused.exception.code, code)
        return refused.exception

    def ticket(self, subject: str) -> None:
        self.peer.deliver(MAILBOX, mail(subject))
        eventually(f"the ticket {subject}", lambda: self.api.item_titled(subject), within=20)

    def test_f106_consent_connects_the_mailbox_and_no_password_is_kept(self):
        self.register()
        done = self.consent()
        self.assertEqual(done["address"], MAILBOX)
        eventually("looked at", lambda: self.box()["health"]["looked_at"])
        self.assertEqual(self.box()["sign_in"], "oauth")
        self.assertFalse(self.box()["has_password"])
        self.ticket("By token")
        kept = b"".join(path.read_bytes() for path in self.desk.data.rglob("*") if path.is_file())
        for token in (*self.provider._tokens, *self.provider._refresh, "hush"):
            self.assertNotIn(token.encode(), kept, "secrets are sealed (SEC-20)")

    def answer(self, subject: str, text: str) -> None:
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        conversation = self.api.conversation(self.api.item_titled(subject)["id"])
        self.api.say(conversation["id"], text, text)
        eventually(f"{text} left", lambda: any(text.encode() in taken.raw and taken.user == MAILBOX
                                               for taken in self.smtp.mails), within=20)

    def test_f106_f115_replies_leave_with_the_same_consent(self):
        self.register()
        self.consent()
        eventually("looked at", lambda: self.box()["health"]["looked_at"])
        self.ticket("Please answer")
        self.answer("Please answer", "By the same token")
        connector = next(row for row in self.api.get("/connectors")["items"]
                         if row["kind"] == "microsoft365")
        self.assertFalse(connector["has_password"])

    def test_oau4_a_token_is_renewed_before_it_runs_out_and_fetching_goes_on(self):
        self.register()
        self.provider.lifetime = 4
        self.consent()
        eventually("looked at", lambda: self.box()["health"]["looked_at"])
        self.peer.stop()
        self.peer.start()
        eventually("renewed", lambda: self.provider.refreshes >= 1, within=20)
        self.ticket("After the renewal")
        self.assertEqual(self.box()["health"]["trouble"], "")

    def test_oau5_a_revoked_grant_needs_attention_and_consent_again_keeps_the_channel(self):
        self.register()
        self.consent()
        eventually("looked at", lambda: self.box()["health"]["looked_at"])
        before = self.box()["id"]
        self.provider.revoke()
        self.peer.stop()
        self.peer.start()
        health = eventually("attention", lambda: self.box()["health"]["status"] == "needs_attention"
                            and self.box()["health"], within=30)
        self.assertEqual(health["trouble_wording"]["code"], "consent_needed")
        begun = self.api.post(f"/mailboxes/{before}/consent", {"redirect_uri": BACK})
        back = self.provider.consent(begun["authorize_url"])
        self.api.post("/mailboxes/consent/finish", {"state": back["state"], "code": back["code"]})
        self.ticket("After the second consent")
        self.assertEqual(self.box()["id"], before)

    def test_oau1_a_state_counts_once_and_an_unknown_one_never(self):
        self.register()
        begun = self.api.post("/mailboxes/consent", self.wanted())
        back = self.provider.consent(begun["authorize_url"])
        finish = {"state": back["state"], "code": back["code"]}
        self.api.post("/mailboxes/consent/finish", finish)
        self.refused("oauth_state_unknown", lambda: self.api.post("/mailboxes/consent/finish", finish))
        self.refused("oauth_state_unknown", lambda: self.api.post(
            "/mailboxes/consent/finish", {"state": "made up", "code": back["code"]}))

    def test_oau2_another_account_and_missing_scopes_are_refused(self):
        self.register()
        self.provider.account = "somebody@desk.test"
        self.refused("oauth_other_account", self.consent)
        self.provider.account, self.provider.granted = "", "openid"
        self.refused("oauth_scopes_missing", self.consent)
        self.assertEqual(self.api.get("/mailboxes")["items"], [])

    def test_oau5_an_expired_client_secret_is_said(self):
        self.api.call("PUT", "/oauth_client", {**self.provider.settings(), "client_secret": "old"})
        problem = self.refused("oauth_refused", self.consent)
        self.assertIn("expired", problem.body["detail"])

    def test_f108_other_providers_are_pointed_to_forwarding(self):
        self.register()
        problem = self.refused("oauth_not_offered", lambda: self.api.post(
            "/mailboxes/consent", self.wanted(provider="gmail")))
        self.assertIn("forward", problem.body["detail"])

    def test_oauth_needs_the_app_registration_first(self):
        self.refused("oauth_client_missing",
                     lambda: self.api.post("/mailboxes/consent", self.wanted()))


class SmtpAuthTest(PostroomCase):
    def test_f109_switched_off_smtp_auth_is_said_with_what_to_do(self):
        desk = self.server().start()
        peer = self.stack.enter_context(Peer(users={ADDRESS: "secret"}))
        peer.auth_in_clear = True
        peer.answers["AUTH"] = ("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication "
                                "is disabled for the Mailbox.")
        api = desk.api()
        connector = api.post("/connectors", {
            "name": "M365", "host": "127.0.0.1", "port": peer.port, "tls": "off",
            "from_address": ADDRESS, "username": ADDRESS, "password": "secret"})
        test = api.post(f"/connectors/{connector['id']}/test")
        self.assertFalse(test["ok"])
        self.assertEqual(test["diagnosis_wording"]["code"], "smtp_auth_off")


if __name__ == "__main__":
    unittest.main()
