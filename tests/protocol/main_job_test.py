"""The main job with real parts on both sides: swaks, smtp-source, Postfix, a Maildir, a mail client.

A mail is forwarded by Postfix to LMTP and becomes a ticket; the answer leaves through Postfix as
smart host; the customer answers it; the answer lands in the same ticket. (issue: "How it is proven")
"""
import shutil
import subprocess
import unittest

from support.case import PostroomCase
from support.maildir import answer_to, body_of, new_mail, send
from support.postfix import Postfix, is_installed
from support.server import ADMIN, SUPPORT, run_program
from support.wait import eventually

EVE = "Eve Customer <eve@customer.test>"


@unittest.skipUnless(is_installed(), "needs Postfix and root")
class MainJob(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.postfix = Postfix(self.folder)
        self.desk = self.server("--smart-host", f"smtp://127.0.0.1:{self.postfix.port}",
                                settings="[relay]\ngrace_seconds = 1\n")
        self.desk.start()
        self.postfix.forward({"desk.test": self.desk.address("lmtp")})
        self.stack.enter_context(self.postfix)
        self.api = self.desk.api()
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})

    @property
    def front(self) -> tuple:
        return "127.0.0.1", self.postfix.port

    def ticket(self, title: str) -> dict:
        return eventually(f"ticket {title!r}", lambda: self.api.item_titled(title), within=20)

    def test_there_and_back_and_there_again(self):
        subprocess.run(["swaks", "--server", f"127.0.0.1:{self.postfix.port}", "--from",
                        "eve@customer.test", "--to", SUPPORT, "--header", "Subject: No paper",
                        "--h-From", EVE, "--body", "The tray is empty."], check=True,
                       capture_output=True, timeout=30)
        item = self.ticket("No paper")
        self.assertEqual("eve@customer.test", item["requester"]["email"])
        conversation = self.api.conversation(item["id"])
        first = self.api.messages(conversation["id"])
        self.assertEqual(["The tray is empty."], [m["visible_text"].strip() for m in first])

        self.api.say(conversation["id"], "Paper is on its way.", "client-1")
        [answer] = self.postfix.mailbox().wait_for(
            "the agent's answer", lambda mail: "Paper is on its way." in body_of(mail))
        self.assertEqual("eve@customer.test", answer["Delivered-To"])
        self.assertTrue(answer["Message-ID"])

        send(self.front, answer_to(answer, EVE, "It has come. Thank you!"))
        messages = eventually("the customer's answer in the ticket", lambda: (
            found if len(found := self.api.messages(conversation["id"])) == 3 else None), within=20)
        self.assertEqual("It has come. Thank you!", messages[2]["visible_text"].strip())
        self.assertEqual("customer", messages[2]["author"]["kind"])
        self.assertEqual(1, len(self.api.items()))
        self.assertTrue(eventually("Postfix has nothing left", self.postfix.queue_is_empty))

    def test_an_answer_without_any_header_still_threads_by_its_address(self):
        send(self.front, new_mail(EVE, SUPPORT, "Threads", "one"))
        item = self.ticket("Threads")
        conversation = self.api.conversation(item["id"])
        self.api.say(conversation["id"], "two", "client-1")
        [answer] = self.postfix.mailbox().wait_for("answer", lambda mail: "two" in body_of(mail))
        bare = answer_to(answer, EVE, "three")
        del bare["In-Reply-To"], bare["References"]
        bare.replace_header("Subject", "something else")
        send(self.front, bare)
        eventually("three messages", lambda: len(self.api.messages(conversation["id"])) == 3, 20)
        self.assertEqual(1, len(self.api.items()))

    @unittest.skipUnless(shutil.which("smtp-source"), "needs smtp-source")
    def test_smtp_source_sends_and_every_mail_is_a_ticket(self):
        host, port = self.desk.address("smtp")
        subprocess.run(["smtp-source", "-s", "5", "-m", "60", "-l", "2000", "-f", "eve@customer.test",
                        "-t", SUPPORT, f"{host}:{port}"], check=True, capture_output=True, timeout=60)
        eventually("60 tickets", lambda: len(self.api.items()) == 60, within=30)

    def test_an_unknown_recipient_is_refused_at_rcpt(self):
        done = subprocess.run(["swaks", "--server", "%s:%d" % self.desk.address("smtp"), "--from",
                               "eve@customer.test", "--to", "nobody@desk.test", "--quit-after", "RCPT"],
                              capture_output=True, text=True, timeout=30)
        self.assertNotEqual(0, done.returncode)
        self.assertRegex(done.stdout, r"550 5\.1\.1")

    def test_a_pipe_delivers_and_tells_the_mta_how_it_went(self):
        mail = new_mail(EVE, SUPPORT, "By pipe", "piped").as_bytes()
        delivered = run_program("deliver", "--data", self.desk.data, "--to", SUPPORT, stdin=mail)
        self.assertEqual(0, delivered.returncode)
        self.ticket("By pipe")
        unknown = run_program("deliver", "--data", self.desk.data, "--to", "nobody@desk.test",
                              stdin=mail, check=False)
        self.assertEqual(67, unknown.returncode)
        self.assertIn("no mailbox", unknown.stderr.decode())

    def test_who_has_not_seen_it_gets_one_mail_and_who_has_gets_none(self):
        send(self.front, new_mail(EVE, SUPPORT, "Unseen", "is anybody there?"))
        item = self.ticket("Unseen")
        relayed = self.postfix.mailbox().wait_for(
            "the relay to the agent", lambda mail: mail["Delivered-To"] == ADMIN)
        self.assertIn("is anybody there?", body_of(relayed[0]))
        self.assertEqual(1, len(relayed))
        receipts = self.api.messages(self.api.conversation(item["id"])["id"])[0]["receipts"]
        self.assertEqual(["emailed"], [each["state"] for each in receipts
                                       if each["person"].get("email") == ADMIN])


if __name__ == "__main__":
    unittest.main()
