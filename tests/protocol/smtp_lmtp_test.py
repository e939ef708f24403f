"""LMTP and the pipe: the two ways in which a mail server on the same machine hands mail over.

(SRV-10; RFC 2033; sysexits: 0 stored, 67 unknown, 65 never, 75 try again; a real Postfix drives both)
"""
import os
import smtplib
import subprocess
import unittest

from support.case import PostroomCase
from support.database import Database
from support.maildir import new_mail, send
from support.postfix import Postfix, is_installed
from support.server import SUPPORT, binary, run_program
from support.smtp_case import EVE, SmtpCase
from support.smtp_line import SmtpLine
from support.wait import eventually


class Lmtp(SmtpCase):
    def test_SRV10_lhlo_only(self):
        line = self.line("lmtp", hello=False)
        self.assertIn("LMTP", line.banner.text)
        self.assertEqual([500, 500, 250], line.codes("EHLO peer.test", "HELO peer.test",
                                                     "LHLO peer.test"))

    def test_SRV10_a_reply_for_each_recipient_that_was_taken(self):
        line = self.line("lmtp")
        self.assertEqual([250, 250, 550, 250, 354], line.codes(
            f"MAIL FROM:<{EVE}>", f"RCPT TO:<{SUPPORT}>", "RCPT TO:<nobody@desk.test>",
            "RCPT TO:<postmaster@desk.test>", "DATA"))
        line.send(self.mail("for two") + b".\r\n")
        self.assertEqual([250, 250], [line.reply().code for _ in range(2)])
        self.assertEqual(250, line.say("NOOP").code, "and no third reply")
        self.received_rows("for two", 2)

    def test_SRV10_nobody_at_all_means_no_reply_to_a_dot(self):
        line = self.line("lmtp")
        self.assertEqual([250, 550, 503, 250], line.codes(
            f"MAIL FROM:<{EVE}>", "RCPT TO:<nobody@desk.test>", "DATA", "RSET"))

    def test_SRV10_pythons_lmtp_client(self):
        with smtplib.LMTP(*self.desk.address("lmtp")) as session:
            refused = session.sendmail(EVE, [SUPPORT, "nobody@desk.test"],
                                       self.mail("by a library").decode())
        self.assertEqual(["nobody@desk.test"], list(refused))
        self.assertIn(b"with LMTP id", self.raw("by a library"))


class UnixSocket(PostroomCase):
    def test_SRV10_a_unix_socket_for_the_mail_servers_group(self):
        desk = self.server("--capture")
        path = desk.data / "lmtp.sock"
        desk.options += ["--lmtp", f"unix:{path}"]
        desk.start()
        self.assertEqual(f"unix:{path}", desk.ready["lmtp"])
        self.assertEqual(0o660, os.stat(path).st_mode & 0o777)
        with SmtpLine(str(path)) as line:
            self.assertEqual([250, 250, 250, 354], line.codes(
                "LHLO peer.test", f"MAIL FROM:<{EVE}>", f"RCPT TO:<{SUPPORT}>", "DATA"))
            line.send(b"Subject: by socket\r\n\r\nhello\r\n.\r\n")
            self.assertEqual(250, line.reply().code)
        eventually("the ticket", lambda: desk.api().item_titled("by socket"))
        desk.kill()
        desk.start()  # the file that the killed one left behind is in nobody's way
        with SmtpLine(str(path)) as line:
            self.assertEqual(250, line.say("LHLO again.test").code)


class Deliver(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture")
        self.mail = new_mail(EVE, SUPPORT, "By pipe", "piped").as_bytes()

    def status(self, *options, mail: bytes | None = None) -> int:
        self.done = run_program("deliver", *options, stdin=self.mail if mail is None else mail,
                                check=False)
        return self.done.returncode

    def test_SRV10_the_exit_status_says_what_the_mail_server_must_do(self):
        data = ("--data", self.desk.data)
        self.assertEqual(0, self.status(*data, "--to", SUPPORT), "the server need not run")
        self.assertEqual(67, self.status(*data, "--to", "nobody@desk.test"))
        self.assertEqual(65, self.status(*data, "--to", SUPPORT, mail=b"x" * (37 << 20)))
        self.assertEqual(75, self.status("--data", self.folder / "missing", "--to", SUPPORT))
        self.assertEqual(1, Database(self.desk.data).one("select count(*) from incoming_mail"))

    def test_SRV10_a_database_that_cannot_be_asked_is_no_reason_to_bounce(self):
        self.assertEqual(75, self.status("--data", self.desk.data, "--store",
                                         "postgresql://nobody@127.0.0.1:1/none", "--to", SUPPORT))
        self.assertTrue(self.done.stderr)
        settings = self.desk.data / "postroom.toml"
        settings.write_text("[relay]\ngrace_seconds = 'soon'\n")
        self.assertEqual(75, self.status("--data", self.desk.data, "--to", SUPPORT),
                         "a broken setting is the operator's fault, not the mail's")


@unittest.skipUnless(is_installed(), "needs Postfix and root")
class PostfixPipe(PostroomCase):
    """A real Postfix hands mails to `postroom deliver`, and does with them what the status asks."""

    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture").start()
        self.postfix = Postfix(self.folder)
        # Postfix never runs a pipe as root: the data directory must be writable for its user.
        self.postfix.pipe("desk.test", f"{binary()} deliver --data {self.desk.data} --to ${{recipient}}")
        self._let_the_pipe_write()
        self.stack.enter_context(self.postfix)

    def _let_the_pipe_write(self) -> None:
        for path in [self.folder, *self.folder.rglob("*")]:
            if not path.is_socket():
                os.chmod(path, 0o777 if path.is_dir() else 0o666)

    @property
    def front(self) -> tuple:
        return "127.0.0.1", self.postfix.port

    def test_SRV10_stored_unknown_and_try_again(self):
        send(self.front, new_mail(EVE, SUPPORT, "Through the pipe", "piped"))
        eventually("the ticket", lambda: self.desk.api().item_titled("Through the pipe"), within=20)
        send(self.front, new_mail(EVE, "nobody@desk.test", "To nobody", "piped"))
        eventually("it bounces", lambda: "status=bounced (user unknown" in self.postfix.maillog(),
                   within=20)
        (self.desk.data / "postroom.toml").write_text("[relay]\ngrace_seconds = 'soon'\n")
        send(self.front, new_mail(EVE, SUPPORT, "Patience", "piped"))
        eventually("it waits", lambda: "status=deferred (temporary failure" in self.postfix.maillog(),
                   within=20)
        (self.desk.data / "postroom.toml").unlink()
        subprocess.run(["postqueue", "-c", self.postfix.root / "etc", "-f"], check=True, timeout=20)
        eventually("then arrives", lambda: self.desk.api().item_titled("Patience"), within=30)


if __name__ == "__main__":
    unittest.main()
