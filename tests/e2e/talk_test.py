"""Conversations between colleagues, chats and items, clicked through by two people in two browsers.

A direct conversation is begun, answered live and becomes a task; an item is split and merged; a project is
made, shared, its invitation answered; whoever takes no part sees nothing of it. axe looks at each screen.
"""
import unittest

from support.browser import Browser, is_installed
from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import ADMIN, PASSWORD, SUPPORT
from support.wait import eventually

BEN, CHIARA = "ben@agents.test", "chiara@agents.test"


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
class TalkInTheBrowser(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server("--capture").start()
        self.ada = self.desk.api()
        for name, address in (("Ben Agent", BEN), ("Chiara Agent", CHIARA)):
            self.ada.post("/users", {"name": name, "email": address, "role": "member", "password": PASSWORD})
        self.browser = self.stack.enter_context(Browser(self.folder))
        self.site = "http://%s:%d" % self.desk.address("http")

    def signed_in(self, address: str, **options):
        page = self.browser.open(address, f"{self.site}/sign-in", **options)
        page.fill(address, label="Email")
        page.fill(PASSWORD, css="input[type=password]")
        page.click(role="button", name="Sign in")
        page.see(role="heading", name="Messenger")
        return page

    def ticket(self, title: str) -> dict:
        send(self.desk.address("smtp"), new_mail("Eve <eve@customer.test>", SUPPORT, title, f"About {title}."))
        return eventually(title, lambda: self.ada.item_titled(title))

    def clean(self, *pages) -> None:
        for page in pages:
            page.settled()
            self.assertEqual([], page.axe())
        self.assertEqual([], [each for each in self.browser.troubles() if "401" not in each])

    def test_a_direct_conversation_lives_and_becomes_a_task(self):
        ada, ben = self.signed_in(ADMIN), self.signed_in(BEN)
        ben.click(role="button", name="New conversation")
        ben.click(role="textbox", name="With whom")
        ben.click(role="option", name="Ada")
        self.clean(ben)
        ben.click(role="button", name="Start")
        ben.see(role="heading", name="Ada")
        ben.fill("Shall we order chairs?", role="textbox", name="Internal note")
        ben.press("Control+Enter")
        ada.click(role="tab", name="My conversations")
        # What is read out to people who do not see the screen says the same words.
        ada.click(css="main :text('Shall we order chairs?')")
        ada.fill("Yes, four.", role="textbox", name="Internal note")
        ada.press("Control+Enter")
        ben.see(text="Yes, four.")
        self.clean(ada, ben)
        ada.click(role="button", name="More about this conversation")
        ada.click(role="menuitem", name="Make a task")
        ada.fill("Order four chairs", role="textbox", name="Title")
        self.clean(ada)
        ada.click(role="button", name="Make a task")
        ben.see(text="K-1")
        self.assertEqual("task", self.ada.item_titled("Order four chairs")["type"])

    def test_split_and_merge_from_the_menu(self):
        first, second = self.ticket("Leaking kettle"), self.ticket("Broken cup")
        page = self.signed_in(ADMIN)
        page.goto(f"{self.site}/items/{first['id']}")
        page.see(css="article")
        page.click(role="button", name="More about this conversation")
        page.click(role="menuitem", name="Split…")
        page.click(css="[role=group] input[type=checkbox]")
        page.fill("Kettle alone", role="textbox", name="Title")
        self.clean(page)
        page.click(role="button", name="Split off 1 message")
        page.see(text="Kettle alone")
        page.see(text="Split off from")
        self.clean(page)
        page.goto(f"{self.site}/items/{first['id']}")
        page.see(text="Goes on in")
        page.click(role="button", name="More about this conversation")
        page.click(role="menuitem", name="Merge into another…")
        page.fill("Broken", role="textbox", name="Item")
        page.click(role="option", name="Broken cup")
        page.see(text="This cannot be undone.")
        self.clean(page)
        page.click(role="button", name="Merge for good")
        page.see(text="Merged into this one")
        page.goto(f"{self.site}/items/{first['id']}")
        page.see(text="This item was merged")
        self.clean(page)
        self.assertEqual(second["id"], self.ada.get(f"/items/{first['id']}")["merged_into_id"])

    def test_a_project_is_shared_and_an_invitation_answered(self):
        chiara = self.signed_in(CHIARA)
        user = next(each for each in self.ada.get("/users")["items"] if each["email"] == CHIARA)
        self.ada.call("PATCH", f"/users/{user['id']}/notification_preferences", {"accept_invitations": False})
        ada = self.signed_in(ADMIN)
        ada.goto(f"{self.site}/projects")
        ada.fill("Move to Lyon", role="textbox", name="New project")
        ada.click(role="button", name="Add")
        ada.see(role="heading", name="Move to Lyon")
        ada.click(role="button", name="Add a member")
        ada.click(role="option", name="Chiara Agent")
        ada.see(text="Invited")
        self.clean(ada)
        chiara.see(text="invites you to the project")
        self.clean(chiara)
        chiara.click(role="button", name="Accept")
        chiara.gone(text="invites you to the project")
        ada.gone(text="Invited")
        ada.click(role="button", name="Follow", exact=True)
        ada.see(role="button", name="Unfollow")
        ada.click(role="button", name="New conversation")
        ada.fill("Boxes", role="textbox", name="Name")
        ada.click(role="button", name="Open", exact=True)
        ada.see(role="heading", name="Boxes")
        ada.fill("Who has boxes?", role="textbox", name="Internal note")
        ada.press("Control+Enter")
        chiara.goto(f"{self.site}/projects")
        chiara.click(text="Move to Lyon")
        chiara.click(text="Boxes")
        chiara.see(text="Who has boxes?")
        self.clean(ada, chiara)
