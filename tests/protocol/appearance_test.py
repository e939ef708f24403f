"""What outgoing mail looks like: one frame around every kind of it, and what SpamAssassin thinks of the result.

Each mail is judged as it arrived at the sink, never as it was meant to be. (F125; issue 5 point 6; OUT-23)
"""
import email
import email.policy
import struct
import unittest
import zlib

from support.case import PostroomCase
from support.maildir import answer_to, new_mail, send
from support.server import ADMIN, SUPPORT
from support.sink import Sink
from support.spam import is_installed, points_of
from support.wait import eventually, never

EVE = "eve@customer.test"
BEN = "ben@agents.test"
COLOURS = {"background": "#eef6f1", "paper": "#ffffff", "accent": "#0f766e"}
WORDS = {"header": "Acme & Sons", "footer": "Acme Ltd, 1 Main Street\nPlease do not print this mail."}


def picture(width: int = 120, height: int = 40, more: bytes = b"") -> bytes:
    """A PNG of one colour."""
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    rows = (b"\0" + b"\x0f\x76\x6e" * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + more
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def parsed(arrival):
    return email.message_from_bytes(arrival.raw, policy=email.policy.default)


def body_of(mail) -> str:
    return mail.get_body(preferencelist=("plain",)).get_content().replace("\r\n", "\n")


def html_of(mail) -> str:
    return mail.get_body(preferencelist=("html",)).get_content()


class AppearanceCase(PostroomCase):
    def setUp(self) -> None:
        super().setUp()
        self.sink = self.stack.enter_context(Sink())
        self.desk = self.server(
            "--smart-host", f"smtp://127.0.0.1:{self.sink.port}", automations=True,
            settings='public_url = "https://desk.example"\n[relay]\ngrace_seconds = 1\n').start()
        self.api = self.desk.api()
        self.api.call("PATCH", "/me", {"undo_send_seconds": 0, "signature": "Ada, your desk"})

    def ticket(self, title: str, sender: str = EVE) -> tuple:
        send(self.desk.address("smtp"), new_mail(sender, SUPPORT, title, "It is on fire."))
        item = eventually("the ticket", lambda: self.api.item_titled(title))["id"]
        return item, self.api.conversation(item)["id"]

    def arrival(self, what: str, to: str, wanted) -> object:
        return eventually(what, lambda: next(
            (each for each in self.sink.to(to) if wanted(parsed(each))), None), within=30)


class AppearanceTest(AppearanceCase):
    def every_kind(self) -> dict:
        """One mail of each kind that leaves, by its name."""
        item, conversation = self.ticket("Printer")
        found = {"automatic answer": self.arrival("the thanks", EVE, lambda mail: True)}
        found["relay to a colleague"] = self.arrival("the relay", ADMIN, lambda mail: "fire" in body_of(mail))
        self.api.say(conversation, "Please press the red button.", "c1")
        found["reply"] = self.arrival("the reply", EVE, lambda mail: "red button" in body_of(mail))
        ben = self.api.post("/users", {"email": BEN, "name": "Ben", "role": "member"})
        found["welcome"] = self.arrival("the welcome", BEN, lambda mail: True)
        self.api.call("PATCH", f"/items/{item}", {"assignee_id": ben["id"]})
        found["assignment"] = self.arrival("the assignment", BEN, lambda mail: "Printer" in body_of(mail))
        self.api.post("/password_resets", {"email": BEN})
        known = [each.message_id for each in (found["welcome"], found["assignment"])]
        found["password reset"] = eventually("the reset", lambda: next(
            (each for each in self.sink.to(BEN) if each.message_id not in known), None))
        return found

    def assert_clean(self, name: str, raw: bytes) -> None:
        points = points_of(raw, self.folder)
        heavy = {rule: value for rule, value in points.items() if value > 1.0}
        self.assertEqual({}, heavy, f"{name}: {points}\n{raw.decode(errors='replace')[:3000]}")
        self.assertLess(sum(points.values()), 2.0, f"{name}: {points}")

    def assert_dressed(self, name: str, raw: bytes) -> None:
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        html = html_of(mail)
        for wanted in ('<meta name="color-scheme" content="light dark">', 'bgcolor="#eef6f1"', "Acme &amp; Sons",
                       "Acme Ltd, 1 Main Street<br>", "prefers-color-scheme:dark"):
            self.assertIn(wanted, html, name)
        self.assertNotIn("#ffffff", html, name)
        self.assertIn("Acme & Sons\n\n", body_of(mail), name)
        self.assertIn("\nAcme Ltd, 1 Main Street\nPlease", body_of(mail), name)
        logo = next(part for part in mail.walk() if part.get_content_type() == "image/png")
        self.assertIn(f"cid:{logo['Content-ID'].strip('<>')}", html, name)
        self.assertEqual("inline", logo.get_content_disposition(), name)
        self.assertEqual([], [part.get_filename() for part in mail.iter_attachments()
                              if part.get_content_disposition() == "attachment"], name)

    @unittest.skipUnless(is_installed(), "needs Debian's package spamassassin")
    def test_f125_every_kind_of_mail_carries_the_appearance_and_no_spam_rule_of_a_point(self):
        self.api.call("PATCH", "/email_appearance", {**COLOURS, **WORDS})
        self.api.call("PUT", "/email_appearance/logo", picture(), {"Content-Type": "application/octet-stream"})
        for name, arrival in self.every_kind().items():
            with self.subTest(name):
                self.assert_dressed(name, arrival.raw)
                self.assert_clean(name, arrival.raw)

    @unittest.skipUnless(is_installed(), "needs Debian's package spamassassin")
    def test_f125_a_logo_above_two_words_is_not_taken_for_a_mail_of_pictures(self):
        self.api.call("PUT", "/email_appearance/logo", picture(), {"Content-Type": "application/octet-stream"})
        self.api.call("PATCH", "/me", {"signature": ""})
        _, conversation = self.ticket("Hi")
        self.api.say(conversation, "Yes.", "c1")
        self.assert_clean("a short reply", self.arrival("it", EVE, lambda mail: "Yes." in body_of(mail)).raw)

    @unittest.skipUnless(is_installed(), "needs Debian's package spamassassin")
    def test_f125_plain_mail_of_a_fresh_workspace_has_no_spam_rule_of_a_point(self):
        for name, arrival in self.every_kind().items():
            with self.subTest(name):
                mail = parsed(arrival)
                self.assertEqual(["text/plain", "text/html"], [
                    part.get_content_type() for part in mail.walk() if not part.is_multipart()])
                self.assertNotIn("bgcolor", html_of(mail))
                self.assert_clean(name, arrival.raw)

    @unittest.skipUnless(is_installed(), "needs Debian's package spamassassin")
    def test_a_mail_that_is_spam_would_be_noticed(self):
        points = points_of(b"From: x@example.com\r\nSubject: hi\r\n\r\n"
                           b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n", self.folder)
        self.assertGreater(points["GTUBE"], 1.0)

    def test_f125_the_signature_of_the_connector_is_for_customers_only(self):
        connector = self.api.get("/connectors")["items"][0]
        self.api.call("PATCH", f"/connectors/{connector['id']}", {"signature": "Acme support desk"})
        found = self.every_kind()
        for name, is_outside in (("reply", True), ("automatic answer", True), ("relay to a colleague", False),
                                 ("welcome", False), ("assignment", False)):
            mail = parsed(found[name])
            self.assertEqual(is_outside, "Acme support desk" in body_of(mail), name)
            self.assertEqual(is_outside, "Acme support desk" in html_of(mail), name)
        self.assertIn("Ada, your desk", body_of(parsed(found["reply"])))

    def test_f125_no_word_of_it_becomes_a_header(self):
        evil = "Acme\r\nBcc: mallory@evil.test\r\n\r\n<script>alert(1)</script>"
        self.api.call("PATCH", "/email_appearance", {"header": evil, "footer": evil})
        connector = self.api.get("/connectors")["items"][0]
        self.api.call("PATCH", f"/connectors/{connector['id']}", {"signature": evil})
        _, conversation = self.ticket("Printer")
        self.api.say(conversation, "Hello", "c1")
        mail = parsed(self.arrival("the reply", EVE, lambda mail: "Hello" in body_of(mail)))
        self.assertIsNone(mail["Bcc"])
        self.assertIn("Bcc: mallory@evil.test", body_of(mail))
        self.assertNotIn("<script", html_of(mail))
        never("a mail to somebody else", lambda: self.sink.to("mallory@evil.test"), during=1)

    def test_f125_an_answer_to_a_dressed_mail_finds_its_ticket_and_folds_the_frame_away(self):
        self.api.call("PATCH", "/email_appearance", {**COLOURS, **WORDS})
        item, conversation = self.ticket("Printer")
        self.api.say(conversation, "Please press the red button.", "c1")
        reply = parsed(self.arrival("the reply", EVE, lambda mail: "red button" in body_of(mail)))
        send(self.desk.address("smtp"), answer_to(reply, EVE, "It works again."))
        last = eventually("the answer", lambda: next(
            (each for each in self.api.messages(conversation) if "works again" in each["text"]), None))
        self.assertEqual("It works again.", last["visible_text"].strip())
        self.assertEqual(1, len(self.api.items()))

    def test_f125_a_logo_is_a_whole_picture_and_nothing_else(self):
        def put(body: bytes) -> tuple:
            status, _, answer = self.api.exchange("PUT", "/api/v1/email_appearance/logo", body,
                                                  {"Content-Type": "application/octet-stream"})
            return status, answer.get("code")
        self.assertEqual((400, "not_an_email_logo"), put(b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
        self.assertEqual((400, "not_an_email_logo"), put(picture()[:-20]))
        self.assertEqual((400, "not_an_email_logo"), put(picture() + bytes(201 << 10)))
        self.assertIsNone(self.api.get("/email_appearance")["logo"])
        text = b"place: 48.8, 2.3"
        note = struct.pack(">I", len(text)) + b"tEXt" + text + struct.pack(">I", zlib.crc32(b"tEXt" + text))
        self.assertEqual((200, None), put(picture(more=note)))
        logo = self.api.get("/email_appearance")["logo"]
        self.assertTrue(logo.startswith("data:image/png;base64,"))
        self.assertIsNone(self.api.call("DELETE", "/email_appearance/logo")["logo"])

    def test_f125_the_preview_is_the_mail_and_saves_nothing(self):
        shown = self.api.post("/email_appearance/preview", {**COLOURS, **WORDS, "sample": "Hello <b>", "dark": True})
        self.assertIn("Hello &lt;b&gt;", shown["html"])
        self.assertIn("color-scheme:dark", shown["html"])
        self.assertTrue(shown["text"].startswith("Acme & Sons\n\nHello <b>\n"))
        self.assertIn("Ada, your desk", shown["text"])
        self.assertIsNone(self.api.get("/email_appearance")["background"])

    def preview_of(self, kind: str, words: dict, language: str = "en", **more) -> dict:
        return self.api.post("/email_previews", {"kind": kind, "language": language, "words": words, **more})

    def test_f070_a_template_is_previewed_in_the_frame_that_its_mail_leaves_in(self):
        self.api.call("PATCH", "/email_appearance", {**COLOURS, **WORDS})
        words = {"subject": "[{{item.number}}] Thanks", "html": "<p>Bonjour {{customer.first_name}}</p>"}
        light = self.preview_of("template", words, "fr")
        self.assertEqual("[T-12] Thanks", light["subject"])
        for part in ('lang="fr"', "Acme &amp; Sons", "#0f766e", "<p>Bonjour Ève</p>", "color-scheme:light}"):
            self.assertIn(part, light["html"])
        self.assertTrue(light["text"].startswith("Acme & Sons\n\nBonjour Ève\n"), light["text"])
        self.assertIn("color-scheme:dark}", self.preview_of("template", words, dark=True)["html"])

    def test_f077_the_preview_of_a_system_email_is_the_test_mail_that_arrives(self):
        self.api.call("PATCH", "/email_appearance", {**COLOURS, **WORDS})
        words = {"subject": "{{item.number}} is yours", "html": "<p>{{item.title}} &amp; more</p>"}
        shown = self.preview_of("system", words, name="assignment")
        self.api.post("/email_tests", {"kind": "system", "name": "assignment", "language": "en", "words": words})
        mail = parsed(eventually("the test", lambda: self.sink.to(ADMIN))[0])
        self.assertEqual((shown["subject"], shown["text"]), (mail["subject"], body_of(mail)))
        self.assertEqual(shown["html"].split("<body")[1], html_of(mail).replace("\r\n", "\n").split("<body")[1])

    def test_f060_the_relays_preview_shows_a_message_where_the_relay_puts_it(self):
        shown = self.preview_of("relay", {"subject": "{{news}}", "html": "<p>Ciao</p><p>{{messages}}</p>"}, "it")
        self.assertIn("border-left:3px solid #2f6fde", shown["html"])
        self.assertIn("Eva Martini", shown["text"])

    def test_f070_a_preview_with_an_unknown_field_is_refused_and_no_test_is_sent(self):
        body = {"kind": "template", "language": "en", "words": {"subject": "{{nobody}}", "html": "<p>x</p>"}}
        for path in ("/email_previews", "/email_tests"):
            self.assertEqual(400, self.api.exchange("POST", "/api/v1" + path, body)[0])
        never("a mail", lambda: self.sink.to(ADMIN), 0.5)

    def test_f125_wrong_colours_are_named_and_a_change_stands_in_the_audit_log(self):
        status, _, answer = self.api.exchange("PATCH", "/api/v1/email_appearance",
                                              {"background": "red", "accent": "#12345g"})
        self.assertEqual((400, "invalid_fields"), (status, answer["code"]))
        self.api.call("PATCH", "/email_appearance", COLOURS)
        entry = self.api.get("/audit")["items"][0]
        self.assertEqual("appearance", entry["subject"])
        self.assertIn({"field": "accent", "from": "", "to": "#0f766e"}, entry["changes"])
