"""Five hundred mails of every kind, whole and broken, through the SMTP listener: none is lost, none stops the queue.

Each ends as exactly one of the outcomes (I1), none twice (I2), none takes the parser over a second
(IN-4, IN-5). Mails of the test itself, and those of POSTROOM_CORPORA when that folder is there.
"""
import collections
import os
import pathlib
import re
import smtplib
import unittest

from support import mails
from support.case import PostroomCase
from support.database import ENDED_INCOMING, Database
from support.server import ROOT, SUPPORT
from support.wait import eventually

TOTAL = 500
CORPORA = pathlib.Path(os.environ.get("POSTROOM_CORPORA", ROOT.parent / "shared/corpora"))


def crlf(mail: bytes) -> bytes:
    return re.sub(rb"\r?\n", b"\r\n", mail)


class EveryKindOfMail(PostroomCase):
    def check(self, sent: list) -> collections.Counter:
        server = self.server("--capture").start()
        session, refused = None, []
        for index, (name, mail) in enumerate(sent):
            if index % 90 == 0:  # SRV-5: 100 mails a connection
                session = smtplib.SMTP(*server.address("smtp"), timeout=30)
            try:
                session.sendmail(f"sender{index}@customer.test", [SUPPORT], mail)
            except smtplib.SMTPResponseException as refusal:
                refused.append((name, refusal.smtp_code, refusal.smtp_error))
        self.assertEqual([], refused)
        database = Database(server.data)
        eventually("intake has dealt with every mail",
                   lambda: database.incoming().get("pending", 0) == 0 and database.one(
                       "select count(*) from incoming_mail") == len(sent), within=120)
        self.assertTrue(server.is_running())
        outcomes = collections.Counter(database.incoming())
        self.assertLessEqual(set(outcomes), ENDED_INCOMING)
        self.assertEqual(len(sent), sum(outcomes.values()))
        orphans = database.rows(
            "select incoming_mail_id, outcome, subject from incoming_mail where outcome in ('ticket', 'reply') "
            "and (item_id is null or message_id is null) limit 5")
        self.assertEqual([], orphans, "a ticket or reply without its item and message")
        self._says_everything_in_codes(server, database)
        self._still_takes_mail(server)
        return outcomes

    def _says_everything_in_codes(self, server, database: Database) -> None:
        """What the mail log and the messages say can be said in every language."""
        api = server.api()
        log = api.list_all("/mail_log/incoming")
        self.assertEqual(set(), {row["reason"] for row in log if row["reason_wording"] is None})
        for conversation, in database.rows("select distinct conversation_id from message where warnings <> ''"):
            warnings = [each for message in api.messages(conversation) for each in message["warnings"]]
            self.assertEqual(set(), {each["text"] for each in warnings if each["wording"] is None})

    def _still_takes_mail(self, server) -> None:
        with smtplib.SMTP(*server.address("smtp"), timeout=30) as session:
            session.sendmail("last@customer.test", [SUPPORT], b"From: last@customer.test\r\n"
                             b"Subject: the last one\r\n\r\nstill there?\r\n")
        eventually("a mail after all that is a ticket",
                   lambda: server.api().item_titled("the last one"), within=20)

    def test_mails_made_here_whole_and_broken(self):
        whole = mails.handmade()
        outcomes = self.check(whole + mails.variants(whole, TOTAL - len(whole)))
        self.assertGreater(outcomes["ticket"], 0)

    def test_corpora_whole_and_broken(self):
        whole = [(name, crlf(mail)) for name, mail in mails.corpora(CORPORA)]
        if not whole:
            self.skipTest(f"no mails in {CORPORA.name}/ (set POSTROOM_CORPORA)")
        self.check(whole + mails.variants(whole, max(0, TOTAL - len(whole))))


if __name__ == "__main__":
    unittest.main()
