"""The chat widget on the server's side: who gets in, who sees what, who is mailed. (F001, F006, F011, SEC-8 to SEC-11,
SEC-14, LOOP-8, CHAT-1 to CHAT-5)
"""
import contextlib
import email
import email.policy
import sqlite3
import time
import unittest

from support.api import Api, Problem
from support.case import PostroomCase
from support.contract import Contract
from support.customers import Chatting, in_portal, signed
from support.database import file_of
from support.maildir import answer_to, body_of, new_mail, send
from support.server import ADMIN, SUPPORT
from support.sink import Sink
from support.wait import eventually, never
from support.websocket import Refused, WebSocket

SITE = "https://shop.test"
EVE = "eve@customer.test"
CONTRACT = Contract()


class Chats(PostroomCase):
    OPTIONS = ("--capture",)
    SETTINGS = ""

    def setUp(self):
        super().setUp()
        self.desk = self.server(*self.OPTIONS, settings=self.SETTINGS).start()
        self.ada = self.desk.api()
        self.ada.call("PATCH", "/me", {"undo_send_seconds": 0})
        self.shop = self.widget("Shop")

    def widget(self, name: str, **more) -> dict:
        return self.ada.post("/chat_widgets", {"name": name, "sites": [SITE], **more})

    def visitor(self, widget: dict | None = None, **about) -> Chatting:
        return Chatting(self.desk, widget or self.shop, about.pop("site", SITE), **about)

    def refused(self, status: int, code: str, call) -> None:
        with self.assertRaises(Problem) as problem:
            call()
        self.assertEqual((status, code), (problem.exception.status, problem.exception.code))

    def secret(self, widget: dict | None = None) -> str:
        return self.ada.post(f"/chat_widgets/{(widget or self.shop)['id']}/identity_secret")["secret"]


class Conversation(Chats):
    def test_f001_f006_a_chat_stands_with_the_colleagues_and_is_answered(self):
        eve = self.visitor(name="Eve", email=EVE, language="fr")
        first = eve.start("Do you ship to Mars?")
        conversation = first["conversation_id"]
        shown = self.ada.get("/conversations", section="customers", filter="open")["items"][0]
        self.assertEqual((conversation, "chat", "Eve", None, "public"),
                         (shown["id"], shown["kind"], shown["title"], shown["item"], shown["visibility"]))
        heard = self.ada.messages(conversation)[0]
        self.assertEqual(("chat", False, "Eve"), (heard["origin"], heard["trusted"], heard["author"]["name"]))
        eventually("the colleagues are told", lambda: any(
            each["person"]["kind"] == "user" and each["state"] == "delivered"
            for each in self.ada.messages(conversation)[0]["receipts"]))
        self.ada.say(conversation, "Every Tuesday.", "a-1")
        self.assertEqual(["Do you ship to Mars?", "Every Tuesday."], [each["text"] for each in eve.own(conversation)])
        details = self.ada.get(f"/conversations/{conversation}/chat")
        self.assertEqual(("Shop", False, False), (details["widget"]["name"], details["identified"],
                                                  details["address_proved"]))

    def test_chat1_the_first_message_begins_one_chat_however_often_it_is_sent(self):
        eve = self.visitor()
        first, again = eve.start("Hello?", "c-1"), eve.start("Hello?", "c-1")
        self.assertEqual(first["id"], again["id"])
        self.assertEqual(1, len(eve.chats()))
        self.assertNotEqual(first["conversation_id"], eve.start("Another thing.", "c-2")["conversation_id"])

    def test_chat2_what_was_missed_comes_by_number_and_live(self):
        eve = self.visitor()
        conversation = eve.start("Hello?")["conversation_id"]
        opened = eve.socket()
        self.addCleanup(opened.close)
        self.assertEqual("hello", opened.receive()["kind"])
        self.ada.say(conversation, "Hello!", "a-1")
        heard = opened.receive_until(lambda event: event.get("message", {}).get("text") == "Hello!")[-1]
        self.assertEqual((2, "user"), (heard["message"]["seq"], heard["message"]["author"]["kind"]))
        missed = eve.get(f"/my/conversations/{conversation}/messages", after_seq=1)["items"]
        self.assertEqual(["Hello!"], [each["text"] for each in missed])

    def test_a_page_is_told_without_what_is_behind_it(self):
        eve = self.visitor()
        conversation = eve.start("Hello?")["conversation_id"]
        eve.post("/chat/page", {"url": f"{SITE}/cart?token=secret#x", "title": "Your cart"})
        shown = self.ada.get(f"/conversations/{conversation}/chat")
        self.assertEqual((f"{SITE}/cart", "Your cart"), (shown["page_url"], shown["page_title"]))
        eve.post("/chat/page", {"url": "https://evil.test/", "title": "Forged"})
        self.assertEqual("Your cart", self.ada.get(f"/conversations/{conversation}/chat")["page_title"])

    def test_answers_keep_to_the_contract(self):
        eve = self.visitor()
        eve.start("Hello?")
        for name in ("get_chat_visitor", "list_own_chats"):
            operation = next(each for each in CONTRACT.operations if each.id == name)
            status, headers, body = eve.exchange("GET", operation.path)
            lower = {header.lower(): value for header, value in headers}
            self.assertEqual((200, []), (status, operation.check_answer(status, lower, body)), body)

    def test_required_questions_are_required(self):
        asking = self.widget("Asking", ask_name="required", ask_email="required")
        self.refused(400, "name_missing", lambda: self.visitor(asking))
        self.refused(400, "email_missing", lambda: self.visitor(asking, name="Eve"))
        self.refused(400, "invalid_address", lambda: self.visitor(asking, name="Eve", email="eve"))
        self.visitor(asking, name="Eve", email=EVE)

    def test_the_team_of_a_widget_follows_its_chats_and_nobody_else_is_added(self):
        for name in ("ben", "cleo"):
            self.ada.post("/users", {"name": name.title(), "email": f"{name}@agents.test", "role": "member",
                                     "password": "correct horse battery"})
        people = {each["name"]: each["id"] for each in self.ada.get("/users")["items"]}
        team = self.ada.post("/teams", {"name": "Chat", "member_ids": [people["Ben"]]})
        conversation = self.visitor(self.widget("Answered", team_id=team["id"])).start("Hello?")["conversation_id"]

        def told() -> dict:
            return {each["person"]["name"]: each["rule"]
                    for each in self.ada.messages(conversation)[0]["receipts"]}
        eventually("Ben is told", lambda: "Ben" in told())
        self.assertNotIn("Cleo", told())


class Matrix(Chats):
    """Other visitor, other widget, other site, revoked widget, forged and replayed proof, ended token, deactivated."""

    def test_sec10_nobody_sees_the_chat_of_another_whatever_address_they_type(self):
        eve = self.visitor(name="Eve", email=EVE)
        conversation = eve.start("My order?")["conversation_id"]
        secret = self.secret()
        other = self.widget("Other")
        strangers = {
            "another visitor": self.visitor(),
            "the same address": self.visitor(name="Eve", email=EVE),
            "another widget": self.visitor(other, email=EVE),
            "vouched for as the same address": self.visitor(identity=signed(secret, email=EVE)),
        }
        for who, stranger in strangers.items():
            with self.subTest(who=who):
                self.assertEqual([], stranger.chats())
                for method, path, body in (("GET", "messages", None), ("POST", "messages", {"text": "x"}),
                                           ("POST", "seen", {"up_to_seq": 1}), ("POST", "typing", {"on": True})):
                    status, _, _ = stranger.exchange(method, f"/api/v1/my/conversations/{conversation}/{path}", body)
                    self.assertEqual(404, status, path)
        self.assertEqual(1, len(eve.chats()))

    def test_sec10_a_mailed_request_is_not_opened_by_its_address(self):
        send(self.desk.address("smtp"), new_mail(EVE, SUPPORT, "Secret", "My bank account."))
        item = eventually("the ticket", lambda: self.ada.item_titled("Secret"))
        conversation = self.ada.conversation(item["id"])["id"]
        for stranger in (self.visitor(email=EVE), self.visitor(identity=signed(self.secret(), email=EVE))):
            self.assertEqual([], stranger.chats())
            status, _, _ = stranger.exchange("GET", f"/api/v1/my/conversations/{conversation}/messages")
            self.assertEqual(404, status)

    def test_sec10_whom_the_site_vouches_for_finds_their_chats_in_another_browser(self):
        secret = self.secret()
        for about in ({"email": EVE}, {"user_id": "42"}, {"user_id": "7", "email": "bob@customer.test", "name": "Bob"}):
            with self.subTest(about=about):
                laptop = self.visitor(identity=signed(secret, **about))
                conversation = laptop.start("My order?", f"c-{about}")["conversation_id"]
                phone = self.visitor(identity=signed(secret, **about))
                self.assertEqual([conversation], [each["id"] for each in phone.chats()])
                self.assertTrue(self.ada.messages(conversation)[0]["trusted"])
        stranger = self.visitor(identity=signed(secret, user_id="43"))
        self.assertEqual([], stranger.chats())

    def test_sec10_a_proof_that_is_forged_replayed_or_for_another_widget_is_refused(self):
        secret, other = self.secret(), self.secret(self.widget("Other"))
        now = int(time.time())
        right = signed(secret, email=EVE)
        refusals = {
            "forged": ({**right, "signature": "0" * 64}, "identity_not_valid"),
            "another person's": ({**right, "email": "bob@customer.test"}, "identity_not_valid"),
            "prolonged": ({**right, "expires_at": right["expires_at"] + 1}, "identity_not_valid"),
            "another widget's": (signed(other, email=EVE), "identity_not_valid"),
            "replayed after its time": (signed(secret, email=EVE, expires_at=now - 1), "identity_expired"),
            "for too long": (signed(secret, email=EVE, expires_at=now + 7200), "identity_not_valid"),
            "for nobody": (signed(secret), "identity_not_valid"),
        }
        for what, (identity, code) in refusals.items():
            with self.subTest(what=what):
                self.refused(403, code, lambda identity=identity: self.visitor(identity=identity))
        self.visitor(identity=right)
        self.secret()  # a new one: what the old one signed is void
        self.refused(403, "identity_not_valid", lambda: self.visitor(identity=signed(secret, email=EVE)))

    def test_sec10_only_the_widgets_own_sites(self):
        nobody = Api(*self.desk.address("http"))
        self.refused(403, "site_not_allowed", lambda: self.visitor(site="https://evil.test"))
        for site in ("https://evil.test", "http://shop.test", "https://shop.test.evil.test", "https://shop.test:8443", ""):
            self.refused(403, "site_not_allowed",
                         lambda site=site: nobody.get(f"/chat/widgets/{self.shop['key']}", site=site))
        self.assertEqual("Shop", nobody.get(f"/chat/widgets/{self.shop['key']}", site=SITE + "/cart")["name"])
        below = self.widget("Below", sites=["https://*.shop.test"])
        self.visitor(below, site="https://www.shop.test")
        self.refused(403, "site_not_allowed", lambda: self.visitor(below, site="https://eshop.test"))

    def test_sec10_only_the_widgets_own_sites_can_show_the_frame(self):
        nobody = Api(*self.desk.address("http"))
        _, headers, _ = nobody.exchange("GET", f"/widget/{self.shop['key']}")
        policy = dict(headers)["Content-Security-Policy"]
        self.assertTrue(policy.endswith(f"frame-ancestors 'self' {SITE}"), policy)
        self.assertNotIn("X-Frame-Options", dict(headers))
        for path in ("/widget/unknown", "/widget/index.html", "/messenger"):
            with self.subTest(path=path):
                _, headers, _ = nobody.exchange("GET", path)
                self.assertIn("frame-ancestors 'none'", dict(headers)["Content-Security-Policy"])
        for site in ("https://shop.test; script-src *", "javascript:alert(1)", "https://a b", "*", "https://"):
            self.refused(400, "invalid_fields", lambda site=site: self.widget("Bad", sites=[site]))

    def test_a_widget_that_is_switched_off_knows_nobody(self):
        eve = self.visitor()
        conversation = eve.start("Hello?")["conversation_id"]
        self.ada.call("PATCH", f"/chat_widgets/{self.shop['id']}", {"active": False})
        self.refused(404, "chat_widget_not_found", self.visitor)
        self.refused(401, "signed_out", lambda: eve.own(conversation))
        status, _, _ = eve.exchange("GET", f"/widget/{self.shop['key']}")
        self.assertEqual(404, status)
        self.ada.call("PATCH", f"/chat_widgets/{self.shop['id']}", {"active": True})
        self.assertEqual(1, len(eve.own(conversation)))

    def test_a_token_that_ended_or_never_was_one_opens_nothing(self):
        eve = self.visitor()
        eve.start("Hello?")
        with contextlib.closing(sqlite3.connect(file_of(self.desk.data), timeout=10)) as database, database:
            database.execute("update chat_visitor set expires_at = 1")
        for token in (eve.token, "forged", ""):
            eve.headers["Authorization"] = f"Bearer {token}"
            self.refused(401, "signed_out", eve.chats)
        with self.assertRaises(Refused):
            WebSocket(self.desk.address("http"), f"/api/v1/my/live?ticket={eve.token}", {})

    def test_a_deactivated_customer_is_let_in_nowhere_and_an_address_does_not_tell(self):
        secret = self.secret()
        eve = self.visitor(identity=signed(secret, email=EVE))
        conversation = eve.start("Hello?")["conversation_id"]
        customer = self.ada.get(f"/conversations/{conversation}")["customer"]["id"]
        self.ada.call("PATCH", f"/customers/{customer}", {"active": False})
        self.refused(401, "signed_out", eve.chats)
        self.refused(403, "customer_deactivated", lambda: self.visitor(identity=signed(secret, email=EVE)))
        unknowing = self.visitor(email=EVE)  # typed only: it goes on without that address
        self.assertIsNone(unknowing.get("/chat/me")["email"])

    def test_a_colleague_is_no_visitor_and_a_visitor_no_colleague(self):
        eve = self.visitor()
        conversation = eve.start("Hello?")["conversation_id"]
        for path in ("/conversations", f"/conversations/{conversation}/messages", "/chat_widgets", "/me"):
            self.refused(401, "signed_out", lambda path=path: eve.get(path))
        self.refused(401, "signed_out", lambda: self.ada.get("/chat/me"))

    def test_sec20_the_secret_is_shown_once_and_kept_sealed(self):
        secret = self.secret()
        shown = self.ada.get("/chat_widgets")["items"][0]
        self.assertTrue(shown["has_identity_secret"])
        self.assertNotIn(secret, str(shown))
        data = b"".join(each.read_bytes() for each in self.desk.data.rglob("*") if each.is_file())
        self.assertNotIn(secret.encode(), data)

    def test_sec14_floods_are_refused_by_network_and_by_visitor_and_others_go_on(self):
        eve = self.visitor()
        for number in range(10):
            eve.start("Hello?", f"c-{number}")
        self.refused(429, "too_many_chats", lambda: eve.start("Hello?", "c-10"))
        going_on = eve.post(f"/my/conversations/{eve.chats()[0]['id']}/messages", {"text": "more"})
        self.assertEqual(2, going_on["seq"])
        for _ in range(29):
            self.visitor()
        self.refused(429, "too_many_chats", self.visitor)
        elsewhere = Api(*self.desk.address("http"))
        elsewhere.headers["X-Forwarded-For"] = "203.0.113.9"
        elsewhere.post(f"/chat/widgets/{self.shop['key']}/visitors", {"site": SITE})


class Mailed(Chats):
    """The minute rule over the running program, judged by the server at the other end. (F011, CHAT-3, CHAT-4)"""

    GRACE = 2

    def setUp(self):
        PostroomCase.setUp(self)
        self.sink = self.stack.enter_context(Sink())
        self.OPTIONS = ("--smart-host", f"smtp://127.0.0.1:{self.sink.port}")
        self.SETTINGS = f"[relay]\ngrace_seconds = {self.GRACE}\n"
        self.desk = self.server(*self.OPTIONS, settings=self.SETTINGS).start()
        self.ada = self.desk.api()
        self.ada.call("PATCH", "/me", {"undo_send_seconds": 0})
        self.shop = self.widget("Shop")

    def to(self, address: str) -> list:
        return list(map(_parsed, self.sink.to(address)))

    def test_f011_what_is_unseen_after_the_minute_is_mailed_once_and_the_answer_comes_back_live(self):
        eve = self.visitor(name="Eve", email=EVE, language="fr")
        conversation = eve.start("Do you ship to Mars?")["conversation_id"]
        self.ada.say(conversation, "Every Tuesday.", "a-1")
        self.ada.say(conversation, "And Fridays.", "a-2")
        eventually("one mail", lambda: self.to(EVE), within=self.GRACE + 15)
        [mail] = self.to(EVE)
        self.assertIn("Every Tuesday.", body_of(mail))
        self.assertIn("And Fridays.", body_of(mail))
        self.assertNotIn("Mars", body_of(mail))
        self.assertIn("discuté avec nous", body_of(mail))
        opened = eve.socket()
        self.addCleanup(opened.close)
        opened.receive()
        send(self.desk.address("smtp"), answer_to(mail, f"Eve <{EVE}>", "Friday is perfect."))
        heard = opened.receive_until(lambda event: event["kind"] == "message_posted"
                                     and event["message"]["origin"] == "email")
        self.assertEqual("Friday is perfect.", heard[-1]["message"]["text"].strip())
        self.assertEqual(4, len(self.ada.messages(conversation)))
        self.assertTrue(self.ada.get(f"/conversations/{conversation}/chat")["address_proved"])
        never("a second mail", lambda: len(self.to(EVE)) > 1, during=self.GRACE + 1)

    def test_f011_who_sees_it_in_the_chat_gets_no_mail(self):
        eve = self.visitor(name="Eve", email=EVE)
        conversation = eve.start("Hello?")["conversation_id"]
        answer = self.ada.say(conversation, "Hello!", "a-1")
        eve.post(f"/my/conversations/{conversation}/seen", {"up_to_seq": answer["seq"]})
        never("a mail", lambda: self.to(EVE), during=self.GRACE + 2)
        self.assertEqual(["seen"], self.states(conversation))

    def test_f011_without_an_address_nothing_is_mailed_until_there_is_one(self):
        eve = self.visitor()
        conversation = eve.start("Hello?")["conversation_id"]
        self.ada.say(conversation, "Who are you?", "a-1")
        eventually("the rule says why", lambda: self.rules(conversation) == ["no_address"])
        never("any mail outside", lambda: [each for each in self.sink.arrivals if each.recipient != ADMIN],
              during=self.GRACE + 1)
        eve.post("/chat/address", {"email": EVE, "name": "Eve"})
        eventually("the mail", lambda: self.to(EVE), within=self.GRACE + 15)
        self.assertIn("Who are you?", body_of(self.to(EVE)[0]))
        self.assertEqual("Eve", self.ada.get(f"/conversations/{conversation}")["title"])
        self.assertEqual(2, len(eve.own(conversation)), "the chat goes on as it was")
        self.refused(409, "address_known", lambda: eve.post("/chat/address", {"email": "bob@customer.test"}))

    def test_loop8_an_address_that_was_typed_gets_nothing_that_writes_itself(self):
        self.visitor(name="Eve", email="victim@customer.test").start("Hello?")
        never("an acknowledgement or a transcript", lambda: self.to("victim@customer.test"), during=self.GRACE + 2)

    def test_the_portal_shows_the_chat_to_whoever_proved_the_address(self):
        eve = self.visitor(name="Eve", email=EVE)
        conversation = eve.start("Hello?")["conversation_id"]
        customer = self.ada.get(f"/conversations/{conversation}")["customer"]["id"]
        portal = in_portal(self.desk, customer)
        self.assertEqual(1, len(portal.get(f"/my/conversations/{conversation}/messages")["items"]))

    def states(self, conversation: int) -> list:
        return [each["state"] for each in self.customers_receipts(conversation)]

    def rules(self, conversation: int) -> list:
        return [each["rule"] for each in self.customers_receipts(conversation)]

    def customers_receipts(self, conversation: int) -> list:
        return [each for message in self.ada.messages(conversation) for each in message["receipts"]
                if each["person"]["kind"] == "customer" and message["author"]["kind"] == "user"]


def _parsed(arrival):
    return email.message_from_bytes(arrival.raw, policy=email.policy.default)


if __name__ == "__main__":
    unittest.main()
