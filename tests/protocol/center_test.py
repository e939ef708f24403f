"""The Messaging Center by its contract, against the running program with real mail.

The relay and the locked emails refuse to be switched off; edited words are in the next mail; a rule is tried before it
is saved and says what it did; a webhook is signed and tried again. (F052-F080, here F058 and F059 by the contract alone)
"""
import hashlib
import hmac
import http.server
import json
import threading

from support.case import PostroomCase
from support.maildir import body_of, new_mail, send
from support.server import ADMIN, SUPPORT
from support.sink import Sink
from support.wait import eventually, never

from protocol.portal_test import parsed

EVE = "eve@customer.test"


class Center(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.sink = self.stack.enter_context(Sink())
        self.desk = self.server("--smart-host", f"smtp://127.0.0.1:{self.sink.port}", automations=True,
                                settings='[relay]\ngrace_seconds = 1\n[webhooks]\nnetworks = "127.0.0.0/8"\n').start()
        self.api = self.desk.api()

    def mail(self, subject: str, text: str = "It is on fire.", sender: str = EVE) -> dict:
        send(self.desk.address("smtp"), new_mail(sender, SUPPORT, subject, text))
        return eventually("the ticket", lambda: self.api.item_titled(subject))

    def center(self) -> dict:
        return self.api.get("/messaging_center")

    def system(self, name: str) -> dict:
        return next(each for each in self.center()["system_emails"] if each["name"] == name)

    def rule(self, reference: str) -> dict:
        return next(each for each in self.api.get("/automations")["items"] if each["reference"] == reference)

    def refused(self, method: str, path: str, body=None) -> tuple:
        status, _, answer = self.api.exchange(method, "/api/v1" + path, body)
        return status, answer.get("code")

    def test_f052_one_page_has_the_three_sections(self):
        center = self.center()
        self.assertIn("A02", [each["reference"] for each in center["automated_messages"]])
        self.assertEqual(["New ticket"], [each["name"] for each in center["automated_emails"]])
        self.assertIn("password_reset", [each["name"] for each in center["system_emails"]])

    def test_f053_each_row_says_when_and_to_whom(self):
        for each in self.center()["automated_messages"]:
            self.assertTrue(each["trigger"]["kind"] and each["actions"], each)

    def test_f054_a_new_workspace_thanks_for_new_tickets_and_keeps_the_note_to_administrators_off(self):
        self.assertEqual((True, False), (self.rule("A02")["enabled"], self.rule("A01")["enabled"]))
        self.mail("Printer")
        thanks = eventually("the thanks", lambda: self.sink.to(EVE))[0]
        self.assertIn("Thank you for writing to us", body_of(parsed(thanks)))
        self.assertNotIn("Printer", str(thanks))

    def test_f058_the_relay_cannot_be_switched_off(self):
        self.assertEqual((409, "relay_locked"), self.refused("PATCH", "/messaging_center/relay", {"enabled": False}))

    def test_f059_the_relay_cannot_be_deleted(self):
        self.assertEqual((409, "relay_locked"), self.refused("DELETE", "/messaging_center/relay"))

    def test_f060_the_text_of_the_relay_is_edited(self):
        broken = {"language": "en", "words": {"subject": "x", "html": "<p>No place</p>"}}
        self.assertEqual((400, "invalid_fields"), self.refused("PATCH", "/messaging_center/relay", broken))
        self.api.call("PATCH", "/messaging_center/relay", {"language": "en", "words": {
            "subject": "News: {{news}}", "html": "<p>Dear reader,</p>{{messages}}<p>{{overview}}</p>"}})
        self.mail("Printer")
        mail = parsed(eventually("the relayed mail", lambda: self.sink.to(ADMIN))[0])
        self.assertTrue(mail["Subject"].startswith("News: "), mail["Subject"])
        self.assertIn("Dear reader", body_of(mail))
        self.assertIn("It is on fire.", body_of(mail))

    def test_f063_each_row_names_the_rule_that_opens(self):
        for each in self.center()["automated_messages"]:
            self.assertEqual(each["reference"], self.api.get(f"/automations/{each['id']}")["reference"])

    def test_f064_a_rule_is_switched_by_saving_it(self):
        path = f"/automations/{self.rule('A02')['id']}"
        self.api.call("PATCH", path, {"enabled": False})
        self.assertFalse(self.api.get(path)["enabled"])
        self.api.call("PATCH", path, {"enabled": True})
        self.assertTrue(self.api.get(path)["enabled"])

    def test_f065_a_disabled_rule_says_nothing(self):
        self.api.call("PATCH", f"/automations/{self.rule('A02')['id']}", {"enabled": False})
        self.mail("Scanner")
        never("a thank-you", lambda: self.sink.to(EVE), during=2)

    def test_f067_a_template_says_which_rules_send_it(self):
        [template] = self.center()["automated_emails"]
        self.assertEqual(["A01"], [each["reference"] for each in template["used_by"]])

    def test_f068_an_unknown_field_is_refused_before_saving(self):
        wrong = {"name": "Hello", "words": {"en": {"subject": "{{customer.nmae}}", "html": "<p>x</p>"}}}
        self.assertEqual((400, "invalid_fields"), self.refused("POST", "/templates", wrong))

    def test_f070_a_new_template_waits_until_a_rule_sends_it(self):
        made = self.api.post("/templates", {"name": "Hello", "words": {
            "en": {"subject": "{{customer.name}}", "html": "<p>x</p>"}}})
        self.assertEqual([], made["used_by"])

    def test_f072_every_system_email_is_listed(self):
        self.assertLessEqual(
            {"user_welcome", "password_reset", "project_invitation", "project_member", "assignment", "unassignment",
             "quiet_mode_reminder", "customer_sign_in", "customer_account", "item_split", "item_merged"},
            {each["name"] for each in self.center()["system_emails"]})

    def assigned(self, title: str) -> list:
        agent = self.api.post("/users", {"email": "ben@agents.test", "name": "Ben", "role": "member"})
        item = self.mail(title)["id"]
        self.api.call("PATCH", f"/items/{item}", {"assignee_id": agent["id"]})
        return [item, lambda: [parsed(each)["Subject"] for each in self.sink.to("ben@agents.test")]]

    def test_f073_a_new_user_is_welcomed(self):
        self.api.post("/users", {"email": "ben@agents.test", "name": "Ben", "role": "member"})
        eventually("the welcome", lambda: [each for each in self.sink.to("ben@agents.test")
                                           if "Welcome" in str(parsed(each)["Subject"])])

    def test_f074_system_emails_are_switched_one_by_one(self):
        self.api.call("PATCH", "/system_emails/unassignment", {"enabled": False})
        item, mails = self.assigned("Printer")
        eventually("the assignment", lambda: [each for each in mails() if "Assigned" in each])
        self.api.call("PATCH", f"/items/{item}", {"assignee_id": None})
        never("a mail that is off", lambda: [each for each in mails() if "No longer" in each], during=2)

    def test_f075_password_reset_cannot_be_switched_off(self):
        self.assertEqual((409, "system_email_locked"),
                         self.refused("PATCH", "/system_emails/password_reset", {"enabled": False}))
        self.assertTrue(self.system("password_reset")["enabled"])

    def test_f076_what_cannot_be_switched_off_is_marked_as_locked(self):
        self.assertTrue(self.system("password_reset")["locked"])
        self.assertFalse(self.system("assignment")["locked"])

    def test_f077_the_edited_text_of_a_system_email_is_sent_until_it_is_restored(self):
        self.api.call("PATCH", "/system_emails/assignment", {"language": "en", "words": {
            "subject": "Yours: {{item.number}}", "html": "<p>Please look.</p>"}})
        _, mails = self.assigned("Printer")
        eventually("the assignment", lambda: "Yours: T-1" in mails())
        self.api.call("PATCH", "/system_emails/assignment", {"language": "en", "words": None})
        self.assertEqual({}, self.system("assignment")["words"])

    def test_f079_system_emails_do_not_depend_on_automations(self):
        for rule in self.api.get("/automations")["items"]:
            self.api.call("DELETE", f"/automations/{rule['id']}")
        agent = self.api.post("/users", {"email": "ben@agents.test", "name": "Ben", "role": "member"})
        item = self.api.post("/items", {"title": "By phone", "requester_email": EVE})["id"]
        self.api.call("PATCH", f"/items/{item}", {"assignee_id": agent["id"]})
        eventually("the assignment", lambda: [each for each in self.sink.to("ben@agents.test")
                                              if "Assigned" in str(parsed(each)["Subject"])])

    def test_what_a_trial_foretells_is_not_done_and_then_happens(self):
        self.api.call("PATCH", f"/automations/{self.rule('A02')['id']}", {"enabled": False})
        item = self.mail("Printer")["id"]
        rule = {"object": "ticket", "trigger": {"kind": "status_entered", "detail": "solved"},
                "filter": {}, "actions": [{"kind": "post_message", "texts": {"en": "It is solved."}},
                                          {"kind": "add_tag", "value": "done"}]}
        told = self.api.post("/automation_trials", {**rule, "item_id": item})
        self.assertEqual((1, 2), (told["matched"], told["people"]), "the customer at once, Ada if unseen")
        self.assertEqual([], self.api.get(f"/items/{item}/tags")["items"])
        self.assertEqual([], self.sink.to(EVE))
        made = self.api.post("/automations", {"name": "Solved", "enabled": True, **rule})
        self.api.call("PATCH", f"/items/{item}", {"status": "solved"})
        eventually("the message", lambda: self.sink.to(EVE))
        self.assertEqual(["done"], self.api.get(f"/items/{item}/tags")["items"])
        run = self.api.get(f"/automations/{made['id']}/runs")["items"][0]
        self.assertEqual(("done", "T-1"), (run["outcome"], run["item"]))
        again = self.api.post("/automation_trials", {**rule, "days": 7})
        self.assertEqual(1, again["matched"])

    def test_a_webhook_is_signed_and_tried_again(self):
        calls = []

        class Receiver(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                calls.append((self.headers, body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made = self.api.post("/automations", {
            "name": "Call", "enabled": True, "object": "ticket", "trigger": {"kind": "created"},
            "actions": [{"kind": "webhook", "value": f"http://127.0.0.1:{server.server_port}/hook"}]})
        self.mail("Printer")
        headers, body = eventually("the call", lambda: calls)[0]
        secret = self.api.get(f"/automations/{made['id']}")["webhook_secret"]
        self.assertEqual(hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
                         headers["X-Postroom-Signature"])
        self.assertEqual("T-1", json.loads(body)["fields"]["item.number"])
