"""The portal as a customer lives it: Chromium on both sides of the desk, real mail at a sink.

A link by mail, one click, my requests, a new one with a file; the colleague's answer appears live and is not
mailed; after the tab is closed the next one is, once; the request is ended by its button.
"""
import re
import unittest

from support.browser import Browser, is_installed
from support.case import PostroomCase
from support.customers import ask_for_link
from support.maildir import body_of, new_mail, send
from support.server import ADMIN, PASSWORD, SUPPORT
from support.sink import Sink
from support.wait import eventually, never

from protocol.portal_test import parsed

EVE = "eve@customer.test"
GRACE = 3


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
class PortalInTheBrowser(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.sink = self.stack.enter_context(Sink())
        self.desk = self.server("--smart-host", f"smtp://127.0.0.1:{self.sink.port}",
                                settings=f"[relay]\ngrace_seconds = {GRACE}\n").start()
        self.api = self.desk.api()
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        send(self.desk.address("smtp"), new_mail(EVE, SUPPORT, "Printer", "It is on fire."))
        eventually("the ticket", lambda: self.api.item_titled("Printer"))
        self.browser = self.stack.enter_context(Browser(self.folder))

    @property
    def site(self) -> str:
        return "http://%s:%d" % self.desk.address("http")

    def agent(self):
        page = self.browser.open("agent", f"{self.site}/sign-in")
        page.fill(ADMIN, label="Email")
        page.fill(PASSWORD, css="input[type=password]")
        page.click(role="button", name="Sign in")
        page.see(role="heading", name="Messenger")
        return page

    def signed_in(self, name: str = "eve", **options):
        """Asks for a link on the page and opens the one that the mail holds."""
        page = self.browser.open(name, f"{self.site}/portal", **options)
        page.see(role="heading", name="Your requests")
        before = len(self.sink.to(EVE))
        page.fill(EVE, label="Email")
        page.click(role="button", name="Send me the link")
        page.see(role="heading", name="Look into your mailbox")
        mail = eventually("the link", lambda: self.sink.to(EVE)[before:])[0]
        link = re.search(r"/portal/sign-in\?token=\w+", body_of(parsed(mail)))[0]
        page.goto(self.site + link)
        page.click(role="button", name="Sign in")
        page.see(role="heading", name="My requests")
        return page

    def answers(self) -> list:
        return [body_of(parsed(mail)) for mail in self.sink.to(EVE) if "sign-in?token=" not in body_of(parsed(mail))]

    def assert_clean(self) -> None:
        self.assertEqual([], [each for each in self.browser.troubles() if "401" not in each])

    def new_request(self, page) -> None:
        page.click(role="link", name="New request")
        page.fill("Scanner hums", label="In a few words")
        page.fill("Since this morning.", label="Tell us more")
        plan = self.folder / "scanner.txt"
        plan.write_text("hmmm")
        page.attach(plan, css="input[type=file]")
        page.see(text="scanner.txt")
        page.click(role="button", name="Send the request")
        page.see(role="heading", name="Scanner hums")
        page.see(text="We have received it")
        page.see(text="Since this morning.")

    def test_there_and_back_live_and_by_mail_when_away(self):
        page = self.signed_in()
        page.see(text="Printer")
        self.new_request(page)
        agent = self.agent()
        agent.click(text="Scanner hums")
        agent.see(text="Since this morning.")
        agent.see(text="scanner.txt")

        page.evaluate("window.focus()")
        agent.fill("Which model is it?", role="textbox", name="Answer to the customer")
        agent.click(role="button", name="Send", exact=True)
        page.see(text="Which model is it?")
        page.see(text="We are working on it")
        # The customer looks at it: that is seeing, and nothing is mailed.
        item = self.api.item_titled("Scanner hums")
        conversation = self.api.conversation(item["id"])["id"]
        eventually("seen in the portal", lambda: any(
            receipt["state"] == "seen" for receipt in self.api.messages(conversation)[-1]["receipts"]
            if receipt["person"]["kind"] == "customer"), within=GRACE)
        never("a mail to who has seen it", self.answers, during=GRACE + 1)

        page.fill("It is an X-1.", role="textbox", name="Your answer")
        page.click(role="button", name="Send", exact=True)
        agent.see(text="It is an X-1.")
        page.see(text="Read")

        page.close()
        agent.fill("We bring a new one.", role="textbox", name="Answer to the customer")
        agent.click(role="button", name="Send", exact=True)
        eventually("one mail", lambda: len(self.answers()) == 1, within=GRACE + 60)
        self.assertIn("We bring a new one.", self.answers()[0])
        self.assert_clean()

    def test_closing_by_button_and_beginning_again(self):
        page = self.signed_in()
        page.click(text="Printer")
        page.see(text="It is on fire.")
        page.click(role="button", name="It is done")
        page.see(text="This request is done.")
        self.assertEqual("finished", self.api.item_titled("Printer")["state"])
        page.fill("It burns again.", role="textbox", name="Your answer")
        page.press("Control+Enter")
        page.gone(text="This request is done.")
        self.assertEqual("in_progress", self.api.item_titled("Printer")["state"])
        self.assert_clean()

    def test_a_link_for_one_request_leads_there_after_signing_in(self):
        item = self.api.item_titled("Printer")
        page = self.browser.open("eve", f"{self.site}/portal/requests/{item['id']}")
        page.fill(EVE, label="Email")
        page.click(role="button", name="Send me the link")
        page.see(role="heading", name="Look into your mailbox")
        page.goto(f"{self.site}/portal/sign-in?token={ask_for_link(self.desk, EVE)}")
        page.click(role="button", name="Sign in")
        page.see(role="heading", name="Printer")
        page.goto(f"{self.site}/portal/sign-in?token={'f' * 48}")
        page.click(role="button", name="Sign in")
        page.see(text="This link has been used or has expired.")

    def test_what_the_administrator_sets_up_is_what_the_customer_finds(self):
        agent = self.agent()
        agent.goto(f"{self.site}/admin/portal")
        agent.fill("Acme helps", label="Title")
        agent.click(role="button", name="Save")
        agent.click(role="button", name="Add a question")
        agent.fill("Order number", role="textbox", name="Question")
        agent.click(role="button", name="Save", nth=1)
        eventually("the question", lambda: any(
            form["fields"] for form in self.api.get("/portal_settings")["forms"]))
        page = self.signed_in()
        page.see(text="Acme helps")
        page.click(role="link", name="New request")
        page.see(label="Order number")
        self.assert_clean()

    def test_an_organization_shares_after_a_switch(self):
        send(self.desk.address("smtp"), new_mail("bo@customer.test", SUPPORT, "Of a colleague", "Hello."))
        eventually("the ticket", lambda: self.api.item_titled("Of a colleague"))
        agent = self.agent()
        agent.goto(f"{self.site}/admin/customers")
        agent.fill("Acme", role="textbox", name="Name")
        agent.fill("customer.test", role="textbox", name="Mail domain")
        agent.click(role="button", name="Add", exact=True)
        agent.click(css="[role=switch] + label, input[role=switch]")
        eventually("it is shared", lambda: self.api.get("/organizations")["items"][0]["shares_requests"])
        page = self.signed_in()
        page.see(text="Printer")
        self.assertEqual(0, page.count("main li:nth-child(2)"))
        page.click(text="Acme", exact=True)
        page.click(text="Of a colleague")
        page.see(text="Hello.")
        self.assertEqual(0, page.count("main header button"), "only whoever began it ends it")
        self.assert_clean()

    def test_axe_finds_nothing_by_day_and_by_night(self):
        item = self.api.item_titled("Printer")
        for scheme, width in (("light", 1440), ("dark", 1440), ("dark", 360)):
            page = self.signed_in(f"{scheme}-{width}", scheme=scheme, width=width, height=800)
            for path in ("/portal", f"/portal/requests/{item['id']}", "/portal/new", "/portal/profile",
                         "/portal/sign-in", "/portal/sign-in?token=1"):
                with self.subTest(path=path, scheme=scheme, width=width):
                    page.goto(self.site + path)
                    page.see(css="h1")
                    page.settled()
                    self.assertEqual([], page.axe())
                    self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)
            page.close()


if __name__ == "__main__":
    unittest.main()
