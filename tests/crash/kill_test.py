"""Kill -9 at every named crash point under load, restart, and ask both sides: invariants I1 to I6.

The points are listed by reading the sources, so a new CRASH_POINT is tested from its first day.
Rule: mail-correctness F1, F2; the sender resends what was not answered 250, as a real one does.
"""
import pathlib
import re
import shutil
import signal
import unittest

from support.case import PostroomCase
from support.database import Database, check_inbound, check_outbound
from support.maildir import new_mail
from support.sender import Sender
from support.server import ADMIN, ROOT, SUPPORT, DidNotStart, Server
from support.sink import Sink
from support.wait import eventually

POINT = re.compile(r'\bCRASH_POINT\(\s*"([^"]+)"')
MAILS = 24
SPLIT_OFF = "Split off"
UNDO_MS = 1000
SETTINGS = "[relay]\ngrace_seconds = 1\n"


def crash_points(everything: bool = False) -> list:
    """Those of the main job; the others need a mailbox (mailbox_kill_test) or rules (automation_kill_test)."""
    found = []
    for path in sorted(pathlib.Path(ROOT, "src").rglob("*.?pp")):
        if path.name != "crash_point.hpp":
            found += POINT.findall(path.read_text())
    return [point for point in found if everything or not point.startswith(("fetch.", "automation."))]


class KilledAtEveryPoint(PostroomCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.template = None

    def prepared(self, sink: Sink, name: str) -> Server:
        desk = Server(self.folder / name, "--smart-host", f"smtp://127.0.0.1:{sink.port}",
                      settings=SETTINGS)
        template = self.folder / "template"
        if not template.exists():
            Server(template, settings=SETTINGS).prepare()
        shutil.copytree(template, desk.folder)
        self.stack.enter_context(desk)
        self.logs.append(desk.folder / "server.log")
        return desk

    def load(self, prefix: str) -> list:
        return [new_mail(f"Eve <eve{n}@customer.test>", SUPPORT, f"{prefix} {n}", f"question {n}")
                for n in range(MAILS)]

    def answer_all(self, desk: Server, answered: set) -> None:
        """An agent answers every ticket once; a lost answer is posted again with its client_id (CHAT-1)."""
        api = desk.api()
        api.call("PATCH", "/me", {"undo_send_seconds": UNDO_MS // 1000})
        for item in api.items():
            if item["id"] not in answered and not item["title"].startswith(SPLIT_OFF):
                conversation = api.conversation(item["id"])
                api.say(conversation["id"], f"answer to {item['title']}", f"answer-{item['id']}")
                answered.add(item["id"])
                self.have_second_thoughts(api, item["id"])

    def have_second_thoughts(self, api, item: int) -> None:
        """A note is changed, one is taken back, one goes to an item of its own, which is merged again."""
        notes = api.conversation(item, "internal")["id"]
        changed, taken_back, moved = (api.say(notes, text, f"{text}-{item}")["id"]
                                      for text in ("changed", "taken back", "moved"))
        api.call("PATCH", f"/messages/{changed}", {"text": "better words"})
        api.call("DELETE", f"/messages/{taken_back}")
        made = api.post(f"/items/{item}/split", {"message_ids": [moved], "title": f"{SPLIT_OFF} {item}"})
        api.post(f"/items/{made['id']}/merge", {"into_id": item})

    def run_until_killed(self, desk: Server, sender: Sender, point: str) -> set:
        try:
            desk.start(POSTROOM_CRASH_AT=point)
        except DidNotStart:
            self.assertEqual(-signal.SIGKILL, desk.kill())  # some points come before the first mail
            return set()
        sender.address = desk.address("smtp")
        sender.start()
        answered = set()

        def killed() -> bool:
            try:
                if desk.is_running():
                    self.answer_all(desk, answered)
            except (OSError, AssertionError, ValueError, EOFError):
                pass  # cut off in the middle of a request: that is the test
            return not desk.is_running()
        eventually(f"{point} is reached under load", killed, within=25)
        return answered

    def survive(self, point: str, sink: Sink) -> None:
        desk = self.prepared(sink, point.replace(":", "_"))
        sender = Sender(self.load(point))
        sink.arrivals.clear()
        answered = self.run_until_killed(desk, sender, point)
        desk.kill()
        desk.start()
        sender.address = desk.address("smtp")
        if sender.ident is None:
            sender.start()
        eventually("every mail is accepted in the end", lambda: not sender.waiting, within=20)
        database = Database(desk.data)
        eventually("intake is done", lambda: database.incoming().get("pending", 0) == 0, 15)
        self.answer_all(desk, answered)
        eventually(f"all is quiet again after {point}", database.is_quiet, within=30)
        check_inbound(database, sender.accepted)
        check_outbound(database, list(sink.arrivals), UNDO_MS)
        self.assertEqual(MAILS, len(sender.accepted))
        self.everybody_was_told(database, sink)
        self.assertEqual(0, desk.stop())

    def everybody_was_told(self, database: Database, sink: Sink) -> None:
        """Each customer has the agent's answer, or a row that says why it is not certain."""
        unsure = {recipient for recipient, in database.rows(
            "select recipient from outgoing_mail where state = 'uncertain'")}
        for number in range(MAILS):
            address = f"eve{number}@customer.test"
            self.assertTrue(sink.to(address) or address in unsure, f"{address} was never answered")

    def test_fault_f01_killed_at_every_point_of_sending(self):
        self.survive_each([point for point in crash_points() if point.startswith("outbox.")])

    def test_fault_f02_killed_at_every_other_point(self):
        self.survive_each([point for point in crash_points() if not point.startswith("outbox.")])

    def survive_each(self, points: list) -> None:
        self.assertTrue(points, "no CRASH_POINT in src/")
        with Sink() as sink:
            for point in points:
                for nth in (1, 5):
                    with self.subTest(point=point, nth=nth):
                        self.survive(f"{point}:{nth}", sink)

    def test_killed_from_outside_at_any_moment(self):
        with Sink() as sink:
            desk = self.prepared(sink, "outside")
            sender = Sender(self.load("outside"))
            desk.start()
            sender.address = desk.address("smtp")
            sender.start()
            for _ in range(3):
                seen = len(sender.accepted)
                eventually("a few more are accepted", lambda: len(sender.accepted) >= min(seen + 5, MAILS))
                desk.kill()
                desk.start()
                sender.address = desk.address("smtp")
            eventually("every mail is accepted", lambda: not sender.waiting, within=20)
            database = Database(desk.data)
            eventually("quiet", database.is_quiet, within=30)
            check_inbound(database, sender.accepted)
            check_outbound(database, list(sink.arrivals), UNDO_MS)
            self.assertTrue(sink.to(ADMIN), "the agent was told of what nobody saw")


if __name__ == "__main__":
    unittest.main()
