"""The Messaging Center as an administrator uses it, in Chromium against the running program. (F052-F080)"""
import os
import pathlib
import unittest

from support.browser import Browser, is_installed
from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import ADMIN, PASSWORD, SUPPORT
from support.wait import eventually

EVE = "eve@customer.test"


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
class CenterInTheBrowser(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture", automations=True).start()
        self.api = self.desk.api()
        self.browser = self.stack.enter_context(Browser(self.folder))
        self.page = self.browser.open("agent", "http://%s:%d/sign-in" % self.desk.address("http"))
        self.page.fill(ADMIN, label="Email")
        self.page.fill(PASSWORD, css="input[type=password]")
        self.page.click(role="button", name="Sign in")
        self.page.see(role="heading", name="Messenger")
        self.page.goto("http://%s:%d/admin/center" % self.desk.address("http"))
        self.page.see(role="heading", name="Automated messages")

    def rule(self, reference: str) -> dict:
        return next(each for each in self.api.get("/automations")["items"] if each["reference"] == reference)

    def test_f052_the_three_sections(self):
        self.page.see(role="heading", name="Automated emails")
        self.page.see(role="heading", name="System emails")
        self.page.see(css="main :text('New messages')")
        self.page.see(css="main :text('Password reset')")

    def test_f063_the_blue_number_opens_the_rule(self):
        self.page.click(role="button", name="Open the rule A02 Thank the customer for a new ticket")
        self.page.see(css="[role=dialog] :text('Enable this workflow automation')")
        self.page.see(role="heading", name="Try it")

    def test_f064_only_save_switches_the_rule(self):
        self.page.click(role="button", name="Open the rule A02 Thank the customer for a new ticket")
        self.page.click(css="[role=dialog] label:has-text('Enable this workflow automation')")
        self.assertTrue(self.rule("A02")["enabled"])
        self.page.click(css="[role=dialog] button:has-text('Save')")
        eventually("the rule is off", lambda: not self.rule("A02")["enabled"])

    def test_f080_inactive_emails_are_hidden_until_asked_for(self):
        self.page.click(css="tr:has-text('An item is assigned') .mantine-Switch-track")
        eventually("it is off", lambda: not next(
            each for each in self.api.get("/messaging_center")["system_emails"] if each["name"] == "assignment")["enabled"])
        self.page.click(css="label:has-text('Show inactive emails')")
        self.page.see(css="main :text('An item is assigned to a user')")

    def test_f078_the_text_of_the_password_reset_is_advised_against(self):
        self.page.click(role="button", name="Edit Password reset")
        self.page.see(css="[role=dialog] :text('We strongly advise against changing its text')")

    def shown(self) -> str:
        return self.page.evaluate("document.querySelector('[role=dialog] iframe').srcdoc")

    def test_f060_the_text_of_the_relay_is_previewed_as_it_leaves_in_each_language_light_and_dark(self):
        self.api.call("PATCH", "/email_appearance", {"background": "#eef6f1", "paper": "#ffffff", "header": "Acme & Sons"})
        self.page.click(role="button", name="Edit New messages")
        eventually("the frame", lambda: all(part in self.shown() for part in (
            "Acme &amp; Sons", "#eef6f1", 'lang="en"', "Printer on fire", "color-scheme:light}")))
        self.page.click(css="[role=dialog] label:has-text('Italiano')")
        eventually("in Italian", lambda: 'lang="it"' in self.shown() and "La stampante va a fuoco" in self.shown())
        self.page.click(css="[role=dialog] label:has-text('Dark')")
        eventually("in the dark", lambda: "color-scheme:dark}" in self.shown())
        self.page.click(css="[role=dialog] label:has-text('Text')")
        self.page.see(css="[role=dialog] pre:has-text('Acme & Sons')")
        self.assertEqual([], self.page.axe())
        self.assertEqual({}, self.api.get("/messaging_center")["relay"]["words"], "a preview saves nothing")

    def test_f077_the_preview_of_a_system_email_follows_the_keys_and_an_unknown_field_is_named(self):
        self.page.click(role="button", name="Edit Assignment")
        eventually("the standard text", lambda: "T-12" in self.shown())
        self.page.fill("Yours now: {{item.title}}", label="Subject")
        self.page.see(css="[role=dialog] section :text('Yours now: Printer on fire')")
        self.page.fill("Yours now: {{item.colour}}", label="Subject")
        self.page.see(css="[role=dialog] [role=alert]:has-text('item.colour')")

    def test_a_trial_says_whom_the_rule_would_have_mailed(self):
        send(self.desk.address("smtp"), new_mail(EVE, SUPPORT, "Printer", "It is on fire."))
        eventually("the ticket", lambda: self.api.item_titled("Printer"))
        self.page.click(role="button", name="Open the rule A02 Thank the customer for a new ticket")
        self.page.click(role="button", name="On the last 7 days")
        self.page.see(css="[role=dialog] :text('Times it would have acted: 1;')")

    def test_f054_the_rule_editor_names_the_fields_of_the_workspace(self):
        self.api.post("/item_fields", {"name": "Service level", "kind": "choice", "choices": ["Gold", "Silver"]})
        self.api.post("/item_fields", {"name": "Hours", "kind": "number"})
        made = self.api.post("/automations", {
            "name": "Gold is fast", "object": "ticket", "enabled": True,
            "trigger": {"kind": "property_changed", "detail": "custom.service_level"},
            "filter": {"any": False, "groups": [], "conditions": [
                {"property": "custom.service_level", "comparison": "is", "value": "Gold"}]},
            "actions": [{"kind": "set_property", "property": "custom.hours", "value": "4"}]})
        self.page.goto("http://%s:%d/admin/center" % self.desk.address("http"))
        self.page.see(css="main td:text-is('When a property changes: Service level (ticket)')")
        self.page.click(role="button", name=f"Open the rule {made['reference']} Gold is fast")
        self.page.see(css="[role=dialog] input[value='Gold is fast']")
        values = self.page.evaluate("""[...document.querySelectorAll('[role=dialog] :is(input, select)')]
            .map((one) => one.selectedOptions?.[0]?.text ?? one.value)""")
        for words in ("Service level", "Gold", "Hours", "4"):
            self.assertIn(words, values)
        self.assertNotIn("custom.", " ".join(values) + self.page.text(css="[role=dialog]"), "no raw names")
        self.assertEqual([], self.page.axe())
        if folder := os.environ.get("POSTROOM_PICTURES"):
            self.page.screenshot(pathlib.Path(folder) / "rule-custom-fields.png")
