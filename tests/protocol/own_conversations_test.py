"""What customers do in their own conversations, and what they never see. (F001, F003, F009, F020; SEC-9 to SEC-11)

The operations under /api/v1/my, in the portal; how somebody gets there is tested beside the portal
and the chat.
"""
import unittest

from support.case import PostroomCase
from support.contract import Contract
from support.customers import in_portal
from support.maildir import new_mail, send
from support.server import SUPPORT
from support.wait import eventually
from support.websocket import Refused, WebSocket

EVENT = {"$ref": "#/components/schemas/OwnEvent"}
CONTRACT = Contract()


class Own(PostroomCase):
    def setUp(self):
        super().setUp()
        self.desk = self.server("--capture").start()
        self.ada = self.desk.api()
        send(self.desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, "Printer", "It is on fire."))
        self.item = eventually("the ticket", lambda: self.ada.item_titled("Printer"))
        self.public = self.ada.conversation(self.item["id"])["id"]
        self.internal = self.ada.conversation(self.item["id"], "internal")["id"]
        self.eve = in_portal(self.desk, self.item["requester"]["id"])
        self.host = "{}:{}".format(*self.desk.address("http"))

    def own(self, conversation: int | None = None) -> str:
        return f"/my/conversations/{conversation or self.public}"

    def socket(self, api, **headers) -> WebSocket:
        opened = WebSocket(self.desk.address("http"), "/api/v1/my/live",
                           {"Cookie": api.headers["Cookie"], "Origin": f"http://{self.host}", **headers})
        self.addCleanup(opened.close)
        opened.say(kind="hello", csrf_token=api.headers["X-CSRF-Token"])
        return opened

    def test_f001_the_answer_is_readable_and_can_be_answered(self):
        self.ada.say(self.public, "Water or foam?", "a-1")
        texts = [each["text"] for each in self.eve.get(self.own() + "/messages")["items"]]
        self.assertEqual(["It is on fire.", "Water or foam?"], [text.strip() for text in texts])
        posted = self.eve.post(self.own() + "/messages", {"text": "Foam, please.", "client_id": "c-1"})
        again = self.eve.post(self.own() + "/messages", {"text": "Foam, please.", "client_id": "c-1"})
        self.assertEqual(posted["id"], again["id"])
        heard = self.ada.messages(self.public)
        self.assertEqual(["It is on fire.", "Water or foam?", "Foam, please."],
                         [each["visible_text"].strip() for each in heard])
        self.assertEqual(("portal", True, "customer"),
                         (heard[-1]["origin"], heard[-1]["trusted"], heard[-1]["author"]["kind"]))

    def test_f003_nothing_internal_reaches_the_customer(self):
        self.ada.say(self.internal, "She always says that.", "i-1")
        self.ada.say(self.public, "On my way.", "a-1")
        opened = self.socket(self.eve)
        self.assertEqual("hello", opened.receive()["kind"])
        for path in (self.own(self.internal) + "/messages",):
            status, _, body = self.eve.exchange("GET", "/api/v1" + path)
            self.assertEqual((404, "conversation_not_found"), (status, body["code"]))
        self.ada.say(self.internal, "Still internal.", "i-2")
        self.ada.say(self.public, "Here.", "a-2")
        heard = opened.receive_until(lambda event: event.get("message", {}).get("text") == "Here.")
        for event in heard:
            self.assertEqual([], CONTRACT.differences(EVENT, event, event["kind"]))
            self.assertNotEqual(self.internal, event.get("conversation_id"))
        self.assertEqual("Here.", heard[-1]["message"]["text"])
        self.assertNotIn("internal", str(heard).lower())

    def test_f020_whether_a_colleague_has_seen_it_and_nothing_of_who_is_told(self):
        posted = self.eve.post(self.own() + "/messages", {"text": "Hello?"})
        self.assertFalse(posted["seen"])
        self.ada.mark_seen(self.public, posted["seq"])
        shown = self.eve.get(self.own() + "/messages")["items"][-1]
        self.assertTrue(shown["seen"])
        self.assertNotIn("receipts", shown)
        self.assertNotIn("email", shown["author"])

    def test_a_finished_request_begins_again(self):
        self.ada.call("PATCH", f"/items/{self.item['id']}", {"status": "closed"})
        self.assertEqual("finished", self.ada.get(f"/items/{self.item['id']}")["state"])
        self.eve.post(self.own() + "/messages", {"text": "It burns again."})
        self.assertEqual("in_progress", self.ada.get(f"/items/{self.item['id']}")["state"])

    def test_a_file_is_its_uploaders_and_then_its_readers(self):
        uploaded = self.eve.call("POST", "/my/attachments?filename=smoke.txt", b"smoke")
        mallory = self.another("mallory@customer.test")
        status, _, _ = mallory.exchange("GET", f"/api/v1/my/attachments/{uploaded['id']}")
        self.assertEqual(404, status)
        self.eve.post(self.own() + "/messages", {"attachment_ids": [uploaded["id"]]})
        self.assertEqual(b"smoke", self.ada.get(f"/attachments/{uploaded['id']}"))
        self.assertEqual(b"smoke", self.eve.get(f"/my/attachments/{uploaded['id']}"))

    def another(self, address: str):
        send(self.desk.address("smtp"), new_mail(address, SUPPORT, f"From {address}", "Mine."))
        item = eventually("the other ticket", lambda: self.ada.item_titled(f"From {address}"))
        return in_portal(self.desk, item["requester"]["id"])

    def test_sec14_too_many_messages_are_refused_and_nothing_else_is(self):
        for number in range(19):  # the mail that began it is one more
            self.eve.post(self.own() + "/messages", {"text": f"{number}"})
        status, _, body = self.eve.exchange("POST", "/api/v1" + self.own() + "/messages", {"text": "more"})
        self.assertEqual((429, "too_many_messages"), (status, body["code"]))
        self.ada.say(self.public, "Please slow down.", "a-1")
        self.another("mallory@customer.test").post("/my/attachments?filename=a.txt", b"a")

    def test_sec8_a_change_needs_the_token_and_our_own_site(self):
        for headers in ({"X-CSRF-Token": "forged"}, {"Origin": "https://evil.test"}):
            status, _, _ = self.eve.exchange("POST", "/api/v1" + self.own() + "/messages", {"text": "x"}, headers)
            self.assertEqual(403, status)

    def test_sec9_the_live_socket_of_a_customer(self):
        for headers in ({"Cookie": "postroom_portal=forged"}, {"Cookie": self.ada.headers["Cookie"]}):
            with self.assertRaises(Refused) as refused:
                WebSocket(self.desk.address("http"), "/api/v1/my/live", headers)
            self.assertEqual(401, refused.exception.status)
        with self.assertRaises(Refused):
            WebSocket(self.desk.address("http"), "/api/v1/live", {"Cookie": self.eve.headers["Cookie"]})
        with self.assertRaises(Refused) as refused:
            WebSocket(self.desk.address("http"), "/api/v1/my/live?ticket=1.99999999999999.forged", {})
        self.assertEqual(401, refused.exception.status)

    def test_a_deactivated_customer_is_let_in_nowhere(self):
        self.ada.call("PATCH", f"/customers/{self.item['requester']['id']}", {"active": False})
        status, _, _ = self.eve.exchange("GET", "/api/v1" + self.own() + "/messages")
        self.assertEqual(401, status)

    def test_typing_is_told_both_ways(self):
        opened = self.socket(self.eve)
        opened.say(kind="presence", conversation_id=self.public, focused=True)
        opened.say(kind="ping")
        opened.receive_until(lambda event: event["kind"] == "pong")
        # A view is shown once its access has been looked up: whoever types after that is told.
        def told():
            self.ada.post(f"/conversations/{self.public}/typing", {"on": True})
            return opened.has_input(0.2) and opened.receive()["kind"] == "typing"
        eventually("the colleague types", told)


if __name__ == "__main__":
    unittest.main()
