"""Kill -9 in the middle of a rule: what it does is done once for each ticket, whatever happened meanwhile. (I4, F065)

The sink is the judge of what was sent: each customer is thanked once, or a row says why that is not certain.
"""
import unittest

from support.case import PostroomCase
from support.database import Database, check_outbound
from support.maildir import new_mail, send
from support.server import SUPPORT, DidNotStart, Server
from support.sink import Sink
from support.wait import eventually, never

from crash.kill_test import SETTINGS, crash_points

CUSTOMERS = [f"eve{number}@customer.test" for number in range(8)]


class KilledWithinARule(PostroomCase):
    def survive(self, point: str, sink: Sink) -> None:
        sink.arrivals.clear()
        desk = Server(self.folder / point.replace(":", "_"), "--smart-host", f"smtp://127.0.0.1:{sink.port}",
                      settings=SETTINGS)
        self.stack.enter_context(desk.prepare("--with-automations"))
        self.logs.append(desk.folder / "server.log")
        waiting = [new_mail(customer, SUPPORT, f"From {customer}", "Hello") for customer in CUSTOMERS]
        try:
            desk.start(POSTROOM_CRASH_AT=point)
            eventually(f"{point} is reached", lambda: self.is_killed(desk, waiting), within=25)
        except DidNotStart:
            pass
        desk.kill()
        desk.start()
        while waiting:
            self.send_one(desk, waiting)
        database = Database(desk.data)
        eventually("every rule has run once", lambda: self.runs(database) == len(CUSTOMERS), within=20)
        eventually("all is quiet", database.is_quiet, within=30)
        unsure = {recipient for recipient, in database.rows(
            "select recipient from outgoing_mail where state = 'uncertain'")}
        for customer in CUSTOMERS:
            self.assertTrue(sink.to(customer) or customer in unsure, f"{customer} was never thanked")
        never("thanks a second time", lambda: [one for one in CUSTOMERS if len(sink.to(one)) > 1], during=1)
        check_outbound(database, list(sink.arrivals), 0)
        self.assertEqual(0, desk.stop())

    @staticmethod
    def runs(database: Database) -> int:
        return database.one("select count(*) from automation_run where outcome = 'done'")

    def is_killed(self, desk, waiting: list) -> bool:
        if waiting and desk.is_running():
            self.send_one(desk, waiting)
        return not desk.is_running()

    def send_one(self, desk, waiting: list) -> None:
        try:
            send(desk.address("smtp"), waiting[0])
            waiting.pop(0)
        except OSError:
            pass  # the server is gone; the very same mail is sent again

    def test_f065_every_point_of_a_rule(self):
        points = [point for point in crash_points(everything=True) if point.startswith("automation.")]
        self.assertTrue(points, "no CRASH_POINT in the rules")
        with Sink() as sink:
            for point in points:
                for nth in (1, 5):
                    with self.subTest(point=point, nth=nth):
                        self.survive(f"{point}:{nth}", sink)


if __name__ == "__main__":
    unittest.main()
