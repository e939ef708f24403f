"""The provider's token endpoint misbehaves, and tokens are refused: what the mailbox does, and what the provider counted.

Rule: mail-correctness.md 4.3 F11 and F12, OAU-4, OAU-5, OUT-22; never two refreshes of one grant at once.
"""
import unittest

from support import dovecot
from support.maildir import new_mail, send
from support.oauth_case import BACK, OAuthCase
from support.server import ADMIN, SUPPORT
from support.smtp_peer import Peer
from support.wait import eventually, never

PAUSE_SECONDS = 5  # the shortest between two tries at an endpoint that does not work


class Connected(OAuthCase):
    """A mailbox with tokens that live for `lifetime` seconds."""

    lifetime = 3600

    def setUp(self) -> None:
        super().setUp()
        self.register()
        self.provider.lifetime = self.lifetime
        self.before = self.consent()["mailbox_id"]
        eventually("looked at", lambda: self.box()["health"]["looked_at"])
        self.ticket("First")
        self.answer("First", "All is well")

    def connector(self) -> dict:
        return next(each for each in self.api.get("/connectors")["items"] if each["kind"] == "microsoft365")

    def consent_again(self) -> None:
        begun = self.api.post(f"/mailboxes/{self.before}/consent", {"redirect_uri": BACK})
        back = self.provider.consent(begun["authorize_url"])
        self.api.post("/mailboxes/consent/finish", {"state": back["state"], "code": back["code"]})

    def gaps(self) -> list:
        return [later - sooner for sooner, later in zip(self.provider.asked, self.provider.asked[1:])]


@unittest.skipUnless(dovecot.is_installed(), "needs Dovecot and root")
class TokenEndpoint(Connected):
    """Tokens that run out within seconds, so that the endpoint is asked again and again."""

    lifetime = 8

    def out_of_order(self, break_it, repair) -> None:
        """It is left alone between tries, and everything goes on by itself once it works."""
        eventually("a renewal", lambda: self.provider.refreshes >= 1, within=20)
        break_it()
        self.provider.asked.clear()
        eventually("it was tried twice", lambda: len(self.provider.asked) >= 2, within=30)
        repair()
        before = self.provider.refreshes
        eventually("it is renewed again", lambda: self.provider.refreshes > before, within=30)
        self.assertGreater(min(self.gaps()[:1]), PAUSE_SECONDS - 0.5, "not asked again at once")
        self.ticket("Afterwards")
        self.answer("Afterwards", "It works again")
        self.assertEqual(1, self.provider.underway_most, "one refresh at a time")
        self.assertFalse(self.connector()["needs_attention"])
        eventually("no trouble any more", lambda: self.box()["health"]["trouble"] == "", within=20)

    def test_fault_f12_the_token_endpoint_answers_500(self):
        self.out_of_order(lambda: setattr(self.provider, "answers_with", 500),
                          lambda: setattr(self.provider, "answers_with", None))

    def test_fault_f12_the_token_endpoint_speaks_no_json(self):
        self.out_of_order(lambda: setattr(self.provider, "says", b"<html>Maintenance</html>"),
                          lambda: setattr(self.provider, "says", None))

    def test_fault_f12_the_token_endpoint_asks_for_patience(self):
        self.provider.retry_after = 9
        self.out_of_order(lambda: setattr(self.provider, "answers_with", 429),
                          lambda: setattr(self.provider, "answers_with", None))
        self.assertGreater(self.gaps()[0], 8.5, "as long as it asked for")

    def test_fault_f12_a_slow_token_endpoint_delays_no_other_connector(self):
        other = self.stack.enter_context(Peer())
        made = self.api.post("/connectors", {"name": "Spare", "host": "127.0.0.1", "port": other.port, "tls": "off",
                                             "from_address": "support@desk.test"})
        self.api.call("PATCH", f"/connectors/{made['id']}", {"is_default": True})
        send(self.desk.address("smtp"), new_mail("Eve <eve@customer.test>", SUPPORT, "Elsewhere", "question"))
        item = eventually("the other ticket", lambda: self.api.item_titled("Elsewhere"))
        self.provider.waits.clear()
        before = len(self.provider.asked)
        eventually("it is asked and does not answer", lambda: len(self.provider.asked) > before, within=20)
        self.api.say(self.api.conversation(item["id"])["id"], "By the other way", "other")
        eventually("the other one sends meanwhile", lambda: other.to("eve@customer.test"), within=10)
        self.assertFalse(self.provider.waits.is_set())
        self.provider.waits.set()
        self.ticket("Afterwards")
        self.answer("Afterwards", "It works again")
        self.assertEqual(1, self.provider.underway_most, "one refresh at a time")

    def test_fault_f12_an_answer_that_is_lost_where_the_old_refresh_token_still_counts(self):
        self.provider.keeps_old = True
        self.provider.loses_answers = 1
        eventually("an answer was lost", lambda: self.provider.loses_answers == 0, within=20)
        before = self.provider.refreshes
        eventually("renewed with the old one", lambda: self.provider.refreshes > before, within=30)
        self.ticket("Afterwards")
        self.answer("Afterwards", "It works again")
        self.assertFalse(self.connector()["needs_attention"])

    def test_oau4_a_provider_that_lost_the_newest_refresh_token_is_given_the_one_before_once(self):
        eventually("a renewal", lambda: self.provider.refreshes >= 1, within=20)
        self.provider.lose_newest()
        before = self.provider.refreshes
        eventually("renewed with the one before", lambda: self.provider.refreshes > before, within=20)
        self.ticket("Afterwards")
        self.answer("Afterwards", "It works again")
        self.assertFalse(self.connector()["needs_attention"])

    def test_fault_f12_an_answer_that_is_lost_where_refresh_tokens_count_once_asks_for_consent(self):
        before = len(self.provider.asked)
        self.provider.loses_answers = 1
        eventually("attention", lambda: self.connector()["needs_attention"], within=40)
        self.assertLessEqual(len(self.provider.asked) - before, 3, "that one, it once more, the one before it")
        self.assertEqual("consent_needed", self.connector()["attention_wording"]["code"])
        asked = len(self.provider.asked)
        never("a refused grant is asked for again", lambda: len(self.provider.asked) > asked, during=5)
        self.consent_again()
        self.ticket("Afterwards")
        self.answer("Afterwards", "It works again")


@unittest.skipUnless(dovecot.is_installed(), "needs Dovecot and root")
class TokenRefused(Connected):
    def test_out22_a_token_refused_while_sending_is_renewed_at_once_and_the_mail_leaves(self):
        before = self.provider.refreshes
        self.provider.forget_access()
        self.smtp.hang_up()
        self.answer("First", "With a new token")
        self.assertEqual(1, self.provider.refreshes - before, "one new token")
        self.assertFalse(self.connector()["needs_attention"])
        mail = self.api.get("/mail_log/outgoing", limit=1)["items"][0]
        detail = self.api.get(f"/outbox/{mail['id']}")
        self.assertEqual(("sent", 1), (detail["state"], detail["attempts"]), detail)

    def test_fault_f11_a_withdrawn_consent_is_told_by_another_connector_once(self):
        other = self.stack.enter_context(Peer())
        builtin = next(each for each in self.api.get("/connectors")["items"] if each["kind"] == "builtin")
        self.api.call("PATCH", f"/connectors/{builtin['id']}", {"host": "127.0.0.1", "port": other.port, "tls": "off"})
        self.provider.revoke()
        self.smtp.hang_up()
        conversation = self.api.conversation(self.api.item_titled("First")["id"])
        self.api.say(conversation["id"], "This one waits", "waits")
        eventually("the administrator is told", lambda: other.to(ADMIN), within=30)
        self.assertIn(b"helpdesk", other.to(ADMIN)[0].raw)
        self.assertEqual("consent_needed", self.connector()["attention_wording"]["code"])
        self.assertEqual([self.connector()["name"]], self.api.get("/me")["sign_ins_refused"], "the red line")
        self.desk.stop()
        self.api = self.desk.start().api()
        never("told again after a restart", lambda: len(other.to(ADMIN)) > 1, during=4)
        self.assertEqual(["ana@customer.test"], [each["to"] for each in self.api.get("/outbox", view="all")["items"]])
        self.consent_again()
        eventually("what waited leaves", lambda: any(b"This one waits" in each.raw for each in self.smtp.mails), within=30)
        self.assertTrue(self.connector()["enabled"])


if __name__ == "__main__":
    unittest.main()
