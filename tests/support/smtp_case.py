"""The frame of the SMTP tests: one running program for all tests of a class.

Nothing that one test leaves behind matters to another: each asks for its own subject.
"""
import contextlib
import pathlib
import tempfile
import unittest

from support.server import SUPPORT, Server
from support.smtp_line import SmtpLine
from support.wait import eventually

EVE = "eve@customer.test"


class SmtpCase(unittest.TestCase):
    settings = ""
    options = ("--capture",)
    maxDiff = 4000

    @classmethod
    def setUpClass(cls) -> None:
        cls.stack = contextlib.ExitStack()
        cls.addClassCleanup(cls.stack.close)
        cls.folder = pathlib.Path(cls.stack.enter_context(
            tempfile.TemporaryDirectory(prefix="postroom-smtp-")))
        settings = cls.prepare() or cls.settings
        cls.desk = Server(cls.folder / "desk", *cls.options, settings=settings).prepare()
        cls.stack.enter_context(cls.desk)
        cls.desk.start()
        cls.api = cls.desk.api()

    @classmethod
    def prepare(cls) -> str | None:
        """What a class makes before its program starts; the settings, when they depend on it."""

    def line(self, protocol: str = "smtp", hello: bool = True, source: str = "") -> SmtpLine:
        line = SmtpLine(self.desk.address(protocol), source=source)
        self.addCleanup(line.socket.close)
        if hello:
            self.assertEqual(250, line.say("LHLO peer.test" if protocol == "lmtp" else
                                           "EHLO peer.test").code)
        return line

    def at_data(self, line: SmtpLine, sender: str = EVE, recipient: str = SUPPORT) -> SmtpLine:
        self.assertEqual([250, 250, 354], line.codes(
            f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"))
        return line

    def mail(self, subject: str, body: bytes = b"hello\r\n") -> bytes:
        """A whole mail, without its final dot."""
        return (f"From: {EVE}\r\nTo: {SUPPORT}\r\nSubject: {subject}\r\n"
                f"Message-ID: <{subject.replace(' ', '-')}@customer.test>\r\n\r\n").encode() + body

    def received_rows(self, subject: str, count: int) -> list:
        """The rows of the incoming mails with this subject, once intake is through with `count`."""
        def ended():
            rows = [row for row in self.api.get("/mail_log/incoming", limit=200)["items"]
                    if row["subject"] == subject and row["outcome"] != "pending"]
            return rows if len(rows) >= count else None
        rows = eventually(f"the mail {subject!r}", ended, within=20)
        self.assertEqual(count, len(rows), rows)
        return rows

    def received(self, subject: str) -> dict:
        return self.received_rows(subject, 1)[0]

    def raw(self, subject: str) -> bytes:
        """The bytes of that mail as they are kept, our Received field included."""
        target = f"/api/v1/mail_log/incoming/{self.received(subject)['id']}/raw"
        return self.api.exchange("GET", target)[2]

    def mails_in_log(self) -> int:
        return len(self.api.get("/mail_log/incoming", limit=200)["items"])
