"""Second thoughts, drafts, canned replies, mentions, mutes and search through the HTTP contract.

Each with who must not: another person's draft, a colleague's message, a conversation that may not be seen.
(issue 4 points 4 and 5; CHAT-1, SEC-7, SEC-11)
"""
import datetime
import unittest

from support.api import Problem
from support.contract import Contract
from support.wait import eventually, never

from protocol.live_test import Live

CONTRACT = Contract()


def at(**later) -> str:
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(**later)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Composing(Live):
    def setUp(self):
        super().setUp()
        self.conversation = self.ticket("Printer on fire")
        self.item = self.ada.item_titled("Printer on fire")["id"]
        self.internal = self.ada.conversation(self.item, "internal")["id"]
        self.ben = self.agent("ben")
        self.dora = self.agent("dora")
        self.ada.call("PATCH", f"/users/{self.dora.user['id']}/notification_preferences",
                      {"conversations": "followed"})

    def refused(self, status: int, code: str, call, *arguments) -> None:
        with self.assertRaises(Problem) as caught:
            call(*arguments)
        self.assertEqual((status, code), (caught.exception.status, caught.exception.body["code"]))

    def post(self, api, text: str, conversation: int | None = None, **more) -> dict:
        return api.post(f"/conversations/{conversation or self.conversation}/messages", {"text": text, **more})


class SecondThoughts(Composing):
    def test_a_change_is_seen_live_and_kept_for_the_audit(self):
        message = self.post(self.ben, "We come on Munday.")
        self.assertIsNotNone(message["change_until"])
        socket = self.socket(self.ada)
        changed = self.ben.call("PATCH", f"/messages/{message['id']}", {"text": "We come on Monday."})
        self.assertEqual(("We come on Monday.", message["seq"]), (changed["text"], changed["seq"]))
        self.assertIsNotNone(changed["edited_at"])
        events = socket.receive_until(lambda event: event["kind"] == "message_edited")
        self.assert_contract(events)
        self.assertEqual("We come on Monday.", events[-1]["message"]["text"])
        revisions = self.ada.get(f"/messages/{message['id']}/revisions")["items"]
        self.assertEqual(["We come on Munday."], [each["text"] for each in revisions])
        self.refused(403, "administrators_only", self.ben.get, f"/messages/{message['id']}/revisions")
        self.refused(403, "not_your_message", self.ada.call, "PATCH", f"/messages/{message['id']}", {"text": "x"})
        self.refused(404, "message_not_found", self.dora.call, "PATCH", f"/messages/{message['id']}", {"text": "x"})

    def test_a_deleted_message_leaves_a_line_and_no_words(self):
        upload = self.ben.call("POST", "/attachments?filename=plan.txt", b"secret plan")["id"]
        message = self.post(self.ben, "A secret.", attachment_ids=[upload])
        socket = self.socket(self.ada)
        self.ben.call("DELETE", f"/messages/{message['id']}")
        event = socket.receive_until(lambda event: event["kind"] == "message_deleted")[-1]
        self.assertEqual(("", []), (event["message"]["text"], event["message"]["attachments"]))
        last = self.ada.get(f"/conversations/{self.conversation}")["last_message"]
        self.assertEqual((True, ""), (last["deleted"], last["snippet"]))
        self.refused(404, "attachment_not_found", self.ben.call, "GET", f"/attachments/{upload}")
        self.assertEqual(200, self.ada.exchange("GET", f"/api/v1/attachments/{upload}")[0])
        mails = [mail for mail in self.ada.get("/mail_log/outgoing")["items"] if mail["message_id"] == message["id"]]
        self.assertEqual(["cancelled"], [mail["outcome"] for mail in mails])
        other = self.agent("olga")
        self.refused(404, "mail_not_found", other.get, f"/outbox/{mails[0]['id']}")
        self.refused(409, "message_deleted", self.ben.call, "DELETE", f"/messages/{message['id']}")

    def test_once_the_mail_has_left_it_stays(self):
        self.ben.call("PATCH", "/me", {"undo_send_seconds": 0})
        message = self.post(self.ben, "Gone at once.")
        eventually("the mail has left", lambda: any(
            receipt["mail_state"] == "sent" for each in self.ada.messages(self.conversation)
            if each["id"] == message["id"] for receipt in each["receipts"]))
        self.refused(409, "mail_has_left", self.ben.call, "PATCH", f"/messages/{message['id']}", {"text": "x"})
        self.refused(409, "mail_has_left", self.ben.call, "DELETE", f"/messages/{message['id']}")

    def test_two_answers_at_once(self):
        seen = self.ada.messages(self.conversation)[-1]["seq"]
        self.post(self.ada, "It is the toner.")
        body = {"text": "It is the paper.", "client_id": "paper", "unless_answered_after": seen}
        where = f"/conversations/{self.conversation}/messages"
        self.refused(409, "answered_meanwhile", self.ben.post, where, body)
        del body["unless_answered_after"]
        first = self.ben.post(where, body)
        body["unless_answered_after"] = seen
        self.assertEqual(first["id"], self.ben.post(where, body)["id"], "what was posted is not refused")


class Drafts(Composing):
    def test_a_draft_is_mine_on_every_device_and_goes_with_the_message(self):
        where = f"/conversations/{self.conversation}/draft"
        upload = self.ben.call("POST", "/attachments?filename=plan.txt", b"plan")["id"]
        phone = self.socket(self.ben)
        self.ben.call("PUT", where, {"html": "<p>Half a <b>thought</b><script>x</script></p>",
                                     "attachment_ids": [upload], "send_at": at(hours=1)})
        self.assert_contract(phone.receive_until(lambda event: event["kind"] == "draft_changed"))
        draft = self.ben.get(where)
        self.assertEqual(("Half a thought", [upload]),
                         (draft["text"].strip(), [each["id"] for each in draft["attachments"]]))
        self.assertNotIn("script", draft["html"])
        self.assertEqual("Half a thought", self.ben.get(f"/conversations/{self.conversation}")["draft"]["snippet"])
        self.assertIsNone(self.ada.get(where)["updated_at"], "nobody else has it")
        self.assertIsNone(self.ada.get(f"/conversations/{self.conversation}")["draft"])
        self.post(self.ben, "Half a thought", attachment_ids=[upload], discard_draft=True)
        self.assertIsNone(self.ben.get(where)["updated_at"])

    def test_files_of_others_do_not_come_along(self):
        upload = self.ada.call("POST", "/attachments?filename=plan.txt", b"plan")["id"]
        draft = self.ben.call("PUT", f"/conversations/{self.conversation}/draft",
                              {"html": "<p>x</p>", "attachment_ids": [upload]})
        self.assertEqual([], draft["attachments"])

    def test_an_empty_draft_is_none(self):
        where = f"/conversations/{self.conversation}/draft"
        self.ben.call("PUT", where, {"html": "<p>Words</p>"})
        self.assertIsNone(self.ben.call("PUT", where, {"html": "<p></p>"})["updated_at"])
        self.refused(404, "conversation_not_found", self.dora.call, "PUT", where, {"html": "<p>x</p>"})


class CannedReplies(Composing):
    def test_fields_are_filled_and_escaped(self):
        customer = self.ada.get("/customers")["items"][0]["id"]
        self.ada.call("PATCH", f"/customers/{customer}", {"name": "Eve <b>& Co"})
        reply = self.ben.post("/canned_replies", {
            "title": "Thanks", "html": "<p>Hello {{customer.name}}, about {{ item.number }} {{item.title}}: {{user.name}}</p>"})
        filled = self.ben.post(f"/canned_replies/{reply['id']}/fill", {"conversation_id": self.conversation})
        self.assertIn("Eve &lt;b&gt;&amp; Co", filled["html"])
        self.assertIn(f"T-{self.item} Printer on fire: Ben", filled["text"])
        self.assertEqual([], filled["missing"])
        self.refused(404, "canned_reply_not_found", self.ada.post, f"/canned_replies/{reply['id']}/fill",
                     {"conversation_id": self.conversation})

    def test_what_has_no_value_here_is_named(self):
        item = self.ada.post("/items", {"title": "By hand", "type": "task"})["id"]
        reply = self.ada.post("/canned_replies", {"title": "x", "html": "<p>Hello {{customer.name}}!</p>"})
        place = self.ada.conversation(item)["id"]
        self.assertEqual(["customer.name"], self.ada.post(
            f"/canned_replies/{reply['id']}/fill", {"conversation_id": place})["missing"])

    def test_unknown_fields_are_refused(self):
        self.refused(400, "invalid_fields", self.ben.post, "/canned_replies",
                     {"title": "x", "html": "<p>{{customer.password}}</p>"})

    def test_shared_ones_are_for_everybody_and_written_by_leaders(self):
        self.refused(403, "team_leaders_only", self.ben.post, "/canned_replies",
                     {"title": "x", "html": "<p>x</p>", "shared": True})
        own = self.ben.post("/canned_replies", {"title": "Mine", "html": "<p>mine</p>"})
        self.refused(403, "team_leaders_only", self.ben.call, "PATCH", f"/canned_replies/{own['id']}", {"shared": True})
        shared = self.ada.post("/canned_replies", {"title": "Réparé", "html": "<p>C'est réparé.</p>", "shared": True})
        listed = self.ben.get("/canned_replies", q="repa")["items"]
        self.assertEqual([(shared["id"], False)], [(each["id"], each["may_change"]) for each in listed])
        self.refused(403, "team_leaders_only", self.ben.call, "DELETE", f"/canned_replies/{shared['id']}")
        self.assertEqual([shared["id"]], [each["id"] for each in self.ada.get("/canned_replies")["items"]])


class Mentions(Composing):
    def test_only_who_may_see_it_is_suggested_and_told(self):
        names = [each["name"] for each in self.ada.get(f"/conversations/{self.internal}/mentionable")["items"]]
        self.assertIn("Ben", names)
        self.assertNotIn("Dora", names)
        self.assertEqual(["Ben"], [each["name"] for each in self.ada.get(
            f"/conversations/{self.internal}/mentionable", q="bé")["items"]])
        ben, dora = self.socket(self.ben), self.socket(self.dora)
        message = self.post(self.ada, "@Ben @Dora, look", self.internal,
                            mentions=[self.ben.user["id"], self.dora.user["id"]])
        self.assertEqual({"Ben", "Dora"}, {each["name"] for each in message["mentions"]})
        told = ben.receive_until(lambda event: event["kind"] == "notification")[-1]
        self.assertEqual(message["id"], told["message"]["id"])
        rules = {receipt["person"]["name"]: receipt["rule"] for each in self.ada.messages(self.internal)
                 for receipt in each["receipts"]}
        self.assertEqual("mention", rules["Ben"])
        self.assertEqual("no_access", rules["Dora"])
        heard = []
        while dora.has_input(0.2):
            heard.append(dora.receive())
        self.assertEqual([], [event for event in heard if event.get("conversation_id") or "message" in event],
                         "nothing reaches who may not see it")

    def test_it_is_foreseen(self):
        def of_ben(**body):
            entries = self.ada.post(f"/conversations/{self.internal}/audience", body)["items"]
            return next((each["rule"], each["told"]) for each in entries if each["person"]["name"] == "Ben")
        self.assertEqual(("not_following", False), of_ben())
        self.assertEqual(("mention", True), of_ben(mentions=[self.ben.user["id"]]))


class Mutes(Composing):
    def notification(self, socket) -> dict:
        return socket.receive_until(lambda event: event["kind"] == "notification")[-1]

    def test_a_mute_takes_the_signals_and_leaves_the_number(self):
        self.ben.call("PUT", f"/items/{self.item}/followers/user/{self.ben.user['id']}")
        socket = self.socket(self.ben)
        before = self.ben.get("/me")["counts"]["unread_messages"]
        self.ben.call("PUT", f"/conversations/{self.internal}/mute", {"until": at(hours=1)})
        self.assertEqual("mute_changed", socket.receive_until(
            lambda event: event["kind"] == "mute_changed")[-1]["kind"])
        self.post(self.ada, "Between us", self.internal)
        told = self.notification(socket)
        self.assert_contract([told])
        self.assertEqual((True, False, False), (told["muted"], told["sound"], told["flash"]))
        self.assertEqual(before + 1, told["badge"])
        self.post(self.ada, "For all")
        told = self.notification(socket)
        self.assertEqual((False, True, True), (told["muted"], told["sound"], told["flash"]))
        self.ben.call("PUT", "/me/mute", {"until": at(hours=1)})
        self.post(self.ada, "For all again")
        self.assertTrue(self.notification(socket)["muted"])
        self.assertEqual([None, self.internal], [each["conversation_id"] for each in self.ben.get("/me/mutes")["items"]])
        self.ben.call("DELETE", "/me/mute")
        self.post(self.ada, "And now?")
        self.assertFalse(self.notification(socket)["muted"])
        self.assertEqual([], self.ada.get("/me/mutes")["items"], "a mute is its owner's")

    def test_mail_goes_as_ever(self):
        self.ben.call("PUT", f"/items/{self.item}/followers/user/{self.ben.user['id']}")
        self.ben.call("PUT", "/me/mute", {"until": at(hours=1)})
        entries = self.ada.post(f"/conversations/{self.internal}/audience", {})["items"]
        self.assertEqual("if_unseen", next(each["email"] for each in entries if each["person"]["name"] == "Ben"))

    def test_not_in_the_past_and_not_for_ever(self):
        for until in (at(hours=-1), at(days=400)):
            self.refused(400, "invalid_fields", self.ben.call, "PUT", "/me/mute", {"until": until})
        self.refused(404, "conversation_not_found", self.dora.call, "PUT",
                     f"/conversations/{self.internal}/mute", {"until": at(hours=1)})


class Searching(Composing):
    def hits(self, api, q: str) -> list:
        return [(hit["kind"], hit["id"]) for hit in api.get("/search", q=q)["items"]]

    def test_words_phrases_and_marks(self):
        message = self.post(self.ben, "Le joint de transport a été retiré par Éloïse.")
        eventually("it is found", lambda: ("message", message["id"]) in self.hits(self.ada, "eloise"))
        self.assertIn(("message", message["id"]), self.hits(self.ada, '"joint de transport"'))
        self.assertNotIn(("message", message["id"]), self.hits(self.ada, '"transport joint"'))
        hit = self.ada.get("/search", q="retire")["items"][0]
        self.assertEqual((self.conversation, message["seq"]), (hit["conversation_id"], hit["seq"]))
        self.assertEqual(["retiré"], [part["text"] for part in hit["snippet_parts"] if part["hit"]])
        self.assertEqual([], self.hits(self.dora, "eloise"))
        rows = self.ada.get("/conversations", section="customers", q="Éloïse")["items"]
        self.assertEqual([self.conversation], [row["id"] for row in rows])

    def test_what_was_deleted_is_found_no_more(self):
        message = self.post(self.ben, "Vorpal blade")
        eventually("it is found", lambda: self.hits(self.ada, "vorpal"))
        self.ben.call("DELETE", f"/messages/{message['id']}")
        never("it is found again", lambda: self.hits(self.ada, "vorpal"), during=0.3)

    def test_an_item_is_found_by_its_number_and_new_title(self):
        eventually("by its number", lambda: ("item", self.item) in self.hits(self.ada, f"T-{self.item}"))
        self.ada.call("PATCH", f"/items/{self.item}", {"title": "Copier under water"})
        eventually("by its new title", lambda: ("item", self.item) in self.hits(self.ada, "copier wat"))


if __name__ == "__main__":
    unittest.main()
