"""The mail log against the running program: what it lists, how far back, by what it filters, and as a table.

(F081, F082, F083, F084, F085)
"""
import contextlib
import csv
import io
import sqlite3
import time

from support.database import file_of
from support.maildir import new_mail, send
from support.server import SUPPORT
from support.wait import eventually

from protocol.silence_test import EVE, Silence

HOUR_MS = 3_600_000


class Log(Silence):
    def make_older(self, table: str, column: str, ident: str, row: int, hours: int) -> None:
        with contextlib.closing(sqlite3.connect(file_of(self.desk.data), timeout=30)) as database, database:
            database.execute(f"update {table} set {column} = ? where {ident} = ?",
                             (int(time.time() * 1000) - hours * HOUR_MS, row))

    def sent(self) -> dict:
        self.answer(self.ticket("Log me"), "first")
        return eventually("sent", lambda: self.outgoing(outcome="sent"))[0]

    def older(self, mail: dict, hours: int) -> None:
        self.make_older("outgoing_mail", "created_at", "mail_id", mail["id"], hours)

    def came_in(self, title: str) -> dict:
        self.ticket(title)
        return next(row for row in self.api.list_all("/mail_log/incoming") if row["subject"] == title)

    def aged(self, mail: dict, hours: int) -> None:
        self.make_older("incoming_mail", "received_at", "incoming_mail_id", mail["id"], hours)

    def table(self, direction: str, query: str = "") -> list[dict]:
        status, _, content = self.api.exchange("GET", f"/api/v1/mail_log/{direction}/export{query}")
        self.assertEqual(200, status)
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


class Outgoing(Log):
    def test_f081_outgoing_mail_of_the_last_72_hours_and_none_that_is_older(self):
        mail = self.sent()
        self.older(mail, 71)
        self.assertEqual([mail["id"]], [row["id"] for row in self.api.list_all("/mail_log/outgoing")])
        self.older(mail, 73)
        self.assertEqual([], self.api.list_all("/mail_log/outgoing"))

    def test_f082_to_whom_about_what_and_when(self):
        mail = self.sent()
        self.assertEqual(EVE, mail["to"])
        self.assertIn("Log me", mail["subject"])
        self.assertTrue(mail["at"])

    def test_f083_each_with_its_outcome_and_why(self):
        mail = self.sent()
        self.assertEqual("sent", mail["outcome"])
        self.sink.refusals["RCPT"] = "550 5.1.1 no such user here"
        self.answer(self.api.conversation(mail["item"]["id"])["id"], "second")
        refused = eventually("refused", lambda: self.outgoing(outcome="failed"))[0]
        self.assertNotEqual(mail["id"], refused["id"])
        self.assertIn("no such user", refused["reason"])


class Incoming(Log):
    def test_f084_incoming_mail_of_the_last_72_hours_and_none_that_is_older(self):
        younger, older = self.came_in("Younger"), self.came_in("Older")
        self.aged(younger, 71)
        self.aged(older, 73)
        self.assertEqual(["Younger"], [row["subject"] for row in self.api.list_all("/mail_log/incoming")])

    def test_f085_each_with_what_it_caused(self):
        mail = self.came_in("Printer")
        self.assertEqual(("ticket", "Printer"), (mail["outcome"], mail["item"]["title"]))


class Period(Log):
    def test_f081_an_administrator_chooses_how_far_back_it_shows(self):
        mail = self.came_in("Old one")
        self.aged(mail, 100)
        self.assertEqual({"hours": 72}, self.api.get("/mail_log/settings"))
        self.api.call("PATCH", "/mail_log/settings", {"hours": 168})
        self.assertEqual(["Old one"], [row["subject"] for row in self.api.list_all("/mail_log/incoming")])
        self.api.call("PATCH", "/mail_log/settings", {"hours": 24})
        self.assertEqual([], self.api.list_all("/mail_log/incoming"))
        self.assertEqual("Old one", self.api.item_titled("Old one")["title"], "nothing is deleted")
        changes = [entry["changes"] for entry in self.api.list_all("/audit", subject="setting")]
        self.assertEqual([{"field": "mail_log_hours", "from": "168", "to": "24"}], changes[0])

    def test_f081_a_period_out_of_bounds_or_by_somebody_else_is_refused(self):
        for hours in (0, 8785, "72", None):
            status, _, _ = self.api.exchange("PATCH", "/api/v1/mail_log/settings", {"hours": hours})
            self.assertEqual(400, status, hours)
        self.api.post("/users", {"name": "Ben", "email": "ben@agents.test", "role": "team_leader",
                                 "password": "correct horse battery"})
        ben = self.desk.api("ben@agents.test", "correct horse battery")
        self.assertEqual(403, ben.exchange("PATCH", "/api/v1/mail_log/settings", {"hours": 1})[0])
        self.assertEqual({"hours": 72}, ben.get("/mail_log/settings"))


class Chart(Log):
    def counts(self, direction: str) -> dict:
        found: dict = {}
        for row in self.api.get("/mail_log/volume", direction=direction)["items"]:
            found[row["outcome"]] = found.get(row["outcome"], 0) + row["count"]
        return found

    def test_f083_the_chart_counts_by_hour_and_outcome_and_follows(self):
        self.ticket("One")
        self.assertEqual({"ticket": 1}, self.counts("incoming"))
        self.ticket("Two")
        self.assertEqual({"ticket": 2}, self.counts("incoming"), "the present hour is counted at each look")
        self.sent()
        self.assertEqual(1, self.counts("outgoing")["sent"])

    def test_f081_nothing_older_than_the_period_is_in_the_chart(self):
        self.aged(self.came_in("Old one"), 80)
        self.assertEqual({}, self.counts("incoming"))


class Export(Log):
    def test_f083_the_table_holds_what_the_filter_shows(self):
        mail = self.sent()
        [row] = self.table("outgoing")
        self.assertEqual((str(mail["id"]), EVE, "sent", "T-1"), (row["id"], row["to"], row["outcome"], row["item"]))
        self.assertEqual([], self.table("outgoing", "?outcome=failed"))
        self.assertEqual([], self.table("outgoing", "?q=nowhere"))
        self.ticket("Second")
        self.assertEqual(["Second", "Log me"], [row["subject"] for row in self.table("incoming", "?outcome=ticket")])
        self.assertEqual(400, self.api.exchange("GET", "/api/v1/mail_log/outgoing/export?outcome=lost")[0])

    def test_no_cell_of_a_stranger_becomes_a_formula(self):
        for subject in ("=1+1", "+41 22", "-2", "@SUM(A1)"):
            send(self.desk.address("smtp"), new_mail(EVE, SUPPORT, subject, "x"))
        eventually("they are in", lambda: len(self.api.list_all("/mail_log/incoming", outcome="ticket")) == 4)
        self.assertEqual(["'@SUM(A1)", "'-2", "'+41 22", "'=1+1"], [row["subject"] for row in self.table("incoming")])

    def test_nobody_exports_what_they_may_not_see(self):
        self.sent()
        ben = self.api.post("/users", {"name": "Ben", "email": "ben@agents.test", "role": "member",
                                       "password": "correct horse battery"})
        self.api.call("PATCH", f"/users/{ben['id']}/notification_preferences", {"conversations": "followed"})
        bens = self.desk.api("ben@agents.test", "correct horse battery")
        for direction in ("incoming", "outgoing"):
            _, _, content = bens.exchange("GET", f"/api/v1/mail_log/{direction}/export")
            self.assertEqual(1, len(content.decode().splitlines()), "the header alone")
