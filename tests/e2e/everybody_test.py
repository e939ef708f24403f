"""Everybody is told once, where they are; the receiving mail server keeps the count.

One desk, four people at once: an agent with two windows, a colleague who is away, a customer by mail and a
customer in the chat widget of a shop on another origin. After each message the sink is asked who got how many
mails, and who must not have got any. (F001, F002, F006-F011, F021, I4-I6)
"""
import collections
import email
import email.policy
import unittest

from support.browser import Browser, is_installed
from support.case import PostroomCase
from support.maildir import answer_to, body_of, new_mail, send
from support.server import ADMIN, PASSWORD, SUPPORT
from support.sink import Sink
from support.wait import eventually, never
from support.web_site import WebSite

EVE, MIA, BEN, CLEO = "eve@customer.test", "mia@customer.test", "ben@agents.test", "cleo@agents.test"
GRACE = 5  # time enough for Ada to open what has come
ANSWER, NOTE = "Answer to the customer", "Internal note"


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
class EverybodyAtOnce(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.sink = self.stack.enter_context(Sink())
        self.desk = self.server("--smart-host", f"smtp://127.0.0.1:{self.sink.port}",
                                settings=f"[relay]\ngrace_seconds = {GRACE}\n").start()
        self.ada = self.desk.api()
        self.ada.call("PATCH", "/me", {"undo_send_seconds": 0})
        # Ben wants mail of what he follows; Cleo wants everything, but in the application only. Neither is there.
        self.people = {
            BEN: self.colleague(BEN, from_customers="mine", replies_to_customers="followed",
                                internal_messages="followed"),
            CLEO: self.colleague(CLEO, from_customers="all", replies_to_customers="all", email="never")}
        self.widget = self.ada.post("/chat_widgets", {"name": "The shop", "greeting": "How can we help?"})
        self.shop = self.stack.enter_context(WebSite(
            f'<script src="{self.site}/widget.js" data-key="{self.widget["key"]}" async></script>', self.site))
        self.ada.call("PATCH", f"/chat_widgets/{self.widget['id']}", {"sites": [self.shop.origin]})
        self.browser = self.stack.enter_context(Browser(self.folder))
        self.expected = collections.Counter()

    @property
    def site(self) -> str:
        return "http://%s:%d" % self.desk.address("http")

    def colleague(self, address: str, **preferences) -> int:
        user = self.ada.post("/users", {"name": address.split("@")[0].title(), "email": address, "role": "member",
                                        "password": PASSWORD})["id"]
        self.ada.call("PATCH", f"/users/{user}/notification_preferences", preferences)
        return user

    def windows_of_ada(self) -> tuple:
        first = self.browser.open("agent", f"{self.site}/sign-in")
        first.fill(ADMIN, label="Email")
        first.fill(PASSWORD, css="input[type=password]")
        first.click(role="button", name="Sign in")
        first.see(role="heading", name="Messenger")
        second = self.browser.open("second", self.site + "/items", beside="agent")
        second.see(css="main h1")
        return first, second

    def counted(self) -> collections.Counter:
        return collections.Counter(arrival.recipient for arrival in self.sink.arrivals)

    def told(self, *people: str) -> None:
        """One further mail to each of them; and, for longer than the wait, none to anybody else."""
        self.expected.update(people)
        eventually(f"the mails {dict(self.expected)}", lambda: self.counted() >= self.expected, within=GRACE + 20)
        never("a mail too many", lambda: self.counted() - self.expected, during=GRACE + 2)

    def mails_to(self, address: str) -> list:
        return [email.message_from_bytes(each.raw, policy=email.policy.default) for each in self.sink.to(address)]

    def say(self, page, text: str, box: str = ANSWER) -> None:
        if box == NOTE:
            page.click(role="radio", name=NOTE)
        page.fill(text, role="textbox", name=box)
        page.click(role="button", name="Add note" if box == NOTE else "Send", exact=True)

    def follow(self, item: int, *addresses: str) -> None:
        for address in addresses:
            self.ada.call("PUT", f"/items/{item}/followers/user/{self.people[address]}")

    def test_one_mail_each_and_none_to_who_has_seen_it(self):
        first, second = self.windows_of_ada()
        self.by_mail(first, second)
        self.by_chat(first)
        self.assertEqual([], self.browser.troubles())

    def by_mail(self, first, second) -> None:
        send(self.desk.address("smtp"), new_mail(f"Eve <{EVE}>", SUPPORT, "The kettle leaks", "Since Monday."))
        item = eventually("the ticket", lambda: self.ada.item_titled("The kettle leaks"))["id"]
        first.goto(f"{self.site}/messenger/{self.ada.conversation(item)['id']}")
        first.see(css="main article :text('Since Monday.')")
        second.see(css="main :text('The kettle leaks')")
        self.told()  # Ada looks at it, in one of her windows
        self.follow(item, BEN, CLEO)

        self.say(first, "A new one is on its way.")
        self.told(EVE, BEN)

        [answer] = self.mails_to(EVE)
        send(self.desk.address("smtp"), answer_to(answer, f"Eve <{EVE}>", "It has come, thank you."))
        first.see(css="main article :text('It has come, thank you.')")
        self.told(BEN)

        self.say(first, "The supplier sends the wrong seals.", NOTE)
        self.told(BEN)
        self.assertIn("wrong seals", body_of(self.mails_to(BEN)[-1]))

    def by_chat(self, agent) -> None:
        shop = self.browser.open("shop", self.shop.origin + "/cart")
        shop.click(role="button", name="Open the chat")
        chat = shop.frame("iframe")
        chat.fill("Mia", label="Your name")
        chat.fill(MIA, label="Your email address")
        chat.fill("Do you ship to Mars?", label="Your message")
        chat.click(role="button", name="Send")
        chat.see(text="Do you ship to Mars?")
        agent.goto(self.site + "/messenger")
        agent.click(role="link", name="Mia")
        agent.see(css="main article :text('Do you ship to Mars?')")
        self.say(agent, "Every Tuesday.")
        chat.see(text="Every Tuesday.")
        self.told()  # she looks at the chat, Ben does not follow it

        shop.close()
        self.say(agent, "And on Fridays.")
        self.told(MIA)
        [mail] = self.mails_to(MIA)
        self.assertIn("And on Fridays.", body_of(mail))
        self.assertNotIn("Every Tuesday.", body_of(mail))


if __name__ == "__main__":
    unittest.main()
