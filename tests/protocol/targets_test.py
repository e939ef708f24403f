"""Real mail servers behind us: Postfix, Exim and OpenSMTPD take our mail and hand it on; the sink counts.

Rule: issue "Channels, connectors and the Outbox", proof; OUT-4, OUT-19: each mail once, unchanged, with the
server's words in its history.
"""
import unittest

from support import postfix
from support.database import Database
from support.other_mtas import Exim, OpenSmtpd
from support.postfix import Postfix
from support.sending import EVE, Sending
from support.sink import Sink
from support.wait import eventually

MAILS = 25


class Targets(Sending):
    def setUp(self) -> None:
        super().setUp()
        self.sink = self.stack.enter_context(Sink())

    def hand_over(self, port: int, says: str) -> None:
        self.connect("off", port=port, host="127.0.0.1", connections_max=4)
        for number in range(MAILS):
            self.say(f"number {number}: a line\n.\n..two dots at its beginning, {'long ' * 300}é")
        eventually("each has arrived", lambda: len(self.sink.to(EVE)) >= MAILS, within=40)
        eventually("each is recorded", lambda: Database(self.desk.data).outgoing() == {"sent": MAILS}, within=20)
        self.assertEqual(MAILS, len({each.message_id for each in self.sink.to(EVE)}))
        self.assertEqual(MAILS, len(self.sink.to(EVE)), "copies")
        self.assertIn(says, self.row()["attempt_log"][-1]["reply"])

    @unittest.skipUnless(Exim.is_installed(), "needs Exim (script/peers) and root")
    def test_exim_takes_each_mail_once(self):
        with Exim(self.folder, self.sink.port) as exim:
            self.hand_over(exim.port("smtp"), "id=")

    @unittest.skipUnless(OpenSmtpd.is_installed(), "needs OpenSMTPD (script/peers) and root")
    def test_opensmtpd_takes_each_mail_once(self):
        with OpenSmtpd(self.folder, self.sink.port) as smtpd:
            self.hand_over(smtpd.port("smtp"), "Message accepted for delivery")

    @unittest.skipUnless(postfix.is_installed(), "needs Postfix and root")
    def test_postfix_takes_each_mail_once(self):
        with Postfix(self.folder, mailboxes="customer.test") as mta:
            self.connect("off", port=mta.port, host="127.0.0.1", connections_max=4)
            for number in range(MAILS):
                self.say(f"number {number}")
            eventually("each has arrived", lambda: len(mta.mailbox().mails()) >= MAILS, within=40)
            self.assertEqual(MAILS, len(mta.mailbox().mails()), "copies")
            self.assertIn("queued as", self.row()["attempt_log"][-1]["reply"])


if __name__ == "__main__":
    unittest.main()
