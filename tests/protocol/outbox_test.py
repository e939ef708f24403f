"""What leaves, what waits and what never leaves, counted by the server at the other end.

Undo and cancel are honest (I5), nothing leaves early (I6), a refusal for good fails, one for now is
retried with the same bytes (OUT-2, OUT-7), and internal messages stay inside (I7).
"""
import unittest

from support.case import PostroomCase
from support.database import Database, check_outbound
from support.maildir import new_mail, send
from support.server import ADMIN, SUPPORT
from support.sink import Sink
from support.wait import eventually, never

EVE = "eve@customer.test"
SETTINGS = "[relay]\ngrace_seconds = 2\n"


class Outbox(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.sink = self.stack.enter_context(Sink())
        self.desk = self.server("--smart-host", f"smtp://127.0.0.1:{self.sink.port}",
                                settings=SETTINGS).start()
        self.api = self.desk.api()
        self.undo(0)
        send(self.desk.address("smtp"), new_mail(f"Eve <{EVE}>", SUPPORT, "Outbox", "question"))
        self.item = eventually("the ticket", lambda: self.api.item_titled("Outbox"))
        self.conversation = self.api.conversation(self.item["id"])["id"]
        self.api.mark_seen(self.conversation, 1)

    def undo(self, seconds: int) -> None:
        self.api.call("PATCH", "/me", {"undo_send_seconds": seconds})

    def answer(self, text: str) -> None:
        self.api.say(self.conversation, text, f"client-{text}")

    def row(self, state: str | None = None) -> dict | None:
        """The newest outgoing mail to Eve, once it has that state."""
        rows = self.api.get("/mail_log/outgoing", q=EVE, limit=5)["items"]
        mail = self.api.get(f"/outbox/{rows[0]['id']}") if rows else None
        return mail if mail and state in (None, mail["state"]) else None

    def wait_for_state(self, state: str) -> dict:
        return eventually(f"the mail is {state}", lambda: self.row(state), within=20)

    def test_an_answer_leaves_once_and_says_what_the_other_side_said(self):
        self.answer("here you are")
        mail = self.wait_for_state("sent")
        [arrival] = self.sink.to(EVE)
        self.assertEqual(mail["rfc_message_id"].strip("<>"), arrival.message_id.strip("<>"))
        self.assertIn("taken", mail["attempt_log"][-1]["reply"])
        check_outbound(Database(self.desk.data), self.sink.arrivals, 0)

    def test_undone_in_time_means_never_sent(self):
        self.undo(3)
        self.answer("too fast")
        mail = eventually("it is held", lambda: self.row("held"))
        self.api.post(f"/outbox/{mail['id']}/cancel")
        self.assertEqual("cancelled", self.row()["state"])
        never("a cancelled mail arrives", lambda: self.sink.to(EVE), during=4)

    def test_nothing_leaves_before_its_time(self):
        self.undo(2)
        self.answer("not yet")
        self.wait_for_state("sent")
        check_outbound(Database(self.desk.data), self.sink.arrivals, 2000)

    def test_cancelled_too_late_says_so(self):
        self.answer("gone")
        mail = self.wait_for_state("sent")
        status, _, problem = self.api.exchange("POST", f"/api/v1/outbox/{mail['id']}/cancel", {})
        self.assertEqual((409, "too_late_to_cancel"), (status, problem["code"]))

    def test_refused_for_now_waits_and_is_retried_with_the_same_bytes(self):
        self.sink.refusals["RCPT"] = "450 4.2.1 try again later"
        self.answer("patience")
        mail = self.wait_for_state("retry_wait")
        self.assertIn("try again later", mail["last_failure"])
        self.assertEqual("pending_retry", mail["send_status"])
        self.sink.refusals.clear()
        self.api.post(f"/outbox/{mail['id']}/retry")
        self.wait_for_state("sent")
        self.assertEqual(1, len(self.sink.to(EVE)))

    def test_refused_for_good_fails_until_a_person_retries(self):
        self.sink.refusals["RCPT"] = "550 5.1.1 no such user"
        self.answer("hello?")
        mail = self.wait_for_state("failed")
        self.assertEqual("failed", mail["send_status"])
        self.assertIn("no such user", mail["last_failure"])
        self.sink.refusals.clear()
        never("it is sent by itself", lambda: self.sink.to(EVE), during=2)
        self.api.post(f"/outbox/{mail['id']}/retry")
        self.wait_for_state("sent")
        self.assertEqual(1, len(self.sink.to(EVE)))

    def unconfirmed(self, text: str) -> dict:
        """A mail that reached the other side, whose answer was lost."""
        self.sink.refusals["."] = ""
        self.answer(text)
        mail = self.wait_for_state("uncertain")
        self.sink.refusals.clear()
        return mail

    def refused(self, mail: dict, command: str) -> tuple:
        status, _, problem = self.api.exchange("POST", f"/api/v1/outbox/{mail['id']}/{command}", {})
        return status, problem["code"]

    def test_what_nobody_confirmed_can_be_treated_as_sent_but_not_cancelled(self):
        mail = self.unconfirmed("did you get it?")
        self.assertEqual((False, True), (mail["can_cancel"], mail["can_treat_as_sent"]))
        self.assertEqual((409, "too_late_to_cancel"), self.refused(mail, "cancel"))
        self.assertEqual(1, self.api.get("/outbox", view="all")["total"])
        decided = self.api.post(f"/outbox/{mail['id']}/treat_as_sent")
        self.assertEqual(("uncertain", "decided", None),
                         (decided["state"], decided["next_step"], decided["next_attempt_at"]))
        self.assertFalse(decided["can_treat_as_sent"] or decided["can_retry"] or decided["can_cancel"])
        self.assertEqual(0, self.api.get("/outbox", view="all")["total"], "it has left the Outbox")
        for command in ("treat_as_sent", "retry"):
            self.assertEqual((409, "treated_as_sent"), self.refused(mail, command))
        events = self.api.get(f"/items/{self.item['id']}/timeline", limit=200)["items"]
        [decision] = [event for event in events if event["text"] == "mail: treated_as_sent"]
        self.assertEqual(("user", self.api.user["id"]), (decision["actor"]["kind"], decision["actor"]["id"]))
        [log] = [row for row in self.api.get("/mail_log/outgoing", q=EVE)["items"] if row["id"] == mail["id"]]
        self.assertEqual("uncertain", log["outcome"], "it is not called sent: nobody confirmed it")

    def test_a_failed_mail_that_may_have_arrived_before_can_be_treated_as_sent(self):
        mail = self.unconfirmed("once more")
        self.sink.refusals["RCPT"] = "550 5.1.1 no such user"
        self.api.post(f"/outbox/{mail['id']}/retry")
        failed = self.wait_for_state("failed")
        self.assertEqual((False, True), (failed["can_cancel"], failed["can_treat_as_sent"]))
        [outcome] = self.api.post("/outbox/treat_as_sent", {"ids": [mail["id"]]})["items"]
        self.assertTrue(outcome["ok"], outcome)
        self.assertEqual("uncertain", self.row()["state"])

    def test_nothing_is_decided_about_a_mail_whose_tries_were_all_answered(self):
        self.sink.refusals["RCPT"] = "550 5.1.1 no such user"
        self.answer("nobody there?")
        mail = self.wait_for_state("failed")
        self.assertFalse(mail["can_treat_as_sent"])
        self.assertEqual((409, "nothing_unconfirmed"), self.refused(mail, "treat_as_sent"))
        self.sink.refusals.clear()
        self.api.post(f"/outbox/{mail['id']}/retry")
        self.assertEqual((409, "already_sent"), self.refused(self.wait_for_state("sent"), "treat_as_sent"))
        self.assertEqual((404, "mail_not_found"), self.refused({"id": 4711}, "treat_as_sent"))

    def test_a_disabled_connector_holds_its_mail(self):
        connectors = self.api.get("/connectors")["items"]
        for connector in connectors:
            self.api.call("PATCH", f"/connectors/{connector['id']}", {"enabled": False})
        self.answer("wait for me")
        mail = eventually("the mail", self.row)
        self.assertEqual("connector_disabled", mail["send_status"])
        never("it leaves through a disabled connector", lambda: self.sink.to(EVE), during=2)
        for connector in connectors:
            self.api.call("PATCH", f"/connectors/{connector['id']}", {"enabled": True})
        self.wait_for_state("sent")

    def test_an_internal_note_never_reaches_the_customer(self):
        internal = self.api.conversation(self.item["id"], "internal")["id"]
        self.api.say(internal, "between us: SECRET-NOTE", "note")
        self.answer("public words")
        self.wait_for_state("sent")
        database = Database(self.desk.data)
        eventually("all is quiet", database.is_quiet, within=15)
        self.assertFalse([each for each in self.sink.arrivals
                          if b"SECRET-NOTE" in each.raw and each.recipient != ADMIN])

    def test_the_author_is_never_told_of_their_own_message(self):
        self.answer("my own words")
        self.wait_for_state("sent")
        eventually("all is quiet", Database(self.desk.data).is_quiet, within=15)
        self.assertEqual([], self.sink.to(ADMIN))


if __name__ == "__main__":
    unittest.main()
