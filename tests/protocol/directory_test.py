"""Customers, organizations, users, teams, projects and timesheets as tables: out, in, and what would happen first.

(RFC 4180; SEC-11, SEC-21)
"""
import csv
import io
import unittest

from support.api import Problem
from support.case import PostroomCase
from support.database import Database
from support.maildir import new_mail, send
from support.server import SUPPORT
from support.wait import eventually

BOM = "\ufeff"
KINDS = ("customers", "organizations", "users", "teams", "projects", "timesheets")


class Directory(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture").start()
        self.api = self.desk.api()

    def export(self, kind: str) -> str:
        return self.api.call("GET", f"/directory/{kind}/csv").decode()

    def table(self, kind: str) -> list:
        text = self.export(kind)
        self.assertTrue(text.startswith(BOM))
        return list(csv.DictReader(io.StringIO(text[1:], newline="")))

    def bring_in(self, kind: str, text: str | bytes, trial: bool = False) -> dict:
        content = text if isinstance(text, bytes) else text.encode()
        return self.api.call("POST", f"/directory/{kind}/csv?dry_run={str(trial).lower()}", content,
                             {"Content-Type": "text/csv"})

    def count(self, table: str) -> int:
        return Database(self.desk.data).one(f"select count(*) from {table}")

    def ticket(self, title: str) -> dict:
        send(self.desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, title, "text"))
        return eventually("the ticket", lambda: self.api.item_titled(title))


class Tables(Directory):
    def test_what_is_exported_can_be_imported_and_then_changes_nothing(self):
        item = self.ticket("Printer")
        self.api.post("/organizations", {"name": "Acme, Inc.", "domain": "acme.example"})
        user = self.api.post("/users", {"email": "ben@desk.test", "name": "=cmd|' /C calc'!A0", "role": "member"})
        self.api.post("/teams", {"name": "Support \"A\"", "member_ids": [user["id"]]})
        self.api.post("/projects", {"name": "Roll-out; north"})
        self.api.post(f"/items/{item['id']}/timesheet", {"minutes": 30, "note": "-1 day,\nreally", "billable": True})
        for kind in KINDS:
            with self.subTest(kind=kind):
                text = self.export(kind)
                report = self.bring_in(kind, text)
                self.assertEqual((report["created"], report["changed"], report["refused"]), (0, 0, 0), report)
                self.assertGreater(report["unchanged"], 0)
                self.assertEqual(self.export(kind), text)

    def test_no_cell_of_a_stranger_is_a_formula(self):
        mail = new_mail("mal@customer.test", SUPPORT, "Hello", "text")
        mail.replace_header("From", '"=HYPERLINK(1)" <mal@customer.test>')
        send(self.desk.address("smtp"), mail)
        eventually("the ticket", lambda: self.api.item_titled("Hello"))
        cells = [cell for row in csv.reader(io.StringIO(self.export("customers")[1:])) for cell in row]
        self.assertIn("'=HYPERLINK(1)", cells)
        self.assertFalse([cell for cell in cells if cell[:1] in ("=", "+", "-", "@")])

    def test_rows_make_and_change_and_each_stands_by_itself(self):
        self.api.post("/organizations", {"name": "Acme"})
        report = self.bring_in("customers", "email;name;organization;active\r\n"
                                            "ana@customer.test;Ana;Acme;yes\r\n"
                                            "\r\n"
                                            "not an address;Nobody;;\r\n"
                                            "ben@customer.test;Ben;Nowhere;\r\n"
                                            "ANA@customer.test;Again;;\r\n"
                                            "cid@customer.test;Cid;;perhaps\r\n")
        self.assertEqual([report[name] for name in ("created", "changed", "unchanged", "refused")], [1, 0, 0, 4])
        problems = {row["row"]: (row["problem"]["code"], row["problem"]["column"])
                    for row in report["rows"] if row["problem"]}
        self.assertEqual(problems, {4: ("invalid_address", "email"), 5: ("organization_not_found", "organization"),
                                    6: ("csv_twice", ""), 7: ("csv_bad_flag", "active")})
        self.assertEqual([row["email"] for row in self.table("customers")], ["ana@customer.test"])
        changed = self.bring_in("customers", "email,name,active\nana@customer.test,,no\n")
        self.assertEqual(changed["rows"][0]["changes"], [{"field": "active", "from": "yes", "to": "no"}])
        [ana] = self.table("customers")
        self.assertEqual((ana["name"], ana["organization"], ana["active"]), ("Ana", "Acme", "no"))

    def test_a_trial_says_the_same_and_keeps_nothing(self):
        users = ("email,name,role,teams\nben@desk.test,Ben,member,\nkim@desk.test,Kim,boss,\n"
                 "lou@desk.test,Lou,member,No such team\n")
        before = {table: self.count(table) for table in ("app_user", "event", "audit", "outgoing_mail")}
        trial = self.bring_in("users", users, trial=True)
        self.assertEqual({table: self.count(table) for table in before}, before)
        done = self.bring_in("users", users)
        self.assertTrue(trial.pop("dry_run"))
        self.assertFalse(done.pop("dry_run"))
        self.assertEqual(trial, done)
        self.assertEqual(self.count("app_user"), before["app_user"] + 1)
        self.assertEqual([row["problem"]["code"] for row in done["rows"] if row["problem"]],
                         ["csv_bad_role", "team_not_found"])

    def test_who_was_imported_is_in_the_audit_log_and_the_last_administrator_stays(self):
        [admin] = self.table("users")
        report = self.bring_in("users", f"email,active\n{admin['email']},no\n")
        self.assertEqual(report["rows"][0]["problem"]["code"], "last_administrator")
        self.bring_in("users", "email,name\nben@desk.test,Ben\n")
        [entry] = [one for one in self.api.get("/audit", subject="user")["items"] if one["subject_name"] == "Ben"]
        self.assertEqual((entry["action"], entry["actor"]["id"]), ("created", self.api.user["id"]))

    def test_teams_and_projects_gain_members_and_lose_none(self):
        self.bring_in("users", "email,name\nben@desk.test,Ben\nkim@desk.test,Kim\n")
        self.bring_in("teams", "name,members\nNight,ben@desk.test\n")
        self.bring_in("teams", "name,members\nNight,kim@desk.test\n")
        self.assertEqual(self.table("teams"), [{"name": "Night", "members": "ben@desk.test; kim@desk.test"}])
        self.bring_in("projects", "name,members\nNorth,Night\n")
        [project] = self.table("projects")
        self.assertIn("Night", project["members"])
        refused = self.bring_in("projects", "name,members\nSouth,nobody@desk.test\n")
        self.assertEqual(refused["rows"][0]["problem"]["column"], "members")
        self.assertEqual([one["name"] for one in self.table("projects")], ["North"])

    def test_time_is_booked_once_however_often_the_table_comes(self):
        item = self.ticket("Printer")
        sheet = (f"worked_at,item,user,minutes,note\n2026-11-20,{item['reference']},{self.api.user['email']},90,Fixed\n"
                 f"2026-11-20,T-99999,{self.api.user['email']},5,\n")
        first, again = self.bring_in("timesheets", sheet), self.bring_in("timesheets", sheet)
        self.assertEqual((first["created"], first["refused"]), (1, 1))
        self.assertEqual((again["created"], again["unchanged"]), (0, 1))
        page = self.api.get("/timesheet_entries")
        self.assertEqual(page["totals"], {"entries": 1, "minutes": 90, "billable_minutes": 0})
        self.assertEqual(page["items"][0]["item"]["title"], "Printer")
        self.bring_in("timesheets", sheet.replace("Fixed", "Looked after").replace(",90,", ",30,"))
        first_page = self.api.get("/timesheet_entries?limit=1")
        self.assertEqual(first_page["totals"], {"entries": 2, "minutes": 120, "billable_minutes": 0})
        next_page = self.api.get(f"/timesheet_entries?limit=1&cursor={first_page['next_cursor']}")
        self.assertEqual(len(next_page["items"]), 1)
        self.assertNotIn("totals", next_page, "the totals are counted once, not on every page")

    def test_files_that_are_no_tables_are_refused_with_a_reason(self):
        for content, code in ((b"email\nJos\xe9@customer.test\n", "csv_not_utf8"), (b"name\nAna\n", "csv_column_missing"),
                              (b"email\n", "csv_no_rows"), (b'email\n"ana@customer.test\n', "csv_broken")):
            with self.subTest(code=code), self.assertRaises(Problem) as refused:
                self.bring_in("customers", content)
            self.assertEqual((refused.exception.status, refused.exception.code), (400, code))
        with self.assertRaises(Problem) as json:
            self.api.post("/directory/customers/csv", {"email": "ana@customer.test"})
        self.assertEqual(json.exception.code, "not_csv")
        with self.assertRaises(Problem) as nothing:
            self.api.get("/directory/secrets/csv")
        self.assertEqual(nothing.exception.status, 404)
        self.assertEqual(self.table("customers"), [])


class People(Directory):
    def test_only_administrators_take_tables_out_or_bring_them_in(self):
        for role in ("member", "team_leader"):
            self.api.post("/users", {"email": f"{role}@desk.test", "name": role, "role": role, "password": "long enough 1"})
            other = self.desk.api(f"{role}@desk.test", "long enough 1")
            for kind in KINDS:
                for method in ("GET", "POST"):
                    with self.subTest(role=role, kind=kind, method=method), self.assertRaises(Problem) as refused:
                        other.call(method, f"/directory/{kind}/csv", b"email\nx@customer.test\n",
                                   {"Content-Type": "text/csv"})
                    self.assertEqual(refused.exception.status, 403)

    def test_f024_who_leaves_the_team_follows_its_projects_no_more(self):
        ben = self.api.post("/users", {"email": "ben@desk.test", "name": "Ben", "role": "member"})["id"]
        team = self.api.post("/teams", {"name": "Night", "member_ids": [ben]})["id"]
        project = self.api.post("/projects", {"name": "North"})["id"]
        self.api.call("PUT", f"/projects/{project}/members/team/{team}")
        self.api.call("PUT", f"/projects/{project}/followers/user/{ben}")
        self.api.call("PATCH", f"/teams/{team}", {"name": "Day", "member_ids": []})
        followers = self.api.get(f"/projects/{project}/followers")["items"]
        self.assertNotIn(ben, [one["id"] for one in followers if one["kind"] == "user"])
        [entry, *_] = self.api.get("/audit", subject="team")["items"]
        self.assertEqual({change["field"]: (change["from"], change["to"]) for change in entry["changes"]},
                         {"name": ("Night", "Day"), "members": ("Ben", "")})

    def test_a_team_is_called_by_its_own_name(self):
        self.api.post("/teams", {"name": "Night"})
        other = self.api.post("/teams", {"name": "Day"})["id"]
        with self.assertRaises(Problem) as refused:
            self.api.call("PATCH", f"/teams/{other}", {"name": "Night"})
        self.assertEqual(refused.exception.code, "team_exists")

    def test_a_customer_who_called_is_added_once(self):
        made = self.api.post("/customers", {"email": "Ana@Customer.Test", "name": "Ana"})
        self.assertEqual(made["email"], "ana@customer.test")
        with self.assertRaises(Problem) as again:
            self.api.post("/customers", {"email": "ana@customer.test"})
        self.assertEqual(again.exception.code, "customer_exists")
        with self.assertRaises(Problem) as wrong:
            self.api.post("/customers", {"email": "no address"})
        self.assertEqual(wrong.exception.code, "invalid_address")

    def test_f066_nobody_sees_time_on_items_that_they_may_not_see(self):
        item = self.ticket("Secret")
        self.api.post(f"/items/{item['id']}/timesheet", {"minutes": 30, "worked_at": "2026-11-01T08:00:00Z"})
        ben = self.api.post("/users", {"email": "ben@desk.test", "name": "Ben", "role": "member", "password": "long enough 1"})
        self.api.call("PATCH", f"/users/{ben['id']}/notification_preferences", {"conversations": "followed"})
        outsider = self.desk.api("ben@desk.test", "long enough 1")
        self.assertEqual(outsider.get("/timesheet_entries")["totals"]["entries"], 0)
        self.assertEqual(outsider.get("/timesheet_entries")["items"], [])
        mine = self.api.get("/timesheet_entries", **{"from": "2026-11-01T00:00:00Z", "until": "2026-11-02T00:00:00Z"})
        self.assertEqual(mine["totals"]["minutes"], 30)
        self.assertEqual(self.api.get("/timesheet_entries", until="2026-11-01T00:00:00Z")["items"], [])


class Many(Directory):
    def test_twenty_thousand_rows_come_in_while_the_others_work(self):
        table = "email,name\n" + "".join(f"c{n}@many.test,Customer {n}\n" for n in range(20_000))
        report = self.bring_in("customers", table)
        self.assertEqual(report["created"], 20_000)
        self.assertEqual(len(self.table("customers")), 20_000)
        with self.assertRaises(Problem) as more:
            self.bring_in("customers", table + "one@many.test,More\n")
        self.assertEqual(more.exception.code, "csv_too_many_rows")


if __name__ == "__main__":
    unittest.main()
