"""What one person got of a ticket, and why not of the rest, as the API says it. (product.md, "Explain")"""
import unittest

from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import PASSWORD, SUPPORT
from support.wait import eventually


class ExplainPerson(PostroomCase):
    def setUp(self):
        super().setUp()
        self.desk = self.server("--capture").start()
        self.ada = self.desk.api()
        self.ben = self.agent("ben", from_customers="mine", replies_to_customers="followed")
        send(self.desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, "Printer", "It burns."))
        self.item = eventually("the ticket", lambda: self.ada.item_titled("Printer"))
        self.public = self.ada.conversation(self.item["id"])["id"]
        self.internal = self.ada.conversation(self.item["id"], "internal")["id"]

    def agent(self, name: str, **preferences):
        self.ada.post("/users", {"name": name.title(), "email": f"{name}@agents.test", "role": "member",
                                 "password": PASSWORD})
        api = self.desk.api(f"{name}@agents.test")
        api.call("PATCH", "/me", {"notification_preferences": preferences})
        return api

    def got(self, person: str, api=None) -> list:
        """(message, told, rule), newest first."""
        page = (api or self.ada).get(f"/items/{self.item['id']}/explain", person=person)
        return [(each["message"]["snippet"], each["explanation"]["told"], each["explanation"]["rule"])
                for each in page["items"]]

    def eventually_got(self, person: str, wanted: list) -> None:
        eventually(f"{wanted}", lambda: self.got(person) == wanted or None)

    def test_why_somebody_heard_of_nothing_and_then_of_something(self):
        ben = f"user:{self.ben.user['id']}"
        self.eventually_got(ben, [("It burns.", False, "not_following")])
        self.ada.call("PUT", f"/items/{self.item['id']}/followers/user/{self.ben.user['id']}")
        self.ada.say(self.public, "Water or foam?", "a-1")
        self.eventually_got(ben, [("Water or foam?", True, "relay"), ("It burns.", False, "relay")])
        before = self.ada.get(f"/items/{self.item['id']}/explain", person=ben)["items"][1]["explanation"]
        self.assertEqual("told_today", before["sentence_wording"]["code"])

    def test_a_customer_and_what_is_internal(self):
        self.ada.say(self.internal, "She always says that.", "i-1")
        self.ada.say(self.public, "On my way.", "a-1")
        eve = f"customer:{self.item['requester']['id']}"
        self.eventually_got(eve, [("On my way.", True, "customer_reply"),
                                  ("She always says that.", False, "internal_to_customer"),
                                  ("It burns.", False, "author")])

    def test_only_messages_that_the_reader_may_see(self):
        cleo = self.agent("cleo")
        self.ada.call("PATCH", f"/users/{cleo.user['id']}/notification_preferences", {"conversations": "followed"})
        status, _, body = cleo.exchange("GET", f"/api/v1/items/{self.item['id']}/explain?person=user:1")
        self.assertEqual((404, "item_not_found"), (status, body["code"]))

    def test_who_does_not_exist(self):
        for person, wanted in (("user:999999", 404), ("customer:999999", 404), ("bot:1", 400), ("Ben", 400),
                               ("user:x", 400)):
            with self.subTest(person=person):
                status, _, _ = self.ada.exchange(
                    "GET", f"/api/v1/items/{self.item['id']}/explain?person={person}")
                self.assertEqual(wanted, status)

    def test_the_message_itself_answers_about_whoever_is_asked(self):
        message = self.ada.messages(self.public)[0]["id"]
        found = eventually("the answer", lambda: self.ada.get(
            "/explain", message_id=message, person="ben@agents.test")["items"])
        self.assertEqual(("not_following", False), (found[0]["rule"], found[0]["told"]))


if __name__ == "__main__":
    unittest.main()
