"""Two Postrooms, each with the other's support address among its users, over real SMTP: they stop by themselves.

Whatever one tells the other comes back as a mail of its own kind; marks, signed ids and the rule that nobody is told of
what they wrote end it after a few mails, and the mail log says why. (LOOP-1 to LOOP-5, I9; F32)
"""
import unittest

from support.case import PostroomCase
from support.maildir import new_mail, send
from support.wait import eventually, never

EVE = "Eve <eve@customer.test>"
WATCHED_SECONDS = 10
MAILS_MAX = 9


class TwoPostrooms(PostroomCase):
    def desk(self, name: str):
        desk = self.server(name=name, settings="[relay]\ngrace_seconds = 1\n").start()
        api = desk.api()
        api.call("PATCH", "/me", {"notification_preferences": {
            "from_customers": "none", "internal_messages": "none", "replies_to_customers": "none"}})
        api.post("/channels", {"name": name, "address": f"help@{name}.test"})
        return desk, api

    def join(self, api, other_desk, name: str, other: str, sender: str) -> None:
        """The other's support address is a user here who hears everything; mail leaves to the other's listener."""
        user = api.post("/users", {"name": f"The desk {other}", "email": f"help@{other}.test",
                                   "role": "member"})["id"]
        api.call("PATCH", f"/users/{user}/notification_preferences", {
            "from_customers": "all", "internal_messages": "followed", "replies_to_customers": "all",
            "include_automation": True})
        host, port = other_desk.address("smtp")
        connector = api.get("/connectors")["items"][0]["id"]
        api.call("PATCH", f"/connectors/{connector}", {
            "host": host, "port": port, "tls": "off", "from_address": f"{sender}@{name}.test"})
        channel = next(each["id"] for each in api.get("/channels")["items"]
                       if each["address"] == f"help@{name}.test")
        api.call("PATCH", f"/channels/{channel}", {"reply_via_id": connector})

    def run_against_each_other(self, sender: str) -> list:
        left_desk, left = self.desk("left")
        right_desk, right = self.desk("right")
        self.join(left, right_desk, "left", "right", sender)
        self.join(right, left_desk, "right", "left", sender)
        send(left_desk.address("smtp"), new_mail(EVE, "help@left.test", "Begin", "It burns."))
        eventually("the other desk has heard of it", lambda: self.received(right), within=30)
        never("they go on for ever",
              lambda: len(self.received(left)) + len(self.received(right)) > MAILS_MAX,
              during=WATCHED_SECONDS)
        for api in (left, right):
            for item in api.items():
                messages = api.messages(api.conversation(item["id"])["id"])
                self.assertLessEqual(len(messages), MAILS_MAX, item["title"])
        return self.received(left) + self.received(right)

    @staticmethod
    def received(api) -> list:
        return [row for row in api.get("/mail_log/incoming", limit=200)["items"] if row["subject"] != "Begin"]

    def test_F32_sending_as_their_support_addresses(self):
        for row in self.run_against_each_other("help"):
            self.assertTrue(row["reason"], "the log says why it went no further")

    def test_F32_sending_as_another_address(self):
        rows = self.run_against_each_other("noreply")
        self.assertTrue(any(row["outcome"] in ("automatic", "loop") for row in rows), rows)


if __name__ == "__main__":
    unittest.main()
