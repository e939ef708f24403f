"""Forwarding from any provider to a creation address: whose mail it is, and the provider's question beforehand.

A quotation of that question, or a mail that only calls itself so, is an ordinary ticket. (F104, FWD-1 to FWD-5)
"""
import email.message

from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import SUPPORT
from support.wait import eventually, never

GOOGLE = "forwarding-noreply@google.com"
EVE = "eve@customer.test"
ACCOUNT = "help@acme.example"
SUBJECT = f"(#314159265) Gmail Forwarding Confirmation - Receive Mail from {ACCOUNT}"
LINK = "https://mail-settings.google.com/mail/vf-%5BANGjdJ8%5D-abc"
TEXT = (f"{ACCOUNT} has requested to automatically forward mail to your email address\n{SUPPORT}.\n"
        f"Confirmation code: 314159265\n\nTo allow this, click:\n\n{LINK}\n\nTo cancel this verification, click:\n\n"
        "https://mail-settings.google.com/mail/uf-%5BANGjdJ8%5D-abc\n")


class ForwardingTest(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server().start()
        self.api = self.desk.api()

    def hand_in(self, mail: email.message.EmailMessage, sender: str | None = None) -> None:
        send(self.desk.address("smtp"), mail, sender, [SUPPORT])

    def asked(self):
        return self.api.get("/channels")["items"][0]["forwarding_request"]

    def test_f104_gmails_question_stands_at_the_channel_and_is_no_ticket(self):
        self.hand_in(new_mail(GOOGLE, SUPPORT, SUBJECT, TEXT))
        asked = eventually("the question", self.asked)
        self.assertEqual(("gmail", ACCOUNT, "314159265", LINK),
                         tuple(asked[name] for name in ("provider", "account", "code", "link")))
        never("a ticket", self.api.items, during=1)
        log = self.api.get("/mail_log/incoming")["items"]
        self.assertEqual(["automatic"], [each["outcome"] for each in log])
        self.assertIn("314159265", log[0]["reason"])
        self.assertEqual([], self.api.get("/mail_log/outgoing")["items"], "nobody is thanked")
        self.assertIsNone(self.api.call(
            "DELETE", f"/channels/{self.api.get('/channels')['items'][0]['id']}/forwarding_request")["forwarding_request"])
        self.assertIsNone(self.asked())

    def test_f104_a_customer_who_quotes_it_gets_a_ticket(self):
        quoted = f"What is this?\n\nFrom: {GOOGLE}\nSubject: {SUBJECT}\n\n{TEXT}"
        self.hand_in(new_mail(EVE, SUPPORT, f"Fwd: {SUBJECT}", quoted))
        self.hand_in(new_mail(EVE, SUPPORT, SUBJECT, TEXT))
        eventually("two tickets", lambda: len(self.api.items()) == 2)
        self.assertIsNone(self.asked())

    def test_f104_another_providers_question_stands_at_the_channel_without_the_link_of_an_unproved_sender(self):
        text = f"{ACCOUNT} wants to forward mail to {SUPPORT}.\n\nConfirm: https://post.example/yes?id=7\n"
        self.hand_in(new_mail("no-reply@post.example", SUPPORT, "Please confirm mail forwarding", text))
        asked = eventually("the question", self.asked)
        self.assertEqual(("post.example", ACCOUNT, "", None),
                         tuple(asked[name] for name in ("provider", "account", "code", "link")))
        never("a ticket", self.api.items, during=1)
        log = self.api.get("/mail_log/incoming")["items"]
        self.assertEqual(["forwarding_asked_by"], [each["reason_wording"]["code"] for each in log])

    def test_f104_a_customer_who_writes_about_forwarding_gets_a_ticket(self):
        text = f"{ACCOUNT} wants to forward mail to {SUPPORT}.\n\nConfirm: https://post.example/yes?id=7\n"
        self.hand_in(new_mail(EVE, SUPPORT, "Please confirm mail forwarding", text))
        self.hand_in(new_mail("no-reply@shop.example", SUPPORT, "Please confirm your order", text))
        eventually("two tickets", lambda: len(self.api.items()) == 2)
        self.assertIsNone(self.asked())

    def test_f104_a_link_elsewhere_is_not_offered(self):
        self.hand_in(new_mail(GOOGLE, SUPPORT, SUBJECT, TEXT.replace("mail-settings.google.com", "google.com.evil.test")))
        self.assertIsNone(eventually("the question", self.asked)["link"])

    def test_f104_fwd1_forwarded_mail_makes_a_ticket_of_its_author_in_the_queue_of_the_envelope(self):
        mail = new_mail("Eve <eve@customer.test>", "public@acme.example", "Printer", "It is on fire.",
                        X_Forwarded_For=f"{ACCOUNT} {SUPPORT}", X_Forwarded_To=SUPPORT, Delivered_To=ACCOUNT)
        self.hand_in(mail, "help+caf_=support=desk.test@acme.example")
        item = eventually("the ticket", lambda: self.api.item_titled("Printer"))
        self.assertEqual(EVE, item["requester"]["email"])
        self.assertEqual(self.api.get("/channels")["items"][0]["id"], item["queue"]["id"])
