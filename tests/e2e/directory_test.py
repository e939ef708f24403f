"""Tables of people from the screen: looked at before anything happens; teams; tags and time of an item.

POSTROOM_PICTURES names a folder for pictures. (F066; SEC-11)
"""
import os
import pathlib
import unittest

from support import browser
from support.browser import Browser
from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import ADMIN, PASSWORD, SUPPORT
from support.wait import eventually

PICTURES = os.environ.get("POSTROOM_PICTURES")
VIEWS = ((1440, "light"), (1440, "dark"), (390, "light"), (390, "dark"))


@unittest.skipUnless(browser.is_installed(), "needs Chromium")
class DirectoryTest(PostroomCase):
    def setUp(self):
        super().setUp()
        self.desk = self.server("--capture").start()
        self.api = self.desk.api()
        self.site = "http://%s:%d" % self.desk.address("http")
        self.browser = self.stack.enter_context(Browser(self.folder))

    def sign_in(self, path: str):
        page = self.browser.open("desk", self.site + "/sign-in", width=1440, height=1000)
        page.fill(ADMIN, label="Email")
        page.fill(PASSWORD, css="input[type=password]")
        page.click(role="button", name="Sign in")
        page.see(role="heading", name="Messenger")
        page.goto(self.site + path)
        return page

    def keep(self, page, name: str) -> None:
        for width, scheme in VIEWS:
            page.resize(width, 1000)
            page.show_as(scheme)
            page.settled()
            self.assertEqual(page.axe(), [], name)
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width, name)
            if PICTURES:
                pathlib.Path(PICTURES).mkdir(parents=True, exist_ok=True)
                page.screenshot(pathlib.Path(PICTURES) / f"{name}-{scheme}-{width}.png")
        page.resize(1440, 1000)
        page.show_as("light")

    def test_a_table_is_looked_at_before_it_is_brought_in(self):
        table = self.folder / "customers.csv"
        table.write_text("email,name,organization,fax\nana@customer.test,Ana,,1\nben@customer.test,Ben,Nowhere,2\n")
        page = self.sign_in("/admin/customers")
        page.click(role="button", name="CSV", exact=True)
        page.click(role="menuitem", name="Import…")
        page.attach(table, css="[role=dialog] input[type=file]")
        page.see(css="[role=dialog] [data-outcome=refused]")
        self.assertIn("Refused: 1", page.text(css="[data-outcome=refused]"))
        dialog = page.text(css="[role=dialog]")
        for words in ("Nothing has been changed yet", "Column organization: There is no such organization.", "fax"):
            self.assertIn(words, dialog)
        self.assertEqual(self.api.list_all("/customers"), [])
        self.keep(page, "import-trial")
        page.click(role="button", name="Import", exact=True)
        page.see(text="This is what the import did:")
        self.assertEqual([one["email"] for one in self.api.list_all("/customers")], ["ana@customer.test"])
        page.click(css="[role=dialog] footer button, [role=dialog] button:has-text('Close') >> nth=-1")
        page.see(css="main td:has-text('ana@customer.test')")

    def test_a_file_that_is_no_table_is_explained(self):
        table = self.folder / "people.csv"
        table.write_bytes("name\nJosé\n".encode("latin-1"))
        page = self.sign_in("/admin/users")
        page.click(role="button", name="CSV", exact=True)
        page.click(role="menuitem", name="Import…")
        page.attach(table, css="[role=dialog] input[type=file]")
        page.see(css="[role=dialog] [role=alert]")
        self.assertIn("not in UTF-8", page.text(css="[role=dialog] [role=alert]"))

    def test_teams_are_made_and_filled_in_place(self):
        self.api.post("/users", {"email": "ben@desk.test", "name": "Ben Baker", "role": "member"})
        page = self.sign_in("/admin/teams")
        page.see(text="No teams yet")
        page.fill("Night shift", label="Name")
        page.click(role="button", name="Add team")
        page.see(label="Members of Night shift")
        page.click(css="[aria-label='Members of Night shift'] >> nth=0")
        page.click(role="option", name="Ben Baker")
        eventually("Ben is in it", lambda: self.api.get("/teams")["items"][0]["member_ids"])
        page.press("Escape")
        self.keep(page, "teams")

    def test_f066_time_is_booked_on_the_item_and_approved_in_the_list(self):
        send(self.desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, "Printer", "It is on fire."))
        item = eventually("the ticket", lambda: self.api.item_titled("Printer"))
        page = self.sign_in(f"/items/{item['id']}")
        page.click(role="button", name="Book time")
        page.fill("soon", css="aside form input >> nth=0")
        page.click(role="button", name="Book", exact=True)
        page.see(text="Write 1 h 30, 1:30 or 90 (minutes); one week at most.")
        page.fill("1 h 30", css="aside form input >> nth=0")
        page.fill("Put it out", label="What for")
        page.click(role="button", name="Book", exact=True)
        page.see(text="1 h 30 min in all")
        page.fill("fire", css="aside input[placeholder='Add a tag']")
        page.press("Enter")
        eventually("tagged", lambda: self.api.get(f"/items/{item['id']}/tags")["items"] == ["fire"])
        self.keep(page, "item-details")
        page.goto(self.site + "/admin/timesheets")
        page.see(css="main td:has-text('Put it out')")
        page.click(css="main tbody input[type=checkbox]")
        eventually("approved", lambda: self.api.get("/timesheet_entries", approved="true")["items"])
        self.keep(page, "timesheets")

    def test_f127_a_queue_has_its_colour_wherever_it_is_named(self):
        queue = self.api.get("/channels")["items"][0]
        self.api.call("PATCH", f"/channels/{queue['id']}", {"color": "#c2410c"})
        send(self.desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, "Printer", "It is on fire."))
        item = eventually("the ticket", lambda: self.api.item_titled("Printer"))
        painted = """[...document.querySelectorAll('main span[aria-hidden], aside span[aria-hidden]')]
            .filter((one) => getComputedStyle(one).backgroundColor === 'rgb(194, 65, 12)').length"""
        page = self.sign_in("/items")
        eventually("in the list", lambda: page.evaluate(painted) >= 1)
        page.goto(f"{self.site}/items?queue={queue['id']}")
        eventually("in the filter as well", lambda: page.evaluate(painted) >= 2)
        for path in (f"/items/{item['id']}", "/admin/tickets"):
            page.goto(self.site + path)
            eventually(f"on {path}", lambda: page.evaluate(painted) >= 1)

    def test_a_customer_who_called_is_added(self):
        page = self.sign_in("/admin/customers")
        page.click(role="button", name="Add customer")
        page.fill("ana@customer.test", css="[role=dialog] input >> nth=0")
        page.fill("Ana", css="[role=dialog] input >> nth=1")
        page.click(css="[role=dialog] button[type=submit]")
        page.see(css="main td:has-text('ana@customer.test')")


if __name__ == "__main__":
    unittest.main()
