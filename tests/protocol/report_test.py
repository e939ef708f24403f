"""What comes back about our mail, as the HTTP contract tells it: BNC-4 to BNC-8, and mail that is processed again (IN-2).

The server captures what it sends; the reports are those of another server, and each speaks of one of our mails.
"""
import email
import email.policy
import smtplib
import sqlite3
import unittest

from support import reports
from support.case import PostroomCase
from support.database import file_of
from support.maildir import new_mail, send
from support.server import SUPPORT
from support.wait import eventually

EVE = "eve@customer.test"


class Reports(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture").start()
        self.api = self.desk.api()
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        send(self.desk.address("smtp"), new_mail(f"Eve <{EVE}>", SUPPORT, "Printer", "It burns."))
        self.item = eventually("the ticket", lambda: self.api.item_titled("Printer"))["id"]
        self.conversation = self.api.conversation(self.item)["id"]
        self.customer = self.api.get("/customers")["items"][0]["id"]

    def answer(self, text: str) -> tuple:
        """(message, Message-ID) of an answer that has left."""
        message = self.api.say(self.conversation, text, text)
        mail = eventually("its mail has left", lambda: next(
            (each for each in self.api.get("/mail_log/outgoing")["items"]
             if each["message_id"] == message["id"] and each["state"] == "sent"), None))
        raw = self.api.get(f"/outbox/{mail['id']}/raw")
        return message, email.message_from_bytes(raw, policy=email.policy.default)["Message-ID"]

    def take(self, report: bytes) -> dict:
        """The mail log's row of a report that came in."""
        known = len(self.api.list_all("/mail_log/incoming"))
        with smtplib.SMTP(*self.desk.address("smtp"), timeout=30) as session:
            session.sendmail("", [SUPPORT], report)
        return eventually("the report is taken", lambda: next(
            (row for row in self.api.get("/mail_log/incoming")["items"][:1]
             if len(self.api.list_all("/mail_log/incoming")) > known and row["outcome"] != "pending"), None))

    def receipt(self, message: dict) -> dict:
        shown = next(each for each in self.api.messages(self.conversation) if each["id"] == message["id"])
        return next(each for each in shown["receipts"] if each["person"]["kind"] == "customer")

    def steps(self, message: dict) -> list:
        explained = self.api.get("/explain", message_id=message["id"])["items"]
        return [step["code"] for entry in explained for step in entry["steps"]]

    def customer_now(self) -> dict:
        return self.api.get(f"/customers/{self.customer}")

    def test_bnc4_a_delay_is_told_at_the_message_and_in_the_log_and_changes_nothing(self):
        message, message_id = self.answer("On its way")
        row = self.take(reports.delivery(message_id, EVE, "delayed", "4.4.1", "451 4.4.1 no answer yet"))
        self.assertEqual(("bounce", "delayed_for"), (row["outcome"], row["reason_wording"]["code"]))
        receipt = self.receipt(message)
        self.assertEqual(("sent", "delayed"), (receipt["mail_state"], receipt["mail_report"]["kind"]))
        self.assertIn("no answer yet", receipt["mail_report"]["words"])
        logged = self.api.get("/mail_log/outgoing")["items"][0]
        self.assertEqual(("sent", "delayed"), (logged["outcome"], logged["report"]["kind"]))
        self.assertIn("report_delayed", self.steps(message))
        customer = self.customer_now()
        self.assertEqual((None, None), (customer["suppression"], customer["soft_bounces"]))
        self.assertIsNone(self.api.get(f"/items/{self.item}")["undelivered_at"])

    def test_bnc4_a_full_mailbox_is_a_warning_and_the_third_is_for_good(self):
        for count in (1, 2, 3):
            message, message_id = self.answer(f"Try {count}")
            row = self.take(reports.delivery(message_id, EVE, "failed", "5.2.2", "552 5.2.2 mailbox full"))
            customer = self.customer_now()
            self.assertEqual(count, customer["soft_bounces"]["count"])
            self.assertEqual(count == 3, customer["suppression"] is not None)
        self.assertEqual("undeliverable_third", row["reason_wording"]["code"])
        self.assertEqual(("bounced", "soft"), (self.receipt(message)["mail_state"],
                                               self.receipt(message)["mail_report"]["kind"]))
        lifted = self.api.call("DELETE", f"/customers/{self.customer}/suppression")
        self.assertEqual((None, None), (lifted["suppression"], lifted["soft_bounces"]))

    def test_bnc4_what_is_refused_for_its_content_is_shown_at_the_connector_alone(self):
        _, message_id = self.answer("Cheap pills")
        row = self.take(reports.delivery(message_id, EVE, "failed", "5.7.1", "550 5.7.1 rejected as spam"))
        self.assertEqual("undeliverable_policy", row["reason_wording"]["code"])
        customer = self.customer_now()
        self.assertEqual((None, None), (customer["suppression"], customer["soft_bounces"]))
        connector = self.api.get("/connectors")["items"][0]
        self.assertEqual((1, False), (connector["refusals"]["count"], connector["needs_attention"]))
        self.assertIn("rejected as spam", connector["refusals"]["last"])
        self.answer("It keeps sending")
        seen = self.api.call("DELETE", f"/connectors/{connector['id']}/refusals")
        self.assertIsNone(seen["refusals"])

    def test_bnc6_a_late_bounce_marks_the_conversation_until_somebody_has_looked(self):
        message, message_id = self.answer("Too late")
        self.api.call("PATCH", f"/items/{self.item}", {"status": "closed"})
        before = {row["outcome"]: row["count"] for row in self.api.get(
            "/mail_log/volume", direction="outgoing")["items"]}
        row = self.take(reports.delivery(message_id, EVE, "failed", "5.1.1", "550 5.1.1 no such user"))
        self.assertEqual("undeliverable_hard", row["reason_wording"]["code"])
        item = self.api.get(f"/items/{self.item}")
        self.assertEqual("finished", item["state"], "never reopened")
        self.assertIsNotNone(item["undelivered_at"])
        shown = self.api.get(f"/conversations/{self.conversation}")
        self.assertIsNotNone(shown["undelivered_at"])
        after = {row["outcome"]: row["count"] for row in self.api.get(
            "/mail_log/volume", direction="outgoing")["items"]}
        self.assertEqual((before["sent"] - 1, 1), (after.get("sent", 0), after["bounced"]), "counters change")
        notices = self.api.messages(self.api.conversation(self.item, "internal")["id"])
        self.assertEqual(["bot"], [each["author"]["kind"] for each in notices])
        self.assertIn("550 5.1.1", notices[0]["text"])
        self.assertIn("report_hard", self.steps(message))
        history = [event["text"] for event in self.api.get(f"/items/{self.item}/timeline")["items"]]
        self.assertIn("undelivered: true", history)
        self.assertIn("mail: bounced", history)
        self.api.call("DELETE", f"/conversations/{self.conversation}/undelivered")
        self.assertIsNone(self.api.get(f"/items/{self.item}")["undelivered_at"])

    def test_bnc7_a_complaint_tags_the_customer_and_warns_whoever_writes(self):
        _, message_id = self.answer("Our news")
        self.take(reports.complaint(message_id, EVE))
        customer = self.customer_now()
        self.assertEqual("complaint", customer["suppression"]["kind"])
        self.assertIsNotNone(customer["complained_at"])
        audience = self.api.post(f"/conversations/{self.conversation}/audience", {})["items"]
        eve = next(each for each in audience if each["person"]["kind"] == "customer")
        self.assertEqual(("complained", True), (eve["caution"], eve["told"]))
        self.assertNotIn("complained", [each["caution"] for each in audience if each is not eve])
        self.answer("What colleagues write still leaves")

    def test_bnc8_a_read_receipt_stands_in_the_explanation(self):
        message, message_id = self.answer("Read me")
        row = self.take(reports.read_receipt(message_id, EVE))
        self.assertEqual("automatic", row["outcome"])
        self.assertIn("report_read", self.steps(message))
        self.assertEqual(2, len(self.api.messages(self.conversation)), "no message")
        self.assertEqual(1, len(self.api.items()), "no ticket")

    def test_in2_mail_of_an_older_version_is_processed_again_in_its_place(self):
        mail = self.api.get("/mail_log/incoming")["items"][0]
        self.assertEqual((False, False), (mail["is_outdated"], mail["can_process_again"]))
        with sqlite3.connect(file_of(self.desk.data), timeout=10) as database:
            database.execute("update incoming_mail set parser_version = 0")
            database.execute("update message set body_text = 'damaged', visible_text = 'damaged'")
        mail = self.api.get("/mail_log/incoming")["items"][0]
        self.assertEqual((True, True), (mail["is_outdated"], mail["can_process_again"]))
        self.api.call("POST", f"/mail_log/incoming/{mail['id']}/process_again")
        eventually("it is read again", lambda: "burns" in self.api.messages(self.conversation)[0]["text"])
        self.assertEqual(1, len(self.api.items()))
        self.assertIn("read the mail again",
                      [event["text"] for event in self.api.get(f"/items/{self.item}/timeline")["items"]])

    def test_in2_all_mail_of_an_older_version_at_once(self):
        with sqlite3.connect(file_of(self.desk.data), timeout=10) as database:
            database.execute("update incoming_mail set parser_version = 0")
            database.execute("update message set body_text = 'damaged'")
        self.assertEqual({"count": 1}, self.api.post("/mail_log/incoming/process_again"))
        eventually("it is read again", lambda: "burns" in self.api.messages(self.conversation)[0]["text"])
        self.assertEqual({"count": 0}, self.api.post("/mail_log/incoming/process_again"))


if __name__ == "__main__":
    unittest.main()
