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
