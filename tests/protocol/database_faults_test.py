"""The database goes away, loses answers or is slow while the real program takes mail in and sends it.

PostgreSQL as it is deployed, behind a line that a test may cut or delay; judged by what the senders were told and by what
the sink counted. Rule: mail-correctness.md 4.3 F17 and F18, OUT-28, invariants I1 to I6 and I10.
"""
import itertools
import threading
import time
import unittest

from support import postgres
from support.case import PostroomCase
from support.database import check_inbound, check_outbound
from support.fault_proxy import FaultProxy
from support.maildir import new_mail
from support.postgres import Postgres, PostgresDatabase
from support.sender import Sender
from support.server import SUPPORT
from support.sink import Sink
from support.wait import eventually

MAILS = 24
SECONDS_TO_RESUME = 10
SETTINGS = "[relay]\ngrace_seconds = 600\n"
BEGINS, READS_ONLY = b"begin", b"read only"
COMMITTED = b"C\x00\x00\x00\x0bCOMMIT\x00"  # CommandComplete, as the protocol spells it


class Line(FaultProxy):
    def pass_on(self, said: bytes, asked: bytes) -> bytes | None:
        return self.rule(said, asked)


@unittest.skipUnless(postgres.is_installed(), "needs PostgreSQL 15")
class DatabaseFaults(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.postgres = self.stack.enter_context(Postgres())
        self.database = PostgresDatabase(self.postgres)
        self.sink = self.stack.enter_context(Sink())
        self.rule = lambda said, asked: said
        self.line = self.stack.enter_context(Line(self.postgres.port, lambda *both: self.rule(*both)))
        self.desk = self.server("--store", self.postgres.url(self.line.port), "--smart-host",
                                f"smtp://127.0.0.1:{self.sink.port}", settings=SETTINGS)
        self.desk.start()
        self.api = self.desk.api()
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        self.answered = set()

    def traffic(self, mails: int = MAILS) -> Sender:
        sender = Sender([new_mail(f"Eve <eve{n}@customer.test>", SUPPORT, f"Fault {n}", f"question {n}")
                         for n in range(mails)], patience=30)
        sender.address = self.desk.address("smtp")
        sender.start()
        return sender

    def answer_what_came(self) -> None:
        """Every ticket once; an answer that was lost is posted again with its client_id (CHAT-1)."""
        try:
            for item in self.api.items():
                if item["id"] not in self.answered:
                    self.api.say(self.api.conversation(item["id"])["id"], f"answer to {item['title']}", f"a-{item['id']}")
                    self.answered.add(item["id"])
        except (OSError, AssertionError):
            pass  # no database at this moment: that is the test

    def everything_arrives(self, sender: Sender, within: float = 60) -> None:
        """Nothing lost, nothing twice but what is marked; without anybody's help."""
        eventually("every mail is accepted", lambda: not sender.waiting, within)
        eventually("every ticket is answered",
                   lambda: self.answer_what_came() or len(self.answered) == len(sender.accepted), within)
        eventually("all is quiet", self.is_quiet, within)
        check_inbound(self.database, sender.accepted)
        check_outbound(self.database, list(self.sink.arrivals), 0)
        unsure = {row[0] for row in self.database.rows("select recipient from outgoing_mail where state = 'uncertain'")}
        for number in range(len(sender.accepted)):
            address = f"eve{number}@customer.test"
            self.assertTrue(self.sink.to(address) or address in unsure, f"{address} was never answered")
        self.assertFalse(self.desk.process.has_ended())

    def is_quiet(self) -> bool:
        under_way = {"held", "ready", "leased", "dot_sent", "retry_wait"}
        return (self.database.incoming().get("pending", 0) == 0 and not under_way & self.database.outgoing().keys()
                and self.database.one("select count(*) from outgoing_mail where kind = 'reply'") == len(self.answered))

    def test_fault_f17_restarted_in_the_middle_of_intake_and_sending_it_goes_on_by_itself(self):
        sender = self.traffic()
        for turn in range(3):
            wanted = min(MAILS, len(sender.accepted) + 5)
            eventually("some more were accepted and answered",
                       lambda: self.answer_what_came() or len(sender.accepted) >= wanted, within=20)
            self.postgres.restart()
            began = time.monotonic()
            eventually("the program works again", self.works, within=SECONDS_TO_RESUME)
            self.assertLess(time.monotonic() - began, SECONDS_TO_RESUME, f"restart {turn}")
        self.everything_arrives(sender)

    def works(self) -> bool:
        """It reads, and it writes."""
        try:
            return self.api.call("PATCH", "/me", {"undo_send_seconds": 0}) is not None
        except (OSError, AssertionError):
            return False

    def test_fault_f17_the_line_is_cut_at_any_statement_also_behind_a_commit(self):
        answers, cuts = itertools.count(1), []

        def cut_often(said: bytes, _: bytes) -> bytes | None:
            if next(answers) % 97 == 0:  # prime: it meets another statement each time
                cuts.append(said)
                return None
            return said

        self.rule = cut_often
        sender = self.traffic()
        eventually("many cuts", lambda: self.answer_what_came() or len(cuts) >= 15, within=60)
        eventually("one of them lost the answer to a commit", lambda: self.answer_what_came() or any(
            COMMITTED in said for said in cuts), within=60)
        self.rule = lambda said, asked: said
        self.everything_arrives(sender)

    def test_fault_f18_commits_of_five_seconds_double_nothing_and_lose_no_lease(self):
        slow, writers = threading.Event(), set()

        def delay_commits(said: bytes, asked: bytes) -> bytes:
            """Of transactions that write: the disk is what is slow."""
            line = threading.get_ident()  # each has its own thread
            if BEGINS in asked:
                (writers.discard if READS_ONLY in asked else writers.add)(line)
            if COMMITTED in said and line in writers:
                slow.wait(5)
            return said

        self.rule = delay_commits
        sender = self.traffic(mails=2)
        eventually("every mail is accepted", lambda: not sender.waiting, within=90)
        self.everything_arrives(sender, within=90)
        slow.set()
        self.assertEqual(1, self.database.one("select max(fence) from outgoing_mail"), "each was claimed once")
        self.assertEqual({1}, {len(self.sink.to(f"eve{n}@customer.test")) for n in range(2)})
        self.assertEqual({"sent": 2}, self.database.outgoing())

    def test_fault_f18_a_transaction_that_a_deadlock_ends_is_no_mail_lost(self):
        """Of intake, which the sender is told of, and of whatever else writes meanwhile."""
        sender = self.traffic()
        for _ in range(3):
            self.postgres.meet_in_deadlock("incoming_mail", "blob")
        eventually("PostgreSQL ended transactions of the program", self.postgres.deadlocks)
        eventually("some are tickets", lambda: len(self.api.items()) >= MAILS / 2)
        answering = threading.Thread(target=self.answer_what_came)
        answering.start()
        self.postgres.meet_in_deadlock("event", "outgoing_mail")
        answering.join()
        self.everything_arrives(sender)


if __name__ == "__main__":
    unittest.main()
