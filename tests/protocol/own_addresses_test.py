"""Our own addresses never get our mail, whatever anybody does: F130 to F133, LOOP-2."""
import sqlite3
import unittest

from support.api import Problem
from support.case import PostroomCase
from support.database import file_of
from support.server import SUPPORT


class OwnAddresses(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture").start()
        self.api = self.desk.api()

    def listed(self) -> dict:
        return {row["address"]: row for row in self.api.list_all("/email_filters")}

    def connector(self, **fields) -> dict:
        return {"name": "Provider", "host": "smtp.provider.test", "port": 587, "tls": "starttls",
                "from_address": "help@company.test", **fields}

    def assert_refused(self, code: str, *request) -> None:
        with self.assertRaises(Problem) as refused:
            self.api.call(*request)
        self.assertEqual(code, refused.exception.code)

    def test_f132_the_first_address_and_every_further_one_are_on_the_list(self):
        self.assertTrue(self.listed()[SUPPORT]["automatic"])
        self.api.post("/channels", {"name": "Billing", "address": "Billing@desk.test"})
        self.assertTrue(self.listed()["billing@desk.test"]["automatic"])
        self.api.post("/connectors", self.connector())
        self.assertTrue(self.listed()["help@company.test"]["automatic"])

    def test_f132_an_address_that_a_person_had_listed_becomes_an_own_one(self):
        self.api.post("/email_filters", {"address": "billing@desk.test", "reason": "robot"})
        self.api.post("/channels", {"name": "Billing", "address": "billing@desk.test"})
        self.assertTrue(self.listed()["billing@desk.test"]["automatic"])

    def test_f132_it_cannot_be_removed_while_it_is_ours(self):
        own = self.listed()[SUPPORT]
        self.assert_refused("own_address", "DELETE", f"/email_filters/{own['id']}")
        self.assertIn(SUPPORT, self.listed())
        connector = self.api.post("/connectors", self.connector())
        self.api.call("PATCH", f"/connectors/{connector['id']}", {"from_address": "desk@company.test"})
        former = self.listed()["help@company.test"]
        self.assertFalse(former["automatic"], "it is ours no longer")
        self.assertTrue(self.listed()["desk@company.test"]["automatic"])
        self.api.call("DELETE", f"/email_filters/{former['id']}")
        self.assertNotIn("help@company.test", self.listed())

    def test_f132_what_a_person_listed_a_person_removes(self):
        other = self.api.post("/email_filters", {"address": "robot@customer.test"})
        self.api.call("DELETE", f"/email_filters/{other['id']}")
        self.assertNotIn("robot@customer.test", self.listed())

    def test_f130_a_colleagues_own_address_stays_reachable(self):
        """Whoever sends as themselves must still hear of what they miss."""
        self.api.post("/connectors", self.connector(from_address="ada@agents.test"))
        self.assertNotIn("ada@agents.test", self.listed())

    def test_f133_a_channel_whose_address_is_not_listed_shows_a_warning_until_it_is(self):
        channel = self.api.get("/channels")["items"][0]
        self.assertFalse(channel["loop_warning"])
        with sqlite3.connect(file_of(self.desk.data), timeout=10) as database:
            database.execute("delete from email_filter where pattern = ?", (SUPPORT,))
        self.assertTrue(self.api.get("/channels")["items"][0]["loop_warning"])
        self.api.post("/email_filters", {"address": SUPPORT})
        self.assertFalse(self.api.get("/channels")["items"][0]["loop_warning"])

    def test_f132_what_was_lost_is_put_back_at_the_next_start(self):
        with sqlite3.connect(file_of(self.desk.data), timeout=10) as database:
            database.execute("delete from email_filter")
        self.desk.stop()
        self.desk.start()
        self.api = self.desk.api()
        self.assertTrue(self.listed()[SUPPORT]["automatic"])


if __name__ == "__main__":
    unittest.main()
