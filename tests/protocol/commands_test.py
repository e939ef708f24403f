"""The commands beside the server: backup, restore, explain, deliver, check, user; and /metrics.

Contract: docs/operators.md "Backup", architecture "Command line". A backup is proven by restoring it.
"""
import json
import re
import stat
import unittest

from support.api import Api
from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import PASSWORD, SUPPORT, Server, run_program
from support.wait import eventually


class Commands(PostroomCase):
    def ticket(self, desk: Server, title: str) -> dict:
        send(desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, title, "Help!"))
        return eventually(f"ticket {title}", lambda: desk.api().item_titled(title))

    def fails(self, status: int, *words, **more) -> str:
        """One sentence on standard error."""
        done = run_program(*words, check=False, **more)
        said = done.stderr.decode()
        self.assertEqual(status, done.returncode, said)
        self.assertEqual(1, len(said.strip().splitlines()), said)
        return said


class Backup(Commands):
    def restored(self, folder, name: str) -> Server:
        """A server over a restored data directory, not started."""
        server = Server(self.folder / name, "--capture")
        server.folder.mkdir()
        run_program("restore", "--from", folder, "--data", server.data)
        self.stack.enter_context(server)
        self.logs.append(server.folder / "server.log")
        return server

    def test_a_copy_taken_while_mail_comes_in_holds_the_same_tickets(self):
        desk = self.server("--capture", settings='[relay]\ngrace_seconds = 5\n').start()
        for number in range(5):
            self.ticket(desk, f"before {number}")
        copy = self.folder / "copy"
        said = run_program("backup", "--data", desk.data, "--to", copy).stdout.decode()
        self.assertIn(str(copy), said)
        self.ticket(desk, "after")
        again = self.restored(copy, "restored").start()
        titles = [item["title"] for item in again.api().items()]
        self.assertEqual([f"before {number}" for number in reversed(range(5))], titles)
        self.assertIn("grace_seconds", (again.data / "postroom.toml").read_text())
        # The key came along: an answer to a mail of the first one still finds its ticket.
        self.assertEqual((desk.data / "postroom.key").read_bytes(), (again.data / "postroom.key").read_bytes())
        self.ticket(again, "life goes on")

    def test_a_copy_is_for_its_owner_only_and_says_what_it_is(self):
        desk = self.server()
        copy = self.folder / "copy"
        run_program("backup", "--data", desk.data, "--to", copy)
        self.assertEqual(0o700, stat.S_IMODE(copy.stat().st_mode))
        self.assertEqual(0o600, stat.S_IMODE((copy / "postroom.key").stat().st_mode))
        manifest = json.loads((copy / "backup.json").read_text())
        self.assertTrue(manifest["has_database"])
        self.assertEqual({"backup.json", "postroom.db", "postroom.key"}, {each.name for each in copy.iterdir()})

    def test_nothing_is_overwritten(self):
        desk = self.server()
        copy = self.folder / "copy"
        run_program("backup", "--data", desk.data, "--to", copy)
        before = (copy / "postroom.db").read_bytes()
        self.assertIn("not empty", self.fails(2, "backup", "--data", desk.data, "--to", copy))
        self.assertEqual(before, (copy / "postroom.db").read_bytes())
        self.assertIn("not empty", self.fails(2, "restore", "--from", copy, "--data", desk.data))

    def test_what_is_no_workspace_or_no_backup_is_refused_and_leaves_nothing(self):
        nowhere, target = self.folder / "nowhere", self.folder / "target"
        self.assertIn("postroom.key", self.fails(2, "backup", "--data", nowhere, "--to", target))
        nowhere.mkdir()
        self.assertIn("no backup", self.fails(2, "restore", "--from", nowhere, "--data", target))
        self.assertEqual(["nowhere"], [each.name for each in self.folder.iterdir()])

    def test_a_damaged_copy_is_not_restored(self):
        desk = self.server()
        copy = self.folder / "copy"
        run_program("backup", "--data", desk.data, "--to", copy)
        with open(copy / "postroom.db", "r+b") as database:
            database.seek(0)
            database.write(b"\0" * 8192)
        self.assertIn("postroom.db", self.fails(2, "restore", "--from", copy, "--data", self.folder / "target"))
        self.assertFalse((self.folder / "target").exists())

    def test_postgresql_is_told_the_truth(self):
        desk = self.server()
        said = self.fails(2, "backup", "--data", desk.data, "--store", "postgresql://db.test/postroom",
                          "--to", self.folder / "copy")
        self.assertIn("pg_dump", said)
        run_program("backup", "--data", desk.data, "--store", "postgresql://db.test/postroom", "--keys-only",
                    "--to", self.folder / "copy")
        self.assertEqual({"backup.json", "postroom.key"},
                         {each.name for each in (self.folder / "copy").iterdir()})


class Explain(Commands):
    def test_it_prints_what_the_api_says(self):
        desk = self.server("--capture", settings="[relay]\ngrace_seconds = 1\n").start()
        api = desk.api()
        item = self.ticket(desk, "Lamp")
        conversation = api.conversation(item["id"])["id"]
        api.call("PATCH", "/me", {"undo_send_seconds": 0})
        message = api.say(conversation, "Which lamp?", "c1")["id"]
        mail = eventually("sent", lambda: [each for each in api.get("/mail_log/outgoing", outcome="sent")["items"]
                                           if each["message_id"] == message])[0]["id"]
        for option, query in ((("--message", message), {"message_id": message}), (("--mail", mail), {"mail_id": mail}),
                              (("--message", message, "--person", "eve@customer.test"),
                               {"message_id": message, "person": "eve@customer.test"})):
            with self.subTest(query=query):
                printed = json.loads(run_program("explain", "--data", desk.data, *option).stdout)
                answered = api.get("/explain", **query)
                self.assertEqual(answered, printed)
                self.assertTrue(printed["items"])

    def test_what_it_cannot_explain(self):
        desk = self.server()
        self.assertIn("--message", self.fails(2, "explain", "--data", desk.data))
        self.assertIn("no such", self.fails(2, "explain", "--data", desk.data, "--message", "77"))


class Deliver(Commands):
    MAIL = b"From eve@customer.test Sat Nov 21 10:00:00 2026\nReturn-Path: <eve@customer.test>\n" \
           b"From: Eve <eve@customer.test>\nTo: support@desk.test\nSubject: Piped\nMessage-ID: <p1@customer.test>\n" \
           b"\nOne line.\n.\nFrom here on.\n"

    def test_to_a_running_server_by_lmtp_and_smtp(self):
        desk = self.server("--capture").start()
        for protocol in ("lmtp", "smtp"):
            with self.subTest(protocol=protocol):
                url = "{}://{}:{}".format(protocol, *desk.address(protocol))
                mail = self.MAIL.replace(b"Piped", b"Piped by " + protocol.encode()).replace(
                    b"<p1@", b"<" + protocol.encode() + b"@")
                run_program("deliver", "--url", url, "--to", SUPPORT, stdin=mail)
                item = eventually("the ticket", lambda: desk.api().item_titled("Piped by " + protocol))
                incoming = desk.api().get("/mail_log/incoming")["items"][0]
                self.assertEqual("eve@customer.test", incoming["from"])
                text = desk.api().messages(desk.api().conversation(item["id"])["id"])[0]["text"]
                self.assertEqual("One line.\n.\nFrom here on.", text.strip())

    def test_exit_statuses(self):
        desk = self.server("--capture").start()
        url = "lmtp://{}:{}".format(*desk.address("lmtp"))
        unknown = run_program("deliver", "--url", url, "--to", "nobody@desk.test", stdin=self.MAIL, check=False)
        self.assertEqual(67, unknown.returncode, unknown.stderr)
        desk.stop()
        gone = run_program("deliver", "--url", url, "--to", SUPPORT, stdin=self.MAIL, check=False)
        self.assertEqual(75, gone.returncode, gone.stderr)
        wrong = run_program("deliver", "--url", "gopher://x", "--to", SUPPORT, stdin=self.MAIL, check=False)
        self.assertEqual(75, wrong.returncode)
        self.assertIn("lmtp://HOST:PORT", wrong.stderr.decode())

    def test_from_a_pipe_into_the_data_directory(self):
        desk = self.server("--capture").start()
        run_program("deliver", "--data", desk.data, "--to", SUPPORT, stdin=self.MAIL)
        eventually("the ticket", lambda: desk.api().item_titled("Piped"))
        self.assertEqual("eve@customer.test", desk.api().get("/mail_log/incoming")["items"][0]["from"])


class Check(Commands):
    def test_a_workspace_in_order(self):
        desk = self.server()
        said = run_program("check", "--data", desk.data).stdout.decode()
        for expected in (str(desk.data), "SQLite", SUPPORT, "administrators: 1", "The settings are right."):
            self.assertIn(expected, said)

    def test_it_changes_nothing_and_says_what_is_missing(self):
        nowhere = self.folder / "nowhere"
        self.assertIn("no data directory", self.fails(2, "check", "--data", nowhere))
        self.assertFalse(nowhere.exists())

    def test_it_names_what_would_keep_the_server_from_starting(self):
        desk = self.server(settings='[tls]\ncertificate = "/nowhere.pem"\nkey = "/nowhere.key"\n')
        self.assertIn("/nowhere.pem", self.fails(2, "check", "--data", desk.data))
        (desk.data / "postroom.toml").write_text("smtp.listen = 25\n")
        self.assertIn("smtp.listen", self.fails(2, "check", "--data", desk.data))


class User(Commands):
    def test_a_way_in_for_who_has_lost_it(self):
        desk = self.server("--capture").start()
        link = run_program("user", "link", "--data", desk.data, "ada@agents.test").stdout.decode().strip()
        token = link.split("token=")[1]
        anybody = Api(*desk.address("http"))
        self.assertEqual(201, anybody.exchange("POST", "/api/v1/session", {"link_token": token})[0])
        self.assertEqual(401, anybody.exchange("POST", "/api/v1/session", {"link_token": token})[0])
        short = self.folder / "short"
        short.write_text("1234567\n")
        self.assertIn("at least 8 characters", self.fails(
            2, "user", "password", "--data", desk.data, "--password-file", short, "ada@agents.test"))
        self.assertEqual(201, anybody.exchange("POST", "/api/v1/session", {
            "email": "ada@agents.test", "password": PASSWORD})[0], "the old one still works")


class Metrics(Commands):
    def test_every_line_is_prometheus_and_counts(self):
        desk = self.server("--capture").start()
        self.ticket(desk, "Counted")
        text = desk.api().metrics()
        values = {}
        for line in text.splitlines():
            if line.startswith("#"):
                self.assertRegex(line, r"^# (HELP|TYPE) [a-z_]+ .+")
                continue
            self.assertRegex(line, r'^[a-z_]+(\{[a-z]+="[^"]*"\})? -?[0-9.e+]+$')
            name, value = line.rsplit(" ", 1)
            self.assertNotIn(name, values, "each line once")
            values[name] = float(value)
        names = re.findall(r"^# TYPE (\S+)", text, re.M)
        self.assertEqual(len(names), len(set(names)))
        self.assertEqual(1, values["postroom_mails_accepted_total"])
        self.assertEqual(0, values["postroom_incoming_pending"])
        self.assertGreater(values["postroom_http_requests_total"], 0)
        self.assertGreater(values["process_resident_memory_bytes"], 1 << 20)
        self.assertGreater(values["postroom_data_free_bytes"], 0)

    def test_not_for_strangers(self):
        desk = self.server("--capture").start()
        far = {"X-Forwarded-For": "192.0.2.7"}
        self.assertEqual(403, Api(*desk.address("http")).exchange("GET", "/metrics", headers=far)[0])
        token = desk.api().post("/api_tokens", {"name": "prometheus"})["token"]
        self.assertEqual(200, Api(*desk.address("http")).exchange(
            "GET", "/metrics", headers={**far, "Authorization": "Bearer " + token})[0])


if __name__ == "__main__":
    unittest.main()
