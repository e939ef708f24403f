"""STARTTLS of the listener: certificate from the settings, nothing carried over from the clear.

(SRV-2, SRV-3, SRV-9; RFC 3207; F10)
"""
import os
import shutil
import signal
import ssl
import subprocess

from support.certificates import Authority
from support.server import SUPPORT
from support.smtp_case import EVE, SmtpCase
from support.wait import eventually

NAME = "desk.test"


class StartTls(SmtpCase):
    @classmethod
    def prepare(cls) -> str:
        cls.authority = Authority(cls.folder / "ca")
        cls.certificate, cls.key = cls.authority.issue("desk", NAME, "127.0.0.1")
        return f'hostname = "{NAME}"\n[tls]\ncertificate = "{cls.certificate}"\nkey = "{cls.key}"\n'

    def start_tls(self, line, context: ssl.SSLContext | None = None) -> None:
        self.assertEqual(220, line.say("STARTTLS").code)
        line.start_tls(context or self.context(), NAME)
        self.addCleanup(line.socket.close)

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.authority.file)

    def test_SRV9_a_mail_over_tls_says_so_in_its_trace(self):
        line = self.line(hello=False)
        self.assertIn("250-STARTTLS", line.say("EHLO peer.test").lines)
        self.start_tls(line)
        self.assertNotIn("STARTTLS", line.say("EHLO peer.test").text)
        self.at_data(line)
        line.send(self.mail("encrypted") + b".\r\n")
        self.assertEqual(250, line.reply().code)
        self.assertIn(b"with ESMTPS id", self.raw("encrypted"))
        self.assertEqual(502, line.say("STARTTLS").code)

    def test_SRV9_what_was_said_in_the_clear_counts_no_more(self):
        line = self.line()
        self.assertEqual([250, 250, 220], line.codes(f"MAIL FROM:<{EVE}>", f"RCPT TO:<{SUPPORT}>",
                                                     "STARTTLS"))
        line.start_tls(self.context(), NAME)
        self.assertEqual([503, 503], line.codes("DATA", f"MAIL FROM:<{EVE}>"))
        self.assertEqual(250, line.say("EHLO peer.test").code)
        self.assertEqual(503, line.say("DATA").code)

    def test_SRV2_commands_injected_behind_starttls_are_never_run(self):
        before = self.mails_in_log()
        injected = f"EHLO evil.test\r\nMAIL FROM:<{EVE}>\r\nRCPT TO:<{SUPPORT}>\r\n".encode()
        line = self.line()
        line.send(b"STARTTLS\r\n" + injected)  # in one segment with it
        self.assertEqual(554, line.reply().code)
        self.assertTrue(line.is_closed())
        line = self.line()
        self.assertEqual(220, line.say("STARTTLS").code)
        line.send(injected)  # after the answer: taken for a handshake, which it is not
        self.assertTrue(line.is_closed())
        self.assertEqual(before, self.mails_in_log())

    def test_SRV9_old_protocols_are_refused(self):
        context = self.context()
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        line = self.line()
        self.assertEqual(220, line.say("STARTTLS").code)
        with self.assertRaises((ssl.SSLError, ConnectionError)):
            line.start_tls(context, NAME)
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = self.context()
            context.minimum_version = context.maximum_version = version
            line = self.line()
            self.start_tls(line, context)
            self.assertEqual(250, line.say("EHLO peer.test").code)

    def test_SRV9_a_broken_handshake_ends_only_its_own_connection(self):
        for garbage in (b"\x16\x03\x01\xff\xff" + b"x" * 100, b"hello\r\n", b"\0" * 4000):
            line = self.line()
            self.assertEqual(220, line.say("STARTTLS").code)
            line.send(garbage)
            self.assertTrue(line.is_closed())
        self.assertEqual(250, self.line().say("NOOP").code)

    def test_SRV9_a_renewed_certificate_is_used_after_sighup(self):
        def serial() -> int:
            line = self.line()
            self.start_tls(line)
            return line.socket.getpeercert()["serialNumber"]

        old = serial()
        renewed, renewed_key = self.authority.issue("renewed", NAME)
        os.replace(renewed, self.certificate)
        os.replace(renewed_key, self.key)
        os.kill(self.desk.process.pid, signal.SIGHUP)
        eventually("the new certificate", lambda: serial() != old)
        new = serial()
        self.certificate.write_text("not a certificate")
        os.kill(self.desk.process.pid, signal.SIGHUP)
        eventually("it says that the old one stays", lambda: "certificate in use stays" in
                   (self.desk.folder / "server.log").read_text(errors="replace"))
        self.assertEqual(new, serial())

    def test_SRV9_swaks_over_tls(self):
        if not shutil.which("swaks"):
            self.skipTest("needs swaks")
        done = subprocess.run(["swaks", "--server", "%s:%d" % self.desk.address("smtp"), "--tls",
                               "--from", EVE, "--to", SUPPORT, "--header", "Subject: swaks tls"],
                              capture_output=True, text=True, timeout=30)
        self.assertEqual(0, done.returncode, done.stdout)
        self.received("swaks tls")


class NoCertificate(SmtpCase):
    def test_SRV9_a_certificate_that_cannot_be_used_is_refused_at_start(self):
        from support.server import Server
        broken = self.folder / "broken.pem"
        broken.write_text("not a certificate")
        for number, tls in enumerate((f'certificate = "{broken}"\nkey = "{broken}"\n',
                                      f'certificate = "{self.folder}/missing"\nkey = "{broken}"\n',
                                      f'certificate = "{broken}"\n')):
            desk = Server(self.folder / f"bad{number}", "--capture", settings=f"[tls]\n{tls}").prepare()
            with self.assertRaises(AssertionError) as failed:
                desk.start()
            self.assertRegex(str(failed.exception), "TLS file|tls.key")


if __name__ == "__main__":
    import unittest
    unittest.main()
