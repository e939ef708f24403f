"""The harness can fail: each invariant's check is shown a database and a sink that break it."""
import pathlib
import re
import sqlite3
import tempfile
import unittest

from support.database import Database, check_inbound, check_outbound
from support.maildir import answer_to, new_mail
from support.server import ROOT
from support.sink import Arrival
from support.wait import NotInTime, eventually, never

UNDO_MS = 1000


def schema() -> str:
    """The first migration as SQLite sees it."""
    text = (ROOT / "src/store/migrations/0001_initial.sql").read_text()
    text = re.sub(r"--@postgresql.*?--@end", "", text, flags=re.S)
    for word, meaning in (("--@sqlite", ""), ("--@end", ""), ("{{id}}", "integer primary key"),
                          ("{{bytes}}", "blob")):
        text = text.replace(word, meaning)
    return text


def arrival(message_id: str = "x@desk.test", at_ms: int = 2500, sha256: str = "h") -> Arrival:
    return Arrival(f"<{message_id}>", "eve@customer.test", sha256, at_ms, b"")


class Invariants(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.connection = sqlite3.connect(pathlib.Path(folder.name) / "postroom.db")
        self.addCleanup(self.connection.close)
        self.connection.executescript(schema())
        self.connection.execute("insert into blob values (1, x'00', 1, 'raw', x'00')")
        self.mail("sent")
        self.database = Database(pathlib.Path(folder.name))

    def mail(self, state: str) -> None:
        self.connection.execute(
            "insert or replace into outgoing_mail (mail_id, kind, state, recipient_kind, recipient_id, envelope_from, "
            "from_address, recipient, subject, message_id_header, blob_id, size, reason, rank, created_at) "
            "values (1, 'reply', ?, 'customer', 1, '', 'a', 'b', 's', 'x@desk.test', 1, 1, 'r', 1, 1000)", (state,))
        self.connection.commit()

    def incoming(self, subject: str, outcome: str) -> None:
        self.connection.execute(
            "insert into incoming_mail (envelope_from, recipient, via, client, blob_id, size, received_at, outcome, "
            "subject) values ('e', 'r', 'smtp', 'c', 1, 1, 1, ?, ?)", (outcome, subject))
        self.connection.commit()

    def assert_breaks(self, invariant: str, arrivals: list) -> None:
        with self.assertRaisesRegex(AssertionError, f"^{invariant}"):
            check_outbound(self.database, arrivals, UNDO_MS)

    def test_outbound(self):
        check_outbound(self.database, [arrival()], UNDO_MS)
        self.assert_breaks("I3", [arrival(), arrival("stranger@desk.test")])
        self.assert_breaks("I4", [arrival(), arrival()])
        self.assert_breaks("I4", [])
        self.assert_breaks("I6", [arrival(at_ms=1999)])
        self.mail("cancelled")
        self.assert_breaks("I5", [arrival()])
        self.mail("uncertain")  # one more copy is allowed, but never other bytes
        check_outbound(self.database, [arrival(), arrival()], UNDO_MS)
        self.assert_breaks("I4", [arrival(), arrival(sha256="other")])

    def test_inbound(self):
        self.incoming("one", "ticket")
        check_inbound(self.database, {"one"})
        with self.assertRaisesRegex(AssertionError, "^I1"):
            check_inbound(self.database, {"one", "lost"})
        self.incoming("one", "duplicate")
        check_inbound(self.database, {"one"})
        self.incoming("one", "ticket")
        with self.assertRaisesRegex(AssertionError, "^I2"):
            check_inbound(self.database, {"one"})
        self.incoming("two", "pending")
        with self.assertRaisesRegex(AssertionError, "^I1"):
            check_inbound(self.database, {"two"})

    def test_quiet(self):
        self.assertTrue(self.database.is_quiet())
        self.mail("ready")
        self.assertFalse(self.database.is_quiet())


class Waiting(unittest.TestCase):
    def test_both_ways_can_fail(self):
        self.assertEqual(7, eventually("seven", lambda: 7))
        with self.assertRaises(NotInTime):
            eventually("never true", lambda: None, within=0.05)
        with self.assertRaises(AssertionError):
            never("true at once", lambda: True, during=0.05)


class MailClient(unittest.TestCase):
    def test_an_answer_goes_where_a_mail_client_would_send_it(self):
        mail = new_mail("Desk <support@desk.test>", "eve@customer.test", "Lamp", "Which lamp?",
                        Reply_To="r+token@desk.test")
        answer = answer_to(mail, "eve@customer.test", "The green one.")
        self.assertEqual("r+token@desk.test", answer["To"])
        self.assertEqual("Re: Lamp", answer["Subject"])
        self.assertEqual(mail["Message-ID"], answer["In-Reply-To"])
        self.assertIn("> Which lamp?", answer.get_content())


if __name__ == "__main__":
    unittest.main()
