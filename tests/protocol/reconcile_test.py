"""An answer that was lost after the final dot: looked for in the Sent folder of a real Dovecot before anything goes again.

Rule: mail-correctness.md OUT-4, P7, F5; the SMTP peer counts copies. Time is moved in the rows, not waited for.
"""
import contextlib
import sqlite3
import unittest

from support import dovecot
from support.case import PostroomCase
from support.database import file_of
from support.dovecot import Dovecot
from support.smtp_peer import Peer
from support.wait import eventually, never

SALES = "sales@desk.test"
PASSWORD = "app password one"
QUESTION = (b"From: Ana Blum <ana@customer.test>\nTo: sales@desk.test\nSubject: A question\n"
            b"Message-ID: <question@customer.test>\nDate: Sat, 21 Nov 2026 10:00:00 +0000\n\nWhen?\n")


BOUNCE = f"""From: MAILER-DAEMON@provider.test
To: {SALES}
Subject: Undeliverable
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; provider.test

Final-Recipient: rfc822; ana@customer.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b
Content-Type: message/rfc822

From: {SALES}
To: ana@customer.test
Message-ID: <AM0PR01@provider.test>
Subject: Re: A question

On Monday.
--b--
"""


@unittest.skipUnless(dovecot.is_installed(), "needs Dovecot and root")
class Reconcile(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.box = Dovecot(self.folder, {SALES: PASSWORD}).start()
        self.addCleanup(lambda: self.box.stop())
        self.smtp = self.stack.enter_context(Peer(users={SALES: PASSWORD}))
        self.smtp.auth_in_clear = True
        self.desk = self.server().start()
        self.api = self.desk.api()
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        server = {"host": "127.0.0.1", "tls": "off"}
        self.api.post("/mailboxes", {"address": SALES, "provider": "other", "password": PASSWORD,
                                     "imap": {**server, "port": self.box.port},
                                     "smtp": {**server, "port": self.smtp.port}, "receives_only": False})
        eventually("the mailbox was looked at", lambda: self.api.get("/mailboxes")["items"][0]["health"]["looked_at"])
        self.send_and_lose_the_answer()

    def send_and_lose_the_answer(self) -> None:
        self.box.deliver(SALES, QUESTION)
        item = eventually("the ticket", lambda: self.api.item_titled("A question"), within=20)
        self.smtp.answers["."] = None
        self.api.say(self.api.conversation(item["id"])["id"], "On Monday.", "answer")
        eventually("the answer is lost", lambda: self.mail()["state"] == "uncertain", within=20)
        self.smtp.answers.clear()
        [self.taken] = self.answers()

    def answers(self) -> list:
        return [taken for taken in self.smtp.mails if b"On Monday." in taken.raw]

    def mail(self) -> dict:
        rows = self.api.get("/mail_log/outgoing", q="ana@customer.test", limit=1)["items"]
        return self.api.get(f"/outbox/{rows[0]['id']}") if rows else {"state": None}

    def outcomes(self) -> list:
        return [attempt["outcome"] for attempt in self.mail()["attempt_log"]]

    def folder_of_sent_mail(self, name: str, raw: bytes) -> None:
        client = self.box.session(SALES)
        client.create(f'"{name}"')
        client.logout()
        self.box.deliver(SALES, raw, folder=f'"{name}"')

    def let_pass(self, seconds: int) -> None:
        """The program is away so long."""
        self.assertEqual(0, self.desk.stop())
        with contextlib.closing(sqlite3.connect(file_of(self.desk.data))) as database, database:
            database.execute("update mail_attempt set finished_at = finished_at - ?", [seconds * 1000])
            database.execute("update outgoing_mail set due_at = due_at - ?", [seconds * 1000])
        self.api = self.desk.start().api()

    def test_fault_f05_found_in_the_sent_folder_means_sent_and_no_second_copy(self):
        self.folder_of_sent_mail("Sent Items", self.taken.raw)
        self.let_pass(61)
        eventually("it was found", lambda: self.mail()["state"] == "sent", within=20)
        self.assertEqual(["uncertain", "found"], self.outcomes())
        self.assertEqual("found_in_sent", self.mail()["attempt_log"][-1]["reply_wording"]["code"])
        self.let_pass(700)
        never("a second copy", lambda: len(self.answers()) > 1, during=2)

    def test_fault_f05_found_by_its_mark_where_the_provider_wrote_another_message_id(self):
        self.folder_of_sent_mail("Sent", self.taken.raw.replace(
            self.taken.message_id.encode(), b"<rewritten@provider.test>"))
        self.let_pass(61)
        eventually("it was found", lambda: self.mail()["state"] == "sent", within=20)
        self.assertEqual(1, len(self.answers()))
        self.answer_to("rewritten@provider.test")

    def answer_to(self, message_id: str) -> None:
        """Ana's mail program knows the mail by the name that the provider gave it."""
        self.box.deliver(SALES, (f"From: Ana <ana@customer.test>\nTo: {SALES}\nSubject: About something\n"
                                 f"Message-ID: <again@customer.test>\nIn-Reply-To: <{message_id}>\n\nThanks!\n").encode())
        item = self.api.item_titled("A question")
        conversation = self.api.conversation(item["id"])["id"]
        eventually("it belongs to the ticket", lambda: "Thanks!" in self.api.messages(conversation)[-1]["text"], within=20)
        self.assertEqual(1, len(self.api.items()))

    def test_out30_a_name_that_the_server_states_when_it_takes_the_mail_threads_answers_and_bounces(self):
        self.smtp.answers["."] = "250 2.0.0 OK <AM0PR01@provider.test> [Hostname=AM0PR01.provider.test]"
        self.api.post(f"/outbox/{self.mail()['id']}/retry")
        eventually("sent", lambda: self.mail()["state"] == "sent", within=20)
        self.assertEqual(["AM0PR01@provider.test"], self.mail()["other_message_ids"])
        self.answer_to("AM0PR01@provider.test")
        self.box.deliver(SALES, BOUNCE.encode())
        eventually("it bounced", lambda: self.mail()["state"] == "bounced", within=20)

    def test_out4_a_connector_that_asks_waits_for_somebodys_decision(self):
        connector = next(each for each in self.api.get("/connectors")["items"] if each["host"] == "127.0.0.1"
                         and each["port"] == self.smtp.port)
        self.assertEqual("send_again", connector["when_uncertain"])
        self.api.call("PATCH", f"/connectors/{connector['id']}", {"when_uncertain": "ask"})
        self.api.post(f"/outbox/{self.mail()['id']}/retry")
        eventually("sent", lambda: self.mail()["state"] == "sent", within=20)
        self.smtp.mails.clear()
        self.smtp.answers["."] = None
        item = self.api.item_titled("A question")
        self.api.say(self.api.conversation(item["id"])["id"], "On Monday. At nine.", "second")
        eventually("nobody knows", lambda: self.mail()["state"] == "uncertain", within=20)
        self.smtp.answers.clear()
        self.assertEqual(("decide", None), (self.mail()["next_step"], self.mail()["next_attempt_at"]))
        self.let_pass(3600)
        never("it goes again by itself", lambda: len(self.answers()) > 1, during=2)
        self.assertTrue(self.mail()["can_retry"] and self.mail()["can_treat_as_sent"])
        self.api.post(f"/outbox/{self.mail()['id']}/treat_as_sent")
        self.assertEqual("decided", self.mail()["next_step"])
        self.let_pass(3600)
        never("it goes after all", lambda: len(self.answers()) > 1, during=1)

    def test_fault_f05_not_found_twice_means_the_same_bytes_again(self):
        self.folder_of_sent_mail("Sent", QUESTION)
        self.let_pass(61)
        eventually("the first look", lambda: self.outcomes() == ["uncertain", "not_found"], within=20)
        self.assertEqual("uncertain", self.mail()["state"])
        self.let_pass(61)
        eventually("the second look", lambda: self.outcomes() == ["uncertain", "not_found", "not_found"], within=20)
        never("it goes again before its time", lambda: len(self.answers()) > 1, during=1)
        self.let_pass(600)
        eventually("it goes again", lambda: self.mail()["state"] == "sent", within=20)
        first, second = self.answers()
        self.assertEqual(first.raw, second.raw, "the same bytes, the same Message-ID (OUT-2)")


if __name__ == "__main__":
    unittest.main()
