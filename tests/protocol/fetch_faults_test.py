"""What goes wrong between a mailbox and us, each fault under its number: the TLS matrix, and a server that misbehaves.

A real Dovecot behind a line that cuts, adds and lies. Judged by what became of the mail: there once, whole, or refused with
words, and never a password in the clear. (F10, F27, F28 of mail-correctness.md 4.3; IMAP-1 to IMAP-11, I1, I2)
"""
import re
import unittest

from support import dovecot
from support.case import PostroomCase
from support.certificates import Authority
from support.dovecot import Dovecot
from support.fault_proxy import FaultProxy
from support.maildir import send
from support.server import SUPPORT
from support.wait import eventually, never

QUICK = "[mailbox]\nlook_seconds = 3\nreply_seconds = 2\n"
SALES, SECRET = "sales@desk.test", "an app password"


def mail(subject: str, lines: int = 1) -> bytes:
    body = "".join(f"Line {number} of what I wanted to say.\n" for number in range(lines))
    return (f"From: Ana Blum <ana@customer.test>\nTo: {SALES}\nSubject: {subject}\n"
            f"Message-ID: <{subject.replace(' ', '.')}@customer.test>\n\n{body}").encode()


@unittest.skipUnless(dovecot.is_installed(), "needs Dovecot and root")
class FetchCase(PostroomCase):
    settings_file = ""

    def start(self, rule=lambda said: said, certificate: tuple | None = None, trusted: str = "") -> None:
        self.peer = Dovecot(self.folder, {SALES: SECRET}, certificate=certificate).start()
        self.addCleanup(lambda: self.peer.stop())
        self.line = self.stack.enter_context(FaultProxy(self.peer.port, rule))
        environment = {"SSL_CERT_FILE": trusted} if trusted else {}
        self.desk = self.server(environment=environment, settings=self.settings_file).start()
        self.api = self.desk.api()

    def settings(self, tls: str = "off") -> dict:
        return {"address": SALES, "provider": "other", "password": SECRET, "receives_only": True,
                "imap": {"host": "127.0.0.1", "port": self.line.port, "tls": tls}}


class TlsTest(FetchCase):
    def tried(self) -> dict:
        return self.api.post("/mailboxes/test", self.settings("starttls"))["receiving"]

    def refused(self, code: str) -> None:
        outcome = self.tried()
        self.assertEqual((False, code), (outcome["ok"], outcome["diagnosis_wording"]["code"]), outcome)
        self.assertNotIn(SECRET.encode(), self.line.heard)
        self.assertNotIn("Login: user", self.peer.log())
        self.assertEqual([], self.api.get("/mailboxes")["items"])

    def certified(self, *names: str, days: int = 2, rule=lambda said: said) -> None:
        authority = Authority(self.folder / "ca")
        self.start(rule, authority.issue("imap", *names, days=days), str(authority.file))

    def test_fault_f10_a_good_certificate_is_taken(self):
        self.certified("127.0.0.1")
        outcome = self.tried()
        self.assertTrue(outcome["ok"], outcome)
        self.assertNotIn(SECRET.encode(), self.line.heard)

    def test_fault_f10_an_expired_certificate_is_refused(self):
        self.certified("127.0.0.1", days=-1)
        self.refused("certificate")

    def test_fault_f10_a_certificate_of_another_name_is_refused(self):
        self.certified("imap.elsewhere.test")
        self.refused("certificate")

    def test_fault_f10_a_certificate_of_an_unknown_authority_is_refused(self):
        self.start(certificate=Authority(self.folder / "ca").issue("imap", "127.0.0.1"),
                   trusted=str(Authority(self.folder / "other").file))
        self.refused("certificate")

    def test_fault_f10_a_server_without_starttls_is_refused(self):
        self.start()
        self.refused("no_starttls")

    def test_fault_f10_starttls_taken_out_on_the_way_is_refused(self):
        self.certified("127.0.0.1", rule=lambda said: said.replace(b" STARTTLS", b""))
        self.refused("no_starttls")

    def test_fault_f10_what_is_slipped_in_before_encryption_counts_for_nothing(self):
        slipped = []

        def slip(said: bytes) -> bytes:
            if re.search(rb"^\S+ OK Begin TLS", said, re.MULTILINE):
                slipped.append(said)
                return said + b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n* BYE slipped in\r\n"
            return said

        self.certified("127.0.0.1", rule=slip)
        outcome = self.tried()
        self.assertTrue(slipped, "the fault happened")
        self.assertNotIn("slipped in", str(outcome))
        self.assertNotIn(SECRET.encode(), self.line.heard)
        self.assertTrue(outcome["ok"] or outcome["diagnosis_wording"]["code"] == "tls_failed", outcome)

    def test_fault_f10_a_greeting_that_lets_us_in_unencrypted_is_refused(self):
        self.certified("127.0.0.1", rule=lambda said: said.replace(b"* OK ", b"* PREAUTH ", 1))
        outcome = self.tried()
        self.assertFalse(outcome["ok"], outcome)
        self.assertNotIn(SECRET.encode(), self.line.heard)


class FetchTest(FetchCase):
    def connect(self) -> None:
        self.box = self.api.post("/mailboxes", self.settings())["id"]
        eventually("looked at", lambda: self.health()["looked_at"])

    def health(self) -> dict:
        return self.api.get("/mailboxes")["items"][0]["health"]

    def titles(self) -> list:
        return sorted(each["title"] for each in self.api.items())

    def come(self, *subjects: str) -> None:
        """These and no others, once each, and nothing is left over."""
        eventually(f"{subjects}", lambda: self.titles() == sorted(subjects), within=40)
        never("one more", lambda: len(self.titles()) > len(subjects), during=1)
        eventually("working", lambda: self.health()["status"] == "working" and self.health()["backlog"] == 0, within=40)

    def once(self, wanted: bytes, change):
        """A rule that does `change` at the first thing the server says that holds `wanted`."""
        self.happened = []

        def rule(said: bytes):
            if wanted in said and not self.happened:
                self.happened.append(said)
                return change(said)
            return said
        return rule

    def text_of(self, title: str) -> str:
        item = self.api.item_titled(title)
        return self.api.messages(self.api.conversation(item["id"])["id"])[0]["text"]

    def test_fault_f28_the_line_is_cut_in_the_middle_of_a_mail(self):
        self.start(self.once(b"Line 400 of", lambda said: None))
        self.connect()
        self.peer.deliver(SALES, mail("Cut in two", 2000))
        self.come("Cut in two")
        self.assertTrue(self.happened)
        self.assertIn("Line 1999 of", self.text_of("Cut in two"))

    def test_fault_f28_the_server_says_bye(self):
        self.start(self.once(b"RFC822.SIZE", lambda said: b"* BYE Server shutting down.\r\n"))
        self.connect()
        self.peer.deliver(SALES, mail("After the bye"))
        self.come("After the bye")
        self.assertTrue(self.happened)

    def test_fault_f28_a_mail_vanishes_while_it_is_fetched(self):
        def take_away(said: bytes) -> bytes:
            session = self.peer.session(SALES)
            session.select("INBOX")
            session.store("1", "+FLAGS", r"\Deleted")
            session.expunge()
            session.logout()
            return said

        self.start(self.once(b"RFC822.SIZE", take_away))
        self.connect()
        self.peer.deliver(SALES, mail("Vanishes"))
        eventually("it was taken away", lambda: self.happened, within=30)
        self.peer.deliver(SALES, mail("The next one"))
        eventually("the next one", lambda: "The next one" in self.titles(), within=40)
        self.assertLessEqual(len(self.titles()), 2)

    def test_fault_f28_the_server_lies_about_the_size(self):
        for name, size in (("too small", b"12"), ("too large", b"123456")):
            with self.subTest(name):
                self.folder = self.folder / name.replace(" ", "-")
                self.folder.mkdir()
                self.start(lambda said, size=size: re.sub(rb"RFC822\.SIZE \d+", b"RFC822.SIZE " + size, said))
                self.connect()
                self.peer.deliver(SALES, mail("A lie", 100))
                self.come("A lie")
                self.assertIn("Line 99 of", self.text_of("A lie"))
                self.desk.stop()
                self.peer.stop()

    def test_fault_f28_gaps_between_uids_lose_nothing(self):
        self.start()
        for number in range(5):
            self.peer.deliver(SALES, mail(f"Gone {number}"))
        session = self.peer.session(SALES)
        session.select("INBOX")
        session.store("1:5", "+FLAGS", r"\Deleted")
        session.expunge()
        session.logout()
        self.connect()
        self.peer.deliver(SALES, mail("After the gap"))
        self.come("After the gap")

    def test_fault_f28_another_uidvalidity_brings_nothing_twice(self):
        self.start()
        self.connect()
        self.peer.deliver(SALES, mail("Before"))
        self.come("Before")
        self.peer.stop()
        self.peer.forget_uids(SALES)
        self.peer.start()
        self.peer.deliver(SALES, mail("After"))
        self.come("After", "Before")

    def test_fault_f28_a_server_that_falls_silent_during_idle_is_noticed_and_nothing_is_lost(self):
        self.settings_file = QUICK
        self.start()
        self.connect()
        self.peer.deliver(SALES, mail("Before the silence"))
        self.come("Before the silence")
        eventually("it waits to be called", lambda: b"IDLE" in self.line.heard, within=20)
        self.assertGreaterEqual(self.line.go_silent(), 1)
        self.peer.deliver(SALES, mail("During the silence"))
        self.come("Before the silence", "During the silence")
        self.assertIn("no answer in time", (self.desk.folder / "server.log").read_text(errors="replace"))

    def test_fault_f28_an_encryption_that_never_begins_ends_by_its_deadline(self):
        self.settings_file = QUICK
        silent = []

        def stall(said: bytes) -> bytes:
            if re.search(rb"^\S+ OK Begin TLS", said, re.MULTILINE) and len(silent) < 2:
                silent.append(said)
                self.line.go_silent()  # what comes after this is the handshake
            return said

        authority = Authority(self.folder / "ca")
        self.start(stall, authority.issue("imap", "127.0.0.1"), str(authority.file))
        silent += [b"not yet", b"not yet"]
        self.box = self.api.post("/mailboxes", self.settings("starttls"))["id"]
        eventually("looked at", lambda: self.health()["looked_at"])
        silent.clear()
        self.line.go_silent()  # so that it has to connect again
        eventually("two handshakes stalled", lambda: len(silent) == 2, within=30)
        self.peer.deliver(SALES, mail("After the stall"))
        self.come("After the stall")

    def test_imap9_a_server_that_goes_away_is_found_again(self):
        self.start()
        self.connect()
        self.peer.stop()
        eventually("trouble", lambda: self.health()["status"] == "trouble", within=30)
        self.peer.start()
        self.peer.deliver(SALES, mail("Back again"))
        self.come("Back again")

    def test_fault_f27_the_same_mail_forwarded_and_fetched_is_one_ticket(self):
        self.start()
        self.connect()
        raw = mail("Twice on the way").replace(b"\n", b"\r\n")
        self.peer.deliver(SALES, raw)
        send(self.desk.address("smtp"), raw, "ana@customer.test", [SUPPORT])
        eventually("both came", lambda: len(self.api.get("/mail_log/incoming")["items"]) == 2, within=30)
        self.come("Twice on the way")
        outcomes = sorted(each["outcome"] for each in self.api.get("/mail_log/incoming")["items"])
        self.assertEqual(["duplicate", "ticket"], outcomes)
