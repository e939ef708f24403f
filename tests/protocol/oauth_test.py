"""Signing in at a provider instead of keeping a password: consent, renewal, revocation, consent again.

A stand-in identity provider, a real Dovecot that asks it whether a token is good, and an SMTP peer.
Rule: mail-correctness.md OAU-1 to OAU-7; F106, F108, F109.
"""
import datetime
import unittest

from support import dovecot
from support.api import Problem
from support.database import Database
from support.case import PostroomCase
from support.oauth_case import BACK, MAILBOX, OAuthCase
from support.smtp_peer import Peer
from support.wait import eventually

ADDRESS = "support@desk.test"


@unittest.skipUnless(dovecot.is_installed(), "needs Dovecot and root")
class OAuthTest(OAuthCase):
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

    def test_oau5_the_day_on_which_the_client_secret_ends_is_kept_and_said(self):
        self.register()
        self.assertIsNone(self.api.get("/oauth_client")["secret_expires_on"])
        day = datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=12)
        saved = self.api.call("PUT", "/oauth_client", {"client_id": "desk", "secret_expires_on": str(day)})
        self.assertEqual((str(day), 12), (saved["secret_expires_on"], saved["secret_days_left"]))
        self.assertEqual(self.provider.settings()["token_url"], saved["token_url"], "what is not named stays")
        self.assertTrue(saved["has_secret"])
        for wrong in ("soon", "2027-02-31", 5):
            self.refused("invalid_fields", lambda: self.api.call("PUT", "/oauth_client", {
                "client_id": "desk", "secret_expires_on": wrong}))
        saved = self.api.call("PUT", "/oauth_client", {"client_id": "desk", "secret_expires_on": None})
        self.assertEqual((None, None), (saved["secret_expires_on"], saved["secret_days_left"]))

    def blocked(self) -> list:
        return [each["address"] for each in self.api.get("/email_filters")["items"]]

    def connected(self) -> int:
        done = self.consent()
        eventually("looked at", lambda: self.box()["health"]["looked_at"])
        return done["mailbox_id"]

    def test_oau7_disconnecting_gives_the_permission_back_and_takes_the_address_off_the_list(self):
        self.api.call("PUT", "/oauth_client", {**self.provider.settings(), "revoke_url": self.provider.url + "/revoke"})
        box = self.connected()
        self.assertIn(MAILBOX, self.blocked())
        gone = self.api.call("DELETE", f"/mailboxes/{box}")
        self.assertEqual(("withdrawn", False), (gone["permission"], gone["mailbox"]["active"]))
        self.assertEqual([MAILBOX], self.provider.given_back)
        self.assertEqual({}, self.provider._refresh, "nothing of it counts at the provider any more")
        self.assertNotIn(MAILBOX, self.blocked())
        self.assertEqual([], Database(self.desk.data).rows("select * from oauth_grant"))

    def test_oau7_a_provider_that_does_not_answer_keeps_nobody_from_disconnecting(self):
        self.api.call("PUT", "/oauth_client", {**self.provider.settings(), "revoke_url": self.provider.url + "/revoke"})
        box = self.connected()
        self.provider.answers_with = 503
        gone = self.api.call("DELETE", f"/mailboxes/{box}")
        self.assertEqual("not_withdrawn", gone["permission"])
        self.assertEqual([], Database(self.desk.data).rows("select * from oauth_grant"))

    def test_oau7_an_address_that_somebody_had_blocked_before_stays_blocked(self):
        self.api.post("/email_filters", {"address": MAILBOX, "reason": "a robot"})
        self.register()
        box = self.connected()
        gone = self.api.call("DELETE", f"/mailboxes/{box}")
        self.assertEqual("withdraw_at_provider", gone["permission"], "Microsoft has no such place")
        self.assertEqual([], self.provider.given_back)
        self.assertIn(MAILBOX, self.blocked())

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
