"""Kill -9 between fetching a mail and having it: neither lost nor doubled. (I1, I2, IMAP-1)

A real Dovecot keeps the mailbox; it is the judge of what there was.
"""
import unittest

from support import dovecot
from support.case import PostroomCase
from support.database import Database
from support.dovecot import Dovecot
from support.server import DidNotStart
from support.wait import eventually

from crash.kill_test import crash_points

ADDRESS, PASSWORD = "sales@desk.test", "app password"
MAILS = 12


def mail(subject: str) -> bytes:
    return (f"From: Ana <ana@customer.test>\nTo: {ADDRESS}\nSubject: {subject}\n"
            f"Message-ID: <{subject.replace(' ', '.')}@customer.test>\n\nHello {subject}\n").encode()


@unittest.skipUnless(dovecot.is_installed(), "needs Dovecot and root")
class KilledWhileFetching(PostroomCase):
    def setUp(self):
        super().setUp()
        self.peer = Dovecot(self.folder, {ADDRESS: PASSWORD}).start()
        self.addCleanup(lambda: self.peer.stop())

    def connected(self, name: str):
        desk = self.server(name=name).start()
        desk.api().post("/mailboxes", {
            "address": ADDRESS, "password": PASSWORD, "provider": "other", "receives_only": True,
            "after_fetch": "seen",
            "imap": {"host": "127.0.0.1", "port": self.peer.port, "tls": "off"}})
        eventually("looked", lambda: desk.api().get("/mailboxes")["items"][0]["health"]["looked_at"])
        return desk

    def survive(self, point: str) -> None:
        desk = self.connected(point)
        desk.stop()
        wanted = {f"{point} {number}" for number in range(MAILS)}
        for subject in sorted(wanted):
            self.peer.deliver(ADDRESS, mail(subject))
        try:
            desk.start(POSTROOM_CRASH_AT=point)
            eventually(f"{point} is reached", lambda: not desk.is_running(), within=20)
        except DidNotStart:
            pass
        desk.kill()
        desk.start()
        database = Database(desk.data)
        eventually("everything is there", lambda: database.one(
            "select count(*) from incoming_mail where outcome <> 'pending'") >= MAILS, within=20)
        eventually("the mailbox is cleared up", lambda: database.one(
            "select count(*) from mailbox_mail where action_due = 1") == 0)
        titles = [item["title"] for item in desk.api().items()]
        self.assertEqual(sorted(titles), sorted(wanted))
        self.assertEqual(database.one("select count(*) from incoming_mail"), MAILS, "none doubled")
        self.assertTrue(all(b"\\Seen" in flags for flags in self.peer.flags(ADDRESS)))
        self.assertEqual(0, desk.stop())

    def test_every_point_of_the_fetch(self):
        points = [point for point in crash_points(everything=True) if point.startswith("fetch.")]
        self.assertGreaterEqual(len(points), 3)
        for point in points:
            with self.subTest(point):
                self.survive(point)


if __name__ == "__main__":
    unittest.main()
