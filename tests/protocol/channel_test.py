"""A channel whose automatic mail was stopped because there was too much of it: shown, and resumed by one click.

Rule: LOOP-7. How it comes to be stopped is told by tests/flow/loop_flow_test.cpp.
"""
import contextlib
import sqlite3
import time
import unittest

from support.case import PostroomCase
from support.database import file_of
from support.server import PASSWORD


class StoppedChannel(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture").start()
        self.channel = self.desk.api().get("/channels")["items"][0]["id"]
        self.desk.stop()
        # As desk::stop_channel leaves it; two hundred mails in five minutes would say no more.
        with contextlib.closing(sqlite3.connect(file_of(self.desk.data))) as database, database:
            database.execute("insert into setting (name, value) values (?, ?)",
                             (f"automatic_mail_stopped.{self.channel}", str(time.time_ns() // 1_000_000)))
        self.desk.start()
        self.api = self.desk.api()

    def stopped_at(self) -> str | None:
        return next(each["automatic_mail_stopped_at"] for each in self.api.get("/channels")["items"]
                    if each["id"] == self.channel)

    def test_it_says_since_when_and_goes_on_when_an_administrator_says_so(self):
        self.assertRegex(self.stopped_at(), r"^\d{4}-\d\d-\d\dT")
        resumed = self.api.post(f"/channels/{self.channel}/resume")
        self.assertIsNone(resumed["automatic_mail_stopped_at"])
        self.assertIsNone(self.stopped_at())
        status, _, problem = self.api.exchange("POST", f"/api/v1/channels/{self.channel}/resume", {})
        self.assertEqual((409, "channel_not_stopped"), (status, problem["code"]))

    def test_nobody_else_lets_it_go_on(self):
        self.api.post("/users", {"name": "Ben", "email": "ben@agents.test", "role": "team_leader",
                                 "password": PASSWORD})
        ben = self.desk.api("ben@agents.test")
        status, _, problem = ben.exchange("POST", f"/api/v1/channels/{self.channel}/resume", {})
        self.assertEqual((403, "administrators_only"), (status, problem["code"]))
        self.assertIsNotNone(self.stopped_at())
        status, _, problem = self.api.exchange("POST", "/api/v1/channels/4711/resume", {})
        self.assertEqual((404, "channel_not_found"), (status, problem["code"]))


if __name__ == "__main__":
    unittest.main()
