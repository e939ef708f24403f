"""Ways to keep mail from leaving and from coming in, and who changed them.

(F086-F093, F130, LOOP-2, SEC-21)
"""
import unittest

from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import SUPPORT
from support.sink import Sink
from support.wait import eventually, never

EVE, MIA = "eve@customer.test", "mia@customer.test"
QUIET = 2.0  # longer than any mail here takes to leave


class Silence(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.sink = self.stack.enter_context(Sink())
        self.desk = self.server("--smart-host", f"smtp://127.0.0.1:{self.sink.port}").start()
        self.api = self.desk.api()
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        self.said = 0

    def ticket(self, title: str, sender: str = EVE) -> int:
        send(self.desk.address("smtp"), new_mail(sender, SUPPORT, title, "question"))
        item = eventually("the ticket", lambda: self.api.item_titled(title))
        conversation = self.api.conversation(item["id"])["id"]
        self.api.mark_seen(conversation, 1)
        return conversation

    def answer(self, conversation: int, text: str = "answer") -> dict:
        self.said += 1
        return self.api.say(conversation, text, f"said-{self.said}")

    def rules_of(self, message: dict) -> list:
        """By which rule each person was told of it or not; empty until that is decided."""
        return [row["rule"] for row in self.api.get("/explain", message_id=message["id"])["items"]]

    def customer(self, address: str) -> dict:
        return next(one for one in self.api.list_all("/customers") if one["email"] == address)

    def arrived(self, address: str) -> int:
        return len(self.sink.to(address))

    def outgoing(self, **query) -> list:
        return self.api.get("/mail_log/outgoing", **query)["items"]

    def withheld(self, reason_part: str) -> dict:
        [mail] = eventually("it is in the log", lambda: self.outgoing(outcome="suppressed"))
        self.assertIn(reason_part, str(mail).lower())
        return mail


class Customers(Silence):
    def set_active(self, active: bool, address: str = EVE) -> None:
        self.api.call("PATCH", f"/customers/{self.customer(address)['id']}", {"active": active})

    def test_f086_a_customer_is_deactivated_and_shown_so(self):
        self.ticket("Eve asks")
        self.assertTrue(self.customer(EVE)["active"])
        self.set_active(False)
        self.assertFalse(self.customer(EVE)["active"])

    def test_f087_deactivation_deletes_nothing(self):
        conversation = self.ticket("Eve asks")
        self.set_active(False)
        self.answer(conversation, "not for you")
        self.assertEqual(["question", "not for you"],
                         [each["text"].strip() for each in self.api.messages(conversation)])
        self.assertEqual("Eve asks", self.api.item_titled("Eve asks")["title"])

    def test_f088_a_deactivated_customer_gets_nothing_and_others_do(self):
        eves, mias = self.ticket("Eve asks"), self.ticket("Mia asks", MIA)
        self.set_active(False)
        self.answer(eves, "not for you")
        self.answer(mias, "for you")
        eventually("Mia's answer", lambda: self.arrived(MIA) == 1)
        never("a mail to who is deactivated", lambda: self.arrived(EVE), during=QUIET)

    def test_f089_a_reactivated_customer_gets_the_next_message_and_not_the_old_one(self):
        conversation = self.ticket("Eve asks")
        self.set_active(False)
        old = self.answer(conversation, "not for you")
        eventually("it is decided", lambda: "deactivated" in self.rules_of(old))
        self.set_active(True)
        self.answer(conversation, "welcome back")
        eventually("the next message", lambda: self.arrived(EVE) == 1)
        self.assertIn(b"welcome back", self.sink.to(EVE)[0].raw)


class WholeSystem(Silence):
    def be_quiet(self, on: bool) -> None:
        self.api.call("PUT", "/quiet_mode", {"enabled": on})

    def test_f090_in_quiet_mode_no_mail_leaves_and_the_log_shows_it_as_it_would_have_been_sent(self):
        conversation = self.ticket("Hush")
        self.be_quiet(True)
        self.answer(conversation, "said in silence")
        mail = self.withheld("quiet")
        raw = self.api.call("GET", f"/outbox/{mail['id']}/raw")
        self.assertIn(b"said in silence", raw if isinstance(raw, bytes) else str(raw).encode())
        never("any mail", lambda: self.arrived(EVE), during=QUIET)

    def test_f091_what_was_made_meanwhile_is_not_sent_later_either(self):
        conversation = self.ticket("Hush")
        self.be_quiet(True)
        self.answer(conversation, "said in silence")
        self.withheld("quiet")
        self.be_quiet(False)
        never("the mail of the silence", lambda: self.arrived(EVE), during=QUIET)

    def test_f092_once_switched_back_the_next_message_is_mailed(self):
        conversation = self.ticket("Hush")
        self.be_quiet(True)
        self.be_quiet(False)
        self.answer(conversation, "said aloud")
        eventually("the later one", lambda: self.arrived(EVE) == 1)
        self.assertIn(b"said aloud", self.sink.to(EVE)[0].raw)

    def test_f093_each_way_of_silencing_leaves_the_others_alone(self):
        eves, mias = self.ticket("Eve asks"), self.ticket("Mia asks", MIA)
        ben = self.api.post("/users", {"name": "Ben", "email": "ben@agents.test", "role": "member",
                                       "password": "correct horse battery"})
        self.api.call("PATCH", f"/users/{ben['id']}/notification_preferences", {"email": "never"})
        self.api.post("/email_filters", {"address": EVE, "reason": "asked for silence"})
        self.assertTrue(self.customer(EVE)["active"])
        self.assertTrue(self.customer(MIA)["active"])
        self.assertFalse(self.api.get("/quiet_mode")["enabled"])
        self.answer(eves, "kept back")
        self.answer(mias, "on its way")
        eventually("Mia's answer", lambda: self.arrived(MIA) == 1)
        never("a mail to Eve", lambda: self.arrived(EVE), during=QUIET)


class Filters(Silence):
    def listed(self, direction: str) -> dict:
        return {row["address"]: row for row in self.api.list_all("/email_filters", direction=direction)}

    def test_f130_a_pattern_keeps_mail_back_and_counts(self):
        conversation = self.ticket("A robot asks", "robot-7@customer.test")
        self.api.post("/email_filters", {"address": "Robot-*@customer.test", "reason": "machines"})
        self.answer(conversation)
        eventually("it is counted", lambda: self.listed("outgoing")["robot-*@customer.test"]["hits"] == 1)
        never("a mail to the robot", lambda: self.arrived("robot-7@customer.test"), during=QUIET)
        self.answer(self.ticket("A person asks", "robota@customer.test"))
        eventually("who does not meet the pattern gets it", lambda: self.arrived("robota@customer.test") == 1)

    def test_what_is_not_taken_in_is_logged_with_the_entry_that_kept_it_out(self):
        self.api.post("/email_filters", {"address": "*@*.bulk.test", "direction": "incoming", "reason": "adverts"})
        send(self.desk.address("smtp"), new_mail("offer@news.bulk.test", SUPPORT, "Buy now", "cheap"))
        [mail] = eventually("it is logged", lambda: self.api.get("/mail_log/incoming", outcome="filtered")["items"])
        self.assertIn("*@*.bulk.test", str(mail["reason"]))
        self.assertIsNone(self.api.item_titled("Buy now"))
        self.assertEqual(1, self.listed("incoming")["*@*.bulk.test"]["hits"])
        self.assertNotIn("*@*.bulk.test", self.listed("outgoing"))
        self.ticket("From elsewhere", "ana@bulk.test")

    def test_what_would_meet_nearly_everybody_is_refused(self):
        for address in ("*", "*@*", "**@a", "a*b*c*d*e*f@x.test", "robot *@x.test"):
            with self.subTest(address=address):
                status, _, body = self.api.exchange("POST", "/api/v1/email_filters", {"address": address})
                self.assertEqual((400, "invalid_fields"), (status, body["code"]))
        status, _, _ = self.api.exchange("POST", "/api/v1/email_filters", {"address": EVE, "direction": "sideways"})
        self.assertEqual(400, status)


class Audit(Silence):
    def changes(self, **query) -> list:
        return [(each["subject"], each["action"], {c["field"]: (c["from"], c["to"]) for c in each["changes"]})
                for each in self.api.list_all("/audit", **query)]

    def test_sec21_who_changed_what_from_what_to_what(self):
        ben = self.api.post("/users", {"name": "Ben", "email": "ben@agents.test", "role": "member",
                                       "password": "correct horse battery"})
        self.api.call("PATCH", f"/users/{ben['id']}", {"role": "team_leader"})
        self.api.call("PATCH", f"/users/{ben['id']}/notification_preferences", {"email": "never"})
        self.api.call("PUT", "/quiet_mode", {"enabled": True})
        self.api.call("PUT", "/quiet_mode", {"enabled": True})  # nothing changes: nothing is written
        row = self.api.post("/email_filters", {"address": "robot@customer.test"})
        self.api.call("DELETE", f"/email_filters/{row['id']}")
        self.assertEqual([
            ("email_filter", "deleted", {"address": ("robot@customer.test", ""), "direction": ("outgoing", "")}),
            ("email_filter", "created", {"address": ("", "robot@customer.test"), "direction": ("", "outgoing")}),
            ("quiet_mode", "changed", {"enabled": ("no", "yes")}),
            ("user", "changed", {"notification_email": ("if_unseen", "never")}),
            ("user", "changed", {"role": ("member", "team_leader")})], self.changes()[:5])
        newest = self.api.get("/audit", subject="user")["items"][0]
        self.assertEqual(("Ben", self.api.user["name"]), (newest["subject_name"], newest["actor"]["name"]))
        self.assertNotIn("correct horse", str(self.api.list_all("/audit")))
        self.assertEqual([], self.changes(q="nobody of this name"))

    def test_sec21_only_administrators_read_it(self):
        self.api.post("/users", {"name": "Ben", "email": "ben@agents.test", "role": "team_leader",
                                 "password": "correct horse battery"})
        ben = self.desk.api("ben@agents.test", "correct horse battery")
        self.assertEqual(403, ben.exchange("GET", "/api/v1/audit")[0])


if __name__ == "__main__":
    unittest.main()
