"""The faults of sending, each by its number: what goes wrong, and what the other side counted in the end.

Rule: mail-correctness.md section 4.3. Others stand where their means are: F1 and F2 in crash/kill_test, F3 in
flow/power_loss_flow_test, F5 to F7, F10 and F11 in smtp_client_test, F11 and F12 in token_faults_test, F13 in
store/cancel_race_test, F14 in flow and sim, F17 and F18 in database_faults_test, F28 in fetch_faults_test.
"""
import collections
import ssl
import threading
import unittest

from support.certificates import Authority
from support.database import Database, check_outbound
from support.sending import EVE, Sending
from support.sink import Sink
from support.smtp_peer import HANG, Peer
from support.wait import eventually, never


class SlowPeers(Sending):
    def spare(self) -> tuple:
        """Another connector with a peer of its own, and a queue that answers through it."""
        peer = self.start_peer()
        made = self.api.post("/connectors", {"name": "Spare", "host": "localhost", "port": peer.port, "tls": "off",
                                             "from_address": "support@desk.test", "mails_per_minute": 0})
        return peer, made["id"]

    def test_fault_f04_told_to_end_while_the_answer_to_the_dot_is_awaited(self):
        self.peer.answers["."] = HANG
        self.say("in the middle of it")
        eventually("the dot was sent", lambda: self.peer.mails, within=20)
        ended = threading.Thread(target=self.desk.stop)
        ended.start()
        never("it ends before it has the answer", lambda: not ended.is_alive(), during=1)
        self.peer.answers.clear()
        self.peer.let_go.set()  # this connection is lost; nobody knows what became of the mail
        ended.join(30)
        self.api = self.desk.start().api()
        self.wait_for_state("uncertain")
        self.assertEqual(1, len(self.peer.mails))
        never("a second copy at once", lambda: len(self.peer.mails) > 1, during=2)

    def test_fault_f08_a_tarpit_delays_no_other_connector(self):
        self.peer.seconds_a_byte = 0.3
        other, connector = self.spare()
        for number in range(3):
            self.say(f"into the tarpit {number}")
        eventually("the tarpit has us", lambda: self.peer.asked("banner"), within=20)
        for number in range(10):
            self.api.post(f"/connectors/{connector}/test")
        self.api.call("PATCH", f"/connectors/{connector}", {"is_default": True})
        self.say("by the other way")
        eventually("it arrives meanwhile", lambda: other.to(EVE), within=10)
        self.assertEqual([], self.peer.mails)
        self.assertEqual(1, len(other.to(EVE)))

    def test_fault_f09_a_peer_that_falls_silent_gets_no_second_worker(self):
        self.peer.answers["RCPT"] = HANG
        self.say("into the silence")
        eventually("it was asked", lambda: self.peer.asked("RCPT"), within=20)
        before = self.peer.seen.count("banner")
        never("another connection takes the same mail", lambda: self.peer.seen.count("banner") > before, during=5)
        self.assertIn(self.row()["state"], ("leased", "dot_sent"))
        self.peer.answers.clear()
        self.peer.let_go.set()
        self.connect("off")
        eventually("it is free again", lambda: self.row()["state"] != "leased", within=20)
        if self.row()["state"] == "retry_wait":
            self.retry()
        self.wait_for_state("sent")
        self.assertEqual(1, len(self.peer.to(EVE)), (self.peer.seen, self.row()))


class Encryption(Sending):
    tls = "starttls"

    def start_peer(self, **options) -> Peer:
        return super().start_peer(certificate=self.authority.issue("peer", "localhost"), **options)

    def assert_nothing_leaves(self, verb: str) -> None:
        eventually(f"{verb} was asked", lambda: self.peer.asked(verb), within=20)
        eventually("the trouble is written down", lambda: "fails at" in self.log(), within=20)
        self.assertEqual([], self.peer.mails)
        self.assertNotIn("MAIL", self.peer.said_in_clear)
        self.assertNotEqual("failed", self.row()["state"], "the mail waits")

    def test_fault_f10_only_an_old_version_of_tls(self):
        self.peer.speak_only(ssl.TLSVersion.TLSv1)
        self.say("as in 1999")
        self.assert_nothing_leaves("STARTTLS")

    def test_fault_f10_starttls_is_refused(self):
        self.peer.answers["STARTTLS"] = "454 4.7.0 not now"
        self.say("no tls today")
        self.assert_nothing_leaves("STARTTLS")

    def test_fault_f10_another_authority(self):
        stranger = Authority(self.folder / "stranger", "Stranger CA")
        self.peer = Sending.start_peer(self, certificate=stranger.issue("peer", "localhost"))
        self.connect("starttls")
        self.say("whose certificate")
        self.assert_nothing_leaves("STARTTLS")


class Load(Sending):
    """A few hundred answers of one agent to one customer, counted by a sink."""

    def setUp(self) -> None:
        super().setUp()
        self.sink = self.stack.enter_context(Sink())
        self.connect("off", port=self.sink.port, connections_max=8)

    def connector_is(self, enabled: bool) -> None:
        self.api.call("PATCH", f"/connectors/{self.connector}", {"enabled": enabled})

    def quiet(self, on: bool) -> None:
        self.api.call("PUT", "/quiet_mode", {"enabled": on})

    def say_often(self, times: int, word: str) -> None:
        for number in range(times):
            self.say(f"{word} {number}")

    def left(self) -> collections.Counter:
        return collections.Counter(each.message_id for each in self.sink.arrivals)

    def assert_each_once(self, mails: int) -> None:
        eventually("all have left", lambda: len(self.left()) == mails, within=60)
        self.assertEqual({1}, set(self.left().values()), "copies of each")

    def test_fault_f15_switched_off_and_on_under_load_nothing_leaves_meanwhile(self):
        self.connector_is(False)
        for turn in range(4):
            self.say_often(15, f"turn {turn}")
            before = len(self.sink.arrivals)
            never("something leaves while it is off", lambda: len(self.sink.arrivals) > before, during=0.5)
            self.connector_is(True)
            eventually("some leave", lambda: len(self.sink.arrivals) > before, within=20)
            self.connector_is(False)
            eventually("what was under way has ended", self.nothing_under_way, within=20)
        self.connector_is(True)
        self.assert_each_once(60)
        check_outbound(Database(self.desk.data), self.sink.arrivals, 0)

    def nothing_under_way(self) -> bool:
        return not {"leased", "dot_sent"} & Database(self.desk.data).outgoing().keys()

    def test_fault_f16_mail_of_a_quiet_time_never_leaves_afterwards(self):
        for turn in range(3):
            self.quiet(True)
            self.say_often(10, f"quiet {turn}")
            self.quiet(False)
            self.say_often(10, f"loud {turn}")
            eventually("what may leave has left", lambda: len(self.left()) == 10 * (turn + 1), within=60)
        never("something of the quiet time leaves", lambda: len(self.sink.arrivals) > 30, during=2)
        self.assertEqual([], [each.message_id for each in self.sink.arrivals if b"quiet " in each.raw])
        self.assertEqual(30, Database(self.desk.data).outgoing()["suppressed"])
        check_outbound(Database(self.desk.data), self.sink.arrivals, 0)

    def test_fault_f29_killed_in_the_middle_of_a_backlog_order_is_kept_and_nothing_is_lost_or_doubled(self):
        self.connector_is(False)
        self.say_often(200, "in order")
        self.connector_is(True)
        eventually("it is in the middle", lambda: len(self.sink.arrivals) >= 40, within=30)
        self.assertEqual(0, self.desk.stop())
        self.api = self.desk.start().api()
        self.assert_each_once(200)
        order = [row[0] for row in Database(self.desk.data).rows(
            "select message_id_header from outgoing_mail where recipient = ? order by mail_id", EVE)]
        arrived = [each.message_id.strip("<>") for each in self.sink.to(EVE)]
        self.assertEqual([each for each in order if each in set(arrived)], arrived, "in the order of the ticket")


if __name__ == "__main__":
    unittest.main()
