"""How mail finds its way in and out, number by number of the specification, with real SMTP on both sides.

What must not happen stands beside what must: another type, another way out, another sender.
(F114, F115, F116, F117, F119, F122, F123, F124, F126 to F129)
"""
import email
import email.policy

from support.api import Problem
from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import SUPPORT
from support.sink import Sink
from support.smtp_peer import Peer
from support.wait import eventually, never

EVE = "eve@customer.test"
TASKS, BILLING = "tasks@desk.test", "billing@desk.test"


def parsed(arrival):
    return email.message_from_bytes(arrival.raw, policy=email.policy.default)


class MailFlowTest(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.built_in = self.stack.enter_context(Sink())
        self.other = self.stack.enter_context(Sink())
        self.desk = self.server("--smart-host", f"smtp://127.0.0.1:{self.built_in.port}",
                                settings="[relay]\ngrace_seconds = 600\n").start()
        self.api = self.desk.api()
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        self.said = 0

    def mail(self, subject: str, to: str = SUPPORT) -> dict:
        send(self.desk.address("smtp"), new_mail(EVE, to, subject, "It is on fire."))
        return eventually(f"an item of {subject}", lambda: self.api.item_titled(subject))

    def answer(self, item: dict, text: str) -> None:
        self.said += 1
        self.api.say(self.api.conversation(item["id"])["id"], text, f"c{self.said}")

    def channel(self, **wanted) -> dict:
        return self.api.post("/channels", wanted)

    def connector(self, name: str, address: str, sink: Sink, **more) -> dict:
        return self.api.post("/connectors", {"name": name, "host": "127.0.0.1", "port": sink.port, "tls": "off",
                                             "from_address": address, **more})

    def arrived(self, sink: Sink, text: str):
        return parsed(eventually(text, lambda: next(
            (each for each in sink.to(EVE) if text.encode() in each.raw), None), within=20))

    def test_f094_two_inboxes_make_two_tickets_each_with_its_channel(self):
        self.channel(name="Billing", address=BILLING)
        self.assertEqual("Billing", self.mail("A bill", BILLING)["queue"]["name"])
        self.assertEqual("Support", self.mail("Printer")["queue"]["name"])
        self.assertEqual(2, len(self.api.items()))

    def test_f096_mail_to_the_support_address_makes_one_ticket_by_itself(self):
        self.mail("Printer")
        never("a second one", lambda: len(self.api.items()) > 1, during=1)

    def test_f097_the_subject_becomes_the_title(self):
        send(self.desk.address("smtp"), new_mail(EVE, SUPPORT, "Größe: «größer» als 10", "It is on fire."))
        item = eventually("the ticket", lambda: self.api.items())[0]
        self.assertEqual("Größe: «größer» als 10", item["title"])

    def test_f098_the_body_becomes_the_description(self):
        item = self.api.get(f"/items/{self.mail('Printer')['id']}")
        self.assertEqual("It is on fire.", item["description"].strip())

    def test_f114_mail_to_the_creation_address_of_a_type_makes_that_type_in_its_project(self):
        project = self.api.post("/projects", {"name": "Move"})
        made = self.channel(name="Tasks", address=TASKS, item_type="task", project_id=project["id"])
        self.assertEqual("Move", made["routing"]["project"]["name"])
        task = self.mail("Order chairs", TASKS)
        self.assertEqual(("task", "Move"), (task["type"], self.api.get(f"/items/{task['id']}")["project"]["name"]))
        ticket = self.mail("Broken chair")
        self.assertEqual("ticket", ticket["type"])
        self.assertIsNone(self.api.get(f"/items/{ticket['id']}")["project"])
        shown = {each["address"]: each["item_type"] for each in self.api.get("/channels")["items"]}
        self.assertEqual({SUPPORT: "ticket", TASKS: "task"}, shown)

    def test_f114_a_project_that_is_not_there_makes_no_address(self):
        with self.assertRaises(Problem):
            self.channel(name="Tasks", address=TASKS, item_type="task", project_id=999)
        self.assertEqual([SUPPORT], [each["address"] for each in self.api.get("/channels")["items"]])

    def test_f115_customers_see_the_address_of_the_connected_account(self):
        connector = self.connector("Account", "helpdesk@account.test", self.other)
        queue = self.channel(name="Account", address="helpdesk@account.test", reply_via_id=connector["id"])
        self.answer(self.mail("Printer", queue["address"]), "by the account")
        mail = self.arrived(self.other, "by the account")
        self.assertIn("<helpdesk@account.test>", mail["From"])
        self.assertEqual([], self.built_in.to(EVE))

    def test_f116_with_forwarding_alone_the_built_in_server_sends(self):
        self.answer(self.mail("Printer"), "from the built-in server")
        self.arrived(self.built_in, "from the built-in server")
        default = next(each for each in self.api.get("/connectors")["items"] if each["is_default"])
        self.assertEqual("builtin", default["kind"])

    def test_f117_the_from_address_set_under_outgoing_servers_is_that_of_the_mail(self):
        connector = self.connector("Own", "office@desk.test", self.other, from_name="The office")
        self.api.call("PATCH", f"/connectors/{connector['id']}", {"is_default": True})
        self.answer(self.mail("Printer"), "as the office")
        self.assertIn("<office@desk.test>", self.arrived(self.other, "as the office")["From"])
        self.api.call("PATCH", f"/connectors/{connector['id']}", {"from_address": "front@desk.test"})
        self.answer(self.mail("Scanner"), "as the front desk")
        self.assertIn("<front@desk.test>", self.arrived(self.other, "as the front desk")["From"])

    def test_f118_the_first_start_fills_the_from_address(self):
        default = next(each for each in self.api.get("/connectors")["items"] if each["is_default"])
        self.assertEqual(SUPPORT, default["from_address"])

    def test_f119_four_ways_out_work_at_once(self):
        ways = []
        for number in range(4):
            sink = self.stack.enter_context(Sink())
            connector = self.connector(f"Way {number}", f"way{number}@desk.test", sink)
            queue = self.channel(name=f"Queue {number}", address=f"in{number}@desk.test",
                                 reply_via_id=connector["id"])
            ways.append((sink, self.mail(f"Item {number}", queue["address"])))
        for number, (_, item) in enumerate(ways):
            self.answer(item, f"by way {number}")
        for number, (sink, _) in enumerate(ways):
            self.assertIn(f"<way{number}@desk.test>", self.arrived(sink, f"by way {number}")["From"])
            self.assertEqual(1, len(sink.to(EVE)), "nothing of the others")

    def test_f120_each_kind_is_set_up_tested_and_sends(self):
        for kind in ("builtin", "smtp", "microsoft365", "gmail"):
            with self.subTest(kind):
                address = f"{kind}@desk.test"
                peer = self.stack.enter_context(Peer(users={address: "secret"}))
                peer.auth_in_clear = True
                way, access = (self.built_in, {}) if kind == "builtin" else (
                    peer, {"username": address, "password": "secret"})
                connector = self.connector(kind, address, way, kind=kind, **access)
                test = self.api.post(f"/connectors/{connector['id']}/test")
                self.assertTrue(test["ok"], test)
                queue = self.channel(name=kind, address=f"in-{kind}@desk.test", reply_via_id=connector["id"])
                self.answer(self.mail(f"About {kind}", queue["address"]), f"through {kind}")
                eventually(f"{kind} sent it", lambda: any(
                    f"through {kind}".encode() in each.raw for each in (*self.built_in.arrivals, *peer.mails)), within=20)

    def test_f120_a_wrong_password_fails_the_test_of_its_kind(self):
        peer = self.stack.enter_context(Peer(users={"gmail@desk.test": "secret"}))
        peer.auth_in_clear = True
        connector = self.connector("Gmail", "gmail@desk.test", peer, kind="gmail", username="gmail@desk.test",
                                   password="wrong")
        test = self.api.post(f"/connectors/{connector['id']}/test")
        self.assertEqual((False, "sign_in"), (test["ok"], next(
            step["step"] for step in test["steps"] if not step["ok"])))

    def test_f121_an_outgoing_email_is_added_without_touching_what_comes_in(self):
        before = self.api.get("/channels")["items"]
        self.connector("More", "more@desk.test", self.other)
        self.assertEqual(before, self.api.get("/channels")["items"])
        self.assertEqual(2, len(self.api.get("/connectors")["items"]))

    def test_f122_an_extra_way_out_serves_a_forwarded_queue(self):
        connector = self.connector("IT", "it@abc.test", self.other)
        forwarded = self.api.get("/channels")["items"][0]
        self.api.call("PATCH", f"/channels/{forwarded['id']}", {"reply_via_id": connector["id"]})
        self.answer(self.mail("Printer"), "through the extra one")
        self.arrived(self.other, "through the extra one")
        never("a copy by the built-in one", lambda: self.built_in.to(EVE), during=1)

    def test_f123_another_choice_of_reply_via_counts_from_the_next_reply_on(self):
        connector = self.connector("IT", "it@abc.test", self.other)
        queue = self.api.get("/channels")["items"][0]
        item = self.mail("Printer")
        self.answer(item, "before the choice")
        self.arrived(self.built_in, "before the choice")
        self.api.call("PATCH", f"/channels/{queue['id']}", {"reply_via_id": connector["id"]})
        self.answer(item, "after the choice")
        self.arrived(self.other, "after the choice")
        self.api.call("PATCH", f"/channels/{queue['id']}", {"reply_via_id": None})
        self.answer(item, "by the default again")
        self.arrived(self.built_in, "by the default again")
        self.assertEqual(1, len(self.other.to(EVE)))

    def test_f124_a_reply_uses_the_mapping_of_the_queue_that_made_the_ticket(self):
        connector = self.connector("IT", "it@abc.test", self.other)
        mapped = self.channel(name="Support xyz", address="support@xyz.test", reply_via_id=connector["id"])
        mine, others = self.mail("Mapped", mapped["address"]), self.mail("Not mapped")
        self.answer(mine, "from it@abc")
        self.answer(others, "from support@desk")
        self.assertIn("<it@abc.test>", self.arrived(self.other, "from it@abc")["From"])
        self.assertIn(f"<{SUPPORT}>", self.arrived(self.built_in, "from support@desk")["From"])

    def test_f126_the_name_of_the_queue_stands_at_its_tickets(self):
        self.channel(name="Billing", address=BILLING)
        self.assertEqual("Billing", self.mail("A bill", BILLING)["queue"]["name"])
        queue = next(each for each in self.api.get("/channels")["items"] if each["address"] == BILLING)
        self.api.call("PATCH", f"/channels/{queue['id']}", {"name": "Invoices"})
        self.assertEqual("Invoices", self.api.item_titled("A bill")["queue"]["name"])
        self.assertNotEqual("Invoices", self.mail("Printer")["queue"]["name"])

    def test_f127_the_colour_of_the_queue_stands_at_its_tickets(self):
        queue = self.channel(name="Billing", address=BILLING, color="#e8590c")
        self.assertEqual("#e8590c", self.mail("A bill", BILLING)["queue"]["color"])
        self.api.call("PATCH", f"/channels/{queue['id']}", {"color": "#0b7285"})
        self.assertEqual("#0b7285", self.api.item_titled("A bill")["queue"]["color"])

    def test_f128_counts_and_filters_by_queue_match_the_tickets(self):
        queue = self.channel(name="Billing", address=BILLING)
        bills = [self.mail(f"Bill {number}", BILLING) for number in range(3)]
        self.mail("Printer")
        counts = {each["name"]: each["open_count"] for each in self.api.get("/queues")["items"]}
        self.assertEqual(3, counts["Billing"])
        self.assertEqual(4, sum(counts.values()))
        listed = self.api.get("/items", queue_id=queue["id"])["items"]
        self.assertEqual({each["id"] for each in bills}, {each["id"] for each in listed})

    def test_f129_a_queue_gives_its_tickets_to_team_colleague_project_and_priority(self):
        team = self.api.post("/teams", {"name": "Team B", "member_ids": []})
        project = self.api.post("/projects", {"name": "Bills"})
        ada = self.api.user["id"]
        self.channel(name="Billing", address=BILLING, team_id=team["id"], project_id=project["id"],
                     assignee_id=ada, priority="high")
        item = self.api.get(f"/items/{self.mail('A bill', BILLING)['id']}")
        self.assertEqual(("Team B", "Bills", ada, "high"), (item["team"]["name"], item["project"]["name"],
                                                            item["assignee"]["id"], item["priority"]))
        other = self.api.get(f"/items/{self.mail('Printer')['id']}")
        self.assertEqual((None, None, "normal"), (other["team"], other["assignee"], other["priority"]))
