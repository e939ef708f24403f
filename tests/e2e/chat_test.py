"""The chat widget as people live it: a shop on another origin with a strict policy of its own, a customer in its widget, an
agent in the Messenger, a mail server at the other end. (F001, F006, F009, F011, F020, SEC-10, CHAT-2, CHAT-4)
"""
import email
import email.policy
import unittest

from support.browser import Browser, Page, is_installed
from support.case import PostroomCase
from support.customers import signed
from support.maildir import answer_to, body_of, send
from support.server import ADMIN, PASSWORD
from support.sink import Sink
from support.wait import eventually, never
from support.web_site import WebSite

EVE = "eve@customer.test"
FRAME = "iframe"
GRACE = 3


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
class ChatInTheBrowser(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.sink = self.stack.enter_context(Sink())
        self.desk = self.server("--smart-host", f"smtp://127.0.0.1:{self.sink.port}",
                                settings=f"[relay]\ngrace_seconds = {GRACE}\n").start()
        self.ada = self.desk.api()
        self.ada.call("PATCH", "/me", {"undo_send_seconds": 0})
        self.widget = self.ada.post("/chat_widgets", {"name": "The shop", "greeting": "How can we help?",
                                                      "color": "#2f9e6e"})
        self.shop = self.open_site(self.script())
        self.ada.call("PATCH", f"/chat_widgets/{self.widget['id']}", {"sites": [self.shop.origin]})
        self.browser = self.stack.enter_context(Browser(self.folder))

    @property
    def site(self) -> str:
        return "http://%s:%d" % self.desk.address("http")

    def script(self, attributes: str = "") -> str:
        return f'<script src="{self.site}/widget.js" data-key="{self.widget["key"]}" {attributes} async></script>'

    def open_site(self, body: str) -> WebSite:
        return self.stack.enter_context(WebSite(body, self.site))

    def customer(self, name: str = "customer", **options) -> Page:
        page = self.browser.open(name, self.shop.origin + "/cart?secret=1", **options)
        page.click(role="button", name="Open the chat")
        return page

    def agent(self) -> Page:
        page = self.browser.open("agent", f"{self.site}/sign-in")
        page.fill(ADMIN, label="Email")
        page.fill(PASSWORD, css="input[type=password]")
        page.click(role="button", name="Sign in")
        page.see(role="heading", name="Messenger")
        return page

    def begin(self, page: Page, text: str, email_address: str = EVE):
        chat = page.frame(FRAME)
        chat.see(text="How can we help?")
        chat.fill("Eve", label="Your name")
        if email_address:
            chat.fill(email_address, label="Your email address")
        chat.fill(text, label="Your message")
        chat.click(role="button", name="Send")
        chat.see(text=text)
        return chat

    def mails(self) -> list:
        return [email.message_from_bytes(each.raw, policy=email.policy.default) for each in self.sink.to(EVE)]

    def assert_clean(self) -> None:
        self.assertEqual([], self.browser.troubles())

    def test_there_and_back_across_origins_reload_close_mail_and_back(self):
        agent = self.agent()
        page = self.customer()
        chat = self.begin(page, "Do you ship to Mars?")
        agent.click(role="link", name="Eve")
        agent.see(text="Do you ship to Mars?")
        agent.see(text="Unverified")
        agent.see(text="The shop")  # the page on which she is
        agent.fill("Every Tuesday.", role="textbox", name="Answer to the customer")
        agent.click(role="button", name="Send", exact=True)
        chat.see(text="Every Tuesday.")
        chat.see(text="Seen")  # a colleague has it on the screen
        never("a mail to who looks at it", self.mails, during=GRACE + 2)

        page.goto(self.shop.origin + "/checkout")
        page.click(role="button", name="Open the chat")
        chat.see(text="Every Tuesday.")
        page.press("Escape")
        page.see(role="button", name="Open the chat")
        agent.fill("And on Fridays.", role="textbox", name="Answer to the customer")
        agent.click(role="button", name="Send", exact=True)
        page.see(role="button", name="Open the chat, unread messages: 1")
        eventually("the mail", self.mails, within=GRACE + 20)
        [mail] = self.mails()
        self.assertIn("And on Fridays.", body_of(mail))
        self.assertNotIn("Every Tuesday.", body_of(mail))

        page.click(role="button", name="Open the chat")
        send(self.desk.address("smtp"), answer_to(mail, f"Eve <{EVE}>", "Friday is perfect."))
        chat.see(text="Friday is perfect.")
        agent.see(text="Friday is perfect.")
        never("a second mail", lambda: len(self.mails()) > 1, during=GRACE + 1)
        self.assert_clean()

    def test_nobody_here_and_no_address_asks_for_one(self):
        self.ada.call("PATCH", f"/chat_widgets/{self.widget['id']}", {"ask_email": "none"})
        chat = self.begin(self.customer(), "Anybody?", "")
        chat.see(text="Nobody is here just now.")
        chat.fill("eve", label="Your email address")
        chat.click(role="button", name="Save the address")
        chat.see(text="should look like")
        chat.fill(EVE, label="Your email address")
        chat.click(role="button", name="Save the address")
        chat.see(text=f"We answer by email to {EVE}.")
        conversation = self.ada.get("/conversations", section="customers")["items"][0]
        self.ada.say(conversation["id"], "Now we are.", "a-1")
        chat.see(text="Now we are.")
        self.assert_clean()

    def test_what_is_written_without_a_connection_is_sent_when_it_is_back(self):
        page = self.customer()
        chat = self.begin(page, "Hello?")
        chat.see(text="Sent")
        self.browser.do("offline", page="customer", on=True)
        chat.fill("Are you there?", label="Your message")
        page.press("Enter")
        chat.see(text="Sending")
        conversation = self.ada.get("/conversations", section="customers")["items"][0]["id"]
        self.ada.say(conversation, "Here I am.", "a-1")
        self.browser.do("offline", page="customer", on=False)
        chat.see(text="Here I am.", within=40)
        eventually("it came once", lambda: [each["text"] for each in self.ada.messages(conversation)]
                   == ["Hello?", "Here I am.", "Are you there?"], within=40)

    def test_files_go_both_ways(self):
        page = self.customer()
        chat = self.begin(page, "See the picture.")
        picture = self.folder / "smoke.txt"
        picture.write_text("smoke")
        chat.attach(picture, css="input[type=file]")
        chat.see(role="button", name="Remove smoke.txt")
        chat.click(role="button", name="Send")
        chat.see(role="button", name="Download smoke.txt")
        conversation = self.ada.get("/conversations", section="customers")["items"][0]["id"]
        eventually("the file", lambda: self.ada.messages(conversation)[-1]["attachments"])
        [file] = self.ada.messages(conversation)[-1]["attachments"]
        self.assertEqual(b"smoke", self.ada.get(f"/attachments/{file['id']}"))
        self.assert_clean()

    def test_sec10_whom_the_site_vouches_for_finds_the_chat_in_another_browser(self):
        secret = self.ada.post(f"/chat_widgets/{self.widget['id']}/identity_secret")["secret"]
        proof = signed(secret, user_id="42", email=EVE, name="Eve")
        attributes = (f'data-user-id="42" data-user-email="{EVE}" data-user-name="Eve" '
                      f'data-user-expires="{proof["expires_at"]}" data-user-signature="{proof["signature"]}"')
        known = self.open_site(self.script(attributes))
        self.ada.call("PATCH", f"/chat_widgets/{self.widget['id']}", {"sites": [self.shop.origin, known.origin]})
        for browser in ("laptop", "phone"):
            page = self.browser.open(browser, known.origin)
            page.click(role="button", name="Open the chat")
            chat = page.frame(FRAME)
            if browser == "laptop":
                chat.fill("From my laptop.", label="Your message")
                chat.click(role="button", name="Send")
            chat.see(text="From my laptop.")
        self.assert_clean()

    def test_sec10_a_site_that_is_not_named_shows_nothing(self):
        foreign = self.open_site(self.script())
        page = self.browser.open("foreign", foreign.origin)
        page.see(role="heading", name="The shop")
        eventually("the browser refuses the frame", lambda: any(
            "frame-ancestors" in each for each in self.browser.troubles()))
        page.gone(role="button", name="Open the chat", within=1)

    def test_keyboard_and_languages_and_telephones(self):
        self.ada.call("PATCH", f"/chat_widgets/{self.widget['id']}", {"language": "fr"})
        page = self.browser.open("phone", self.shop.origin, width=320, height=640, touch=True)
        page.click(role="button", name="Ouvrir le chat")
        chat = page.frame(FRAME)
        chat.see(role="dialog", name="The shop")
        page.gone(role="button", name="Ouvrir le chat", within=2)  # full screen: it closes from within
        self.assertEqual("320", str(page.evaluate(
            "document.querySelector('div:last-of-type').shadowRoot.querySelector('iframe').clientWidth")))
        chat.click(role="button", name="Fermer le chat")
        page.see(role="button", name="Ouvrir le chat")
        self.assert_clean()

    def test_axe_finds_nothing_in_the_widget_by_day_and_by_night(self):
        for color in ("#2f9e6e", "#f5d90a", "#111111"):
            self.ada.call("PATCH", f"/chat_widgets/{self.widget['id']}", {"color": color})
            for scheme in ("light", "dark"):
                with self.subTest(color=color, scheme=scheme):
                    page = self.customer(f"{scheme}{color}", scheme=scheme)
                    page.frame(FRAME).see(text="How can we help?")
                    found = page.axe("/widget/")
                    self.begin(page, "Hello?", "")
                    page.frame(FRAME).see(text="Sent")
                    self.assertEqual([], found + page.axe("/widget/") + page.axe())
                    page.close()


if __name__ == "__main__":
    unittest.main()
