"""Customers as they reach the server themselves: signed in to the portal.

Invariant: they come in by the door that customers use: a link that was mailed to them.
"""
import email
import email.policy
import re

from support.api import Api
from support.maildir import body_of
from support.server import Server
from support.wait import eventually

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
