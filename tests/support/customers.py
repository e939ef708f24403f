"""Customers as they reach the server themselves: signed in to the portal, or chatting.

Invariant: what is written here beside the running server is what the server itself writes.
"""
import hashlib
import secrets
import sqlite3
import time

from support.api import Api
from support.database import file_of
from support.server import Server

LIFE_MS = 3_600_000


def _write(desk: Server, statement: str, *values) -> int:
    connection = sqlite3.connect(file_of(desk.data), timeout=10)
    try:
        with connection:
            return connection.execute(statement, values).lastrowid
    finally:
        connection.close()


def in_portal(desk: Server, customer_id: int) -> Api:
    """The customer with a session of the portal."""
    token, csrf, now = secrets.token_hex(24), secrets.token_hex(24), int(time.time() * 1000)
    _write(desk, "insert into portal_session (token_hash, customer_id, csrf_token, address, user_agent,"
                 " created_at, last_used_at, expires_at) values (?, ?, ?, '', '', ?, ?, ?)",
           hashlib.sha256(token.encode()).digest(), customer_id, csrf, now, now, now + LIFE_MS)
    api = Api(*desk.address("http"))
    api.headers["Cookie"] = f"postroom_portal={token}"
    api.headers["X-CSRF-Token"] = csrf
    return api
