"""The sample workspace of script/run: told through the front doors, then set back in time, and nothing else ever is.

What tools/sample writes beside the running program must be what the program itself could have written.
"""
import subprocess
import sys
import time
import unittest

from support.case import PostroomCase
from support.database import Database
from support.maildir import new_mail, send
from support.server import ADMIN, ROOT, SUPPORT, Server
from support.wait import eventually

HOUR_MS = 3_600_000


class Sample(PostroomCase):
    def prepared(self, *options: str) -> Server:
        server = Server(self.folder / "desk", "--capture").prepare(*options)
        self.stack.enter_context(server)
        self.logs.append(server.folder / "server.log")
        return server.start()

    def tell(self, desk: Server) -> subprocess.CompletedProcess:
        address = {name: "%s:%d" % desk.address(name) for name in ("smtp", "http")}
        return subprocess.run(
            [sys.executable, ROOT / "tools/sample", "--smtp", address["smtp"], "--http", address["http"], "--support",
             SUPPORT, "--email", ADMIN, "--password-file", desk.folder / "password", "--data", desk.data],
            timeout=180, capture_output=True, text=True, check=False)

    def test_it_looks_like_a_desk_at_work(self):
        desk = self.prepared("--sample")
        told = self.tell(desk)
        self.assertEqual((0, ""), (told.returncode, told.stderr))
        api = desk.api()
        conversations = api.list_all("/conversations", section="customers")
        minutes = {each["last_message"]["at"][:16] for each in conversations if each["last_message"]}
        self.assertGreater(len(minutes), 8, "each conversation has a time of its own")
        unread = [each for each in conversations if each["unread_count"]]
        self.assertTrue(1 <= len(unread) <= 5, [each["title"] for each in unread])
        newest = sorted(conversations, key=lambda each: each["updated_at"])[-len(unread):]
        self.assertEqual({each["id"] for each in newest}, {each["id"] for each in unread}, "what is new is unread")
        self.assertIn("finished", {item["state"] for item in api.items()})
        self.assertGreater(len({item["assignee"]["id"] for item in api.items() if item["assignee"]}), 2)

        database = Database(desk.data)
        times = [row[0] for row in database.rows("select at from event order by event_id")]
        now = time.time_ns() // 1_000_000
        self.assertLessEqual(max(times), now, "nothing happens in the future")
        self.assertEqual(sorted(times), times, "the event log is in order")
        self.assertGreater(now - times[1], 24 * HOUR_MS)
        for what, statement in {
            "no message before its item": "select * from message m join conversation c using (conversation_id)"
                                          " join item i using (item_id) where m.created_at < i.created_at",
            "messages in their order": "select * from message a join message b using (conversation_id)"
                                       " where a.seq < b.seq and a.created_at > b.created_at",
            "nobody saw it before it was there": "select * from receipt r join message m using (message_id)"
                                                 " where r.seen_at <= m.created_at or r.decided_at < m.created_at",
            "no mail before its message": "select * from outgoing_mail o join message m using (message_id)"
                                          " where o.created_at < m.created_at or o.finished_at < o.created_at",
            "items change with their events": "select * from item i where updated_at < created_at or updated_at >"
                                              " (select max(at) from event e where e.item_id = i.item_id)",
            "lists are in the order of messages": "select * from conversation c where last_seq > 0 and last_message_at"
                                                  " <> (select max(created_at) from message m where"
                                                  " m.conversation_id = c.conversation_id)",
        }.items():
            self.assertEqual([], database.rows(statement), what)
        eventually("no email is due in the past", lambda: not database.rows(
            f"select * from receipt where due_at < {now - 90_000}"))

        self.assert_refused(desk, "told before")

    def assert_refused(self, desk: Server, why: str) -> None:
        told = self.tell(desk)
        self.assertNotEqual(0, told.returncode)
        self.assertIn(why, told.stderr)

    def test_a_real_workspace_is_told_nothing(self):
        desk = self.prepared()
        send(desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, "Real", "Help!"))
        eventually("the ticket", lambda: desk.api().item_titled("Real"))
        self.assert_refused(desk, "was not made with --sample")
        self.assertEqual(1, Database(desk.data).one("select count(*) from message"))

    def test_a_sample_that_real_mail_has_reached_keeps_its_times(self):
        desk = self.prepared("--sample")
        send(desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, "Real", "Help!"))
        eventually("the ticket", lambda: desk.api().item_titled("Real"))
        self.assert_refused(desk, "no part of the sample")
        oldest = Database(desk.data).one("select min(created_at) from message")
        self.assertLess(time.time_ns() // 1_000_000 - oldest, HOUR_MS)


if __name__ == "__main__":
    unittest.main()
