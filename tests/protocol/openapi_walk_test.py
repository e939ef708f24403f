"""Every operation of api/openapi.yaml against the running server, asked by everybody.

The table says who may call what: each row is one operation, its five statuses are the answers to
nobody, an outsider (an agent who may not see the ticket), an agent, a team leader, an administrator;
two more, where there are any, to the ticket's customer and to another one, both in the portal. Where
there are none, customers get what nobody gets.
Requests and answers, problems included, are held against the contract. An operation without a route,
a route without an operation, and a row without an operation fail. (SEC-11; issue 2 point 9)
"""
import datetime
import itertools
import re
import unittest
import urllib.parse

from support.api import Api
from support.case import PostroomCase
from support.contract import Contract, routes_in_sources
from support.customers import ask_for_link, in_portal
from support.maildir import new_mail, send
from support.server import PASSWORD, SUPPORT
from support.wait import eventually

EVERYBODY = ("nobody", "outsider", "agent", "leader", "administrator", "customer", "stranger")
COLLEAGUES = 5  # of them, with nobody
DOMAIN = "agents.test"
FAR_AWAY = 999_999_999
LOGO = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4"
                     "890000000b49444154789c6360000200000500017a5eab3f0000000049454e44ae426082")
CONTRACT = Contract()


class Request:
    def __init__(self, path: dict | None = None, query: dict | None = None, body=None,
                 headers: dict | None = None):
        self.path, self.query, self.body, self.headers = path or {}, query or {}, body, headers or {}

    def target(self, operation) -> str:
        path = re.sub(r"\{(\w+)\}", lambda name: str(self.path[name[1]]), operation.path)
        query = {name: str(value).lower() if isinstance(value, bool) else value for name, value in self.query.items()}
        return path + ("?" + urllib.parse.urlencode(query) if query else "")


class World:
    """A workspace with one ticket that the outsider may not see, and makers of fresh things."""

    def __init__(self, case: PostroomCase):
        self.desk = case.server("--capture").start()
        self.numbers = itertools.count(1)
        admin = self.desk.api()
        self.callers = {"nobody": Api(*self.desk.address("http")), "administrator": admin}
        self.ids = {"administrator": admin.user["id"]}
        for name, role in (("outsider", "member"), ("agent", "member"), ("leader", "team_leader")):
            self.ids[name] = self.new_user(name, role)
            self.callers[name] = self.desk.api(f"{name}@{DOMAIN}", PASSWORD)
        admin.call("PATCH", f"/users/{self.ids['outsider']}/notification_preferences",
                   {"conversations": "followed"})
        send(self.desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, "Printer", "It is on fire."))
        eventually("the ticket", lambda: admin.item_titled("Printer"))
        self.item = admin.item_titled("Printer")["id"]
        self.conversation = admin.conversation(self.item)["id"]
        self.incoming = admin.get("/mail_log/incoming")["items"][0]["id"]
        self.customer = admin.get("/customers")["items"][0]["id"]
        send(self.desk.address("smtp"), new_mail("mallory@customer.test", SUPPORT, "Mine", "Not Eve's."))
        eventually("another ticket", lambda: admin.item_titled("Mine"))
        self.stranger = next(each["id"] for each in admin.get("/customers")["items"]
                             if each["email"] == "mallory@customer.test")
        self.callers["customer"] = in_portal(self.desk, self.customer)
        self.callers["stranger"] = in_portal(self.desk, self.stranger)
        self.message = admin.messages(self.conversation)[0]["id"]
        self.mail = self.fresh_mail("agent")
        self.channel = admin.get("/channels")["items"][0]["id"]
        self.connector = admin.get("/connectors")["items"][0]["id"]
        self.mailbox = self.fresh_mailbox()
        self.attachment = self.fresh_attachment()
        self.shared_reply = self.fresh_reply()
        self.widget = admin.post("/chat_widgets", {"name": "Shop", "sites": ["https://shop.test"]})

    def number(self) -> int:
        return next(self.numbers)

    def name(self, what: str) -> str:
        return f"{what} {self.number()}"

    def new_user(self, name: str, role: str) -> int:
        return self.callers["administrator"].post(
            "/users", {"name": name.title(), "email": f"{name}@{DOMAIN}", "role": role,
                       "password": PASSWORD})["id"]

    def fresh_mail(self, who: str) -> int:
        """A mail to the customer that can still be undone, written by `who` (else by the agent)."""
        caller = self.callers[who if who in ("agent", "leader", "administrator") else "agent"]
        text = self.name("We are coming")
        caller.say(self.conversation, text, self.name("client"))
        return max(mail["id"] for mail in eventually(
            "its mail", lambda: self.callers["administrator"].get("/outbox", view="all")["items"]))

    def fresh_attachment(self) -> int:
        """One that stands in a message of the ticket."""
        agent = self.callers["agent"]
        uploaded = agent.call("POST", "/attachments?filename=manual.txt", b"Press the button.")["id"]
        agent.post(f"/conversations/{self.conversation}/messages",
                   {"text": "See the manual.", "attachment_ids": [uploaded]})
        return uploaded

    def fresh_own_message(self, who: str) -> int:
        """One that its author can still change; the agent's for who cannot write here."""
        caller = self.callers[who if who in ("agent", "leader", "administrator") else "agent"]
        return caller.say(self.conversation, self.name("First words"), self.name("client"))["id"]

    def fresh_reply(self) -> int:
        return self.callers["leader"].post(
            "/canned_replies", {"title": self.name("Hello"), "html": "<p>Hello</p>", "shared": True})["id"]

    def mailbox_settings(self) -> dict:
        """Of a server that is not there: it can be connected, but not tried with success."""
        return {"address": f"box{self.number()}@desk.test", "password": "secret",
                "imap": {"host": "127.0.0.1", "port": 9, "tls": "off"},
                "smtp": {"host": "127.0.0.1", "port": 9, "tls": "off"}, "skip_test": True}

    def fresh_mailbox(self) -> int:
        return self.callers["administrator"].post("/mailboxes", self.mailbox_settings())["id"]

    def template(self) -> dict:
        return {"name": self.name("Text"), "audience": "users",
                "words": {"en": {"subject": "{{item.number}}", "html": "<p>{{item.title}}</p>"}}}

    def fresh_template(self) -> int:
        return self.callers["administrator"].post("/templates", self.template())["id"]

    def fresh_automation(self) -> int:
        return self.callers["administrator"].post(
            "/automations", {"name": self.name("Rule"), "enabled": True, **RULE})["id"]

    def fresh_field(self) -> dict:
        return self.callers["administrator"].post("/item_fields", {"name": self.name("Serial")})

    def fresh_team(self) -> int:
        return self.callers["administrator"].post("/teams", {"name": self.name("Team")})["id"]

    def fresh_time_entry(self) -> int:
        return self.callers["agent"].post(f"/items/{self.item}/timesheet", {"minutes": 15})["id"]
    def fresh_retries(self) -> int:
        return self.callers["administrator"].post("/retry_templates", {
            "name": self.name("Retries"), "delays_seconds": [60], "attempts_max": 2})["id"]

    def fresh_filter(self) -> int:
        return self.callers["administrator"].post(
            "/email_filters", {"address": f"robot{self.number()}@customer.test"})["id"]

    def fresh_organization(self) -> int:
        return self.callers["administrator"].post("/organizations", {"name": self.name("Club")})["id"]

    def fresh_customer(self) -> str:
        address = f"new{self.number()}@customer.test"
        self.callers["administrator"].post("/items", {"title": "By phone", "requester_email": address})
        return address

    def with_logo(self, request: Request) -> Request:
        self.callers["administrator"].call("PUT", "/portal_settings/logo", LOGO,
                                           {"Content-Type": "application/octet-stream"})
        return request

    def fresh_ticket(self, text: str = "It is on fire.") -> int:
        return self.callers["administrator"].post("/items", {
            "title": self.name("Ticket"), "description": text, "requester_email": "eve@customer.test"})["id"]

    def fresh_message(self, item: int) -> int:
        """A message of the item that no split has taken yet."""
        admin = self.callers["administrator"]
        streams = admin.get(f"/items/{item}/conversations")["items"]
        notes = next(each["id"] for each in streams if each["visibility"] == "internal")
        return admin.post(f"/conversations/{notes}/messages", {"text": self.name("Note")})["id"]

    def fresh_direct(self, who: str) -> int:
        """A direct conversation of the agent, the leader, the administrator; the outsider is none of it."""
        started = self.callers["agent"].post("/conversations", {
            "user_ids": [self.ids["leader"], self.ids["administrator"]], "title": self.name("Talk")})
        return started["id"]

    def fresh_project(self) -> int:
        """Shared with the agent and the leader."""
        admin = self.callers["administrator"]
        project = admin.post("/projects", {"name": self.name("Shared")})["id"]
        for name in ("agent", "leader"):
            admin.call("PUT", f"/projects/{project}/members/user/{self.ids[name]}")
        return project

    def invite(self, who: str) -> int:
        """A project to which `who` is invited and must answer."""
        admin = self.callers["administrator"]
        leader = self.callers["leader"]
        project = leader.post("/projects", {"name": self.name("Invited")})["id"]
        name = who if who in ("outsider", "agent") else "agent"
        admin.call("PATCH", f"/users/{self.ids[name]}/notification_preferences", {"accept_invitations": False})
        admin.call("PUT", f"/projects/{project}/members/user/{self.ids[name]}")
        admin.call("PATCH", f"/users/{self.ids[name]}/notification_preferences", {"accept_invitations": True})
        return project

    def fresh_token(self, who: str) -> int:
        return FAR_AWAY if who == "nobody" else self.callers[who].post("/api_tokens", {"name": "t"})["id"]


def in_an_hour() -> str:
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


# operation: (statuses of nobody, outsider, agent, leader, administrator; the request)
def of_ticket(**more):
    return lambda w, who: Request({"id": w.item}, **more)


def of_conversation(**more):
    return lambda w, who: Request({"id": w.conversation}, **more)


def plain(path: dict | None = None, **more):
    return lambda w, who: Request(path, **more)


WORDS = {"kind": "template", "language": "en",
         "words": {"subject": "{{item.number}}", "html": "<p>{{customer.name}}</p>"}}
RULE = {"object": "ticket", "trigger": {"kind": "created"},
        "filter": {"any": False, "conditions": [
            {"property": "title", "comparison": "contains", "value": "fire"}], "groups": []},
        "actions": [{"kind": "add_tag", "value": "fire"}]}


TABLE = {
    "healthz": ("200 200 200 200 200", plain()),
    "readyz": ("200 200 200 200 200", plain()),
    "take_csp_report": ("204 204 204 204 204", plain(body={"csp-report": {
        "effective-directive": "script-src-elem", "blocked-uri": "https://elsewhere.test/x.js"}})),
    "metrics": ("403 403 403 403 200", plain(headers={"X-Forwarded-For": "192.0.2.7"})),
    "sign_in": ("201 201 201 201 201", plain(body={"email": "agent@" + DOMAIN, "password": PASSWORD})),
    "get_session": ("401 200 200 200 200", plain()),
    "create_sign_in_link": ("401 403 403 403 201",
                            lambda w, who: Request(body={"user_id": w.ids["agent"]})),
    "list_api_tokens": ("401 200 200 200 200", plain(query={"limit": 1})),
    "create_api_token": ("401 201 201 201 201", plain(body={"name": "script"})),
    "delete_api_token": ("401 204 204 204 204", lambda w, who: Request({"id": w.fresh_token(who)})),
    "get_me": ("401 200 200 200 200", plain()),
    "update_me": ("401 200 200 200 200", plain(body={
        "theme": "dark", "undo_send_seconds": 60, "sound": False, "signature": "-- \nThe desk",
        "language": "fr", "outbox": {"view": "all", "columns": ["to", "subject"], "page_size": 25},
        "notification_preferences": {"from_customers": "mine", "email": "if_unseen"}})),
    "change_password": ("401 204 204 204 204",
                        plain(body={"current_password": PASSWORD, "new_password": PASSWORD})),
    "list_users": ("401 200 200 200 200", plain(query={"limit": 2, "q": "a"})),
    "create_user": ("401 403 403 403 201", lambda w, who: Request(body={
        "name": "Новый сотрудник", "email": f"new{w.number()}@{DOMAIN}", "role": "member",
        "language": "ru", "team_ids": []})),
    "get_user": ("401 200 200 200 200", lambda w, who: Request({"id": w.ids["leader"]})),
    "update_user": ("401 403 403 403 200",
                    lambda w, who: Request({"id": w.ids["leader"]}, body={"name": "Leader"})),
    "get_notification_preferences": ("401 403 200 403 200",
                                     lambda w, who: Request({"id": w.ids["agent"]})),
    "update_notification_preferences": ("401 403 200 403 200", lambda w, who: Request(
        {"id": w.ids["agent"]}, body={"include_automation": True, "internal_messages": "followed"})),
    "list_teams": ("401 200 200 200 200", plain()),
    "create_team": ("401 403 403 403 201", lambda w, who: Request(
        body={"name": w.name("Team"), "member_ids": [w.ids["agent"]]})),
    "update_team": ("401 403 403 403 200", lambda w, who: Request(
        {"id": w.fresh_team()}, body={"name": w.name("Team"), "member_ids": [w.ids["agent"]]})),
    "export_directory": ("401 403 403 403 200", plain({"kind": "timesheets"})),
    "import_directory": ("401 403 403 403 200", lambda w, who: Request(
        {"kind": "customers"}, query={"dry_run": True}, headers={"Content-Type": "text/csv"},
        body=f"email,name\nnew{w.number()}@customer.test,New\nnot an address,Bad\n".encode())),
    "create_customer": ("401 201 201 201 201", lambda w, who: Request(
        body={"email": f"caller{w.number()}@customer.test", "name": "Caller"})),
    "list_customers": ("401 200 200 200 200", plain(query={"q": "eve"})),
    "get_customer": ("401 200 200 200 200", lambda w, who: Request({"id": w.customer})),
    "update_customer": ("401 200 200 200 200", lambda w, who: Request(
        {"id": w.customer}, body={"name": "Eve Customer", "active": True})),
    "invite_to_portal": ("401 409 409 409 409", lambda w, who: Request({"id": w.customer})),  # no public address there
    "lift_suppression": ("401 200 200 200 200", lambda w, who: Request({"id": w.customer})),
    "list_projects": ("401 200 200 200 200", plain()),
    "get_project": ("401 404 200 200 200", lambda w, who: Request({"id": w.fresh_project()})),
    "list_project_conversations": ("401 404 200 200 200", lambda w, who: Request({"id": w.fresh_project()})),
    "open_project_conversation": ("401 404 201 201 201", lambda w, who: Request(
        {"id": w.fresh_project()}, body={"visibility": "internal", "title": "Notes"})),
    "list_project_members": ("401 404 200 200 200", lambda w, who: Request({"id": w.fresh_project()})),
    "add_project_member": ("401 404 403 200 200", lambda w, who: Request(
        {"id": w.fresh_project(), "kind": "user", "person_id": w.ids["administrator"]})),
    "remove_project_member": ("401 404 403 204 204", lambda w, who: Request(
        {"id": w.fresh_project(), "kind": "user", "person_id": w.ids["administrator"]})),
    "list_project_followers": ("401 404 200 200 200", lambda w, who: Request({"id": w.fresh_project()})),
    "add_project_follower": ("401 404 200 200 200", lambda w, who: Request(
        {"id": w.fresh_project(), "kind": "user", "person_id": w.ids["agent"]})),
    "remove_project_follower": ("401 404 204 204 204", lambda w, who: Request(
        {"id": w.fresh_project(), "kind": "user", "person_id": w.ids["agent"]})),
    "list_invitations": ("401 200 200 200 200", plain()),
    # The outsider and the agent are invited; the others answer an invitation that is not theirs.
    "accept_invitation": ("401 204 204 404 404", lambda w, who: Request({"id": w.invite(who)})),
    "decline_invitation": ("401 204 204 404 404", lambda w, who: Request({"id": w.invite(who)})),
    "create_project": ("401 403 403 201 201", lambda w, who: Request(body={"name": w.name("Project")})),
    "list_item_types": ("401 200 200 200 200", plain()),
    "list_item_statuses": ("401 200 200 200 200", plain()),
    "list_items": ("401 200 200 200 200", plain(query={"status": "not_started", "assignee": "none"})),
    "create_item": ("401 201 201 201 201", plain(body={
        "title": "Привет", "description": "By the API", "requester_email": "olga@customer.test",
        "requester_name": "Olga", "priority": "high", "type": "ticket"})),
    "get_item": ("401 404 200 200 200", of_ticket()),
    "update_item": ("401 404 200 200 200", of_ticket(body={"title": "Printer", "priority": "urgent"})),
    "list_item_conversations": ("401 404 200 200 200", of_ticket()),
    "open_item_conversation": ("401 404 409 409 409", of_ticket(body={"visibility": "internal"})),
    "list_item_links": ("401 404 200 200 200", of_ticket()),
    "split_item": ("401 404 201 201 201", lambda w, who: Request(
        {"id": w.item}, body={"message_ids": [w.fresh_message(w.item)], "title": w.name("Split")})),
    "merge_item": ("401 404 200 200 200", lambda w, who: Request(
        {"id": w.fresh_ticket()}, body={"into_id": w.item, "share_between_customers": True})),
    "list_followers": ("401 404 200 200 200", of_ticket()),
    "add_follower": ("401 404 200 200 200", lambda w, who: Request(
        {"id": w.item, "kind": "user", "person_id": w.ids["leader"]})),
    "remove_follower": ("401 404 204 204 204", lambda w, who: Request(
        {"id": w.item, "kind": "user", "person_id": w.ids["leader"]})),
    "list_item_timeline": ("401 404 200 200 200", of_ticket(query={"limit": 2})),
    "list_automatic_mail_stops": ("401 404 200 200 200", of_ticket()),
    "resume_automatic_mail": ("401 404 409 409 409", of_ticket(body={"address": "eve@customer.test"})),
    "list_queues": ("401 200 200 200 200", plain()),
    "list_conversations": ("401 200 200 200 200", plain(query={"section": "customers", "filter": "open"})),
    "get_conversation": ("401 404 200 200 200", of_conversation()),
    "start_direct_conversation": ("401 201 201 201 201", lambda w, who: Request(body={
        "user_ids": [w.ids["agent"], w.ids["leader"]], "team_ids": [], "title": w.name("Lunch")})),
    "rename_conversation": ("401 404 200 200 200", lambda w, who: Request(
        {"id": w.fresh_direct(who)}, body={"title": w.name("Renamed")})),
    "add_participants": ("401 404 200 200 200", lambda w, who: Request(
        {"id": w.fresh_direct(who)}, body={"user_ids": [w.ids["outsider"]]})),
    "leave_conversation": ("401 404 204 204 204", lambda w, who: Request({"id": w.fresh_direct(who)})),
    "link_conversation": ("401 404 200 200 200", lambda w, who: Request(
        {"id": w.fresh_direct(who)}, body={"item_id": w.item})),
    "make_item_of_conversation": ("401 404 201 201 201", lambda w, who: Request(
        {"id": w.fresh_direct(who)}, body={"type": "task", "title": w.name("Task")})),
    "list_messages": ("401 404 200 200 200", of_conversation(query={"limit": 1})),
    "post_message": ("401 404 201 201 201", lambda w, who: Request(
        {"id": w.conversation}, body={"html": "<p>On our way</p>", "client_id": w.name("c")})),
    "mark_seen": ("401 404 200 200 200", of_conversation(body={"up_to_seq": 1})),
    "foresee_audience": ("401 404 200 200 200", of_conversation(body={})),
    "announce_typing": ("401 404 204 204 204", of_conversation(body={"on": True})),
    "dismiss_undelivered": ("401 404 204 204 204", of_conversation()),
    "get_draft": ("401 404 200 200 200", of_conversation()),
    "save_draft": ("401 404 200 200 200", of_conversation(body={"html": "<p>Half a thought</p>"})),
    "delete_draft": ("401 404 204 204 204", of_conversation()),
    "mute_conversation": ("401 404 200 200 200", of_conversation(body={"until": in_an_hour()})),
    "unmute_conversation": ("401 404 204 204 204", of_conversation()),
    "list_mentionable": ("401 404 200 200 200", of_conversation(query={"q": "a"})),
    "change_message": ("401 404 200 200 200", lambda w, who: Request(
        {"id": w.fresh_own_message(who)}, body={"html": "<p>Better words</p>", "mentions": []})),
    "delete_message": ("401 404 200 200 200", lambda w, who: Request({"id": w.fresh_own_message(who)})),
    "list_message_revisions": ("401 403 403 403 200", lambda w, who: Request({"id": w.message})),
    "list_mutes": ("401 200 200 200 200", plain()),
    "mute_everything": ("401 200 200 200 200", plain(body={"until": in_an_hour()})),
    "unmute_everything": ("401 204 204 204 204", plain()),
    "list_canned_replies": ("401 200 200 200 200", plain(query={"q": "hello"})),
    "create_canned_reply": ("401 403 403 201 201", lambda w, who: Request(body={
        "title": w.name("Thanks"), "html": "<p>Thank you, {{customer.name}}</p>", "shared": True})),
    "change_canned_reply": ("401 403 403 200 200", lambda w, who: Request(
        {"id": w.shared_reply}, body={"title": "Hello"})),
    "delete_canned_reply": ("401 403 403 204 204", lambda w, who: Request({"id": w.fresh_reply()})),
    "fill_canned_reply": ("401 404 200 200 200", lambda w, who: Request(
        {"id": w.shared_reply}, body={"conversation_id": w.conversation})),
    "upload_attachment": ("401 201 201 201 201", plain(
        query={"filename": "a.txt"}, body=b"abc", headers={"Content-Type": "application/octet-stream"})),
    "download_attachment": ("401 404 200 200 200", lambda w, who: Request({"id": w.attachment})),
    # Its mail names no picture; picture_test.py fetches real ones.
    "get_picture": ("401 404 404 404 404", lambda w, who: Request(
        {"id": w.message}, query={"url": "https://stranger.test/pixel.png"})),
    "explain": ("401 404 200 200 200", lambda w, who: Request(query={"message_id": w.message})),
    "list_outbox": ("401 200 200 200 200", plain(query={"view": "all", "limit": 1})),
    "retry_outbox_mails": ("401 200 200 200 200", lambda w, who: Request(body={"ids": [w.mail, FAR_AWAY]})),
    "cancel_outbox_mails": ("401 200 200 200 200",
                            lambda w, who: Request(body={"ids": [w.fresh_mail(who), FAR_AWAY]})),
    "treat_outbox_mails_as_sent": ("401 200 200 200 200", lambda w, who: Request(body={"ids": [w.mail, FAR_AWAY]})),
    "get_outbox_mail": ("401 404 200 200 200", lambda w, who: Request({"id": w.mail})),
    "download_outbox_mail": ("401 404 200 200 200", lambda w, who: Request({"id": w.mail})),
    "retry_outbox_mail": ("401 404 409 409 409", lambda w, who: Request({"id": w.fresh_mail(who)})),
    "cancel_outbox_mail": ("401 404 200 200 200", lambda w, who: Request({"id": w.fresh_mail(who)})),
    "treat_outbox_mail_as_sent": ("401 404 409 409 409", lambda w, who: Request({"id": w.fresh_mail(who)})),
    "list_incoming_mail": ("401 200 200 200 200", plain(query={"outcome": "ticket", "q": "printer"})),
    "get_incoming_mail": ("401 404 200 200 200", lambda w, who: Request({"id": w.incoming})),
    "download_incoming_mail": ("401 404 200 200 200", lambda w, who: Request({"id": w.incoming})),
    "process_incoming_mail_again": ("401 403 403 409 409", lambda w, who: Request({"id": w.incoming})),
    "process_outdated_mail_again": ("401 403 403 202 202", plain()),
    "list_outgoing_mail": ("401 200 200 200 200", plain(query={"outcome": "queued"})),
    "get_mail_volume": ("401 200 200 200 200", plain(query={"direction": "incoming"})),
    "list_channels": ("401 200 200 200 200", plain()),
    "create_channel": ("401 403 403 403 201", lambda w, who: Request(body={
        "name": w.name("Sales"), "address": f"sales{w.number()}@desk.test", "color": "#1c7ed6"})),
    "update_channel": ("401 403 403 403 200",
                       lambda w, who: Request({"id": w.channel}, body={
                           "color": "#c2410c", "priority": "high", "team_id": None, "assignee_id": w.ids["agent"],
                           "reply_via_id": None})),
    "resume_channel": ("401 403 403 403 409", lambda w, who: Request({"id": w.channel})),
    "dismiss_forwarding_request": ("401 403 403 403 200", lambda w, who: Request({"id": w.channel})),
    "list_connectors": ("401 403 403 403 200", plain()),
    "create_connector": ("401 403 403 403 201", lambda w, who: Request(body={
        "name": w.name("Relay"), "host": "127.0.0.1", "port": 25, "tls": "off",
        "from_address": SUPPORT, "username": "desk", "password": "secret"})),
    "update_connector": ("401 403 403 403 200",
                         lambda w, who: Request({"id": w.connector}, body={
                             "from_name": "Desk", "mails_per_minute": 0, "is_default": True})),
    "test_connector": ("401 403 403 403 200", lambda w, who: Request({"id": w.connector})),
    "clear_connector_refusals": ("401 403 403 403 200", lambda w, who: Request({"id": w.connector})),
    "list_mailboxes": ("401 403 403 403 200", plain()),
    "connect_mailbox": ("401 403 403 403 201", lambda w, who: Request(body=w.mailbox_settings())),
    "advise_mailbox": ("401 403 403 403 200", plain(query={"address": "help@gmail.com"})),
    "test_mailbox_settings": ("401 403 403 403 200", lambda w, who: Request(body=w.mailbox_settings())),
    "update_mailbox": ("401 403 403 403 200",
                       lambda w, who: Request({"id": w.mailbox}, body={"after_fetch": "keep"})),
    "get_oauth_client": ("401 403 403 403 200", plain()),
    "set_oauth_client": ("401 403 403 403 200", plain(body={"client_id": "desk", "tenant": "contoso"})),
    "begin_consent": ("401 403 403 403 201", lambda w, who: Request(body={
        "address": f"box{w.number()}@desk.test", "provider": "microsoft365", "redirect_uri": "https://desk.test/admin/connect"})),
    "begin_consent_again": ("401 403 403 403 400", lambda w, who: Request(
        {"id": w.mailbox}, body={"redirect_uri": "https://desk.test/admin/connect"})),
    "finish_consent": ("401 403 403 403 409", plain(body={"state": "unknown", "code": "unknown"})),
    "test_mailbox": ("401 403 403 403 200", lambda w, who: Request({"id": w.mailbox})),
    "disconnect_mailbox": ("401 403 403 403 200", lambda w, who: Request({"id": w.fresh_mailbox()})),
    "list_retry_templates": ("401 403 403 403 200", plain()),
    "create_retry_template": ("401 403 403 403 201", lambda w, who: Request(body={
        "name": w.name("Patient"), "delays_seconds": [60, 300], "attempts_max": 3, "age_seconds_max": 3600})),
    "update_retry_template": ("401 403 403 403 200", lambda w, who: Request({"id": w.fresh_retries()}, body={
        "name": w.name("Patient"), "attempts_max": 5})),
    "delete_retry_template": ("401 403 403 403 204", lambda w, who: Request({"id": w.fresh_retries()})),
    "list_chat_widgets": ("401 403 403 403 200", plain()),
    "create_chat_widget": ("401 403 403 403 201", lambda w, who: Request(body={
        "name": w.name("Shop"), "color": "#1c7ed6", "sites": ["https://shop.test", "http://127.0.0.1:8000"],
        "greeting": "Bonjour !", "ask_email": "required", "queue_id": w.channel, "language": "fr"})),
    "update_chat_widget": ("401 403 403 403 200", lambda w, who: Request(
        {"id": w.widget["id"]}, body={"greeting": "Hello", "side": "left", "queue_id": None})),
    "renew_identity_secret": ("401 403 403 403 201", lambda w, who: Request({"id": w.widget["id"]})),
    "get_chat_settings": ("200 200 200 200 200", lambda w, who: Request(
        {"key": w.widget["key"]}, {"site": "https://shop.test/cart"})),
    "begin_chat": ("201 201 201 201 201", lambda w, who: Request(
        {"key": w.widget["key"]}, body={"site": "https://shop.test", "name": "Eve", "language": "it"})),
    # In the portal there is no chat; what visitors may do stands in chat_test.py.
    "get_chat_visitor": ("401 401 401 401 401 404 404", plain()),
    "tell_chat_address": ("401 401 401 401 401 404 404", plain(body={"email": "eve@customer.test"})),
    "note_chat_page": ("401 401 401 401 401 404 404", plain(body={"url": "https://shop.test/cart"})),
    "list_own_chats": ("401 401 401 401 401 404 404", plain()),
    "start_chat": ("401 401 401 401 401 404 404", plain(body={"text": "Hello?"})),
    "get_chat": ("401 404 404 404 404", of_conversation()),  # it began by mail
    "get_quiet_mode": ("401 200 200 200 200", plain()),
    "set_quiet_mode": ("401 403 403 403 200", plain(body={"enabled": False})),
    "export_incoming_mail": ("401 200 200 200 200", plain(query={"outcome": "ticket"})),
    "export_outgoing_mail": ("401 200 200 200 200", plain(query={"outcome": "sent"})),
    "get_mail_log_settings": ("401 200 200 200 200", plain()),
    "update_mail_log_settings": ("401 403 403 403 200", plain(body={"hours": 72})),
    "list_audit": ("401 403 403 403 200", plain()),
    "ask_for_password_reset": ("204 204 204 204 204", lambda w, who: Request(
        body={"email": f"nobody{w.number()}@agents.test"})),
    "get_messaging_center": ("401 403 403 403 200", plain()),
    "update_relay": ("401 403 403 403 200", plain(body={
        "language": "en", "words": {"subject": "{{news}}", "html": "<p>Hello</p>{{messages}}"}})),
    "delete_relay": ("401 403 403 403 409", plain()),
    "update_system_email": ("401 403 403 403 200", plain({"name": "assignment"}, body={
        "enabled": True, "language": "en", "words": {"subject": "{{item.number}}", "html": "<p>Yours</p>"}})),
    "preview_email": ("401 403 403 403 200", plain(body=WORDS)),
    "send_email_test": ("401 403 403 403 201", plain(body=WORDS)),
    "list_templates": ("401 403 403 403 200", plain()),
    "create_template": ("401 403 403 403 201", lambda w, who: Request(body=w.template())),
    "update_template": ("401 403 403 403 200", lambda w, who: Request(
        {"id": w.fresh_template()}, body={"audience": "customers"})),
    "delete_template": ("401 403 403 403 204", lambda w, who: Request({"id": w.fresh_template()})),
    "get_automation_vocabulary": ("401 403 403 403 200", plain()),
    "list_automations": ("401 403 403 403 200", plain()),
    "create_automation": ("401 403 403 403 201", plain(body={"name": "Tag it", **RULE})),
    "get_automation": ("401 403 403 403 200", lambda w, who: Request({"id": w.fresh_automation()})),
    "update_automation": ("401 403 403 403 200", lambda w, who: Request(
        {"id": w.fresh_automation()}, body={"enabled": False, "filter": RULE["filter"]})),
    "delete_automation": ("401 403 403 403 204", lambda w, who: Request({"id": w.fresh_automation()})),
    "list_automation_runs": ("401 403 403 403 200", lambda w, who: Request({"id": w.fresh_automation()})),
    "try_automation": ("401 403 403 403 200", lambda w, who: Request(body={**RULE, "item_id": w.item})),
    "list_item_tags": ("401 404 200 200 200", lambda w, who: Request({"id": w.item})),
    "set_item_tags": ("401 404 200 200 200", lambda w, who: Request({"id": w.item}, body={"tags": ["Fire"]})),
    "list_item_fields": ("401 200 200 200 200", plain()),
    "create_item_field": ("401 403 403 403 201", lambda w, who: Request(
        body={"name": w.name("Field"), "kind": "choice", "choices": ["Gold", "Silver"], "item_types": ["task"]})),
    "update_item_field": ("401 403 403 403 200", lambda w, who: Request(
        {"id": w.fresh_field()["id"]}, body={"active": False})),
    "list_item_field_values": ("401 404 200 200 200", lambda w, who: Request({"id": w.item})),
    "set_item_field": ("401 404 200 200 200", lambda w, who: Request(
        {"id": w.item, "key": w.fresh_field()["key"]}, body={"value": "SN 42"})),
    "list_timesheet": ("401 404 200 200 200", lambda w, who: Request({"id": w.item})),
    "list_timesheets": ("401 200 200 200 200", lambda w, who: Request(
        query={"limit": 1, "from": "2020-01-01T00:00:00Z", "user_id": w.ids["administrator"], "approved": False})),
    "book_time": ("401 404 201 201 201", lambda w, who: Request(
        {"id": w.item}, body={"minutes": 30, "note": "Looked at it", "billable": True})),
    "update_timesheet_entry": ("401 404 200 200 200", lambda w, who: Request(
        {"id": w.fresh_time_entry()}, body={"minutes": 45})),
    "list_email_filters": ("401 200 200 200 200", plain()),
    "create_email_filter": ("401 403 403 403 201", lambda w, who: Request(
        body={"address": f"bot{w.number()}@customer.test", "reason": "A robot"})),
    "delete_email_filter": ("401 403 403 403 204", lambda w, who: Request({"id": w.fresh_filter()})),
    "get_setup": ("200 200 200 200 200", plain()),
    "setup_account": ("409 409 409 409 409", plain(body={
        "name": "Mallory", "email": "mallory@customer.test", "password": "let me in"})),
    "setup_support_address": ("401 403 403 403 200", lambda w, who: Request(
        body={"address": f"help{w.number()}@desk.test", "name": w.name("Help")})),
    "setup_test_mail": ("401 403 403 403 201", plain(body={"to": "ada@customer.test"})),
    "finish_setup": ("401 403 403 403 200", plain()),
    "list_events": ("401 200 200 200 200", plain(query={"since": 0, "limit": 200})),
    "live": ("401 426 426 426 426", plain()),
    "search": ("401 200 200 200 200", plain(query={"q": "printer", "limit": 5})),
    "explain_person": ("401 404 200 200 200", lambda w, who: Request(
        {"id": w.item}, query={"person": f"customer:{w.customer}"})),
    "list_own_messages": ("401 401 401 401 401 200 404", of_conversation(query={"limit": 5})),
    "post_own_message": ("401 401 401 401 401 201 404", of_conversation(body={"text": "Still on fire."})),
    "mark_own_seen": ("401 401 401 401 401 204 404", of_conversation(body={"up_to_seq": 1})),
    "announce_own_typing": ("401 401 401 401 401 204 404", of_conversation(body={"on": True})),
    "upload_own_attachment": ("401 401 401 401 401 201 201", plain(
        query={"filename": "smoke.jpg"}, body=b"smoke", headers={"Content-Type": "application/octet-stream"})),
    "download_own_attachment": ("401 401 401 401 401 200 404", lambda w, who: Request({"id": w.attachment})),
    "create_live_ticket": ("401 401 401 401 401 400 400", plain()),
    "own_live": ("401 401 401 401 401 426 426", plain()),
    "get_portal": ("200 200 200 200 200", plain()),
    "get_portal_logo": ("200 200 200 200 200", lambda w, who: w.with_logo(Request())),
    "ask_for_portal_link": ("204 204 204 204 204", plain(body={"email": "olga@nowhere.test", "language": "ru"})),
    "sign_in_to_portal": ("201 201 201 201 201", lambda w, who: Request(
        body={"link_token": ask_for_link(w.desk, w.fresh_customer())})),
    "get_portal_session": ("401 401 401 401 401 200 200", plain()),
    "update_portal_profile": ("401 401 401 401 401 200 200", plain(body={"name": "Eve", "language": "fr"})),
    "list_portal_forms": ("401 401 401 401 401 200 200", plain()),
    "list_portal_requests": ("401 401 401 401 401 200 200", plain(
        query={"state": "open", "whose": "mine", "q": "printer", "limit": 5})),
    "create_portal_request": ("401 401 401 401 401 201 201", plain(body={
        "type": "ticket", "title": "Scanner", "text": "It hums.", "answers": {}, "attachment_ids": []})),
    "get_portal_request": ("401 401 401 401 401 200 404", of_ticket()),
    "close_portal_request": ("401 401 401 401 401 200 404", of_ticket()),
    "get_email_appearance": ("401 403 403 403 200", plain()),
    "update_email_appearance": ("401 403 403 403 200", plain(body={
        "background": "#eef6f1", "paper": "", "accent": "#0f766e", "header": "Acme", "footer": "Acme Ltd"})),
    "set_email_logo": ("401 403 403 403 200", plain(
        body=LOGO, headers={"Content-Type": "application/octet-stream"})),
    "delete_email_logo": ("401 403 403 403 200", plain()),
    "preview_email_appearance": ("401 403 403 403 200", plain(body={
        "accent": "#336699", "sample": "Hello", "dark": True})),
    "get_portal_settings": ("401 403 403 403 200", plain()),
    "update_portal_settings": ("401 403 403 403 200", plain(body={
        "title": "Acme", "color": "#336699", "enabled": True, "door": "known_customers", "closes_by_word": True,
        "closing_words": {"en": ["close"]}, "forms": [{"type": "ticket", "offered": True, "fields": []}]})),
    "set_portal_logo": ("401 403 403 403 200", plain(
        body=LOGO, headers={"Content-Type": "application/octet-stream"})),
    "delete_portal_logo": ("401 403 403 403 200", plain()),
    "list_organizations": ("401 200 200 200 200", plain(query={"limit": 5})),
    "create_organization": ("401 403 403 403 201", lambda w, who: Request(body={
        "name": w.name("Acme"), "domain": f"acme{w.number()}.test", "shares_requests": True})),
    "update_organization": ("401 403 403 403 200", lambda w, who: Request(
        {"id": w.fresh_organization()}, body={"shares_requests": False})),
    "sign_out_of_portal": ("401 401 401 401 401 204 204", plain()),
    "sign_out": ("401 204 204 204 204", plain()),  # the last row: it ends the sessions
}


class Walk(PostroomCase):
    def ask(self, world: World, operation, who: str, request: Request) -> tuple:
        """(status, problems with the contract, body)"""
        status, headers, body = world.callers[who].exchange(
            operation.method, request.target(operation), request.body, request.headers)
        lower = {name.lower(): value for name, value in headers}
        return status, operation.check_answer(status, lower, body), body

    def test_everybody_gets_what_the_table_says(self):
        world = World(self)
        operations = {each.id: each for each in CONTRACT.operations}
        for name, (statuses, make) in TABLE.items():
            for who, expected in zip(EVERYBODY, self.expected(statuses), strict=True):
                with self.subTest(operation=name, who=who):
                    request = make(world, who if who not in ("customer", "stranger") else "nobody")
                    operation = operations[name]
                    self.assertEqual([], operation.check_request(request.path, request.query, request.body))
                    status, problems, body = self.ask(world, operation, who, request)
                    self.assertEqual(int(expected), status, body)
                    self.assertEqual([], problems)

    def expected(self, statuses: str) -> list:
        given = statuses.split()
        return given + given[:1] * (len(EVERYBODY) - COLLEAGUES) if len(given) == COLLEAGUES else given

    def test_each_operation_has_a_route_and_a_row_and_the_other_way_round(self):
        described = {(each.method, each.path): each for each in CONTRACT.operations}
        routes = routes_in_sources()
        self.assertEqual(set(described), set(routes))
        for key, operation in described.items():
            self.assertEqual(operation.is_public, routes[key] == "anyone", key)
        names = [each.id for each in CONTRACT.operations]
        self.assertEqual(len(names), len(set(names)), "operation ids are unique")
        self.assertEqual(set(names), set(TABLE))

    def test_the_server_knows_the_methods_of_each_path_and_no_others(self):
        world = World(self)
        paths = {}
        for operation in CONTRACT.operations:
            paths.setdefault(operation.path, set()).add(operation.method)
        for path, methods in paths.items():
            target = path.replace("{kind}", "user")
            with self.subTest(path=path):
                status, headers, _ = world.callers["administrator"].exchange(
                    "OPTIONS", re.sub(r"\{\w+\}", "1", target))
                self.assertEqual(405, status)
                allowed = set(dict(headers)["Allow"].replace(" ", "").split(","))
                self.assertEqual(methods, allowed - {"HEAD"})


class WrongRequests(PostroomCase):
    """Whatever is wrong with a request, the answer is a problem that names it, and nothing changes."""

    def setUp(self):
        super().setUp()
        self.world = World(self)

    def refused(self, operation, request: Request, status: int, code: str | None = None) -> dict:
        statuses = TABLE[operation.id][0].split()
        who = "customer" if len(statuses) > COLLEAGUES and statuses[4] == "401" else "administrator"
        got, headers, body = self.world.callers[who].exchange(
            operation.method, request.target(operation), request.body, request.headers)
        self.assertEqual(status, got, body)
        lower = {name.lower(): value for name, value in headers}
        self.assertEqual([], operation.check_answer(got, lower, body))
        if code:
            self.assertEqual(code, body["code"])
        return body

    def with_json(self):
        """(operation, a right request) for everything that takes JSON."""
        for operation in CONTRACT.operations:
            if operation.body_schema and operation.id != "setup_account":
                yield operation, TABLE[operation.id][1](self.world, "administrator")

    def test_bodies_that_are_not_what_they_should_be(self):
        json_type = {"Content-Type": "application/json"}
        for operation, right in self.with_json():
            with self.subTest(operation=operation.id):
                for body in (b"{", b"[]", b'"text"', b"\xff\xfe", b'{"a": 1}x', b'{"a": "\xff"}'):
                    self.refused(operation, Request(right.path, body=body, headers=json_type), 400,
                                 "malformed_json")
                self.refused(operation, Request(right.path, body=b"a=b", headers={
                    "Content-Type": "application/x-www-form-urlencoded"}), 415, "not_json")
                body = {**right.body, "no_such_member": 1}
                self.assertIn("no_such_member", self.fields(self.refused(
                    operation, Request(right.path, body=body), 400, "invalid_fields")))

    def fields(self, problem: dict) -> list:
        return [each["field"] for each in problem.get("errors", [])]

    def test_members_of_the_wrong_kind_are_named(self):
        for operation, right in self.with_json():
            schema = CONTRACT.resolve(operation.body_schema)
            for member in schema["properties"]:
                with self.subTest(operation=operation.id, member=member):
                    for wrong in ({"a": [1]}, 3.5):
                        if CONTRACT.differences(schema["properties"][member], wrong, ""):
                            body = {**right.body, member: wrong}
                            found = self.fields(self.refused(operation, Request(right.path, body=body), 400,
                                                             "invalid_fields"))
                            self.assertTrue(any(field.split(".")[0] == member for field in found), found)

    def test_missing_members_are_named(self):
        for operation, right in self.with_json():
            for member in CONTRACT.resolve(operation.body_schema).get("required", []):
                with self.subTest(operation=operation.id, member=member):
                    body = {name: value for name, value in right.body.items() if name != member}
                    self.assertIn(member, self.fields(self.refused(
                        operation, Request(right.path, body=body), 400, "invalid_fields")))

    def test_queries_out_of_bounds(self):
        for operation in CONTRACT.operations:
            right = TABLE[operation.id][1](self.world, "administrator")
            if operation.id in ("live", "own_live"):
                continue  # a plain GET is answered before its query is read; live_test.py has the handshake
            for parameter in operation.named("query"):
                schema = CONTRACT.resolve(parameter["schema"])
                wrong = (["x", "-1"] if schema["type"] == "integer"
                         else ["no_such_word"] if "enum" in schema else [])
                wrong += [str(schema["maximum"] + 1)] if "maximum" in schema else []
                for value in wrong:
                    with self.subTest(operation=operation.id, query=parameter["name"], value=value):
                        query = {**right.query, parameter["name"]: value}
                        self.refused(operation, Request(right.path, query), 400, "bad_query")

    def test_what_is_not_there(self):
        for operation in CONTRACT.operations:
            names = [each["name"] for each in operation.named("path")]
            if not names:
                continue
            right = TABLE[operation.id][1](self.world, "administrator")
            for name in (name for name in names if name.endswith("id")):
                with self.subTest(operation=operation.id, name=name):
                    for wrong in (FAR_AWAY, 0, "x", "1%00"):
                        if operation.id == "remove_follower" and name == "person_id" and wrong == FAR_AWAY:
                            continue  # who does not follow is gone already: 204
                        self.refused(operation, Request({**right.path, name: wrong}, right.query, right.body,
                                                        right.headers), 404)


if __name__ == "__main__":
    unittest.main()
