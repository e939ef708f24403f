"""The SMTP listener of the running program, line by line: what it offers, takes and refuses.

Each requirement SRV-n of the listener stands in the name of its tests, refusals beside successes.
(RFC 5321, 2920, 1870, 6152, 6531, 2034; limits and times: smtp_limits_test.py)
"""
import email
import email.utils
import shutil
import smtplib
import subprocess
import unittest

from support.maildir import new_mail, send
from support.server import SUPPORT
from support.smtp_case import EVE, SmtpCase
from support.smtp_line import SmtpLine
from support.wait import eventually

HIDDEN = b"MAIL FROM:<evil@outside.test>\r\nRCPT TO:<support@desk.test>\r\nDATA\r\n"


class EndOfData(SmtpCase):
    """SRV-1: only CR LF . CR LF ends a mail; whatever else looks like an end is text. (F33)"""

    VARIANTS = (b"\n.\n", b"\n.\r", b"\r.\n", b"\r.\r", b"\n.\r\n", b"\r.\r\n", b"\r\n\x00.\r\n",
                b"\r\n.\r\r\n", b"\r\r\n.\r\r\n", b"\r\n.\n", b"\r\n. \r\n", b"\r\n.\x00\r\n")

    def test_SRV1_no_other_end_of_data_smuggles_a_mail(self):
        for number, variant in enumerate(self.VARIANTS):
            with self.subTest(variant=variant):
                before = self.mails_in_log()
                line = self.at_data(self.line())
                subject = f"smuggler {number}"
                inside = b"first" + variant + HIDDEN + self.mail("smuggled") + b"last\r\n"
                line.send(self.mail(subject, inside) + b".\r\n")
                self.assertEqual(250, line.reply().code)
                self.assertEqual(250, line.say("NOOP").code, "no reply to a hidden command")
                kept = self.raw(subject)
                self.assertIn(b"MAIL FROM:<evil@outside.test>", kept)
                self.assertEqual(before + 1, self.mails_in_log())

    def test_SRV1_cut_anywhere_it_is_the_same_mail(self):
        for number, cut in enumerate((b"\r", b"\r\n", b"\r\n.", b"\r\n.\r")):
            with self.subTest(cut=cut):
                line = self.at_data(self.line())
                line.send(self.mail(f"cut {number}", b"body" + cut))
                line.socket.setblocking(True)
                line.send(b"\r\n.\r\n"[len(cut):])
                self.assertEqual(250, line.reply().code)
                self.assertTrue(self.raw(f"cut {number}").endswith(b"\r\n\r\nbody\r\n"))

    def test_SRV1_a_dot_that_was_doubled_comes_back_single(self):
        line = self.at_data(self.line())
        line.send(self.mail("dots", b"..\r\n...\r\n.. a\r\nend\r\n") + b".\r\n")
        self.assertEqual(250, line.reply().code)
        self.assertTrue(self.raw("dots").endswith(b"\r\n\r\n.\r\n..\r\n. a\r\nend\r\n"))

    def test_SRV1_postfix_style_pipelining_of_two_mails_is_two_mails(self):
        line = self.at_data(self.line())
        line.send(self.mail("one of two") + b".\r\n" + f"MAIL FROM:<{EVE}>\r\nRCPT TO:<{SUPPORT}>\r\n"
                  .encode())
        self.assertEqual([250, 250, 250], [line.reply().code for _ in range(3)])
        self.assertEqual(354, line.say("DATA").code)
        line.send(self.mail("two of two") + b".\r\n")
        self.assertEqual(250, line.reply().code)
        self.received("one of two")
        self.received("two of two")


class StrictNewlines(SmtpCase):
    settings = '[listener]\nbare_newlines = "reject"\n'

    def test_SRV1_bare_newlines_are_refused_when_the_settings_say_so(self):
        for number, text in enumerate((b"a\nb\r\n", b"a\rb\r\n", b"a\r\n.\nb\r\n", b"\n.\n\r\n")):
            with self.subTest(text=text):
                line = self.at_data(self.line())
                line.send(self.mail(f"bare {number}", text) + b".\r\n")
                answer = line.reply()
                self.assertEqual((550, "5.5.2"), (answer.code, answer.text[:5]))
                self.assertEqual(250, line.say("NOOP").code)
        line = self.at_data(self.line())
        line.send(self.mail("canonical", b"a\r\n..\r\nb\r\n") + b".\r\n")
        self.assertEqual(250, line.reply().code)
        self.assertEqual(1, self.mails_in_log() if self.received("canonical") else 0)

    def test_SRV1_commands_end_with_cr_lf_then(self):
        line = self.line()
        line.send(b"NOOP\n")
        self.assertEqual(500, line.reply().code)
        self.assertEqual(500, line.say(b"NO\rOP").code)
        self.assertEqual(250, line.say("NOOP").code)


class Pipelining(SmtpCase):
    def test_SRV2_an_envelope_in_one_write(self):
        line = self.line()
        line.send(f"MAIL FROM:<{EVE}>\r\nRCPT TO:<nobody@desk.test>\r\nRCPT TO:<{SUPPORT}>\r\nDATA\r\n"
                  .encode())
        self.assertEqual([250, 550, 250, 354], [line.reply().code for _ in range(4)])
        line.send(self.mail("in one write") + b".\r\nRSET\r\nNOOP\r\nQUIT\r\n")
        self.assertEqual([250, 250, 250, 221], [line.reply().code for _ in range(4)])
        self.assertTrue(line.is_closed())
        self.received("in one write")

    def test_SRV2_text_before_354_is_refused_and_the_connection_ended(self):
        before = self.mails_in_log()
        line = self.line()
        self.assertEqual([250, 250], line.codes(f"MAIL FROM:<{EVE}>", f"RCPT TO:<{SUPPORT}>"))
        line.send(b"DATA\r\n" + self.mail("too early") + b".\r\n")
        self.assertEqual(554, line.reply().code)
        self.assertTrue(line.is_closed())
        self.assertEqual(before, self.mails_in_log())

    def test_SRV2_who_talks_before_the_banner_is_refused(self):
        # The server may have greeted before our bytes arrive: then they are ordinary commands.
        for _ in range(20):
            with SmtpLine(self.desk.address("smtp"), greet=False) as line:
                line.send(b"EHLO early.test\r\n")
                if line.reply().code == 554:
                    self.assertTrue(line.is_closed())
                    return
        self.skipTest("the server greeted faster than we could talk, 20 times")


class Offer(SmtpCase):
    def features(self, hello: str) -> list:
        line = SmtpLine(self.desk.address("smtp"))
        self.addCleanup(line.socket.close)
        return sorted(each[4:].split(" ")[0] for each in line.say(hello).lines[1:])

    def test_SRV3_exactly_what_is_supported(self):
        self.assertEqual(["8BITMIME", "ENHANCEDSTATUSCODES", "PIPELINING", "SIZE", "SMTPUTF8"],
                         self.features("EHLO peer.test"))
        self.assertEqual([], self.features("HELO peer.test"))

    def test_SRV3_verbs_that_move_no_mail(self):
        line = self.line()
        for command, code, enhanced in (
                ("NOOP", 250, "2.0.0"), ("NOOP with words", 250, "2.0.0"), ("RSET", 250, "2.0.0"),
                ("HELP", 214, "2.0.0"), ("VRFY support", 252, "2.5.0"), ("EXPN all", 502, "5.5.1"),
                ("ETRN desk.test", 500, "5.5.1"), ("XCLIENT ADDR=1.2.3.4", 500, "5.5.1"),
                ("XFORWARD NAME=x", 500, "5.5.1"), ("BDAT 5 LAST", 500, "5.5.1"),
                ("AUTH PLAIN AGEAYg==", 500, "5.5.1"), ("STARTTLS", 502, "5.5.1"),
                ("LHLO peer.test", 500, "5.5.1")):
            with self.subTest(command=command):
                answer = line.say(command)
                self.assertEqual((code, enhanced), (answer.code, answer.text[:5]))

    def test_SRV3_the_order_of_commands(self):
        with SmtpLine(self.desk.address("smtp")) as line:
            self.assertEqual([503, 503, 503], line.codes(f"MAIL FROM:<{EVE}>", f"RCPT TO:<{SUPPORT}>",
                                                         "DATA"))
            self.assertEqual([501, 250], line.codes("EHLO", "EHLO peer.test"))
            self.assertEqual([503, 503], line.codes(f"RCPT TO:<{SUPPORT}>", "DATA"))
            self.assertEqual([250, 503, 503], line.codes(f"MAIL FROM:<{EVE}>", "DATA",
                                                         f"MAIL FROM:<{EVE}>"))
            self.assertEqual([250, 503], line.codes("RSET", f"RCPT TO:<{SUPPORT}>"))
            self.assertEqual([250, 250, 503], line.codes(f"MAIL FROM:<{EVE}>", "EHLO peer.test",
                                                         f"RCPT TO:<{SUPPORT}>"))

    def test_SRV3_enhanced_codes_stand_in_every_reply_but_banner_hello_and_354(self):
        line = self.line()
        for command in ("NOOP", f"MAIL FROM:<{EVE}>", "RCPT TO:<nobody@desk.test>", "RCPT TO:<@>",
                        f"RCPT TO:<{SUPPORT}>", "MAIL", "WHAT", "RSET", "QUIT"):
            answer = line.say(command)
            self.assertRegex(answer.text, rf"^{answer.code // 100}\.\d\.\d+ ", command)

    def test_SRV3_8bitmime_carries_bytes_as_they_are(self):
        line = self.line()
        self.assertEqual([250, 250, 354], line.codes(f"MAIL FROM:<{EVE}> BODY=8BITMIME",
                                                     f"RCPT TO:<{SUPPORT}>", "DATA"))
        line.send(self.mail("eight bits", "Grüße, Žluťoučký\r\n".encode()) + b".\r\n")
        self.assertEqual(250, line.reply().code)
        self.assertIn("Grüße, Žluťoučký".encode(), self.raw("eight bits"))
        self.assertEqual([501, 501], line.codes(f"MAIL FROM:<{EVE}> BODY=BINARYMIME",
                                                f"MAIL FROM:<{EVE}> BODY="))

    def test_SRV3_smtputf8_addresses_need_their_parameter(self):
        line = self.line()
        self.assertEqual(553, line.say("MAIL FROM:<jürgen@bücher.test>").code)
        self.assertEqual([250, 250, 354], line.codes("MAIL FROM:<jürgen@bücher.test> SMTPUTF8",
                                                     f"RCPT TO:<{SUPPORT}>", "DATA"))
        line.send("From: Jürgen <jürgen@bücher.test>\r\nSubject: wide\r\n\r\nhello\r\n.\r\n".encode())
        self.assertEqual(250, line.reply().code)
        self.assertIn(b"with UTF8SMTP", self.raw("wide"))
        self.assertEqual([250, 553], line.codes(f"MAIL FROM:<{EVE}>", "RCPT TO:<jürgen@desk.test>"))
        line.say("RSET")
        self.assertNotEqual(250, line.say(b"MAIL FROM:<\xff\xfe@a.test> SMTPUTF8").code)

    def test_SRV3_size_is_announced_and_kept_to_before_the_text(self):
        line = self.line(hello=False)
        [size] = [each[9:] for each in line.say("EHLO peer.test").lines if each[4:].startswith("SIZE")]
        answer = line.say(f"MAIL FROM:<{EVE}> SIZE={int(size) + 1}")
        self.assertEqual((552, "5.3.4"), (answer.code, answer.text[:5]))
        self.assertEqual([250, 250], line.codes(f"MAIL FROM:<{EVE}> SIZE={size}", "RSET"))
        for bad in ("SIZE=", "SIZE=-1", "SIZE=ten", "SIZE=99999999999999999999999", "SIZE"):
            self.assertEqual(501, line.say(f"MAIL FROM:<{EVE}> {bad}").code, bad)
        self.assertEqual(555, line.say(f"MAIL FROM:<{EVE}> RET=FULL").code)

    def test_SRV3_a_null_sender_is_taken(self):
        line = self.at_data(self.line(), sender="")
        line.send(self.mail("from nobody") + b".\r\n")
        self.assertEqual(250, line.reply().code)
        self.received("from nobody")


class NoRelay(SmtpCase):
    def test_SRV4_unknown_and_foreign_recipients_are_refused_at_rcpt(self):
        line = self.line()
        self.assertEqual(250, line.say(f"MAIL FROM:<{EVE}>").code)
        for recipient in ("nobody@desk.test", "support@elsewhere.test", "support%elsewhere.test@desk.test",
                          "elsewhere.test!support@desk.test", '"support@elsewhere.test"@desk.test',
                          "@desk.test:victim@elsewhere.test"):
            with self.subTest(recipient=recipient):
                answer = line.say(f"RCPT TO:<{recipient}>")
                self.assertEqual((550, "5.1.1"), (answer.code, answer.text[:5]))
        self.assertEqual(503, line.say("DATA").code, "no recipient, no text")

    def test_SRV4_malformed_recipients_are_told_so(self):
        line = self.line()
        self.assertEqual(250, line.say(f"MAIL FROM:<{EVE}>").code)
        for recipient in ("<>", "<support>", "<a b@desk.test>", "<support@desk.test", "support@",
                          "<support@desk.test>x", "<support@@desk.test>", "<\x01@desk.test>"):
            with self.subTest(recipient=recipient):
                self.assertIn(line.say(f"RCPT TO:{recipient}").code, (501, 555))

    def test_SRV4_our_addresses_whatever_their_letters(self):
        line = self.line()
        self.assertEqual([250, 250, 250, 250], line.codes(
            f"MAIL FROM:<{EVE}>", f"RCPT TO:<{SUPPORT.upper()}>", "RCPT TO:<postmaster>",
            "RCPT TO:<Postmaster@desk.test>"))

    def test_SRV4_a_forged_reply_address_is_refused_at_rcpt(self):
        send(self.desk.address("smtp"), new_mail(EVE, SUPPORT, "for its token", "hello"))
        self.received("for its token")
        item = self.api.item_titled("for its token")
        said = self.api.say(self.api.conversation(item["id"])["id"], "answer", "token")
        self.assertTrue(said)
        token = self._reply_address()
        local, domain = token.split("@")
        line = self.line()
        self.assertEqual([250, 250], line.codes(f"MAIL FROM:<{EVE}>", f"RCPT TO:<{token}>"))
        for at in range(len(local) - 20, len(local), 4):
            forged = local[:at] + ("a" if local[at] != "a" else "b") + local[at + 1:]
            self.assertEqual(550, line.say(f"RCPT TO:<{forged}@{domain}>").code, forged)

    def _reply_address(self) -> str:
        def first():
            rows = self.api.get("/mail_log/outgoing", q=EVE, limit=1)["items"]
            return rows[0] if rows else None
        row = eventually("the answer in the mail log", first)
        status, _, raw = self.api.exchange("GET", f"/api/v1/outbox/{row['id']}/raw")
        self.assertEqual(200, status)
        mail = email.message_from_bytes(raw)
        return email.utils.parseaddr(mail["Reply-To"] or mail["From"])[1]


class Trace(SmtpCase):
    def test_SRV11_our_received_field_stands_on_top_and_hides_several_recipients(self):
        line = self.at_data(self.line())
        line.send(self.mail("traced") + b".\r\n")
        answer = line.reply()
        top = self.raw("traced").split(b"Subject:")[0].decode()
        self.assertRegex(top, r"^Received: from peer\.test \(\[127\.0\.0\.1\]\)\r\n\tby \S+ \(Postroom\) "
                              r"with ESMTP id [0-9a-f]{16}\r\n\tfor <support@desk\.test>;\r\n\t")
        self.assertIn(answer.text.rsplit(" ", 1)[1], top, "the id of the reply is in the field")
        line = self.line()
        line.codes(f"MAIL FROM:<{EVE}>", f"RCPT TO:<{SUPPORT}>", "RCPT TO:<postmaster@desk.test>", "DATA")
        line.send(self.mail("two recipients") + b".\r\n")
        self.assertEqual(250, line.reply().code)
        [row, _] = self.received_rows("two recipients", 2)
        raw = self.api.exchange("GET", f"/api/v1/mail_log/incoming/{row['id']}/raw")[2]
        self.assertIn(b"Received: from peer.test", raw)
        self.assertNotIn(b"for <", raw.split(b"Subject:")[0])

    def test_SRV11_a_strangers_copy_of_our_marks_changes_nothing(self):
        mail = new_mail(EVE, SUPPORT, "marked by a stranger", "hello",
                        X_Postroom_Loop="postroom; 0123456789abcdef0123456789abcdef")
        send(self.desk.address("smtp"), mail)
        self.assertEqual("ticket", self.received("marked by a stranger")["outcome"])

    def test_SRV13_what_a_stranger_says_is_harmless_in_the_log(self):
        line = self.line(hello=False)
        line.say(b"EHLO \x1b[2Jpeer\x07\xff.test")
        line.codes(f"MAIL FROM:<{EVE}>", f"RCPT TO:<{SUPPORT}>", "DATA")
        line.send(self.mail("escapes", b"x\r\n") + b".\r\n")
        self.assertEqual(250, line.reply().code)
        self.received("escapes")
        line.say("RCPT TO:<\x1b[31m@desk.test>")
        log = (self.desk.folder / "server.log").read_bytes()
        self.assertNotIn(b"\x1b[2J", log)
        self.assertNotIn(b"\x1b[31m@", log)
        self.assertNotIn(b"\x1b[2J", self.raw("escapes"))


@unittest.skipUnless(shutil.which("swaks"), "needs swaks")
class Swaks(SmtpCase):
    def swaks(self, *options: str) -> subprocess.CompletedProcess:
        return subprocess.run(["swaks", "--server", "%s:%d" % self.desk.address("smtp"), "--from", EVE,
                               "--to", SUPPORT, *options], capture_output=True, text=True, timeout=30)

    def test_SRV3_swaks_with_an_attachment_and_pipelining(self):
        done = self.swaks("--pipeline", "--header", "Subject: by swaks", "--attach", "/etc/hostname")
        self.assertEqual(0, done.returncode, done.stdout)
        self.received("by swaks")

    def test_SRV4_swaks_to_nobody(self):
        done = self.swaks("--to", "nobody@desk.test")
        self.assertEqual(24, done.returncode, done.stdout)  # swaks: RCPT refused

    def test_SRV9_swaks_wants_tls_where_there_is_none(self):
        done = self.swaks("--tls")
        self.assertEqual(29, done.returncode, done.stderr)  # swaks: TLS not offered


class Library(SmtpCase):
    def test_SRV3_pythons_smtplib_sends_names_and_files(self):
        mail = new_mail("Žofie <eve@customer.test>", SUPPORT, "Příliš žluťoučký", "kůň\n")
        mail.add_attachment(b"\0\1\2" * 1000, maintype="application", subtype="octet-stream",
                            filename="soubor č. 1.bin")
        with smtplib.SMTP(*self.desk.address("smtp"), timeout=10) as session:
            self.assertEqual({}, session.send_message(mail))
            self.assertEqual((252, 250, 250), (session.verify("support")[0], session.noop()[0],
                                               session.rset()[0]))
        self.assertEqual("ticket", self.received("Příliš žluťoučký")["outcome"])


if __name__ == "__main__":
    unittest.main()
