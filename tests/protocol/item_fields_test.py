"""Fields that a workspace gives its items, and rules that ask about them and set them. (issue 6 point 2; F054)"""
import unittest

from support.api import Problem
from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import SUPPORT
from support.wait import eventually, never


class ItemFields(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture", automations=True).start()
        self.api = self.desk.api()

    def ticket(self, title: str) -> int:
        send(self.desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, title, "text"))
        return eventually("the ticket", lambda: self.api.item_titled(title))["id"]

    def field(self, name: str, **more) -> str:
        return self.api.post("/item_fields", {"name": name, **more})["key"]

    def fill_in(self, item: int, key: str, value: str) -> dict:
        answer = self.api.call("PUT", f"/items/{item}/fields/{key}", {"value": value})
        return {one["key"]: one["value"] for one in answer["items"]}

    def refused(self, *call) -> str:
        with self.assertRaises(Problem) as refused:
            self.api.call(*call)
        return refused.exception.code

    def test_a_value_has_the_form_of_its_field(self):
        item = self.ticket("Printer")
        serial, level = self.field("Serial number"), self.field("Level", kind="choice", choices=["Gold", "Silver"])
        due = self.field("Due", kind="date")
        self.assertEqual(self.fill_in(item, serial, "SN 42"), {serial: "SN 42", level: "", due: ""})
        self.assertEqual(self.fill_in(item, level, "Gold")[level], "Gold")
        for key, value in ((level, "Bronze"), (due, "tomorrow")):
            self.assertEqual(self.refused("PUT", f"/items/{item}/fields/{key}", {"value": value}), "bad_field_value")
        self.assertEqual(self.fill_in(item, serial, "")[serial], "")
        changes = [entry for entry in self.api.get(f"/items/{item}/timeline")["items"] if "custom" in str(entry)]
        self.assertTrue(changes)

    def test_a_field_of_other_items_and_a_hidden_one_are_not_there(self):
        item = self.ticket("Printer")
        of_tasks = self.field("Sprint", item_types=["task"])
        hidden = self.api.post("/item_fields", {"name": "Old"})
        self.fill_in(item, hidden["key"], "kept")
        self.api.call("PATCH", f"/item_fields/{hidden['id']}", {"active": False})
        self.assertEqual(self.api.get(f"/items/{item}/fields")["items"], [])
        for key in (of_tasks, hidden["key"], "nothing"):
            self.assertEqual(self.refused("PUT", f"/items/{item}/fields/{key}", {"value": "x"}), "item_field_not_found")
        self.api.call("PATCH", f"/item_fields/{hidden['id']}", {"active": True})
        self.assertEqual(self.api.get(f"/items/{item}/fields")["items"][0]["value"], "kept")

    def test_names_are_refused_that_name_nothing_or_something_twice(self):
        self.field("Serial number")
        self.assertEqual(self.refused("POST", "/item_fields", {"name": "Serial  number"}), "item_field_exists")
        self.assertEqual(self.refused("POST", "/item_fields", {"name": "№"}), "bad_item_field")
        self.assertEqual(self.refused("POST", "/item_fields", {"name": "Level", "kind": "choice"}), "bad_item_field")

    def test_f054_a_rule_asks_about_a_custom_field_and_sets_another(self):
        level, sla = self.field("Level", kind="choice", choices=["Gold", "Silver"]), self.field("Hours", kind="number")
        names = [one["name"] for one in self.api.get("/automation_vocabulary")["properties"]]
        self.assertIn("custom.level", names)
        rule = {"name": "Gold is fast", "object": "ticket", "enabled": True,
                "trigger": {"kind": "property_changed", "detail": "custom.level"},
                "filter": {"any": False, "groups": [], "conditions": [
                    {"property": "custom.level", "comparison": "is", "value": "Gold"}]},
                "actions": [{"kind": "set_property", "property": "custom.hours", "value": "4"}]}
        self.api.post("/automations", rule)
        gold, silver = self.ticket("Gold one"), self.ticket("Silver one")
        self.fill_in(silver, level, "Silver")
        self.fill_in(gold, level, "Gold")
        value = lambda item: {one["key"]: one["value"] for one in self.api.get(f"/items/{item}/fields")["items"]}[sla]
        eventually("the rule has set it", lambda: value(gold) == "4")
        never("the other is left alone", lambda: value(silver), during=1.0)

    def test_f054_a_rule_about_a_field_that_is_not_there_is_refused(self):
        with self.assertRaises(Problem) as refused:
            self.api.post("/automations", {
                "name": "Ghost", "object": "ticket", "trigger": {"kind": "created"},
                "filter": {"any": False, "groups": [], "conditions": [
                    {"property": "custom.ghost", "comparison": "is_set", "value": ""}]},
                "actions": [{"kind": "add_tag", "value": "ghost"}]})
        self.assertEqual(refused.exception.status, 400)


if __name__ == "__main__":
    unittest.main()
