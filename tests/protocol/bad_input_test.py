"""Bad input gets a clear answer and loses nothing: HTTP, JSON, settings, ports, folders, size, disk.

Problems are RFC 9457 documents with a stable code; a wrong setting ends with status 2 and one
sentence that names key, file and line; a full disk is 452 and heals by itself (OUT-29, F19).
"""
import json
import os
import pathlib
import re
import resource
import select
import smtplib
import socket
import sqlite3
import subprocess
import unittest

from support.case import PostroomCase
from support.database import file_of
from support.maildir import new_mail, send
from support.server import SUPPORT, run_program
from support.wait import eventually


def raw_exchange(address: tuple, request: bytes) -> bytes:
    """Everything the server says until it closes."""
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(request)
        answer = b""
        while select.select([connection], [], [], 5)[0]:
            piece = connection.recv(65536)
            if not piece:
                break
            answer += piece
        return answer


class BadHttp(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture").start()
        self.http = self.desk.address("http")
        self.api = self.desk.api()

    def assert_problem(self, answer: tuple, status: int) -> dict:
        got, headers, body = answer
        self.assertEqual(status, got, body)
        self.assertIn("application/problem+json", dict(headers).get("Content-Type", ""))
        self.assertRegex(body["code"], r"^[a-z0-9_]+$")
        self.assertEqual(status, body["status"])
        self.assertTrue(body["title"])
        return body

    def test_bytes_that_are_not_http(self):
        for request in (b"\x16\x03\x01\x02\x00 hello", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
                        b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost\r\n\r\n", b"\0" * 200 + b"\r\n\r\n"):
            with self.subTest(request=request[:20]):
                answer = raw_exchange(self.http, request)
                self.assertTrue(answer == b"" or answer.startswith(b"HTTP/1.1 4")
                                or answer.startswith(b"HTTP/1.0 4"), answer[:80])
        self.assertEqual(200, self.api.exchange("GET", "/healthz")[0])

    def test_headers_and_bodies_without_end_are_refused(self):
        huge = b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 300_000 + b"\r\n\r\n"
        try:
            answer = raw_exchange(self.http, huge)
        except ConnectionError:
            answer = b""
        self.assertTrue(answer == b"" or re.match(rb"HTTP/1.1 (400|413|431)", answer), answer[:80])
        lengthy = (b"POST /api/v1/session HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                   b"Content-Length: 99999999999\r\n\r\n{")
        answer = raw_exchange(self.http, lengthy)
        self.assertRegex(answer[:40], rb"HTTP/1.1 (400|413)")
        self.assertEqual(200, self.api.exchange("GET", "/healthz")[0])

    def test_json_that_is_not(self):
        for body in (b"{", b"[1,2", b'{"email": }', b"\xff\xfe", b'{"a":1}x', b"[" * 5000, b""):
            with self.subTest(body=body[:12]):
                self.assert_problem(self.api.exchange("POST", "/api/v1/items", body,
                                                      {"Content-Type": "application/json"}), 400)

    def test_json_of_the_wrong_shape_names_the_field(self):
        body = self.assert_problem(self.api.exchange("POST", "/api/v1/items", {"title": 7}), 400)
        self.assertEqual(["title"], [each["field"] for each in body["errors"]])
        self.assert_problem(self.api.exchange("POST", "/api/v1/items", []), 400)

    def test_what_is_not_there_or_not_allowed(self):
        self.assert_problem(self.api.exchange("GET", "/api/v1/nothing"), 404)
        self.assert_problem(self.api.exchange("GET", "/api/v1/items/999999"), 404)
        self.assert_problem(self.api.exchange("DELETE", "/api/v1/items"), 405)
        anybody = type(self.api)(*self.http)
        self.assert_problem(anybody.exchange("GET", "/api/v1/items"), 401)
        forged = {"X-CSRF-Token": "forged"}
        self.assert_problem(self.api.exchange("POST", "/api/v1/items", {"title": "x"}, forged), 403)


class BadSurroundings(PostroomCase):
    def ends(self, *options, folder: pathlib.Path, status: int) -> str:
        done = run_program("serve", "--data", folder, "--http", "127.0.0.1:0", "--smtp", "127.0.0.1:0",
                           "--lmtp", "127.0.0.1:0", *options, check=False)
        said = done.stderr.decode()
        self.assertEqual(status, done.returncode, said)
        self.assertEqual("", done.stdout.decode())
        return said

    def test_wrong_settings_name_key_file_and_line(self):
        desk = self.server()
        settings = desk.data / "postroom.toml"
        for text, key, line in (
                ("[relay]\ngrace_seconds = \"soon\"\n", "relay.grace_seconds", 2),
                ("[relay]\n\ngrace_secs = 60\n", "relay.grace_secs", 3),
                ("[relay]\ngrace_seconds = -5\n", "relay.grace_seconds", 2),
                ("[relay\ngrace_seconds = 5\n", "", 1)):
            with self.subTest(text=text):
                settings.write_text(text)
                said = self.ends(folder=desk.data, status=2)
                self.assertIn(key, said)
                self.assertRegex(said, rf"postroom\.toml:{line}\b|postroom\.toml.{{0,20}}line {line}\b")
                self.assertEqual(1, len(said.strip().splitlines()), said)

    def test_a_port_in_use_is_named(self):
        desk = self.server()
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            done = run_program("serve", "--data", desk.data, "--http", f"127.0.0.1:{port}", "--smtp",
                               "127.0.0.1:0", "--lmtp", "127.0.0.1:0", check=False)
        self.assertNotEqual(0, done.returncode)
        self.assertIn(str(port), done.stderr.decode())
        self.assertRegex(done.stderr.decode(), "(?i)in use")

    def test_a_data_directory_that_cannot_be_written(self):
        for place in (pathlib.Path("/proc/postroom"), self.folder / "a file"):
            (self.folder / "a file").write_text("not a folder")
            with self.subTest(place=place):
                done = run_program("serve", "--data", place, "--http", "127.0.0.1:0", check=False)
                self.assertNotEqual(0, done.returncode)
                self.assertIn(str(place), done.stderr.decode())

    def test_a_database_newer_than_the_program(self):
        desk = self.server()
        database = sqlite3.connect(file_of(desk.data))
        tables = [name for name, in database.execute(
            "select name from sqlite_master where type = 'table' and name like '%migration%'")]
        self.assertEqual(1, len(tables), "one table of migrations")
        columns = [row[1] for row in database.execute(f"pragma table_info({tables[0]})")]
        kinds = {row[1]: row[2] for row in database.execute(f"pragma table_info({tables[0]})")}
        last = database.execute(f"select * from {tables[0]} order by 1 desc limit 1").fetchone()
        newer = [9999 if index == 0 else ("from_the_future" if "text" in kinds[name].lower() else value)
                 for index, (name, value) in enumerate(zip(columns, last))]
        database.execute(f"insert into {tables[0]} values ({','.join('?' * len(newer))})", newer)
        database.commit()
        database.close()
        done = run_program("serve", "--data", desk.data, "--http", "127.0.0.1:0", check=False)
        self.assertNotEqual(0, done.returncode)
        self.assertRegex(done.stderr.decode(), "(?i)newer")


class BadMail(PostroomCase):
    def test_too_big_by_its_own_word_is_refused_before_the_body(self):
        desk = self.server("--capture").start()
        with smtplib.SMTP(*desk.address("smtp"), timeout=10) as session:
            session.ehlo()
            limit = int(session.esmtp_features["size"])
            code, text = session.docmd("MAIL", f"FROM:<eve@customer.test> SIZE={limit + 1}")
            self.assertEqual(552, code, text)
            self.assertEqual(250, session.docmd("MAIL", "FROM:<eve@customer.test> SIZE=100")[0])

    def test_too_big_without_a_word_is_refused_after_it_and_nothing_is_kept(self):
        desk = self.server("--capture").start()
        with smtplib.SMTP(*desk.address("smtp"), timeout=60) as session:
            session.ehlo()
            limit = int(session.esmtp_features["size"])
            session.docmd("MAIL", "FROM:<eve@customer.test>")
            session.docmd("RCPT", f"TO:<{SUPPORT}>")
            self.assertEqual(354, session.docmd("DATA")[0])
            session.sock.sendall(b"Subject: big\r\n\r\n")
            line = b"x" * 998 + b"\r\n"
            for _ in range(limit // (100 * len(line)) + 1):
                session.sock.sendall(line * 100)
            session.sock.sendall(b".\r\n")
            self.assertEqual(552, session.getreply()[0])
        send(desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, "small", "fits"))
        eventually("the small one", lambda: desk.api().item_titled("small"))
        self.assertIsNone(desk.api().item_titled("big"))


class Flood(PostroomCase):
    """Sends until the server says that it has no room."""

    def takes(self, desk, mail) -> bool:
        try:
            send(desk.address("smtp"), mail)
            return True
        except (smtplib.SMTPException, OSError):
            return False

    def send_until_refused(self, desk) -> tuple:
        """(titles that were taken, the code that the next one got)"""
        taken = set()
        for number in range(400):
            title = f"flood {number}"
            body = json.dumps(os.urandom(40_000).hex())
            try:
                send(desk.address("smtp"), new_mail(f"eve{number}@customer.test", SUPPORT, title, body))
                taken.add(title)
            except smtplib.SMTPDataError as refusal:
                return taken, refusal.smtp_code
            except (smtplib.SMTPSenderRefused, smtplib.SMTPConnectError) as refusal:
                return taken, refusal.smtp_code
            except smtplib.SMTPRecipientsRefused as refusal:
                return taken, next(iter(refusal.recipients.values()))[0]
        self.fail("400 mails of 80 kB found room")

    def assert_dry_again(self, desk, taken: set) -> None:
        mail = new_mail("eve@customer.test", SUPPORT, "after the flood", "dry again")
        eventually("mail is taken again", lambda: self.takes(desk, mail), within=30)
        eventually("and becomes a ticket", lambda: desk.api().item_titled("after the flood"), 20)
        titles = {item["title"] for item in desk.api().items()}
        self.assertLessEqual(taken, titles, "I1: answered 250 and lost")


class FullQuota(Flood):
    """A limit on the size of files, as a full disk looks to a process; needs no rights to set up."""

    def test_452_while_full_then_it_recovers_alone(self):
        desk = self.server("--capture").start()
        api = desk.api()
        send(desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, "before", "x"))
        eventually("the first ticket", lambda: api.item_titled("before"))
        unlimited = resource.prlimit(desk.process.pid, resource.RLIMIT_FSIZE)
        largest = max(each.stat().st_size for each in desk.data.iterdir())
        resource.prlimit(desk.process.pid, resource.RLIMIT_FSIZE, (largest + 500_000, unlimited[1]))
        taken, code = self.send_until_refused(desk)
        self.assertEqual(452, code)
        self.assertEqual(200, api.exchange("GET", "/healthz")[0])
        status, _, problem = api.exchange("POST", "/api/v1/attachments?filename=a.bin", os.urandom(3_000_000))
        self.assertEqual((503, "storage_full"), (status, problem["code"]))
        resource.prlimit(desk.process.pid, resource.RLIMIT_FSIZE, unlimited)
        self.assert_dry_again(desk, taken)


@unittest.skipUnless(os.geteuid() == 0, "needs root to mount a small tmpfs")
class FullDisk(Flood):
    def test_452_while_full_then_it_recovers_alone(self):
        small = self.folder / "small"
        small.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", small],
                                 capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest(f"cannot mount a tmpfs: {mounted.stderr.strip()}")
        self.stack.callback(subprocess.run, ["umount", "-l", small], check=False)
        desk = self.server("--capture", name="small/desk")
        desk.start()
        space = os.statvfs(small)
        with open(small / "ballast", "wb") as ballast:
            ballast.write(b"\1" * max(0, space.f_bavail * space.f_frsize - 3_000_000))
        taken, code = self.send_until_refused(desk)
        self.assertEqual(452, code)
        (small / "ballast").unlink()
        self.assert_dry_again(desk, taken)


if __name__ == "__main__":
    unittest.main()
