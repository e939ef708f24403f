"""Customers as they reach the server themselves: signed in to the portal, or chatting on somebody's web site.

Invariant: they come in by the door that customers use: a link that was mailed to them.
"""
import email
import email.policy
import hmac
import re
import time

from support.api import Api
from support.maildir import body_of
from support.server import Server
from support.wait import eventually
from support.websocket import WebSocket

TOKEN = re.compile(r"/portal/sign-in\?token=([0-9a-f]{48})")


def _links_to(admin: Api, address: str) -> list:
    """The secrets of all links that were mailed to this address, oldest first."""
    mails = [mail for mail in admin.list_all("/mail_log/outgoing") if address in str(mail["to"])]
    found = []
    for mail in sorted(mails, key=lambda each: each["id"]):
        raw = admin.call("GET", f"/outbox/{mail['id']}/raw")
        text = body_of(email.message_from_bytes(raw, policy=email.policy.default))
        found += TOKEN.findall(text)
    return found


def ask_for_link(desk: Server, address: str, admin: Api | None = None) -> str:
    """The secret of a new link, as an administrator reads it in the mail log."""
    admin = admin or desk.api()
    before = len(_links_to(admin, address))
    Api(*desk.address("http")).post("/portal/links", {"email": address})
    return eventually(f"a link for {address}", lambda: _links_to(admin, address)[before:])[0]


def in_portal(desk: Server, who: int | str) -> Api:
    """The customer, by id or by address, signed in to the portal."""
    address = who if isinstance(who, str) else desk.api().get(f"/customers/{who}")["email"]
    api = Api(*desk.address("http"))
    _, headers, body = api.exchange("POST", "/api/v1/portal/session", {"link_token": ask_for_link(desk, address)})
    api.headers["Cookie"] = dict(headers)["Set-Cookie"].split(";")[0]
    api.headers["X-CSRF-Token"] = body["csrf_token"]
    return api


def signed(secret: str, *, user_id: str = "", email: str = "", name: str = "", expires_at: int | None = None) -> dict:
    """What a site writes into its page for one of its signed-in users, by the guide for administrators."""
    expires_at = int(time.time()) + 600 if expires_at is None else expires_at
    text = "\n".join((user_id, email, name, str(expires_at)))
    return {"user_id": user_id, "email": email, "name": name, "expires_at": expires_at,
            "signature": hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()}


class Chatting(Api):
    """A visitor of a chat widget, in a browser of their own."""

    def __init__(self, desk: Server, widget: dict, site: str, **about):
        super().__init__(*desk.address("http"))
        self.desk = desk
        begun = self.post(f"/chat/widgets/{widget['key']}/visitors", {"site": site, **about})
        self.token = begun["token"]
        self.headers["Authorization"] = f"Bearer {self.token}"

    def start(self, text: str, client_id: str = "first") -> dict:
        return self.post("/chat/conversations", {"text": text, "client_id": client_id})

    def own(self, conversation: int) -> list:
        return self.get(f"/my/conversations/{conversation}/messages")["items"]

    def chats(self) -> list:
        return self.get("/chat/conversations")["items"]

    def socket(self) -> WebSocket:
        ticket = self.post("/my/live_tickets")["ticket"]
        return WebSocket(self.desk.address("http"), f"/api/v1/my/live?ticket={ticket}", {})
