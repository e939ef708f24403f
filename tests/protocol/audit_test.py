"""The audit log, against the running program: who changed which thing, from what to what; secrets never. (SEC-21)"""
import json

from support.case import PostroomCase

Change = dict[str, tuple[str, str]]
PASSWORD = "hunter2-and-more"


class Audit(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture", automations=True).start()
        self.api = self.desk.api()

    def entries(self, subject: str) -> list[tuple[str, str, Change]]:
        """Newest first: the name of the thing, what was done, what differs."""
        return [(each["subject_name"], each["action"], {c["field"]: (c["from"], c["to"]) for c in each["changes"]})
                for each in self.api.list_all("/audit", subject=subject)]

    def newest(self, subject: str) -> tuple[str, str, Change]:
        entry = self.api.get("/audit", subject=subject)["items"][0]
        self.assertEqual(self.api.user["name"], entry["actor"]["name"])
        return self.entries(subject)[0]

    def nothing_secret(self) -> None:
        self.assertNotIn(PASSWORD, json.dumps(self.api.list_all("/audit")))

    def test_sec21_a_connector(self):
        made = self.api.post("/connectors", {
            "name": "Relay", "host": "127.0.0.1", "port": 2525, "tls": "off", "username": "desk",
            "from_address": "desk@postroom.test", "password": PASSWORD})
        name, action, change = self.newest("connector")
        self.assertEqual(("Relay", "created"), (name, action))
        self.assertEqual(("", "127.0.0.1"), change["host"])
        self.assertEqual(("", "set"), change["password"])
        self.api.call("PATCH", f"/connectors/{made['id']}", {"port": 2526, "password": PASSWORD + "!"})
        self.assertEqual({"port": ("2525", "2526"), "password": ("set", "renewed")}, self.newest("connector")[2])
        self.api.call("PATCH", f"/connectors/{made['id']}", {"port": 2526})
        self.assertEqual(2, sum(name == "Relay" for name, _, _ in self.entries("connector")), "nothing changed")
        self.nothing_secret()

    def test_sec21_a_connector_uses_another_retry_template(self):
        retries = self.api.post("/retry_templates", {"name": "Patient", "delays_seconds": [60, 600], "attempts_max": 5})
        connector = self.api.get("/connectors")["items"][0]
        self.api.call("PATCH", f"/connectors/{connector['id']}", {"retry_template_id": retries["id"]})
        self.assertEqual("Patient", self.newest("connector")[2]["retry_template"][1])

    def test_f114_a_creation_address(self):
        team = self.api.post("/teams", {"name": "Printers", "member_ids": []})
        made = self.api.post("/channels", {"name": "Billing", "address": "billing@postroom.test"})
        self.assertEqual(("", "billing@postroom.test"), self.newest("channel")[2]["address"])
        self.api.call("PATCH", f"/channels/{made['id']}", {"team_id": team["id"], "priority": "high"})
        self.assertEqual(("Billing", "changed", {"team": ("", "Printers"), "priority": ("normal", "high")}),
                         self.newest("channel"))
        self.api.exchange("PATCH", f"/api/v1/channels/{made['id']}", {"team_id": 4711})
        self.assertEqual(2, sum(name == "Billing" for name, _, _ in self.entries("channel")), "a refused change is none")

    def test_f110_a_mailbox(self):
        made = self.api.post("/mailboxes", {
            "name": "Support box", "address": "box@postroom.test", "provider": "other", "username": "box@postroom.test",
            "password": PASSWORD, "imap": {"host": "127.0.0.1", "port": 10143, "tls": "off"}, "receives_only": True,
            "after_fetch": "keep",
            "skip_test": True})
        name, action, change = self.newest("mailbox")
        self.assertEqual(("Support box", "created"), (name, action))
        self.assertEqual((("", "127.0.0.1"), ("", "set")), (change["host"], change["password"]))
        box = made["id"] if "id" in made else made["channel_id"]
        self.api.call("PATCH", f"/mailboxes/{box}", {"after_fetch": "seen", "password": PASSWORD + "!"})
        self.assertEqual({"after_fetch": ("keep", "seen"), "password": ("set", "renewed")}, self.newest("mailbox")[2])
        self.api.call("DELETE", f"/mailboxes/{box}")
        self.assertEqual({"active": ("yes", "no"), "password": ("set", "")}, self.newest("mailbox")[2])
        self.nothing_secret()

    def test_f106_an_app_registration(self):
        body = {"client_id": "4711", "client_secret": PASSWORD}
        self.api.call("PUT", "/oauth_client", body)
        change = self.newest("app_registration")[2]
        self.assertEqual((("", "4711"), ("", "set")), (change["client_id"], change["password"]))
        self.api.call("PUT", "/oauth_client", {"client_id": "4712"})
        self.assertEqual({"client_id": ("4711", "4712")}, self.newest("app_registration")[2])
        self.nothing_secret()

    def test_f054_an_automation(self):
        rule = {"name": "Tag it", "object": "ticket", "trigger": {"kind": "created"},
                "filter": {"conditions": [{"property": "priority", "comparison": "is", "value": "high"}]},
                "actions": [{"kind": "add_tag", "value": "hot"}]}
        made = self.api.post("/automations", rule)
        name, action, change = self.newest("automation")
        self.assertEqual((f"{made['reference']} Tag it", "created"), (name, action))
        self.assertEqual("hot", json.loads(change["action.1"][1])["value"])
        path = f"/automations/{made['id']}"
        self.api.call("PATCH", path, {"enabled": True})
        self.assertEqual({"enabled": ("no", "yes")}, self.newest("automation")[2])
        self.api.call("PATCH", path, {"actions": [{"kind": "add_tag", "value": "cold"}]})
        before, after = self.newest("automation")[2]["action.1"]
        self.assertEqual(("hot", "cold"), (json.loads(before)["value"], json.loads(after)["value"]))
        self.api.call("DELETE", path)
        self.assertEqual("deleted", self.newest("automation")[1])
        self.assertEqual(4, len(self.entries("automation")), "the standard rules of a new workspace are nobody's change")

    def test_f068_a_template(self):
        made = self.api.post("/templates", {"name": "Hello", "words": {"en": {"subject": "Hi", "html": "<p>Hello</p>"}}})
        words = {"en": {"subject": "Hi", "html": "<p>Good day</p>"}, "fr": {"subject": "Salut", "html": "<p>Bonjour</p>"}}
        self.api.call("PATCH", f"/templates/{made['id']}", {"words": words})
        self.assertEqual(("Hello", "changed", {
            "html.en": ("<p>Hello</p>", "<p>Good day</p>"), "subject.fr": ("", "Salut"), "html.fr": ("", "<p>Bonjour</p>")}),
            self.newest("email_template"))
        self.api.call("DELETE", f"/templates/{made['id']}")
        self.assertEqual("deleted", self.newest("email_template")[1])

    def test_f074_a_system_email(self):
        self.api.call("PATCH", "/system_emails/assignment", {"enabled": False})
        self.assertEqual(("assignment", "changed", {"enabled": ("yes", "no")}), self.newest("system_email"))
        self.api.exchange("PATCH", "/api/v1/system_emails/password_reset", {"enabled": False})
        self.assertEqual("assignment", self.newest("system_email")[0], "what is locked was not changed")
        words = {"subject": "Yours now", "html": "<p>Please look.</p>"}
        self.api.call("PATCH", "/system_emails/assignment", {"language": "it", "words": words})
        change = self.newest("system_email")[2]
        self.assertEqual("Yours now", change["subject.it"][1])
        self.assertIn("{{item.number}}", change["subject.it"][0], "before stood the product's own words")

    def test_f060_the_text_of_the_relay(self):
        words = {"subject": "News: {{news}}", "html": "<p>Dear reader</p>{{messages}}"}
        self.api.call("PATCH", "/messaging_center/relay", {"language": "en", "words": words})
        name, _, written = self.newest("system_email")
        self.assertEqual(("relay", "News: {{news}}"), (name, written["subject.en"][1]))
        self.api.call("PATCH", "/messaging_center/relay", {"language": "en", "words": None})
        restored = self.newest("system_email")[2]
        self.assertEqual(written["subject.en"], restored["subject.en"][::-1])

    def test_f148_a_retry_template(self):
        made = self.api.post("/retry_templates", {"name": "Quick", "delays_seconds": [60], "attempts_max": 2})
        self.api.call("PATCH", f"/retry_templates/{made['id']}", {"delays_seconds": [60, 300], "attempts_max": 3})
        self.assertEqual(("Quick", "changed", {"delays_seconds": ("60", "60, 300"), "attempts_max": ("2", "3")}),
                         self.newest("retry_template"))
        self.api.call("DELETE", f"/retry_templates/{made['id']}")
        self.assertEqual("deleted", self.newest("retry_template")[1])

    def test_sec21_of_long_texts_the_part_that_differs(self):
        long = "<p>" + "word " * 2000 + "</p>"
        made = self.api.post("/templates", {"name": "Long", "words": {"en": {"subject": "Hi", "html": long}}})
        self.api.call("PATCH", f"/templates/{made['id']}",
                      {"words": {"en": {"subject": "Hi", "html": long.replace("word </p>", "end</p>")}}})
        before, after = self.newest("email_template")[2]["html.en"]
        self.assertTrue(before.startswith("…word") and after.startswith("…end"), (before, after))

    def test_sec21_portal_widget_team_project_and_organization(self):
        self.api.call("PATCH", "/portal_settings", {"title": "Help", "closing_words": {"en": ["done"]}})
        change = self.newest("portal")[2]
        self.assertEqual((("", "Help"), "done"), (change["title"], change["closing_words.en"][1]))
        widget = self.api.post("/chat_widgets", {"name": "Shop", "sites": ["https://shop.example"]})
        self.assertEqual(("", "https://shop.example"), self.newest("chat_widget")[2]["sites"])
        secret = self.api.post(f"/chat_widgets/{widget['id']}/identity_secret", {})["secret"]
        self.assertEqual({"password": ("", "set")}, self.newest("chat_widget")[2])
        self.assertNotIn(secret, json.dumps(self.api.list_all("/audit")))
        self.api.post("/teams", {"name": "Printers", "member_ids": []})
        self.api.post("/projects", {"name": "Web shop"})
        made = self.api.post("/organizations", {"name": "Acme", "domain": "acme.example"})
        self.api.call("PATCH", f"/organizations/{made['id']}", {"shares_requests": True})
        self.assertEqual(["Printers", "Web shop"], [self.newest("team")[0], self.newest("project")[0]])
        self.assertEqual({"shares_requests": ("no", "yes")}, self.newest("organization")[2])
