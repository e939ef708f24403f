"""Mail that goes wrong, as people see it and see to it: returned, delayed, refused, unwanted; loops; our own addresses.

Each thing is caused by a mail of another server, looked at on the screen, ended with one click, and gone afterwards.
Set POSTROOM_PICTURES to a folder to keep a picture of each screen. (BNC-4, BNC-6, BNC-7, LOOP-9, IN-2, F132)
"""
import email
import email.policy
import os
import pathlib
import smtplib
import sqlite3
import unittest

from support import reports
from support.browser import Browser, is_installed
from support.case import PostroomCase
from support.database import file_of
from support.maildir import new_mail, send
from support.server import ADMIN, PASSWORD, SUPPORT
from support.smtp_peer import Peer
from support.wait import eventually

EVE = "eve@customer.test"
PICTURES = os.environ.get("POSTROOM_PICTURES", "")


class Trouble(PostroomCase):
    """One ticket of Eve's, and an administrator who looks."""

    options = ("--capture",)

    def setUp(self) -> None:
        super().setUp()
        self.desk = self.server(*self.options).start()
        self.api = self.desk.api()
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        send(self.desk.address("smtp"), new_mail(f"Eve Larsen <{EVE}>", SUPPORT, "Printer", "It burns."))
        self.item = eventually("the ticket", lambda: self.api.item_titled("Printer"))["id"]
        self.conversation = self.api.conversation(self.item)["id"]
        self.browser = self.stack.enter_context(Browser(self.folder))

    @property
    def site(self) -> str:
        return "http://%s:%d" % self.desk.address("http")

    def signed_in(self):
        page = self.browser.open("agent", f"{self.site}/sign-in")
        page.fill(ADMIN, label="Email")
        page.fill(PASSWORD, css="input[type=password]")
        page.click(role="button", name="Sign in")
        page.see(role="heading", name="Messenger")
        return page

    def look(self, page, name: str) -> None:
        """Nothing serious for axe in both themes, wide and narrow; a picture of each when asked for."""
        for width in (1440, 390):
            page.resize(width, 900)
            for scheme in ("light", "dark"):
                page.show_as(scheme)
                page.settled()
                self.assertEqual([], page.axe(), f"{name} {width} {scheme}")
                if PICTURES:
                    page.screenshot(pathlib.Path(PICTURES) / f"{name}-{width}-{scheme}.png")
        page.show_as("light")
        page.resize(1440, 900)
        page.settled()


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
class RefusedSignIn(Trouble):
    """OUT-7: the mail server does not know us any more."""

    options = ()

    def setUp(self) -> None:
        super().setUp()
        self.peer = self.stack.enter_context(Peer(users={"desk": "right"}))
        self.peer.auth_in_clear = True
        self.provider = self.api.post("/connectors", {
            "name": "Provider", "host": "localhost", "port": self.peer.port, "tls": "off", "from_address": SUPPORT,
            "username": "desk", "password": "wrong"})["id"]
        self.api.call("PATCH", f"/connectors/{self.provider}", {"is_default": True})

    def test_f174_a_red_line_says_it_and_leads_to_the_connector(self):
        page = self.signed_in()
        self.assertEqual(0, page.count("[data-testid=sign-in-refused]"))
        self.api.say(self.conversation, "On our way.", "answer")
        page.see(css="[data-testid=sign-in-refused]:has-text('No email leaves through Provider')")
        self.look(page, "sign_in_refused")
        page.click(css="[data-testid=sign-in-refused] a")
        page.see(css="main :text('The mail server refused our sign-in')")
        self.look(page, "sign_in_refused_connector")
        self.api.call("PATCH", f"/connectors/{self.provider}", {"password": "right"})
        page.gone(css="[data-testid=sign-in-refused]")

    def test_f072_both_notices_stand_among_the_system_emails(self):
        page = self.signed_in()
        page.goto(f"{self.site}/admin/center")
        page.see(css="main :text('Email not sent')")
        page.see(css="main :text('Connector needs attention')")
        self.look(page, "system_emails_of_sending")


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
class MailTrouble(Trouble):
    def answer(self, text: str) -> str:
        """The Message-ID of an answer that has left."""
        message = self.api.say(self.conversation, text, text)
        mail = eventually("its mail has left", lambda: next(
            (each for each in self.api.get("/mail_log/outgoing")["items"]
             if each["message_id"] == message["id"] and each["state"] == "sent"), None))
        raw = self.api.get(f"/outbox/{mail['id']}/raw")
        return email.message_from_bytes(raw, policy=email.policy.default)["Message-ID"]

    def report(self, report: bytes) -> None:
        with smtplib.SMTP(*self.desk.address("smtp"), timeout=30) as session:
            session.sendmail("", [SUPPORT], report)

    def test_bnc6_a_mail_that_came_back_is_marked_until_somebody_has_looked(self):
        page = self.signed_in()
        message_id = self.answer("We are on our way.")
        page.goto(f"{self.site}/messenger/{self.conversation}")
        self.report(reports.delivery(message_id, EVE, "failed", "5.1.1", "550 5.1.1 no such user"))
        page.see(css="[data-testid=undelivered]")
        page.see(css="[aria-label='An email did not arrive']")
        page.see(css="[data-status=failed]")
        page.see(text="Mail to eve@customer.test comes back")
        page.see(css="[data-caution=bounces]")
        page.see(text="550 5.1.1 no such user", nth=0)
        self.look(page, "returned")
        page.click(role="button", name="Seen to")
        page.gone(css="[data-testid=undelivered]")
        page.gone(css="[aria-label='An email did not arrive']")
        page.goto(f"{self.site}/items/{self.item}")
        page.click(role="tab", name="History")
        page.see(text="An email did not arrive")

    def test_bnc4_a_delay_and_a_full_mailbox(self):
        page = self.signed_in()
        page.goto(f"{self.site}/messenger/{self.conversation}")
        self.report(reports.delivery(self.answer("First"), EVE, "delayed", "4.4.1", "451 4.4.1 no answer yet"))
        page.see(css="[data-status=delayed]")
        self.assertEqual(0, page.count("[data-testid=undelivered]"))
        self.report(reports.delivery(self.answer("Second"), EVE, "failed", "5.2.2", "552 5.2.2 mailbox full"))
        page.see(css="[data-testid=mail-standing-soft]")
        self.look(page, "soft")
        page.goto(f"{self.site}/mail-log?direction=outgoing")
        page.see(text="Delayed: the other server goes on trying.")
        page.see(text="Came back: not deliverable this time.")
        self.look(page, "mail_log_reports")

    def test_bnc7_whoever_writes_to_somebody_who_complained_is_warned(self):
        page = self.signed_in()
        self.report(reports.complaint(self.answer("Our news"), EVE))
        eventually("it is taken", lambda: self.api.get("/customers")["items"][0]["complained_at"])
        page.goto(f"{self.site}/messenger/{self.conversation}")
        page.see(css="[data-caution=complained]")
        page.see(css="[data-testid=mail-standing-complaint]")
        self.look(page, "complained")
        page.goto(f"{self.site}/admin/customers")
        page.see(text="Complained")
        page.goto(f"{self.site}/messenger/{self.conversation}")
        page.click(role="button", name="Send mail there again")
        page.gone(css="[data-testid=mail-standing-complaint]")

    def test_bnc4_what_is_refused_for_its_content_is_shown_at_the_connector(self):
        page = self.signed_in()
        self.report(reports.delivery(self.answer("Cheap"), EVE, "failed", "5.7.1", "550 5.7.1 rejected as spam"))
        eventually("it is taken", lambda: self.api.get("/connectors")["items"][0]["refusals"])
        page.goto(f"{self.site}/admin/connectors")
        page.see(css="[data-testid=refusals]")
        self.look(page, "refusals")
        page.click(role="button", name="Seen to")
        page.gone(css="[data-testid=refusals]")

    def test_loop9_a_stopped_pair_is_explained_and_goes_on_with_one_click(self):
        with sqlite3.connect(file_of(self.desk.data), timeout=10) as database:
            database.execute("insert into automatic_mail_stop (item_id, address, stopped_at) "
                             "select ?, ?, created_at from item where item_id = ?", (self.item, EVE, self.item))
        page = self.signed_in()
        page.goto(f"{self.site}/messenger/{self.conversation}")
        page.see(css="[data-testid=pair-stopped]")
        self.look(page, "pair_stopped")
        page.click(role="button", name="Let it go on")
        page.gone(css="[data-testid=pair-stopped]")
        self.assertEqual([], self.api.get(f"/items/{self.item}/automatic_mail_stops")["items"])

    def test_in2_older_mail_is_processed_again_from_the_mail_log(self):
        with sqlite3.connect(file_of(self.desk.data), timeout=10) as database:
            database.execute("update incoming_mail set parser_version = 0")
            database.execute("update message set body_text = 'damaged', visible_text = 'damaged'")
        page = self.signed_in()
        page.goto(f"{self.site}/mail-log")
        page.see(text="Some of these emails were read by an older version")
        self.look(page, "outdated")
        page.click(role="button", name="Process them again")
        page.gone(text="Some of these emails were read by an older version")
        eventually("it is read again", lambda: "burns" in self.api.messages(self.conversation)[0]["text"])

    def test_f132_an_own_address_has_no_remove_button(self):
        self.api.post("/email_filters", {"address": "robot@customer.test"})
        page = self.signed_in()
        page.goto(f"{self.site}/admin/filters")
        page.see(text=SUPPORT)
        page.see(text="robot@customer.test")
        self.assertEqual(1, page.count("table tbody button:not([disabled])"), "only what a person listed can be removed")


if __name__ == "__main__":
    unittest.main()
