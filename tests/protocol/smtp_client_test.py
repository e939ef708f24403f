"""Sending against a server that fails on command: every verb, every class of reply, a lost answer.

The server is scripted and encrypted when asked; what it counted is the judge. (OUT-4, OUT-7, OUT-8,
OUT-20 to OUT-24; F5, F6, F7, F10, F11)
"""
import unittest

from support.certificates import Authority
from support.database import Database
from support.sending import EVE, PASSWORD, Sending
from support.server import ADMIN, SUPPORT
from support.smtp_peer import Peer
from support.wait import eventually, never


class Verbs(Sending):
    def test_fault_f07_refused_for_good_at_each_verb(self):
        for verb in ("MAIL", "RCPT", "DATA", "."):
            with self.subTest(verb=verb):
                self.peer.answers[verb] = f"550 5.7.1 no at {verb}"
                self.say(f"for good at {verb}")
                row = self.wait_for_state("failed")
                self.assertIn(f"no at {verb}", row["last_failure"])
                self.assertEqual("failed", self.mail_state(), "F020: the message does not say emailed")
                self.peer.answers.clear()
                self.retry()
                self.wait_for_state("sent")
                self.assertEqual("sent", self.mail_state())
        self.assertEqual(4, len(self.peer.to(EVE)))

    def test_fault_f07_refused_for_now_at_each_verb(self):
        for verb in ("MAIL", "RCPT", "DATA", "."):
            with self.subTest(verb=verb):
                self.peer.answers[verb] = f"451 4.7.1 later at {verb}"
                self.say(f"for now at {verb}")
                row = self.wait_for_state("retry_wait")
                self.assertIn(f"later at {verb}", row["last_failure"])
                self.peer.answers.clear()
                self.retry()
                self.wait_for_state("sent")
        self.assertEqual(4, len({mail.message_id for mail in self.peer.to(EVE)}))

    def test_fault_f06_trouble_with_the_connection_costs_the_mail_no_attempt(self):
        for verb, answer in (("banner", "421 4.3.2 not now"), ("EHLO", "421 4.3.2 not now"),
                             ("banner", None), ("EHLO", None), ("MAIL", "421 4.3.2 closing")):
            with self.subTest(verb=verb, answer=answer):
                self.peer.answers[verb] = answer
                self.say(f"trouble {verb} {answer}")
                eventually("the peer was asked", lambda: self.peer.asked(verb), within=20)
                never("it fails", lambda: (self.row() or {}).get("state") == "failed", during=0.3)
                self.peer.answers.clear()
                self.peer.seen.clear()
                row = self.row()
                if row["state"] == "retry_wait":
                    self.retry()
                self.connect("off")
                self.wait_for_state("sent")

    def test_fault_f05_a_connection_lost_behind_the_dot_is_uncertain_not_failed(self):
        self.peer.answers["."] = None
        self.say("lost behind the dot")
        row = self.wait_for_state("uncertain")
        self.assertEqual(1, len(self.peer.mails), "it has arrived, as it happens")
        never("it is sent again at once", lambda: len(self.peer.mails) > 1, during=2)
        self.peer.answers.clear()
        self.retry()
        self.wait_for_state("sent")
        first, second = self.peer.mails
        self.assertEqual(first.raw, second.raw, "the same bytes, the same Message-ID (OUT-2)")

    def test_fault_f06_a_connection_lost_before_the_dot_is_tried_again(self):
        self.peer.answers["DATA"] = None
        self.say("lost before the dot")
        eventually("the peer was asked", lambda: self.peer.asked("DATA"), within=20)
        row = self.row()
        self.assertNotIn(row["state"], ("failed", "uncertain"))
        self.assertEqual([], self.peer.mails)

    def test_OUT7_too_big_for_the_server_fails_at_once_and_says_why(self):
        self.peer.size = 1000
        self.say("words " * 500)
        row = self.wait_for_state("failed")
        self.assertRegex(row["last_failure"], r"has \d+ bytes; the server takes at most 1000")
        self.assertEqual(("too_large", 1000), (row["last_failure_wording"]["code"],
                                               row["last_failure_wording"]["params"]["max_bytes"]))
        self.assertFalse(self.peer.asked("MAIL"))

    def test_OUT23_nothing_in_a_mail_becomes_a_command(self):
        self.say("first\r\n.\r\nMAIL FROM:<x@y.test>\n.\nRCPT TO:<z@y.test>\r.\rend")
        self.wait_for_state("sent")
        [mail] = self.peer.mails
        self.assertEqual([EVE], mail.recipients)
        self.assertNotRegex(mail.wire.replace(b"\r\n", b""), rb"[\r\n]", "no bare CR or LF leaves")
        self.assertIn(b"end", mail.raw)

    def test_OUT24_an_address_beyond_ascii(self):
        self.peer.offers.discard("SMTPUTF8")
        for sender, wire in (("eva@bücher.test", "eva@xn--bcher-kva.test"), ("jürgen@bücher.test", None)):
            raw = (f"From: Eva <{sender}>\r\nTo: {SUPPORT}\r\nSubject: wide {sender}\r\n\r\nhello\r\n"
                   ).encode()
            self._send_wide(sender, raw)
            item = eventually("the ticket", lambda: self.api.item_titled(f"wide {sender}"))
            self.api.say(self.api.conversation(item["id"])["id"], "answer", f"wide-{sender}")
            if wire:
                eventually("it arrives", lambda: self.peer.to(wire), within=20)
                continue
            rows = eventually("it fails", lambda: [
                row for row in self.api.get("/mail_log/outgoing", limit=20)["items"]
                if row["to"].startswith("jürgen") and row["state"] == "failed"], within=20)
            self.assertIn("SMTPUTF8", self.api.get(f"/outbox/{rows[0]['id']}")["last_failure"])

    def _send_wide(self, sender: str, raw: bytes) -> None:
        from support.smtp_line import SmtpLine
        with SmtpLine(self.desk.address("smtp")) as line:
            self.assertEqual([250, 250, 250, 354], line.codes(
                "EHLO peer.test", f"MAIL FROM:<{sender}> SMTPUTF8", f"RCPT TO:<{SUPPORT}>", "DATA"))
            line.send(raw + b".\r\n")
            self.assertEqual(250, line.reply().code)


class Encrypted(Sending):
    tls = "starttls"
    user = "desk"

    def start_peer(self, **options) -> Peer:
        files = self.authority.issue("peer", "localhost")
        return super().start_peer(certificate=files, users={"desk": PASSWORD}, **options)

    def test_OUT21_OUT22_starttls_and_a_password(self):
        self.say("through starttls")
        self.wait_for_state("sent")
        [mail] = self.peer.mails
        self.assertEqual(("desk", True), (mail.user, mail.is_tls))
        self.assertNotIn("AUTH", self.peer.said_in_clear)

    def test_OUT22_login_when_nothing_else_is_offered(self):
        self.peer.mechanisms = "LOGIN"
        self.say("by login")
        self.wait_for_state("sent")
        self.assertEqual("desk", self.peer.mails[0].user)

    def test_OUT21_implicit_tls(self):
        self.peer = self.start_peer(implicit=True)
        self.connect("implicit")
        self.say("implicit")
        self.wait_for_state("sent")
        self.assertTrue(self.peer.mails[0].is_tls)

    def test_fault_f11_a_wrong_password_fails_no_mail_and_asks_for_attention(self):
        self.peer.users["desk"] = "another"
        self.say("locked out")
        self.assertIn("wrong user name or password", self.attention())
        self.assertIn(self.row()["state"], ("ready", "retry_wait"))
        self.assertEqual([], self.peer.mails)
        self.peer.users["desk"] = PASSWORD
        self.connect("starttls")
        self.wait_for_state("sent")
        self.assertNotIn(PASSWORD, self.log(), "I7: the password is in no log")

    def test_fault_f11_a_test_that_succeeds_lets_a_connector_that_was_held_go_on(self):
        self.peer.users["desk"] = "another"
        self.say("held")
        self.attention()
        self.assertFalse(self.api.post(f"/connectors/{self.connector}/test")["ok"])
        self.attention()
        self.assertEqual([], self.peer.mails, "still held")
        self.peer.users["desk"] = PASSWORD
        self.assertTrue(self.api.post(f"/connectors/{self.connector}/test")["ok"])
        self.wait_for_state("sent")
        self.assertEqual(1, len(self.peer.mails))

    def test_fault_f11_refused_again_and_again_it_is_switched_off_and_told_by_another_way(self):
        spare = super().start_peer()
        self.api.post("/connectors", {"name": "Spare", "host": "localhost", "port": spare.port, "tls": "off",
                                      "from_address": "postroom@desk.test", "mails_per_minute": 0})
        self.peer.users["desk"] = "another"
        self.say("locked out for good")
        for refusals in range(1, 6):
            eventually(f"refused {refusals} times", lambda: self.refusals() == refusals, within=20)
            if refusals < 5:
                self.assertEqual([], spare.mails)
                self.assertEqual([self.name()], self.api.get("/me")["sign_ins_refused"])
                self.assertEqual(0, self.desk.stop())  # started again, it does not wait for the next minute
                self.api = self.desk.start().api()
                self.retry()
        told = eventually("the administrator is told", lambda: spare.to(ADMIN), within=20)[0]
        self.assertIn(b"needs attention", told.raw)
        self.assertIn(b"wrong user name or password", told.raw)
        connector = next(each for each in self.api.get("/connectors")["items"] if each["id"] == self.connector)
        self.assertFalse(connector["enabled"])
        self.assertEqual("switched_off", connector["attention_wording"]["code"])
        self.assertEqual("connector_disabled", self.row()["send_status"])
        self.peer.users["desk"] = PASSWORD
        self.api.call("PATCH", f"/connectors/{self.connector}", {"enabled": True})
        self.wait_for_state("sent")
        self.assertEqual([], self.api.get("/me")["sign_ins_refused"])
        self.assertEqual(1, len(self.peer.to(EVE)))
        self.assertEqual(1, len(spare.to(ADMIN)), "told once")

    def refusals(self) -> int:
        return Database(self.desk.data).one("select auth_failures from connector where connector_id = ?",
                                            self.connector)

    def name(self) -> str:
        return next(each["name"] for each in self.api.get("/connectors")["items"] if each["id"] == self.connector)

    def test_fault_f10_no_starttls_offered_means_no_password_and_no_mail(self):
        self.peer.offers.discard("STARTTLS")
        self.say("stripped")
        eventually("it says why", lambda: "offers no encryption (STARTTLS)" in self.log(), within=20)
        self.assertEqual([], self.peer.mails)
        self.assertNotIn("AUTH", self.peer.said_in_clear)
        self.assertNotEqual("failed", self.row()["state"])

    def test_fault_f10_what_is_injected_behind_220_is_discarded(self):
        self.peer.answers["STARTTLS"] = ("220 2.0.0 go\r\n250-evil.test\r\n250-AUTH PLAIN\r\n"
                                         "250 SIZE 1\r\n235 2.7.0 in")
        self.say("injected")
        eventually("tried", lambda: self.peer.asked("STARTTLS"), within=20)
        row = self.wait_for_state("sent", "ready", "retry_wait")
        if row["state"] == "sent":
            self.assertTrue(self.peer.mails[0].is_tls)
        self.assertNotIn("AUTH", self.peer.said_in_clear)


class Certificates(Sending):
    def assert_refused(self, sentence: str, **options) -> None:
        self.peer = self.start_peer(**options)
        self.connect("starttls")
        if self.said:
            self.retry()  # what comes later would wait for it (OUT-17)
        else:
            self.say("must not arrive")
        eventually(f"it says {sentence!r}", lambda: sentence in self.log(), within=20)
        self.assertEqual([], self.peer.mails)
        self.assertNotEqual("failed", self.row()["state"], "the mail waits")

    def test_fault_f10_certificates_that_are_not_the_servers(self):
        stranger = Authority(self.folder / "stranger", "Stranger CA")
        for label, files, sentence in (
                ("expired", self.authority.issue("expired", "localhost", days=-1), "certificate has expired"),
                ("other", self.authority.issue("other", "mail.example"),
                 "made out to another name than localhost"),
                ("unknown", stranger.issue("unknown", "localhost"), "issuer certificate")):
            with self.subTest(label=label):
                self.assert_refused(sentence, certificate=files)

    def test_OUT21_clear_text_is_for_private_hosts_only(self):
        status, _, problem = self.api.exchange("PATCH", f"/api/v1/connectors/{self.connector}", {
            "host": "mail.example", "port": 25, "tls": "off"})
        self.assertEqual(400, status)
        self.assertIn("cannot be off", problem["detail"])


if __name__ == "__main__":
    unittest.main()
