"""The bounds of the SMTP listener: sizes, errors, strangers, connections, time, and its end.

Settings make them small, so that the tests are; the bounds themselves stand in core/limits.hpp.
(SRV-4, SRV-5, SRV-6, SRV-7, SRV-8, SRV-12; F23, F34)
"""
import os
import resource
import socket
import threading
import time
import unittest

from support.case import PostroomCase
from support.database import Database
from support.maildir import new_mail, send
from support.server import SUPPORT
from support.smtp_case import EVE, SmtpCase
from support.smtp_line import SmtpLine
from support.wait import eventually, never


class Sizes(SmtpCase):
    settings = "[listener]\nmail_bytes_max = 200000\n"

    def test_SRV5_a_mail_beyond_size_is_refused_when_it_ends_and_the_session_goes_on(self):
        line = self.at_data(self.line())
        line.send(self.mail("too big", b"x" * 998 + b"\r\n") + b"y" * 998 + b"\r\n")
        for _ in range(250):
            line.send(b"z" * 998 + b"\r\n")
        line.send(b".\r\n")
        answer = line.reply()
        self.assertEqual((552, "5.3.4"), (answer.code, answer.text[:5]))
        self.at_data(line)
        line.send(self.mail("small enough") + b".\r\n")
        self.assertEqual(250, line.reply().code)
        self.received("small enough")
        self.assertEqual(1, self.mails_in_log())

    def test_SRV5_a_mail_of_exactly_the_size_is_taken(self):
        head = self.mail("exactly", b"")
        rest = 200_000 - len(head)
        body = (b"x" * 98 + b"\r\n") * (rest // 100)
        body += b"y" * (rest - len(body) - 2) + b"\r\n"
        for spare, code in ((b"", 250), (b"z", 552)):
            line = self.at_data(self.line())
            line.send(head + spare + body + b".\r\n")
            self.assertEqual(code, line.reply().code)

    def test_SRV5_command_lines_have_a_length(self):
        line = self.line()
        self.assertEqual(250, line.say("NOOP " + "x" * 1000).code)
        self.assertEqual(500, line.say("NOOP " + "x" * 1100).code)
        self.assertEqual(500, line.say("NOOP " + "x" * 50_000).code)
        self.assertEqual(250, line.say("NOOP").code)
        line.send(b"x" * 200_000)
        self.assertEqual(421, line.reply().code)
        self.assertTrue(line.is_closed())

    def test_SRV5_text_lines_have_a_length(self):
        for length, code in ((998, 250), (60_000, 250), (70_000, 554)):
            line = self.at_data(self.line())
            line.send(self.mail(f"line of {length}", b"x" * length + b"\r\n") + b".\r\n")
            self.assertEqual(code, line.reply().code, length)
            self.assertEqual(250, line.say("NOOP").code)


class Patience(SmtpCase):
    settings = "[listener]\nerrors_max = 4\n"

    def test_SRV5_errors_are_answered_slowly_and_then_not_at_all(self):
        line = self.line()
        began = time.monotonic()
        self.assertEqual([500, 500, 500], [line.say("WHAT").code for _ in range(3)])
        slow = time.monotonic() - began
        self.assertGreaterEqual(slow, 0.9, "the third error is answered after a pause")
        line.send(b"WHAT\r\n")
        self.assertEqual([500, 421], [line.reply().code, line.reply().code])
        self.assertTrue(line.is_closed())

    def test_SRV4_ten_unknown_recipients_end_the_connection(self):
        line = self.line()
        self.assertEqual(250, line.say(f"MAIL FROM:<{EVE}>").code)
        codes = [line.say(f"RCPT TO:<nobody{number}@desk.test>").code for number in range(10)]
        self.assertEqual([550] * 10, codes)
        self.assertEqual(421, line.reply().code)
        self.assertTrue(line.is_closed())

    def test_SRV5_fifty_recipients_a_mail_and_the_rest_with_the_next(self):
        line = self.line()
        line.send(f"MAIL FROM:<{EVE}>\r\n".encode() + f"RCPT TO:<{SUPPORT}>\r\n".encode() * 53)
        codes = [line.reply().code for _ in range(54)]
        self.assertEqual([250] * 51 + [452] * 3, codes)
        self.assertEqual(354, line.say("DATA").code)
        line.send(self.mail("fifty") + b".\r\n")
        self.assertEqual(250, line.reply().code)

    def test_SRV5_a_hundred_mails_a_connection(self):
        line = self.line()
        one = (f"MAIL FROM:<{EVE}>\r\nRCPT TO:<{SUPPORT}>\r\nDATA\r\n").encode()
        for number in range(100):
            line.send(one)
            self.assertEqual([250, 250, 354], [line.reply().code for _ in range(3)])
            line.send(self.mail(f"of a hundred {number}") + b".\r\n")
            self.assertEqual(250, line.reply().code)
        self.assertEqual(421, line.say(f"MAIL FROM:<{EVE}>").code)
        self.assertTrue(line.is_closed())

    def test_SRV5_commands_without_a_mail_come_to_an_end(self):
        line = self.line()
        line.send(b"NOOP\r\n" * 120)
        codes = []
        while not codes or codes[-1] == 250:
            codes.append(line.reply().code)
        self.assertEqual(421, codes[-1])
        self.assertLessEqual(90, len(codes))
        self.assertLessEqual(len(codes), 102)


class Connections(SmtpCase):
    settings = "[listener]\nconnections_max = 5\nconnections_per_address_max = 3\n"

    def opened(self, source: str) -> SmtpLine:
        return self.line(hello=False, source=source)

    def test_SRV5_so_many_of_one_address_and_so_many_in_all(self):
        first = [self.opened("127.0.0.2") for _ in range(3)]
        self.assertEqual([220] * 3, [line.banner.code for line in first])
        refused = self.opened("127.0.0.2")
        self.assertEqual(421, refused.banner.code)
        self.assertIn("from your address", refused.banner.text)
        self.assertTrue(refused.is_closed())
        others = [self.opened("127.0.0.3") for _ in range(2)]
        self.assertEqual([220] * 2, [line.banner.code for line in others])
        full = self.opened("127.0.0.4")
        self.assertEqual(421, full.banner.code)
        self.assertIn("Too many connections;", full.banner.text)
        # Who is inside is served; a place that becomes free is free.
        self.assertEqual(250, first[0].say("EHLO peer.test").code)
        self.assertEqual(221, first[1].say("QUIT").code)
        eventually("a place is free again", lambda: self.opened("127.0.0.2").banner.code == 220)


class Slow(SmtpCase):
    settings = ("[listener]\ncommand_timeout_seconds = 1\ndata_grace_seconds = 1\n"
                "session_timeout_seconds = 4\n")

    def test_SRV6_silence_is_answered_with_421(self):
        line = self.line()
        answer = line.reply()
        self.assertEqual((421, "4.4.2"), (answer.code, answer.text[:5]))
        self.assertTrue(line.is_closed())

    def trickle(self, line: SmtpLine, piece: bytes, stop: threading.Event) -> None:
        try:
            while not stop.wait(0.1):
                line.send(piece)
        except OSError:
            pass

    def assert_cut_while_trickling(self, line: SmtpLine, piece: bytes, within: float) -> None:
        stop = threading.Event()
        writer = threading.Thread(target=self.trickle, args=(line, piece, stop))
        began = time.monotonic()
        writer.start()
        try:
            self.assertEqual(421, line.reply().code)
        finally:
            stop.set()
            writer.join()
        self.assertLess(time.monotonic() - began, within)

    def test_SRV6_a_command_byte_by_byte_has_the_time_of_one_command(self):
        self.assert_cut_while_trickling(self.line(), b"x", within=3)

    def test_SRV6_text_byte_by_byte_has_its_time_as_a_whole(self):
        before = self.mails_in_log()
        self.assert_cut_while_trickling(self.at_data(self.line()), b"x", within=3)
        self.assertEqual(before, self.mails_in_log())

    def test_SRV6_a_session_has_an_end_however_busy(self):
        line = self.line()
        began = time.monotonic()
        pace = threading.Event()  # never set: fewer commands than would be too many
        code = 250
        while code == 250 and not pace.wait(0.1):
            code = line.say("RSET").code
        self.assertEqual(421, code)
        self.assertLess(time.monotonic() - began, 8)

    def test_SRV6_slow_clients_do_not_hinder_others(self):
        slow = [SmtpLine(self.desk.address("smtp")) for _ in range(15)]
        for line in slow:
            self.addCleanup(line.socket.close)
            line.send(b"EHL")
        send(self.desk.address("smtp"), new_mail(EVE, SUPPORT, "beside slow ones", "hello"))
        self.assertEqual("ticket", self.received("beside slow ones")["outcome"])


class Descriptors(PostroomCase):
    def test_SRV7_without_descriptors_it_rests_and_recovers(self):
        desk = self.server("--capture", settings="[listener]\nconnections_per_address_max = 400\n").start()
        pid = desk.process.pid
        used = len(os.listdir(f"/proc/{pid}/fd"))
        soft, hard = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (used + 5, hard))
        waiting = [socket.create_connection(desk.address("smtp"), 10) for _ in range(12)]
        eventually("it says so", lambda: "cannot accept connections" in
                   (desk.folder / "server.log").read_text(errors="replace"))
        before = self._cpu(pid)
        never("the accept loop spins", lambda: self._cpu(pid) - before > 0.5, during=1)
        for each in waiting:
            each.close()
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (soft, hard))

        def taken() -> bool:
            try:
                send(desk.address("smtp"), new_mail(EVE, SUPPORT, "after the drought", "hello"))
                return True
            except OSError:
                return False
        eventually("mail is taken again", taken, within=15)
        eventually("a ticket", lambda: desk.api().item_titled("after the drought"))

    def _cpu(self, pid: int) -> float:
        with open(f"/proc/{pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Ending(PostroomCase):
    def test_SRV8_at_the_end_a_mail_is_finished_and_idle_ones_are_told(self):
        desk = self.server("--capture").start()
        idle = SmtpLine(desk.address("smtp"))
        busy = SmtpLine(desk.address("smtp"))
        self.assertEqual([250, 250, 250, 354], busy.codes(
            "EHLO peer.test", f"MAIL FROM:<{EVE}>", f"RCPT TO:<{SUPPORT}>", "DATA"))
        busy.send(b"Subject: finished\r\n\r\nhalf of it")
        desk.process.child.terminate()
        answer = idle.reply()
        self.assertEqual((421, "4.3.2"), (answer.code, answer.text[:5]))
        self.assertTrue(idle.is_closed())
        with self.assertRaises(OSError):
            SmtpLine(desk.address("smtp"))
        busy.send(b" and the other\r\n.\r\n")
        self.assertEqual(250, busy.reply().code)
        self.assertEqual(421, busy.reply().code)
        self.assertTrue(busy.is_closed())
        self.assertEqual(0, desk.process.child.wait(15))
        self.assertEqual(1, Database(desk.data).one("select count(*) from incoming_mail"))

    def test_SRV8_a_wrong_bound_is_refused_at_start(self):
        for key, value in (("connections_max", "0"), ("mail_bytes_max", '"big"'),
                           ("command_timeout_seconds", "-1"), ("bare_newlines", '"maybe"')):
            with self.subTest(key=key):
                desk = self.server("--capture", name=key, settings=f"[listener]\n{key} = {value}\n")
                with self.assertRaises(AssertionError) as failed:
                    desk.start()
                self.assertIn(f"listener.{key}", str(failed.exception))


if __name__ == "__main__":
    unittest.main()
