"""The button "Test" of a connector against servers that misbehave in each way; nothing is ever sent.

Plain words, step by step: what was reached, what was not, what to do. (F121, OUT-20 to OUT-22)
"""
import base64
import socket
import threading
import unittest

from support.case import PostroomCase
from support.server import SUPPORT
from support.sink import Sink

EHLO = "250-scripted.test\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME"


class Scripted:
    """A server of one answer a verb, which remembers what it was told."""

    def __init__(self, banner: str | None = "220 scripted.test ESMTP", **answers: str):
        self.banner, self.answers, self.heard = banner, answers, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection) -> None:
        with connection, connection.makefile("rwb") as stream:
            try:
                if self.banner:
                    stream.write(self.banner.encode() + b"\r\n")
                    stream.flush()
                for line in stream:
                    self.heard.append(line.decode().strip())
                    answer = self.answers.get(line[:4].decode().upper(), "250 ok")
                    stream.write(answer.encode() + b"\r\n")
                    stream.flush()
            except OSError:
                return

    def close(self) -> None:
        self.listener.close()


class ConnectorTest(PostroomCase):
    def setUp(self):
        super().setUp()
        self.desk = self.server().start()
        self.api = self.desk.api()

    def scripted(self, banner: str | None = "220 scripted.test ESMTP", **answers: str) -> Scripted:
        server = Scripted(banner, **answers)
        self.addCleanup(server.close)
        return server

    def result_of(self, name: str, host: str, port: int, tls: str = "off", **more) -> dict:
        connector = self.api.post("/connectors", {"name": name, "host": host, "port": port, "tls": tls,
                                                  "from_address": SUPPORT, **more})
        return self.api.post(f"/connectors/{connector['id']}/test")

    def assert_step(self, result: dict, code: str, failed: str, *words: str) -> None:
        self.assertEqual((False, code), (result["ok"], result["code"]), result)
        self.assertEqual([failed], [step["step"] for step in result["steps"] if not step["ok"]])
        for word in words:
            self.assertIn(word, result["diagnosis"])
        self.assertRegex(result["diagnosis"], r"^[A-Z0-9].*\.$", "a sentence")

    def test_a_server_that_works(self):
        with Sink() as sink:
            result = self.result_of("good", "127.0.0.1", sink.port)
            self.assertEqual((True, "ok"), (result["ok"], result["code"]), result)
            self.assertEqual(["connect", "encrypt", "greet", "sign_in"],
                             [step["step"] for step in result["steps"]])
            self.assertEqual([], sink.arrivals)

    def test_signing_in(self):
        good = self.scripted(EHLO=EHLO, AUTH="235 2.7.0 welcome")
        result = self.result_of("good", "127.0.0.1", good.port, username="desk", password="sesame")
        self.assertTrue(result["ok"], result)
        self.assertIn("AUTH PLAIN " + base64.b64encode(b"\0desk\0sesame").decode(), good.heard)
        self.assertFalse([line for line in good.heard if line.startswith("MAIL")], "nothing was sent")
        bad = self.scripted(EHLO=EHLO, AUTH="535 5.7.8 bad credentials")
        result = self.result_of("bad", "127.0.0.1", bad.port, username="desk", password="sesame")
        self.assert_step(result, "auth_refused", "sign_in", "535", "app password")
        self.assertNotIn("sesame", str(result))
        none = self.scripted(EHLO="250 scripted.test")
        self.assert_step(self.result_of("none", "127.0.0.1", none.port, username="d", password="s"),
                         "auth_refused", "sign_in", "no way to sign in")

    def test_nobody_there(self):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        self.assert_step(self.result_of("closed", "127.0.0.1", port), "refused", "connect", str(port), "587")
        self.assert_step(self.result_of("nowhere", "mail.nowhere.invalid", 587, "starttls"), "host_unknown",
                         "connect", "mail.nowhere.invalid", "spelt")

    def test_encryption(self):
        with Sink() as sink:
            self.assert_step(self.result_of("no starttls", "127.0.0.1", sink.port, "starttls"), "tls_failed",
                             "encrypt", "STARTTLS", "465")
            self.assert_step(self.result_of("no tls", "127.0.0.1", sink.port, "implicit"), "tls_failed",
                             "encrypt", "choose STARTTLS")

    def test_greetings(self):
        turned_away = self.scripted("554 5.7.1 go away")
        self.assert_step(self.result_of("554", "127.0.0.1", turned_away.port), "greeting_refused", "greet", "554")
        chatty = self.scripted("SSH-2.0-OpenSSH_9.2")
        self.assert_step(self.result_of("ssh", "127.0.0.1", chatty.port), "protocol_error", "greet",
                         "no mail server")
        silent = self.scripted(None)
        self.assert_step(self.result_of("silent", "127.0.0.1", silent.port), "timed_out", "greet")

    def test_what_is_captured_goes_nowhere(self):
        desk = self.server("--capture", name="captured").start()
        connector = desk.api().get("/connectors")["items"][0]["id"]
        result = desk.api().post(f"/connectors/{connector}/test")
        self.assertEqual((True, "captured"), (result["ok"], result["code"]))


if __name__ == "__main__":
    unittest.main()
