"""Fetching mailboxes from a real Dovecot: nothing lost, nothing twice, and trouble said in words.

Rule: mail-correctness.md IMAP-1 to IMAP-11, OAU-3; F094, F096, F103, F110, F111, F113, F132.
"""
import unittest

from support import dovecot
from support.api import Problem
from support.case import PostroomCase
from support.database import Database
from support.dovecot import Dovecot
from support.server import ADMIN
from support.smtp_peer import Peer
from support.wait import eventually

SALES, BILLING = "sales@desk.test", "billing@desk.test"
PASSWORDS = {SALES: "app password one", BILLING: "app password two"}


def mail(subject: str, number: int = 1, body: str = "Hello, I have a question.") -> bytes:
    return (f"From: Ana Blum <ana@customer.test>\nTo: {SALES}\nSubject: {subject}\n"
            f"Message-ID: <{number}.{subject.replace(' ', '.')}@customer.test>\n"
            f"Date: Sat, 21 Nov 2026 10:00:00 +0000\n\n{body} ({number})\n").encode()


@unittest.skipUnless(dovecot.is_installed(), "needs Dovecot and root")
class MailboxTest(PostroomCase):
    def setUp(self):
        super().setUp()
        self.peer = Dovecot(self.folder, PASSWORDS).start()
        self.addCleanup(lambda: self.peer.stop())
        self.smtp = self.stack.enter_context(Peer(users={SALES: PASSWORDS[SALES]}))
        self.smtp.auth_in_clear = True
        self.desk = self.server().start()
        self.api = self.desk.api()

    def settings(self, address: str = SALES, **more) -> dict:
        return {"address": address, "provider": "other", "password": PASSWORDS[address],
                "imap": {"host": "127.0.0.1", "port": self.peer.port, "tls": "off"},
                "receives_only": True, **more}

    def connect(self, address: str = SALES, **more) -> int:
        box = self.api.post("/mailboxes", self.settings(address, **more))
        eventually("the mailbox was looked at", lambda: self.health(box["id"])["looked_at"])
        return box["id"]

    def health(self, box: int) -> dict:
        return next(row for row in self.api.get("/mailboxes")["items"] if row["id"] == box)["health"]

    def change(self, path: str, body: dict) -> dict:
        return self.api.call("PATCH", path, body)

    def titles(self) -> list:
        return sorted(item["title"] for item in self.api.items())

    def tickets(self, count: int) -> list:
        eventually(f"{count} tickets", lambda: len(self.titles()) >= count or None, within=20)
        return self.titles()

    def test_f094_f096_f103_mail_in_two_mailboxes_becomes_tickets_each_with_its_channel(self):
        self.connect(SALES, name="Sales")
        self.connect(BILLING, name="Billing")
        self.peer.deliver(SALES, mail("First question"))
        self.peer.deliver(BILLING, mail("About a bill"))
        self.assertEqual(self.tickets(2), ["About a bill", "First question"])
        queues = {item["title"]: item["queue"]["name"]
                  for item in self.api.get("/items")["items"]}
        self.assertEqual(queues, {"First question": "Sales", "About a bill": "Billing"})

    def test_f103_only_mail_from_now_on_is_taken_over_and_read_marks_are_as_chosen(self):
        self.peer.deliver(SALES, mail("Old mail"))
        self.connect(SALES, after_fetch="keep")
        self.peer.deliver(SALES, mail("New mail", 2))
        self.assertEqual(self.tickets(1), ["New mail"])
        self.assertFalse([f for f in self.peer.flags(SALES) if b"\\Seen" in f],
                         "a fetch marks nothing as read (IMAP-3)")

    def test_imap5_mail_is_marked_moved_or_removed_after_it_is_stored(self):
        box = self.connect(SALES, after_fetch="seen")
        self.peer.deliver(SALES, mail("To be marked"))
        eventually("marked as read",
                   lambda: any(b"\\Seen" in flags for flags in self.peer.flags(SALES)))
        session = self.peer.session(SALES)
        session.create("Done")
        session.logout()
        self.change(f"/mailboxes/{box}", {"after_fetch": "move", "move_to": "Done"})
        self.peer.deliver(SALES, mail("To be moved", 2))
        eventually("moved", lambda: len(self.peer.flags(SALES, "Done")) == 1)
        self.change(f"/mailboxes/{box}", {"after_fetch": "remove"})
        self.peer.deliver(SALES, mail("To be removed", 3))
        self.tickets(3)
        eventually("removed", lambda: len(self.peer.flags(SALES)) == 1 or None)

    def test_imap1_a_backlog_comes_whole_and_in_order(self):
        box = self.connect(SALES)
        self.change(f"/channels/{box}", {"active": False})
        for number in range(120):
            raw = mail(f"Mail {number:03}", number)
            self.peer.deliver(SALES, raw.replace(b"<ana@", b"<ana%d@" % number))
        self.change(f"/channels/{box}", {"active": True})
        self.assertEqual(self.tickets(120), [f"Mail {number:03}" for number in range(120)])
        health = eventually("no backlog", lambda: (lambda h: h if h["backlog"] == 0 else None)(
            self.health(box)))
        self.assertEqual(health["status"], "working")

    def test_imap3_a_mail_of_several_pieces_is_whole_and_one_too_large_leaves_a_note(self):
        self.desk.stop()
        (self.desk.data / "postroom.toml").write_text("[listener]\nmail_bytes_max = 6000000\n")
        self.desk.start()
        self.api = self.desk.api()
        self.connect(SALES)
        body = "\n".join(f"{number:06} " + "x" * 60 for number in range(50_000))
        self.peer.deliver(SALES, mail("Large", 1, body))
        self.peer.deliver(SALES, mail("Too large", 2, body * 2))
        self.assertEqual(self.tickets(2), ["Large", "Too large"])
        sizes = [size for size, in Database(self.desk.data).rows(
            "select size from incoming_mail order by incoming_mail_id")]
        self.assertGreater(sizes[0], len(body), "every piece of it")
        self.assertLess(sizes[1], 2000, "the note only")

    def test_imap4_another_uidvalidity_brings_nothing_twice_and_loses_nothing(self):
        self.connect(SALES)
        for number in range(5):
            self.peer.deliver(SALES, mail(f"Before {number}", number))
        self.tickets(5)
        before = self.peer.uid_validity(SALES)
        self.peer.stop()
        self.peer.forget_uids(SALES)
        self.peer.start()
        self.assertNotEqual(self.peer.uid_validity(SALES), before)
        self.peer.deliver(SALES, mail("After", 6))
        self.assertEqual(self.tickets(6), ["After"] + [f"Before {number}" for number in range(5)])
        log = self.api.get("/mail_log/incoming?limit=200")["items"]
        self.assertEqual(len(log), 6, "known mails are recognised before they are stored")

    def test_imap9_the_fetch_goes_on_after_the_server_was_away(self):
        box = self.connect(SALES)
        self.peer.stop()
        trouble = eventually("trouble is shown",
                             lambda: self.health(box)["status"] == "trouble" and self.health(box))
        self.assertIn(trouble["trouble_wording"]["code"], ("port_closed", "connection_lost"))
        self.assertIsNotNone(trouble["trouble_since"])
        self.peer.start()
        self.peer.deliver(SALES, mail("After the pause"))
        self.assertEqual(self.tickets(1), ["After the pause"])
        eventually("the trouble is over", lambda: self.health(box)["trouble"] == "")

    def test_f111_a_refused_password_is_said_and_nothing_is_connected(self):
        with self.assertRaises(Problem) as refused:
            self.api.post("/mailboxes", self.settings(SALES, password="wrong"))
        self.assertEqual(refused.exception.code, "mailbox_test_failed")
        self.assertIn("refuses user name and password", refused.exception.body["detail"])
        self.assertEqual(self.api.get("/mailboxes")["items"], [])
        tried = self.api.post("/mailboxes/test", self.settings(SALES, password="wrong"))
        self.assertEqual([(step["step"], step["ok"]) for step in tried["receiving"]["steps"]],
                         [("connect", True), ("encrypt", True), ("sign_in", False)])

    def test_imap9_a_password_that_is_changed_at_the_provider_needs_attention_and_a_new_one_helps(self):
        box = self.connect(SALES)
        self.peer.users[SALES] = "another"
        self.peer.save_users()
        self.peer.stop()
        self.peer.start()
        health = eventually("attention", lambda: self.health(box)["status"] == "needs_attention"
                            and self.health(box), within=20)
        self.assertEqual(health["trouble_wording"]["code"], "sign_in_refused")
        self.change(f"/mailboxes/{box}", {"password": "another"})
        self.peer.deliver(SALES, mail("It works again"))
        self.assertEqual(self.tickets(1), ["It works again"])

    def test_f110_f132_one_connect_makes_inbound_outbound_and_the_filter(self):
        self.api.post("/mailboxes", self.settings(
            SALES, receives_only=False,
            smtp={"host": "127.0.0.1", "port": self.smtp.port, "tls": "off"}))
        connector = next(row for row in self.api.get("/connectors")["items"]
                         if row["from_address"] == SALES)
        channel = next(row for row in self.api.get("/channels")["items"] if row["address"] == SALES)
        self.assertEqual(channel["kind"], "imap")
        self.assertEqual(channel["reply_via"]["id"], connector["id"])
        self.assertFalse(channel["loop_warning"])
        filters = self.api.get("/email_filters")["items"]
        self.assertIn((SALES, True), [(row["address"], row["automatic"]) for row in filters])

    def test_f101_f102_f115_a_reply_leaves_from_the_mailbox_and_its_answer_comes_back(self):
        self.connect(SALES, name="Sales", receives_only=False,
                     smtp={"host": "127.0.0.1", "port": self.smtp.port, "tls": "off"})
        self.peer.deliver(SALES, mail("Please answer"))
        self.tickets(1)
        conversation = self.api.conversation(self.api.items()[0]["id"])
        self.change("/me", {"undo_send_seconds": 0})
        self.api.post(f"/conversations/{conversation['id']}/messages", {"text": "Here it is.", "client_id": "reply"})
        sent = eventually("the reply", lambda: next(
            (taken for taken in self.smtp.mails if b"Here it is." in taken.raw), None), within=20)
        self.assertEqual(sent.sender, SALES, "no bounce address: the provider refuses those")
        self.assertIn(f"Reply-To: Sales <{SALES}>".encode(), sent.raw)
        answer = (f"From: Ana Blum <ana@customer.test>\nTo: {SALES}\nSubject: Re: Please answer\n"
                  f"Message-ID: <answer@customer.test>\nIn-Reply-To: {sent.message_id}\n"
                  f"References: {sent.message_id}\n\nThank you!\n").encode()
        self.peer.deliver(SALES, answer)
        eventually("the answer on the same ticket", lambda: any(
            "Thank you!" in message["text"] for message in
            self.api.messages(conversation["id"])), within=20)
        self.assertEqual(len(self.titles()), 1)

    def test_f113_the_address_of_a_colleague_is_named(self):
        advice = self.api.get(f"/mailboxes/advice?address={ADMIN}")
        self.assertIsNotNone(advice["belongs_to"])
        self.assertIsNone(self.api.get("/mailboxes/advice?address=help@gmail.com")["belongs_to"])
        self.assertEqual(self.api.get("/mailboxes/advice?address=help@gmail.com")["provider"],
                         "gmail")

    def test_oau7_disconnecting_erases_the_secret_and_keeps_what_came(self):
        box = self.connect(SALES)
        self.peer.deliver(SALES, mail("Stays"))
        self.tickets(1)
        gone = self.api.call("DELETE", f"/mailboxes/{box}")
        self.assertEqual(gone["permission"], "none")
        self.assertFalse(gone["mailbox"]["has_password"])
        self.assertEqual(gone["mailbox"]["health"]["status"], "off")
        self.assertEqual(self.titles(), ["Stays"])

    def test_sec20_the_password_stands_nowhere(self):
        self.connect(SALES)
        everything = b"".join(path.read_bytes() for path in self.desk.data.rglob("*")
                              if path.is_file())
        everything += (self.desk.folder / "server.log").read_bytes()
        self.assertNotIn(PASSWORDS[SALES].encode(), everything)

    def test_oau3_clear_text_to_a_host_outside_is_refused(self):
        with self.assertRaises(Problem) as refused:
            self.api.post("/mailboxes", {
                "address": SALES, "password": "x",
                "imap": {"host": "imap.example.org", "port": 143, "tls": "off"}})
        self.assertEqual(refused.exception.code, "invalid_fields")


if __name__ == "__main__":
    unittest.main()
