"""A client of the HTTP contract (api/openapi.yaml): JSON in, JSON out, problems as exceptions.

Invariant: speaks only the documented contract, so whatever a test can do, an integration can do.
"""
import http.client
import json
import urllib.parse

PREFIX = "/api/v1"


class Problem(AssertionError):
    """An RFC 9457 problem document."""

    def __init__(self, request: str, status: int, body):
        super().__init__(f"{request}: {status} {body}")
        self.status = status
        self.body = body
        self.code = body.get("code") if isinstance(body, dict) else None


class Api:
    def __init__(self, host: str, port: int):
        self.host, self.port = host, port
        self.headers = {"Accept": "application/json"}
        self.user = None

    def sign_in(self, email: str, password: str) -> "Api":
        """Signs in with the browser's session cookie and keeps its CSRF token."""
        return self._open_session({"email": email, "password": password})

    def sign_in_by_link(self, token: str) -> "Api":
        """With the token of a one-time link."""
        return self._open_session({"link_token": token})

    def _open_session(self, proof: dict) -> "Api":
        status, headers, body = self.exchange("POST", PREFIX + "/session", proof)
        if status not in (200, 201):
            raise Problem("POST /session", status, body)
        cookies = [value.split(";")[0] for name, value in headers if name.lower() == "set-cookie"]
        self.headers["Cookie"] = "; ".join(cookies)
        token = (body or {}).get("csrf_token") or next(
            (cookie.split("=", 1)[1] for cookie in cookies if "csrf" in cookie.lower()), None)
        if token:
            self.headers["X-CSRF-Token"] = token
        self.user = (body or {}).get("user")
        return self

    def exchange(self, method: str, target: str, body=None, headers: dict | None = None) -> tuple:
        """(status, header list, decoded body) of one request over a connection of its own."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        try:
            sent = {**self.headers, **(headers or {})}
            if body is not None and not isinstance(body, bytes):
                body = json.dumps(body).encode()
                sent.setdefault("Content-Type", "application/json")
            connection.request(method, target, body, sent)
            answer = connection.getresponse()
            content = answer.read()
            kind = answer.getheader("Content-Type", "")
            return answer.status, answer.getheaders(), json.loads(content) if "json" in kind else content
        finally:
            connection.close()

    def call(self, method: str, path: str, body=None, headers: dict | None = None):
        status, _, answer = self.exchange(method, PREFIX + path, body, headers)
        if status >= 400:
            raise Problem(f"{method} {path}", status, answer)
        return answer

    def get(self, path: str, **query):
        asked = {name: value for name, value in query.items() if value is not None}
        return self.call("GET", path + ("?" + urllib.parse.urlencode(asked) if asked else ""))

    def post(self, path: str, body=None, **headers):
        return self.call("POST", path, {} if body is None else body, headers)

    def list_all(self, path: str, **query) -> list:
        """Every page of a list."""
        found, cursor = [], None
        while True:
            page = self.get(path, limit=query.pop("limit", 100), cursor=cursor, **query)
            found += page["items"]
            cursor = page.get("next_cursor")
            if not cursor:
                return found

    # The main job, in words.

    def items(self, **query) -> list:
        return self.list_all("/items", **query)

    def item_titled(self, title: str) -> dict | None:
        return next((item for item in self.items() if item["title"] == title), None)

    def conversation(self, item_id: str, visibility: str = "public") -> dict:
        conversations = self.get(f"/items/{item_id}/conversations")["items"]
        return next(each for each in conversations if each["visibility"] == visibility)

    def messages(self, conversation_id: str) -> list:
        return self.list_all(f"/conversations/{conversation_id}/messages")

    def say(self, conversation_id: str, text: str, client_id: str) -> dict:
        return self.post(f"/conversations/{conversation_id}/messages",
                         {"text": text, "client_id": client_id})

    def mark_seen(self, conversation_id: str, up_to_seq: int):
        return self.post(f"/conversations/{conversation_id}/seen", {"up_to_seq": up_to_seq})

    def metrics(self) -> str:
        return self.exchange("GET", "/metrics")[2].decode()
