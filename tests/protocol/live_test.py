"""The live socket, GET /api/v1/live: in order, nothing skipped, nothing to those who may not see it.

Who may connect (SEC-9), resume by sequence number (CHAT-2), presence (CHAT-5), limits.
"""
import unittest

from support.case import PostroomCase
from support.contract import Contract
from support.maildir import new_mail, send
from support.server import PASSWORD, SUPPORT
from support.wait import eventually
from support.websocket import TEXT, Refused, WebSocket

LIVE = "/api/v1/live"
EVENT = {"$ref": "#/components/schemas/LiveEvent"}
CONTRACT = Contract()


def numbered(events: list) -> list:
    return [event["seq"] for event in events if "seq" in event and event["kind"] != "hello"]


class Live(PostroomCase):
    def setUp(self):
        super().setUp()
        self.desk = self.server("--capture").start()
        self.ada = self.desk.api()
        self.host = "{}:{}".format(*self.desk.address("http"))

    def agent(self, name: str):
        address = f"{name}@agents.test"
        self.ada.post("/users", {"name": name.title(), "email": address, "role": "member",
                                 "password": PASSWORD})
        return self.desk.api(address)

    def ticket(self, title: str) -> int:
        """By mail; the id of its public conversation."""
        send(self.desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, title, "Help!"))
        item = eventually(f"ticket {title}", lambda: self.ada.item_titled(title))
        return self.ada.conversation(item["id"])["id"]

    def socket(self, api, since: int | None = None, hello: bool = True, **headers) -> WebSocket:
        target = LIVE if since is None else f"{LIVE}?since={since}"
        sent = {"Cookie": api.headers.get("Cookie", ""), "Origin": f"http://{self.host}", **headers}
        opened = WebSocket(self.desk.address("http"), target,
                           {name: value for name, value in sent.items() if value})
        self.addCleanup(opened.close)
        if hello:
            opened.say(kind="hello", csrf_token=api.headers["X-CSRF-Token"])
            self.assertEqual("hello", opened.receive()["kind"])
        return opened

    def assert_contract(self, events: list) -> None:
        for event in events:
            self.assertEqual([], CONTRACT.differences(EVENT, event, event["kind"]))


class WhoMayConnect(Live):
    def test_nobody_signed_in(self):
        for headers in ({}, {"Cookie": "postroom_session=forged"}, {"Authorization": "Bearer forged"}):
            with self.subTest(headers=headers), self.assertRaises(Refused) as refused:
                WebSocket(self.desk.address("http"), LIVE, headers)
            self.assertEqual((401, "signed_out"),
                             (refused.exception.status, refused.exception.body["code"]))

    def test_another_site(self):
        for origin in ("https://evil.test", f"http://{self.host}.evil.test", "null"):
            with self.subTest(origin=origin), self.assertRaises(Refused) as refused:
                self.socket(self.ada, hello=False, Origin=origin)
            self.assertEqual((403, "foreign_origin"),
                             (refused.exception.status, refused.exception.body["code"]))

    def test_a_browser_says_its_token_first(self):
        for said in ({"kind": "hello", "csrf_token": "forged"}, {"kind": "ping"}, {"kind": "hello"}):
            with self.subTest(said=said):
                opened = self.socket(self.ada, hello=False)
                opened.say(**said)
                self.assertEqual(4403, opened.closed_with())

    def test_a_program_with_a_token_says_nothing_first(self):
        token = self.ada.post("/api_tokens", {"name": "watcher"})["token"]
        opened = WebSocket(self.desk.address("http"), LIVE, {"Authorization": "Bearer " + token})
        self.addCleanup(opened.close)
        hello = opened.receive()
        self.assertEqual(("hello", self.ada.user["id"]), (hello["kind"], hello["user_id"]))

    def test_a_wrong_since_and_a_wrong_place(self):
        for target, status in ((LIVE + "?since=-1", 400), (LIVE + "?since=x", 400), ("/api/v1/items", 404)):
            with self.subTest(target=target), self.assertRaises(Refused) as refused:
                WebSocket(self.desk.address("http"), target, {"Cookie": self.ada.headers["Cookie"]})
            self.assertEqual(status, refused.exception.status)


class Resume(Live):
    def test_what_was_missed_comes_in_order_and_once(self):
        first = self.socket(self.ada)
        conversation = self.ticket("one")
        seen = first.receive_until(lambda event: event["kind"] == "message_posted")
        self.assert_contract(seen)
        last = max(numbered(seen))
        first.close()
        for number in range(30):
            self.ada.say(conversation, f"message {number}", f"c{number}")
        again = self.socket(self.ada, since=last)
        missed = again.receive_until(lambda event: event["kind"] == "message_posted"
                                     and event["message"]["text"] == "message 29")
        self.assert_contract(missed)
        texts = [event["message"]["text"] for event in missed if event["kind"] == "message_posted"]
        self.assertEqual([f"message {number}" for number in range(30)], texts)
        self.assertEqual(sorted(set(numbered(missed))), numbered(missed), "in order, each once")
        self.assertGreater(numbered(missed)[0], last)

    def test_the_socket_and_the_list_tell_the_same(self):
        self.ticket("two")
        opened = self.socket(self.ada, since=0)
        self.ada.say(self.ticket("three"), "The end", "end")
        got = opened.receive_until(lambda event: event["kind"] == "message_posted"
                                   and event["message"]["text"] == "The end")
        listed = self.ada.get("/events", since=0, limit=200)["items"]
        self.assertEqual([event["seq"] for event in listed][:len(numbered(got))], numbered(got))

    def test_a_restart_loses_nothing(self):
        opened = self.socket(self.ada)
        conversation = self.ticket("four")
        last = max(numbered(opened.receive_until(lambda event: event["kind"] == "message_posted")))
        self.assertEqual(0, self.desk.stop())
        self.assertIn(opened.closed_with(), (1001, None))
        self.desk.start()
        self.host = "{}:{}".format(*self.desk.address("http"))
        self.ada = self.desk.api()
        self.ada.say(conversation, "We are back", "back")
        again = self.socket(self.ada, since=last)
        got = again.receive_until(lambda event: event["kind"] == "message_posted")
        self.assertEqual("We are back", got[-1]["message"]["text"])


class WhatOthersSee(Live):
    def test_nobody_hears_of_what_they_may_not_see(self):
        ben = self.agent("ben")
        self.ada.call("PATCH", f"/users/{ben.user['id']}/notification_preferences",
                      {"conversations": "followed"})
        opened = self.socket(ben)
        watching = self.socket(self.ada)
        secret = self.ticket("secret")
        item = self.ada.get(f"/conversations/{secret}")["item"]["id"]
        watching.receive_until(lambda event: event["kind"] == "message_posted")
        self.ada.call("PUT", f"/items/{item}/followers/user/{ben.user['id']}")
        self.ada.say(secret, "Now you may", "now")
        got = opened.receive_until(lambda event: event["kind"] == "message_posted")
        self.assertEqual("Now you may", got[-1]["message"]["text"])

    def test_who_is_here_is_known_and_told_to_nobody_elsewhere(self):
        ben = self.agent("ben")
        watching = self.socket(self.ada)
        opened = self.socket(ben)
        here = lambda: self.ada.get(f"/users/{ben.user['id']}")["present"]
        eventually("he is here", here)
        opened.close()
        eventually("he has gone", lambda: not here())
        watching.say(kind="ping")
        self.assertEqual(["pong"], [event["kind"] for event in watching.receive_until(
            lambda event: event["kind"] == "pong") if event["kind"] in ("presence", "pong")])

    def test_typing_reaches_those_who_look_and_not_oneself(self):
        ben = self.agent("ben")
        conversation = self.ticket("five")
        ada, bens = self.socket(self.ada), self.socket(ben)
        ada.say(kind="presence", conversation_id=conversation, focused=True)

        def ada_hears_that_ben_is_there() -> bool:  # once her own view is known
            bens.say(kind="presence", conversation_id=conversation, focused=True)
            while ada.has_input(0.1):
                event = ada.receive()
                if event["kind"] == "presence" and event["conversation_id"] == conversation:
                    return True
            return False

        eventually("both look at it", ada_hears_that_ben_is_there)
        bens.say(kind="typing", conversation_id=conversation, on=True)
        told = ada.receive_until(lambda event: event["kind"] == "typing")[-1]
        self.assertEqual((ben.user["id"], conversation, True),
                         (told["person"]["id"], told["conversation_id"], told["on"]))
        self.assert_contract([told])

    def test_who_comes_is_told_who_is_there_and_who_types(self):
        ben = self.agent("ben")
        conversation = self.ticket("six and a half")
        bens = self.socket(ben)
        bens.say(kind="presence", conversation_id=conversation, focused=True)
        bens.say(kind="typing", conversation_id=conversation, on=True)
        bens.say(kind="ping")
        bens.receive_until(lambda event: event["kind"] == "pong")

        def told() -> list | None:  # a window of its own each time: Ben's may be a moment behind
            ada = self.socket(self.ada)
            ada.say(kind="presence", conversation_id=conversation, focused=True)
            heard = []
            while ada.has_input(0.3):
                event = ada.receive()
                if event["kind"] in ("presence", "typing") and event["conversation_id"] == conversation:
                    heard.append(event)
            bens.say(kind="typing", conversation_id=conversation, on=True)
            return heard if len(heard) >= 2 else None

        heard = eventually("Ada is told", told)
        self.assertEqual(["presence", "typing"], [event["kind"] for event in heard[:2]])
        self.assertEqual({ben.user["id"]}, {event["person"]["id"] for event in heard})
        self.assertTrue(heard[0]["present"])
        self.assert_contract(heard)

    def test_who_goes_on_to_another_conversation_is_told_to_have_left(self):
        ben = self.agent("ben")
        first, second = self.ticket("first"), self.ticket("second")
        ada, bens = self.socket(self.ada), self.socket(ben)

        def bens_presence(present: bool):
            return lambda event: (event["kind"] == "presence" and event["conversation_id"] == first
                                  and event["present"] is present)
        bens.say(kind="presence", conversation_id=first, focused=True)
        ada.say(kind="presence", conversation_id=first, focused=True)
        ada.receive_until(bens_presence(True))
        bens.say(kind="presence", conversation_id=second, focused=True)
        gone = ada.receive_until(bens_presence(False))[-1]
        self.assertEqual(ben.user["id"], gone["person"]["id"])
        bens.say(kind="presence", conversation_id=first, focused=True)
        ada.receive_until(bens_presence(True))
        bens.close()
        ada.receive_until(bens_presence(False))

    def test_a_silent_socket_has_seen_nothing(self):
        opened = self.socket(self.ada)
        conversation = self.ticket("six")
        opened.say(kind="presence", conversation_id=conversation, focused=True)
        opened.receive_until(lambda event: event["kind"] == "message_posted")
        def unread() -> int:
            return self.ada.get(f"/conversations/{conversation}")["unread_count"]
        eventually("fan-out has told Ada", lambda: unread() == 1)
        self.assertEqual(0, self.ada.get(f"/conversations/{conversation}")["seen_seq"])

    def test_signing_out_ends_the_socket(self):
        ben = self.agent("ben")
        opened = self.socket(ben)
        self.ada.call("PATCH", f"/users/{ben.user['id']}", {"active": False})
        self.assertEqual(4401, opened.closed_with(within=40))


class Limits(Live):
    def test_what_is_no_command_ends_the_connection(self):
        for text in (b"hello?", b'{"kind": "format_disk"}', b"[]", b"\xff\xfe"):
            with self.subTest(text=text):
                opened = self.socket(self.ada)
                opened.send_frame(TEXT, text)
                self.assertIn(opened.closed_with(), (1003, 1007, 1008))

    def test_frames_that_are_too_big_or_not_masked_or_binary(self):
        big = b'{"kind": "ping", "x": "' + b"x" * 70_000 + b'"}'
        for kind, payload, masked in ((TEXT, big, True), (TEXT, b'{"kind": "ping"}', False), (2, b"\0", True)):
            with self.subTest(size=len(payload), masked=masked, kind=kind):
                opened = self.socket(self.ada)
                try:
                    opened.send_frame(kind, payload, masked)
                    self.assertIn(opened.closed_with(), (1002, 1003, 1008, 1009, None))
                except ConnectionError:
                    pass
        self.assertEqual(200, self.ada.exchange("GET", "/healthz")[0])

    def test_a_flood_of_commands_ends_the_connection(self):
        opened = self.socket(self.ada)
        try:
            for _ in range(150):
                opened.say(kind="ping")
        except ConnectionError:
            pass
        self.assertIn(opened.closed_with(), (1008, None))

    def test_a_ping_is_answered_and_typing_elsewhere_is_not_told(self):
        ben = self.agent("ben")
        conversation = self.ticket("seven")
        ada, bens = self.socket(self.ada), self.socket(ben)
        bens.say(kind="presence", conversation_id=conversation, focused=True)
        bens.say(kind="typing", conversation_id=conversation, on=True)
        bens.say(kind="ping")
        bens.receive_until(lambda event: event["kind"] == "pong")
        ada.say(kind="ping")
        kinds = [event["kind"] for event in ada.receive_until(lambda event: event["kind"] == "pong")]
        self.assertNotIn("typing", kinds)

    def test_a_client_that_does_not_read_is_dropped_and_harms_nobody(self):
        conversation = self.ticket("eight")
        slow = WebSocket(self.desk.address("http"), LIVE, {"Cookie": self.ada.headers["Cookie"]},
                         receive_buffer=4096)
        self.addCleanup(slow.close)
        slow.say(kind="hello", csrf_token=self.ada.headers["X-CSRF-Token"])
        self.assertEqual("hello", slow.receive()["kind"])
        before = self.connections()
        text = "x" * 200_000
        for number in range(60):
            self.ada.say(conversation, text, f"big{number}")
            if self.connections() < before:
                break
        eventually("it was dropped", lambda: self.connections() < before)
        self.assertIn(slow.closed_with(within=20), (1013, None))

    def connections(self) -> int:
        return next(int(line.split()[1]) for line in self.ada.metrics().splitlines()
                    if line.startswith("postroom_live_connections "))


if __name__ == "__main__":
    unittest.main()
