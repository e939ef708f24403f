"""The Outbox page feature by feature, in Chromium, against the real server and a mail server that does as it is told.

Each test is named after its features; what must not be shown or done stands beside what must. The sink counts what left.
Set POSTROOM_PICTURES to a folder to keep a picture of each screen. (F134-F181; among them the
columns F158, F161, F162, F164, F165, F166, F168 to F172 and the views F136, F137, F138, F141, F142, F143)
"""
import datetime
import os
import pathlib
import unittest

from support.browser import Browser, is_installed
from support.case import PostroomCase
from support.maildir import new_mail, send
from support.server import ADMIN, PASSWORD, SUPPORT, run_program
from support.sink import Sink
from support.wait import eventually, never

EVE = "eve@customer.test"
BOB = "bob@customer.test"
NO_USER = "550 5.1.1 no such user here"
LATER = "451 4.3.0 come back later"
ROWS = "main table tbody tr"
PICTURES = os.environ.get("POSTROOM_PICTURES", "")


def in_hours(hours: float) -> str:
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


@unittest.skipUnless(is_installed(), "needs Node, playwright-core and Chromium")
class OutboxCase(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.sink = self.stack.enter_context(Sink())
        self.desk = self.server("--smart-host", f"smtp://127.0.0.1:{self.sink.port}",
                                settings="[relay]\ngrace_seconds = 600\n").start()
        self.api = self.desk.api()
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        # In the list stands what a test put there, and no notice about it.
        self.api.call("PATCH", "/system_emails/outbox_failure", {"enabled": False})
        self.posted = 0
        self.item, self.conversation = self.ticket(EVE, "Printer")
        self.browser = self.stack.enter_context(Browser(self.folder))

    @property
    def site(self) -> str:
        return "http://%s:%d" % self.desk.address("http")

    def ticket(self, sender: str, title: str) -> tuple:
        send(self.desk.address("smtp"), new_mail(sender, SUPPORT, title, "It burns."))
        item = eventually("the ticket", lambda: self.api.item_titled(title))["id"]
        return item, self.api.conversation(item)["id"]

    def user(self, name: str, role: str = "member") -> dict:
        return self.api.post("/users", {"name": name.title(), "email": f"{name}@agents.test", "role": role,
                                        "password": PASSWORD})

    def answer(self, text: str, api=None, conversation=None, **more) -> dict:
        """What an answer sends to the customer, as it stands in the Outbox or the log."""
        self.posted += 1
        said = (api or self.api).post(f"/conversations/{conversation or self.conversation}/messages",
                                      {"text": text, "client_id": f"c{self.posted}", **more})
        row = eventually("its mail", lambda: next(
            (each for each in self.api.get("/mail_log/outgoing", limit=200)["items"]
             if each["message_id"] == said["id"]), None))
        return self.api.get(f"/outbox/{row['id']}")

    def state(self, mail: dict, wanted: str) -> dict:
        def reached():
            found = self.api.get(f"/outbox/{mail['id']}")
            return found if found["state"] == wanted else None
        return eventually(f"mail {mail['id']} is {wanted}", reached, within=30)

    def failed(self, text: str = "hello?", refusal: str = NO_USER, **more) -> dict:
        self.sink.refusals["RCPT"] = refusal
        mail = self.state(self.answer(text, **more), "failed" if refusal[0] == "5" else "retry_wait")
        self.sink.refusals.clear()
        return mail

    def scheduled(self, text: str = "see you tomorrow", **more) -> dict:
        return self.answer(text, send_at=in_hours(24), **more)

    def signed_in(self, email: str = ADMIN, name: str = "agent"):
        page = self.browser.open(name, f"{self.site}/sign-in")
        self.sign_in(page, email)
        return page

    def sign_in(self, page, email: str = ADMIN) -> None:
        page.fill(email, label="Email")
        page.fill(PASSWORD, css="input[type=password]")
        page.click(role="button", name="Sign in")
        page.see(css="nav a[href='/outbox']")

    def sign_out(self, page) -> None:
        page.click(css="nav button[aria-haspopup=menu]")
        page.click(role="menuitem", name="Sign out")
        page.see(label="Email")

    def outbox(self, page, view: str = "All emails") -> None:
        page.goto(f"{self.site}/outbox")
        page.see(role="heading", name="Outbox")
        self.choose_view(page, view)

    def choose_view(self, page, view: str) -> None:
        if self.view_of(page) != view:
            page.click(css="main input[aria-label=View]")
            page.click(role="option", name=view)
        page.settled()

    def view_of(self, page) -> str:
        page.see(css="main input[aria-label=View]")
        return page.evaluate("document.querySelector('main input[aria-label=View]').value")

    def row(self, mail: dict) -> str:
        return f'{ROWS}:has(input[aria-label="Select the email to {mail["to"]}"]):has-text("{mail["subject"]}")'

    def shows(self, page, count: int) -> None:
        eventually(f"{count} rows", lambda: page.count(ROWS) == count, within=15)

    def rows_by_id(self, view: str = "all", api=None) -> set:
        return {each["id"] for each in (api or self.api).get("/outbox", view=view, limit=200)["items"]}

    def show_columns(self, *names: str) -> None:
        self.api.call("PATCH", "/me", {"outbox": {"columns": ["to", "subject", *names]}})

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


class WhatIsListed(OutboxCase):
    def test_f134_f135_what_waits_or_failed_is_listed_and_counted_what_left_is_not(self):
        page = self.signed_in()
        self.outbox(page)
        page.see(text="Everything has left")
        failed, later = self.failed(), self.scheduled()
        self.state(self.answer("this one leaves"), "sent")
        self.shows(page, 2)
        for mail in (failed, later):
            page.see(css=f"main tr:has-text('{mail['to']}')")
        badge = "nav a[href='/outbox'] span[title]"
        eventually("the navigation counts them", lambda: page.text(css=badge) == "2")
        self.look(page, "outbox")
        self.api.post(f"/outbox/{later['id']}/cancel")
        eventually("the count follows", lambda: page.text(css=badge) == "1")
        self.shows(page, 1)

    def test_f136_the_number_shown_can_be_chosen_and_the_rest_is_reachable(self):
        for number in range(12):
            self.scheduled(f"later {number}")
        page = self.signed_in()
        self.outbox(page)
        self.shows(page, 12)
        page.click(css="main input[aria-label='Emails per page']")
        page.click(role="option", name="10 per page", exact=True)
        self.shows(page, 10)
        page.click(role="button", name="Next page")
        self.shows(page, 2)
        self.assertEqual(10, self.api.get("/me")["outbox"]["page_size"])

    def test_f137_f138_the_first_sign_in_opens_the_view_of_the_role(self):
        for name, role, view in (("lea", "team_leader", "My team's emails"), ("mia", "member", "My emails")):
            self.user(name, role)
            page = self.signed_in(f"{name}@agents.test", name)
            page.goto(f"{self.site}/outbox")
            self.assertEqual(view, self.view_of(page), role)
            page.close()

    def test_f139_f140_four_views_and_the_chosen_one_survives_sign_out(self):
        page = self.signed_in()
        page.goto(f"{self.site}/outbox")
        page.click(css="main input[aria-label=View]")
        for view in ("My emails", "My team's emails", "System emails", "All emails"):
            page.see(role="option", name=view)
        self.assertEqual(4, page.count("[role=option]:visible"))
        page.click(role="option", name="System emails")
        eventually("it is kept", lambda: self.api.get("/me")["outbox"]["view"] == "system")
        self.sign_out(page)
        self.sign_in(page)
        page.goto(f"{self.site}/outbox")
        self.assertEqual("System emails", self.view_of(page))

    def test_f141_f142_f144_mine_my_teams_and_all_that_i_may_see(self):
        mia, tom, lea = self.user("mia"), self.user("tom"), self.user("lea", "team_leader")
        self.api.post("/teams", {"name": "Prints", "member_ids": [mia["id"], lea["id"]]})
        self.api.call("PATCH", f"/items/{self.item}", {"assignee_id": mia["id"]})
        other, other_place = self.ticket(BOB, "Scanner")
        on_hers = self.scheduled("from an outsider, on a teammate's item", api=self.desk.api("tom@agents.test"))
        elsewhere = self.scheduled("on nobody's item", conversation=other_place)
        mine = self.scheduled("by Mia", api=self.desk.api("mia@agents.test"), conversation=other_place)
        apis = {name: self.desk.api(f"{name}@agents.test") for name in ("mia", "tom", "lea")}
        self.assertEqual({mine["id"]}, self.rows_by_id("mine", apis["mia"]))
        self.assertEqual({on_hers["id"], mine["id"]}, self.rows_by_id("team", apis["lea"]))
        self.assertEqual({on_hers["id"], mine["id"], elsewhere["id"]}, self.rows_by_id("all", apis["lea"]))
        self.api.call("PATCH", f"/users/{tom['id']}/notification_preferences", {"conversations": "followed"})
        self.assertNotIn(elsewhere["id"], self.rows_by_id("all", apis["tom"]), "only with access")
        page = self.signed_in("lea@agents.test")
        self.outbox(page, "My team's emails")
        self.shows(page, 2)
        self.choose_view(page, "My emails")
        page.see(text="Everything has left")
        self.assertNotEqual(other, self.item)

    def test_f143_f163_f181_system_emails_are_those_nobody_wrote(self):
        written = self.scheduled()
        self.sink.refusals["RCPT"] = NO_USER
        first = self.api.messages(self.conversation)[0]
        self.api.post(f"/items/{self.item}/split", {"message_ids": [first["id"]], "title": "The other half"})
        notice = eventually("the notice of the split", lambda: next(
            (each for each in self.api.get("/outbox", view="system")["items"] if each["state"] == "failed"), None))
        self.assertEqual((True, False), (notice["system_generated"], written["system_generated"]))
        self.assertEqual({notice["id"]}, self.rows_by_id("system"))
        self.show_columns("system_generated")
        page = self.signed_in()
        self.outbox(page)
        self.shows(page, 2)
        page.see(css=f"{ROWS} td:text-is('Yes')")
        page.see(css=f"{ROWS} td:text-is('No')")
        self.choose_view(page, "System emails")
        self.shows(page, 1)


class WhatPeopleDo(OutboxCase):
    def test_f145_f146_f164_f171_retry_makes_it_pending_at_once_and_sends_it(self):
        mail = self.failed()
        page = self.signed_in()
        self.outbox(page)
        page.see(css="main tr:has-text('Failed')")
        self.sink.refusals["RCPT"] = LATER
        page.click(css=f"{ROWS} button[aria-label=Retry]")
        page.see(css="main tr:has-text('Pending retry')")
        again = self.state(mail, "retry_wait")
        self.assertGreater(again["last_attempt_at"], mail["last_attempt_at"])
        self.sink.refusals.clear()
        page.click(css=f"{ROWS} button[aria-label=Retry]")
        page.see(text="Everything has left")
        self.state(mail, "sent")
        self.assertEqual(1, len(self.sink.to(EVE)))

    def test_f147_retry_and_cancel_from_the_timeline(self):
        mail = self.failed()
        page = self.signed_in()
        page.goto(f"{self.site}/items/{self.item}")
        page.click(role="tab", name="History")
        self.sink.refusals["RCPT"] = LATER
        page.click(role="button", name="Retry")
        eventually("the Outbox shows it", lambda: self.api.get(f"/outbox/{mail['id']}")["send_status"] == "pending_retry")
        self.state(mail, "retry_wait")
        page.click(role="button", name="Open", exact=True)
        page.see(role="dialog")
        page.press("Escape")
        self.look(page, "timeline_retry")
        page.click(role="button", name="Cancel sending")
        self.state(mail, "cancelled")
        page.gone(role="button", name="Retry")
        never("it arrives", lambda: self.sink.to(EVE), during=1)

    def test_f151_a_cancelled_mail_is_gone_and_never_sent(self):
        mail = self.scheduled()
        page = self.signed_in()
        self.outbox(page)
        page.click(css=f"{ROWS} button[aria-label='Cancel sending']")
        page.see(text="Everything has left")
        self.assertEqual("cancelled", self.state(mail, "cancelled")["state"])
        self.assertEqual([], self.sink.to(EVE))

    def test_f151_too_late_is_said_and_nothing_is_claimed(self):
        mail = self.state(self.answer("gone already"), "sent")
        status, _, problem = self.api.exchange("POST", f"/api/v1/outbox/{mail['id']}/cancel", {})
        self.assertEqual((409, "too_late_to_cancel"), (status, problem["code"]))
        self.assertEqual(1, len(self.sink.to(EVE)))

    def test_f152_f153_bulk_retry_and_bulk_cancel(self):
        mails = [self.failed(f"number {number}") for number in range(3)]
        kept = self.scheduled("not selected")
        page = self.signed_in()
        self.outbox(page)
        self.sink.refusals["RCPT"] = LATER
        for number in range(3):
            page.click(css=f"{ROWS}:has-text('Failed') input[type=checkbox]:not(:checked)")
        page.see(text="3 emails selected")
        page.click(css="[role=toolbar] button:has-text('Retry')")
        for mail in mails:
            self.state(mail, "retry_wait")
        eventually("all are pending", lambda: page.count(f"{ROWS}:has-text('Pending retry')") == 3)
        for number in range(3):
            page.click(css=f"{ROWS}:has-text('Pending retry') input[type=checkbox]:not(:checked)")
        page.click(css="[role=toolbar] button:has-text('Cancel sending')")
        self.shows(page, 1)
        self.assertEqual({kept["id"]}, self.rows_by_id())

    def test_f152_what_was_refused_is_said_mail_by_mail(self):
        failed, sent = self.failed(), self.state(self.answer("gone"), "sent")
        outcome = self.api.post("/outbox/retry", {"ids": [failed["id"], sent["id"], 4711]})["items"]
        self.assertEqual([(True, None), (False, "already_sent"), (False, "mail_not_found")],
                         [(each["ok"], each["code"]) for each in outcome])

    def test_f156_f157_the_pop_up_is_read_only_and_acts_as_the_list_does(self):
        mail = self.failed("the words of the mail")
        page = self.signed_in()
        self.outbox(page)
        page.see(css=ROWS)
        page.evaluate("""() => document.querySelector('main table tbody tr')
            .dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))""")
        page.see(css="[role=dialog] :text('no such user here')")
        dialog = page.text(css="[role=dialog]")
        for words in (mail["from"], EVE, "no such user here"):
            self.assertIn(words, dialog)
        self.assertEqual(0, page.count("[role=dialog] :is(input, textarea, [contenteditable=true])"))
        self.look(page, "outbox_mail")
        self.sink.refusals["RCPT"] = LATER
        page.click(css="[role=dialog] button:has-text('Retry')")
        page.gone(role="dialog")
        page.see(css="main tr:has-text('Pending retry')")
        page.click(css=f"{ROWS} button[aria-label=Open]")
        page.click(css="[role=dialog] button:has-text('Cancel sending')")
        page.see(text="Everything has left")
        self.state(mail, "cancelled")


class Columns(OutboxCase):
    def test_f158_f159_f160_columns_are_chosen_and_kept_but_to_and_subject_stay(self):
        self.failed()
        page = self.signed_in()
        self.outbox(page)
        page.see(role="columnheader", name="Send status")
        page.click(role="button", name="Columns")
        page.see(label="Send status")
        for name in ("To", "Subject"):
            self.assertTrue(page.evaluate(
                f"[...document.querySelectorAll('label')].find((each) => each.textContent === '{name}').control.disabled"))
        page.click(label="Send status")
        page.gone(role="columnheader", name="Send status")
        self.sign_out(page)
        self.sign_in(page)
        self.outbox(page)
        page.see(role="columnheader", name="Subject")
        self.assertEqual(0, page.count("main th:has-text('Send status')"))
        status, _, problem = self.api.exchange("PATCH", "/api/v1/me", {"outbox": {"columns": ["subject", "importance"]}})
        kept = self.api.get("/me")["outbox"]["columns"]
        self.assertTrue(status == 400 or {"to", "subject"} <= set(kept), (status, problem, kept))
        self.assertTrue({"to", "subject"} <= set(kept), kept)

    def test_f161_f165_f166_f168_f169_f170_f171_f172_every_column_says_what_the_mail_is(self):
        files = [self.api.call("POST", f"/attachments?filename=f{number}.txt", b"words")["id"] for number in range(3)]
        self.show_columns("connector", "importance", "last_attempt_at", "last_failure", "logged_at", "next_attempt_at",
                          "item", "item_type", "attempts", "send_status", "attachment_count")
        mail = self.failed("with files", LATER, importance="high", attachment_ids=files)
        connector = self.api.get("/connectors")["items"][0]["name"]
        page = self.signed_in()
        self.outbox(page)
        line = page.text(css=ROWS)
        for words in (connector, "High", "come back later", "Ticket", "1 of 30", "Pending retry", f"T-{self.item}", "3"):
            self.assertIn(words, line)
        self.look(page, "outbox_columns")
        self.sink.refusals["RCPT"] = LATER
        self.api.post(f"/outbox/{mail['id']}/retry")
        again = eventually("another try", lambda: next(
            (each for each in [self.api.get(f"/outbox/{mail['id']}")] if each["attempts"] == 2), None))
        self.assertEqual(mail["logged_at"], again["logged_at"], "F166: the time of the first failure")
        self.assertGreater(again["last_attempt_at"], mail["last_attempt_at"])
        eventually("F170", lambda: "2 of 30" in page.text(css=ROWS))
        page.click(css=f"{ROWS} a:has-text('T-{self.item}')")  # F168
        page.see(role="heading", name="Printer")

    def test_f162_each_importance_is_shown_and_the_mail_carries_it(self):
        self.show_columns("importance")
        for importance in ("high", "normal", "low"):
            self.failed(f"of {importance} importance", importance=importance)
        page = self.signed_in()
        self.outbox(page)
        for words in ("High", "Normal", "Low"):
            page.see(css=f"{ROWS} td:text-is('{words}')")
        self.api.post("/outbox/retry", {"ids": sorted(self.rows_by_id())})
        eventually("all arrive", lambda: len(self.sink.to(EVE)) == 3)
        headers = [arrival.raw.split(b"\r\n\r\n")[0] for arrival in self.sink.to(EVE)]
        for importance in (b"high", b"normal", b"low"):
            self.assertEqual(1, sum(b"Importance: " + importance in header for header in headers), importance)

    def test_f167_f173_no_next_attempt_when_none_is_planned(self):
        mail = self.failed()
        self.assertIsNone(mail["next_attempt_at"])
        self.assertEqual("only_by_hand", mail["next_step"])
        never("it is tried by itself", lambda: self.api.get(f"/outbox/{mail['id']}")["attempts"] != 1, during=2)

    def test_f169_the_type_of_the_item_is_named(self):
        self.show_columns("item_type")
        for kind in ("ticket", "case", "action"):
            item = self.api.post("/items", {"title": f"One {kind}", "type": kind, "requester_email": BOB})["id"]
            self.scheduled(kind, conversation=self.api.conversation(item)["id"])
        page = self.signed_in()
        self.outbox(page)
        for words in ("Ticket", "Case", "Action"):
            page.see(css=f"{ROWS} td:text-is('{words}')")


class ConnectorsAndTime(OutboxCase):
    def test_f165_f174_f175_a_disabled_connector_holds_its_mail_until_it_is_enabled_and_retried(self):
        page = self.signed_in()
        page.goto(f"{self.site}/admin/connectors")
        page.see(role="switch")
        page.click(css="main label:has-text('Enabled')")
        eventually("it is disabled", lambda: not self.api.get("/connectors")["items"][0]["enabled"])
        mail = self.answer("wait for me")
        self.outbox(page)
        page.see(css="main tr:has-text('Connector disabled')")
        self.assertIn("Enable it, then retry", self.api.get(f"/outbox/{mail['id']}")["last_failure"])
        never("it leaves", lambda: self.sink.to(EVE), during=1)
        page.goto(f"{self.site}/admin/connectors")
        page.click(css="main label:has-text('Enabled')")
        self.state(mail, "sent")

    def test_f176_f177_f178_pending_and_queued_with_what_happens_next(self):
        self.api.call("PATCH", "/me", {"undo_send_seconds": 60})
        undoable = self.answer("may be undone")
        self.assertEqual(("queued", "held"), (undoable["send_status"], undoable["state"]))
        self.assertIsNotNone(undoable["undo_until"])
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0})
        waiting = self.failed("waits", LATER)
        self.assertEqual("pending_retry", waiting["send_status"])
        page = self.signed_in()
        self.outbox(page)
        page.see(css="main tr:has-text('Pending retry'):has-text('Next try')")
        page.see(css="main tr:has-text('Queued')")
        page.click(css=f"{ROWS}:has-text('Queued') button[aria-label='Cancel sending']")
        self.state(undoable, "cancelled")

    def test_f177_send_later_from_the_composer_with_its_importance(self):
        page = self.signed_in()
        page.goto(f"{self.site}/messenger/{self.conversation}")
        page.click(css="[contenteditable=true]")
        page.type("Tomorrow we come.")
        page.click(role="button", name="More ways to send")
        page.click(css="label:has-text('High')")
        self.look(page, "send_later")
        page.click(role="button", name="Tomorrow morning")
        page.see(css="[data-testid=send-choice]:has-text('Leaves')")
        page.see(css="[data-testid=send-choice]:has-text('High importance')")
        page.click(role="button", name="Send", exact=True)
        mail = eventually("it is planned", lambda: next(iter(self.api.get("/outbox", view="all")["items"]), None))
        self.assertEqual(("queued", "high"), (mail["send_status"], mail["importance"]))
        self.assertGreater(mail["next_attempt_at"], in_hours(1))
        page.gone(css="[data-testid=send-choice]")
        never("it leaves early", lambda: self.sink.to(EVE), during=1)

    def test_f148_f170_f180_retry_templates_are_made_by_administrators_and_obeyed(self):
        page = self.signed_in()
        page.goto(f"{self.site}/admin/connectors")
        page.click(role="button", name="Add a retry template")
        form = "[data-testid=retry-form]"
        page.fill("Twice", css=f"{form} input[required] >> nth=0")
        page.fill("1 s", css=f"{form} input[required] >> nth=1")
        page.fill("2", css=f"{form} input[inputmode] >> nth=0")
        page.click(css=f"{form} button[type=submit]")
        page.gone(css=form)
        page.see(css="[data-testid=retry-templates] :text('Twice')")
        made = next(each for each in self.api.get("/retry_templates")["items"] if each["name"] == "Twice")
        self.assertEqual(([1], 2), (made["delays_seconds"], made["attempts_max"]))
        page.click(role="button", name="Change")
        page.click(css="[data-testid=connector-form] input[readonly] >> nth=1")
        page.click(role="option", name="Twice")
        self.look(page, "connector_form")
        page.click(role="button", name="Save")
        page.gone(css="[data-testid=connector-form]")
        self.sink.refusals["RCPT"] = LATER
        mail = self.state(self.answer("twice and no more"), "failed")
        self.assertEqual((2, 2, None), (mail["attempts"], mail["attempts_max"], mail["next_attempt_at"]))
        self.user("mia")
        for method, path in (("GET", "/retry_templates"), ("POST", "/retry_templates")):
            status, _, _ = self.desk.api("mia@agents.test").exchange(method, "/api/v1" + path, {} if method == "POST" else None)
            self.assertEqual(403, status, "others cannot")

    def test_f125_the_signature_of_the_connector_stands_under_mail_to_customers(self):
        connector = self.api.get("/connectors")["items"][0]["id"]
        self.api.call("PATCH", f"/connectors/{connector}", {"signature": "Acme Ltd\n1 Main Street"})
        self.state(self.answer("here you are"), "sent")
        [arrival] = self.sink.to(EVE)
        self.assertEqual(2, arrival.raw.count(b"1 Main Street"), "in the text and in the HTML")

    def test_f148_without_a_template_nothing_is_retried_by_itself(self):
        connector = self.api.get("/connectors")["items"][0]["id"]
        self.api.call("PATCH", f"/connectors/{connector}", {"retry_template_id": None})
        self.sink.refusals["RCPT"] = LATER
        mail = self.state(self.answer("once"), "failed")
        self.sink.refusals.clear()
        never("it is tried again", lambda: self.sink.to(EVE), during=2)
        self.api.post(f"/outbox/{mail['id']}/retry")
        self.state(mail, "sent")

    def obey(self, delays_seconds: list, attempts_max: int) -> None:
        """The connector gets a retry template of its own."""
        template = self.api.post("/retry_templates", {"name": "Of this test", "delays_seconds": delays_seconds,
                                                      "attempts_max": attempts_max})["id"]
        connector = self.api.get("/connectors")["items"][0]["id"]
        self.api.call("PATCH", f"/connectors/{connector}", {"retry_template_id": template})

    def test_f149_f150_after_the_last_try_a_hand_alone_sends_it(self):
        self.obey([1], 3)
        self.sink.refusals["RCPT"] = LATER
        mail = self.state(self.answer("three times"), "failed")
        self.assertEqual((3, None), (mail["attempts"], mail["next_attempt_at"]))
        self.sink.refusals.clear()
        never("a fourth try", lambda: self.sink.to(EVE), during=2)
        page = self.signed_in()
        self.outbox(page)
        page.see(css=f"{ROWS}:has-text('Failed')")
        page.click(css=f"{ROWS} button[aria-label=Retry]")
        self.state(mail, "sent")
        self.assertEqual(1, len(self.sink.to(EVE)))

    def test_f179_the_template_says_when_queued_mail_is_tried_again(self):
        self.obey([7200], 5)
        self.show_columns("next_attempt_at", "last_attempt_at", "send_status")
        self.sink.refusals["RCPT"] = LATER
        mail = self.state(self.answer("in two hours"), "retry_wait")
        last, planned = (datetime.datetime.fromisoformat(mail[name].replace("Z", "+00:00"))
                         for name in ("last_attempt_at", "next_attempt_at"))
        self.assertAlmostEqual(7200, (planned - last).total_seconds(), delta=7200 * 0.25)
        page = self.signed_in()
        self.outbox(page)
        page.see(css=f"{ROWS}:has-text('Pending retry')")
        page.see(css=f"{ROWS} time[datetime='{mail['next_attempt_at']}']")

    def test_f154_f155_imported_mail_goes_by_hand_alone(self):
        mbox = self.folder / "old.mbox"
        mbox.write_bytes(b"From - Sat Jan  4 10:00:00 2020\r\nFrom: Support <support@desk.test>\r\nTo: eve@customer.test, "
                         b"Bob <bob@customer.test>\r\nBcc: secret@customer.test\r\nSubject: Old news\r\n"
                         b"Message-ID: <old@desk.test>\r\n\r\n>From the old system.\r\n")
        said = run_program("import-outbox", "--data", self.desk.data, mbox).stdout.decode()
        self.assertIn("1 emails to 3 recipients", said)
        again = run_program("import-outbox", "--data", self.desk.data, mbox).stdout.decode()
        self.assertIn("0 emails to 0 recipients; 1 were there before", again)
        page = self.signed_in()
        self.outbox(page)
        self.shows(page, 3)
        self.look(page, "outbox_imported")
        rows = {each["to"]: each for each in self.api.get("/outbox", view="all")["items"]}
        self.assertTrue(all(each["is_imported"] and each["state"] == "failed" for each in rows.values()))
        never("it leaves by itself", lambda: self.sink.arrivals, during=2)
        self.sink.refusals["RCPT"] = LATER
        self.api.post(f"/outbox/{rows[BOB]['id']}/retry")
        self.state(eventually("the try", lambda: next((each for each in [self.api.get(f"/outbox/{rows[BOB]['id']}")]
                                                       if each["attempts"] == 1), None)), "failed")
        self.sink.refusals.clear()
        page.click(css=f"{ROWS}:has-text('{EVE}') button[aria-label=Retry]")
        self.state(rows[EVE], "sent")
        [arrival] = self.sink.to(EVE)
        self.assertIn(b"\r\nFrom the old system.\r\n", arrival.raw)
        self.assertNotIn(b"secret@", arrival.raw)
        self.assertEqual([], self.sink.to(BOB))


if __name__ == "__main__":
    unittest.main()
