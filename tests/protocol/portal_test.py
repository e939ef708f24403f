"""The customers' portal over HTTP: the door, the session, requests, administration.

Rule: features F001, F003, F086-F089; SEC-4, SEC-8, SEC-10, SEC-11, SEC-14; product-facts 1.1, 1.6.
"""
import email
import email.policy
import statistics
import time
import unittest

from support.api import Api
from support.case import PostroomCase
from support.customers import ask_for_link, in_portal
from support.maildir import body_of, new_mail, send
from support.server import SUPPORT
from support.sink import Sink
from support.wait import eventually

EVE = "eve@customer.test"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
                    "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082")


def parsed(arrival) -> email.message.EmailMessage:
    return email.message_from_bytes(arrival.raw, policy=email.policy.default)


class Portal(PostroomCase):
    def setUp(self):
        super().setUp()
        self.sink = self.stack.enter_context(Sink())
        self.desk = self.server("--smart-host", f"smtp://127.0.0.1:{self.sink.port}",
                                settings="[relay]\ngrace_seconds = 1\n").start()
        self.ada = self.desk.api()
        self.ada.call("PATCH", "/me", {"undo_send_seconds": 0})
        self.item = self.ticket_of(EVE, "Printer", "It is on fire.")
        self.conversation = self.ada.conversation(self.item["id"])["id"]

    def ticket_of(self, address: str, title: str, text: str) -> dict:
        send(self.desk.address("smtp"), new_mail(address, SUPPORT, title, text))
        return eventually("the ticket", lambda: self.ada.item_titled(title))

    def nobody(self) -> Api:
        return Api(*self.desk.address("http"))

    def sign_in(self, address: str = EVE) -> Api:
        return in_portal(self.desk, address)

    def refused(self, api: Api, method: str, path: str, body=None, headers=None) -> tuple:
        status, _, answer = api.exchange(method, "/api/v1" + path, body, headers)
        return status, answer.get("code")

    # The door

    def test_sec11_a_link_signs_in_once_in_the_browser_that_opens_it_first(self):
        token = ask_for_link(self.desk, EVE)
        # A scanner that follows the link fetches a page; that spends nothing.
        for _ in range(3):
            status, headers, body = self.nobody().exchange("GET", f"/portal/sign-in?token={token}")
            self.assertEqual(200, status)
            self.assertNotIn("Set-Cookie", dict(headers))
            self.assertNotIn(token.encode(), body)
        self.assertEqual((401, "portal_link_not_valid"),
                         self.refused(self.nobody(), "POST", "/portal/session", {"link_token": "f" * 48}))
        self.assertEqual((403, "foreign_origin"),
                         self.refused(self.nobody(), "POST", "/portal/session", {"link_token": token},
                                      {"Origin": "https://evil.test"}))
        status, headers, body = self.nobody().exchange("POST", "/api/v1/portal/session", {"link_token": token})
        self.assertEqual((201, EVE), (status, body["customer"]["email"]))
        cookie = dict(headers)["Set-Cookie"]
        self.assertIn("HttpOnly", cookie)
        self.assertIn("SameSite=Lax", cookie)
        self.assertEqual((401, "portal_link_not_valid"),
                         self.refused(self.nobody(), "POST", "/portal/session", {"link_token": token}))

    def test_sec14_nobody_learns_whether_an_address_is_known(self):
        answers, times = set(), {EVE: [], "stranger@nowhere.test": []}
        for _ in range(6):
            for address, spent in times.items():
                begun = time.monotonic()
                status, _, body = self.nobody().exchange("POST", "/api/v1/portal/links", {"email": address})
                spent.append(time.monotonic() - begun)
                answers.add((status, bytes(body)))
        self.assertEqual({(204, b"")}, answers)
        known, unknown = (statistics.median(each) for each in times.values())
        # The same row is written for both; a mail is made afterwards by somebody else.
        self.assertLess(abs(known - unknown), 0.05)
        eventually("Eve's links", lambda: self.sink.to(EVE))
        self.assertEqual([], self.sink.to("stranger@nowhere.test"))

    def test_sec14_one_network_cannot_ask_for_ever(self):
        statuses = [self.nobody().exchange("POST", "/api/v1/portal/links", {"email": f"a{n}@nowhere.test"})[0]
                    for n in range(22)]
        self.assertEqual([204] * 20 + [429] * 2, statuses)

    def test_the_address_in_the_mail_is_never_what_a_browser_claims(self):
        claims = {"Host": "evil.test"}
        for _ in range(2):
            status, _, _ = self.nobody().exchange("POST", "/api/v1/portal/links", {"email": EVE}, claims)
            self.assertEqual(204, status)
        ask_for_link(self.desk, EVE)  # wishes are answered in their order
        self.assertEqual(1, len(eventually("the one link", lambda: self.sink.to(EVE))))
        self.desk.stop()
        self.desk.options += ["--public-url", "https://desk.example"]
        self.desk.start()
        self.nobody().exchange("POST", "/api/v1/portal/links", {"email": EVE}, claims)
        mail = eventually("the link", lambda: self.sink.to(EVE)[1:])[0]
        self.assertIn("https://desk.example/portal/sign-in?token=", body_of(parsed(mail)))
        self.assertNotIn(b"evil.test", mail.raw)

    def test_an_address_must_be_one(self):
        self.assertEqual((400, "invalid_address"),
                         self.refused(self.nobody(), "POST", "/portal/links", {"email": "not an address"}))

    def test_f086_a_deactivated_customer_is_out(self):
        eve = self.sign_in()
        token = ask_for_link(self.desk, EVE)
        self.ada.call("PATCH", f"/customers/{self.item['requester']['id']}", {"active": False})
        self.assertEqual((401, "signed_out"), self.refused(eve, "GET", "/portal/requests"))
        self.assertEqual((401, "portal_link_not_valid"),
                         self.refused(self.nobody(), "POST", "/portal/session", {"link_token": token}))
        self.ada.call("PATCH", f"/customers/{self.item['requester']['id']}", {"active": True})
        self.assertEqual([self.item["id"]], [each["id"] for each in self.sign_in().get("/portal/requests")["items"]])

    def test_signing_out_ends_the_session(self):
        eve = self.sign_in()
        self.assertEqual(EVE, eve.get("/portal/session")["customer"]["email"])
        eve.call("DELETE", "/portal/session")
        self.assertEqual((401, "signed_out"), self.refused(eve, "GET", "/portal/session"))

    def test_a_portal_that_is_off_is_not_there(self):
        eve = self.sign_in()
        self.ada.call("PATCH", "/portal_settings", {"enabled": False})
        for method, path, body in (("GET", "/portal", None), ("POST", "/portal/links", {"email": EVE})):
            self.assertEqual((404, "portal_off"), self.refused(self.nobody(), method, path, body))
        self.assertEqual(401, self.refused(eve, "GET", "/portal/requests")[0])
        self.assertEqual(401, self.refused(eve, "GET", f"/my/conversations/{self.conversation}/messages")[0])

    # Requests

    def test_f003_f001_my_requests_and_nobody_elses(self):
        self.ticket_of("mallory@customer.test", "Hers alone", "Not for Eve.")
        eve, mallory = self.sign_in(), self.sign_in("mallory@customer.test")
        [mine] = eve.get("/portal/requests")["items"]
        self.assertEqual(("Printer", "received", True), (mine["title"], mine["phase"], mine["mine"]))
        for path in (f"/portal/requests/{mine['id']}", f"/my/conversations/{mine['conversation_id']}/messages"):
            self.assertEqual(404, self.refused(mallory, "GET", path)[0])
        self.assertEqual((404, "request_not_found"),
                         self.refused(mallory, "POST", f"/portal/requests/{mine['id']}/close"))
        self.assertEqual([], eve.get("/portal/requests", q="Hers")["items"])
        internal = self.ada.conversation(self.item["id"], "internal")["id"]
        self.ada.say(internal, "Surely user error.", "i-1")
        self.ada.say(self.conversation, "Water or foam?", "a-1")
        eventually("the answer is indexed", lambda: eve.get("/portal/requests", q="foam")["items"])
        self.assertEqual([], eve.get("/portal/requests", q="surely")["items"])
        [shown] = eventually("unread", lambda: [
            each for each in eve.get("/portal/requests")["items"] if each["unread_count"] == 1])
        self.assertEqual("working", shown["phase"])
        eve.post(f"/my/conversations/{self.conversation}/seen", {"up_to_seq": 2})
        self.assertEqual(0, eve.get(f"/portal/requests/{self.item['id']}")["unread_count"])

    def test_a_new_request_with_a_file_by_the_form_of_the_administrator(self):
        self.ada.call("PATCH", "/portal_settings", {"forms": [
            {"type": "task", "offered": True, "title": "Order", "introduction": "What do you need?", "fields": [
                {"label": "Colour", "kind": "choice", "required": True, "choices": ["red", "blue"]},
                {"label": "Room", "kind": "text"}]}]})
        eve = self.sign_in()
        forms = eve.get("/portal/forms")["items"]
        self.assertEqual(["ticket", "task"], [form["type"] for form in forms])
        new = {"type": "task", "title": "Chairs", "text": "Four, please.", "client_id": "c-1"}
        self.assertEqual((400, "invalid_fields"), self.refused(eve, "POST", "/portal/requests", new))
        for answers in ({"Colour": "green"}, {"Colour": "red", "Size": "L"}, {"Colour": "red", "Room": 4}):
            self.assertEqual(400, self.refused(eve, "POST", "/portal/requests", {**new, "answers": answers})[0])
        uploaded = eve.call("POST", "/my/attachments?filename=plan.txt", b"here")
        whole = {**new, "answers": {"Colour": "red", "Room": "12"}, "attachment_ids": [uploaded["id"]]}
        begun = eve.post("/portal/requests", whole)
        self.assertEqual(begun["id"], eve.post("/portal/requests", whole)["id"])
        item = self.ada.get(f"/items/{begun['id']}")
        self.assertEqual(("task", "Chairs", EVE), (item["type"], item["title"], item["requester"]["email"]))
        self.assertEqual("Four, please.\n\nColour: red\nRoom: 12", item["description"])
        [message] = self.ada.messages(self.ada.conversation(begun["id"])["id"])
        self.assertEqual(("portal", ["plan.txt"]),
                         (message["origin"], [file["filename"] for file in message["attachments"]]))
        self.assertEqual((400, "form_not_offered"), self.refused(
            eve, "POST", "/portal/requests", {**new, "type": "case", "client_id": "c-2"}))

    def test_closing_by_button_and_by_word_and_beginning_again(self):
        eve = self.sign_in()
        closed = eve.post(f"/portal/requests/{self.item['id']}/close")
        self.assertEqual(("done", "finished"), (closed["phase"], closed["state"]))
        eve.post(f"/my/conversations/{self.conversation}/messages", {"text": "It burns again."})
        self.assertEqual("working", eve.get(f"/portal/requests/{self.item['id']}")["phase"])
        eve.post(f"/my/conversations/{self.conversation}/messages", {"text": "Close."})
        self.assertEqual("done", eve.get(f"/portal/requests/{self.item['id']}")["phase"])
        told = [event["text"] for event in self.ada.get(f"/items/{self.item['id']}/timeline")["items"]]
        self.assertIn("status: open → closed (closed_by_word)", told)
        self.assertEqual([], eve.get("/portal/requests", state="open")["items"])
        self.assertEqual(1, len(eve.get("/portal/requests", state="closed")["items"]))

    def test_f001_an_answer_is_mailed_with_a_way_to_the_request(self):
        self.desk.stop()
        self.desk.options += ["--public-url", "https://desk.example"]
        self.desk.start()
        self.desk.api().say(self.conversation, "Water or foam?", "a-1")
        [mail] = eventually("the answer", lambda: self.sink.to(EVE))
        self.assertIn(f"https://desk.example/portal/requests/{self.item['id']}", body_of(parsed(mail)))

    def test_sec14_searches_have_a_pace(self):
        eve = self.sign_in()
        statuses = {eve.exchange("GET", "/api/v1/portal/requests?q=foam")[0] for _ in range(30)}
        self.assertEqual({200}, statuses)
        self.assertEqual((429, "too_many_searches"), self.refused(eve, "GET", "/portal/requests?q=foam"))
        self.assertEqual(200, eve.exchange("GET", "/api/v1/portal/requests")[0])

    def test_an_organization_shares_only_when_an_administrator_says_so(self):
        bo_item = self.ticket_of("bo@customer.test", "Bo's", "Mine.")
        eve = self.sign_in()
        organization = self.ada.post("/organizations", {"name": "Customers", "domain": "@Customer.Test"})
        self.assertEqual(("customer.test", 2), (organization["domain"], organization["member_count"]))
        self.assertIsNone(eve.get("/portal/session")["customer"]["organization"])
        self.assertEqual(404, self.refused(eve, "GET", f"/portal/requests/{bo_item['id']}")[0])
        self.ada.call("PATCH", f"/organizations/{organization['id']}", {"shares_requests": True})
        self.assertEqual("Customers", eve.get("/portal/session")["customer"]["organization"])
        shown = eve.get(f"/portal/requests/{bo_item['id']}")
        self.assertEqual((False, "bo"), (shown["mine"], shown["requester_name"].partition("@")[0]))
        self.assertEqual(2, len(eve.get("/portal/requests", whose="organization")["items"]))
        self.assertEqual((403, "not_your_request"),
                         self.refused(eve, "POST", f"/portal/requests/{bo_item['id']}/close"))
        self.ada.call("PATCH", f"/customers/{self.item['requester']['id']}", {"organization_id": None})
        self.assertEqual(404, self.refused(eve, "GET", f"/portal/requests/{bo_item['id']}")[0])
        for name, domain, code in (("A", "gmail.com", "shared_mail_domain"), ("B", "nodots", "not_a_domain"),
                                   ("Customers", "", "organization_exists"),
                                   ("C", "customer.test", "organization_exists")):
            self.assertEqual(code, self.refused(self.ada, "POST", "/organizations",
                                                {"name": name, "domain": domain})[1])

    # Administration

    def test_sec4_the_logo_is_a_picture_whatever_it_is_called(self):
        octets = {"Content-Type": "application/octet-stream"}
        for wrong in (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
                      b"<html></html>", PNG + b"\0" * 210_000, b""):
            self.assertEqual((400, "not_a_logo"),
                             self.refused(self.ada, "PUT", "/portal_settings/logo", wrong, octets))
        changed = self.ada.call("PUT", "/portal_settings/logo", PNG, octets)
        status, headers, body = self.nobody().exchange("GET", changed["logo_url"])
        headers = {name.lower(): value for name, value in headers}
        self.assertEqual((200, "image/png", PNG), (status, headers["content-type"], body))
        self.assertEqual("nosniff", headers["x-content-type-options"])
        self.assertIn("default-src 'none'", headers["content-security-policy"])
        self.assertIsNone(self.ada.call("DELETE", "/portal_settings/logo")["logo_url"])
        self.assertEqual(404, self.nobody().exchange("GET", "/api/v1/portal/logo")[0])

    def test_settings_are_changed_by_what_is_named_and_wrong_ones_change_nothing(self):
        changed = self.ada.call("PATCH", "/portal_settings", {
            "title": "Acme helps", "color": "#aa0000", "closing_words": {"it": ["basta così"]}})
        self.assertEqual((["basta così"], True), (changed["closing_words"]["it"], changed["enabled"]))
        self.assertIn("close", changed["closing_words"]["en"])
        for wrong in ({"color": "red"}, {"door": "all"}, {"forms": [{"type": "poem"}]}, {"forms": [{}]},
                      {"forms": [{"type": "ticket", "fields": [{"label": "A", "kind": "choice"}]}]},
                      {"forms": [{"type": "ticket", "fields": [{"label": "A"}, {"label": "A"}]}]},
                      {"forms": [{"type": "ticket", "queue_id": 999}]}, {"closing_words": {"de": ["zu"]}}):
            self.assertEqual(400, self.refused(self.ada, "PATCH", "/portal_settings", wrong)[0], wrong)
        self.assertEqual("Acme helps", self.nobody().get("/portal")["title"])

    def test_profile(self):
        eve = self.sign_in()
        self.assertEqual(("Eve", "it"), tuple(
            eve.call("PATCH", "/portal/profile", {"name": "Eve", "language": "it"})[key]
            for key in ("name", "language")))
        self.assertEqual(400, self.refused(eve, "PATCH", "/portal/profile", {"language": "xx"})[0])
        self.assertEqual(400, self.refused(eve, "PATCH", "/portal/profile", {"email": "a@b.test"})[0])
        ask_for_link(self.desk, EVE)
        self.assertIn("accesso", str(parsed(eventually("the mail", lambda: self.sink.to(EVE)[1:])[-1])["Subject"]))


if __name__ == "__main__":
    unittest.main()
