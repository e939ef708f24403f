"""A stand-in for a provider's sign-in: authorize, token, introspection, over HTTP on loopback.

It checks what a real one checks: client, redirect URI, PKCE; it rotates refresh tokens, lets access
tokens run out and grants be revoked. (RFC 6749, 7636, 7662)
"""
import base64
import contextlib
import hashlib
import http.server
import json
import secrets
import threading
import time
import urllib.parse

SCOPES = "mail.read mail.send offline_access"


class IdentityProvider:
    def __init__(self, client_id: str = "desk", client_secret: str = "hush"):
        self.client_id, self.client_secret = client_id, client_secret
        self.account = ""          # who signs in; empty: whoever the login hint names
        self.granted = SCOPES
        self.lifetime = 3600
        self.answers_with = None   # a status that stands for "out of order"
        self.retry_after = None    # what it says then
        self.says = None           # bytes instead of JSON
        self.waits = threading.Event()  # a slow one: cleared, nobody is answered
        self.waits.set()
        self.loses_answers = 0     # so many refreshes happen whose answers never arrive
        self.keeps_old = False     # a refresh token that was used still counts, as at Microsoft
        self.asked = []            # when the token endpoint was asked for a new token
        self.refreshes = 0
        self.given_back = []       # accounts whose permission was withdrawn by the client
        self.underway = self.underway_most = 0
        self._codes, self._tokens, self._refresh = {}, {}, {}
        self._used = ""            # the refresh token that was traded last
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"provider": self})
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "IdentityProvider":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()

    def settings(self) -> dict:
        """For PUT /oauth_client."""
        return {"client_id": self.client_id, "client_secret": self.client_secret,
                "authorize_url": self.url + "/authorize", "token_url": self.url + "/token",
                "scopes": SCOPES}

    def revoke(self) -> None:
        """As an administrator at the provider does: nothing that was granted counts any more."""
        self._tokens.clear()
        self._refresh.clear()

    def give_back(self, form: dict) -> int:
        """RFC 7009: whoever holds a token ends what was granted with it. The status to answer with."""
        if self.answers_with:
            return self.answers_with
        if form.get("client_secret") != self.client_secret:
            return 401
        account = self._refresh.get(form.get("token"))
        self.given_back.append(account)
        self._refresh = {token: owner for token, owner in self._refresh.items() if owner != account}
        self._tokens = {token: kept for token, kept in self._tokens.items() if kept[0] != account}
        return 200

    def forget_access(self) -> None:
        """Access tokens that were handed out count no more; what renews them does."""
        self._tokens.clear()

    def lose_newest(self) -> None:
        """As one that falls back to a copy of yesterday's: the last trade has not happened."""
        _, account = self._refresh.popitem()
        self._refresh[self._used] = account

    def consent(self, authorize_url: str) -> dict:
        """What a person does in the browser who says yes: the members of the address they return to."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(authorize_url).query))
        assert asked["client_id"] == self.client_id and asked["response_type"] == "code", asked
        assert asked["code_challenge_method"] == "S256", asked
        code = secrets.token_urlsafe(16)
        self._codes[code] = {"challenge": asked["code_challenge"],
                             "redirect_uri": asked["redirect_uri"],
                             "account": self.account or asked["login_hint"]}
        return {"state": asked["state"], "code": code, "redirect_uri": asked["redirect_uri"]}

    def token(self, form: dict) -> tuple:
        if self.answers_with:
            return self.answers_with, {}
        if form.get("client_id") != self.client_id or form.get("client_secret") != self.client_secret:
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000222: expired"}
        if form.get("grant_type") == "authorization_code":
            code = self._codes.pop(form.get("code"), None)
            proof = base64.urlsafe_b64encode(hashlib.sha256(
                form.get("code_verifier", "").encode()).digest()).rstrip(b"=").decode()
            if not code or proof != code["challenge"] or form["redirect_uri"] != code["redirect_uri"]:
                return 400, {"error": "invalid_grant", "error_description": "bad code"}
            return 200, self._grant(code["account"])
        used = form.get("refresh_token")
        account = self._refresh.get(used) if self.keeps_old else self._refresh.pop(used, None)
        if account is None:
            return 400, {"error": "invalid_grant", "error_description": "AADSTS50173: revoked"}
        self.refreshes += 1
        self._used = used
        return 200, self._grant(account)

    @contextlib.contextmanager
    def counting(self, form: dict):
        """How many refreshes are under way at once."""
        is_refresh = form.get("grant_type") == "refresh_token"
        with self._lock:
            if is_refresh:
                self.asked.append(time.monotonic())
                self.underway += 1
                self.underway_most = max(self.underway_most, self.underway)
        try:
            yield
        finally:
            with self._lock:
                self.underway -= is_refresh

    def _grant(self, account: str) -> dict:
        access, refresh = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
        self._tokens[access] = (account, time.time() + self.lifetime)
        self._refresh[refresh] = account
        claims = base64.urlsafe_b64encode(json.dumps({"email": account}).encode()).rstrip(b"=")
        return {"token_type": "Bearer", "access_token": access, "refresh_token": refresh,
                "expires_in": self.lifetime, "scope": self.granted,
                "id_token": f"e30.{claims.decode()}.sig"}

    def introspect(self, token: str) -> dict:
        account, until = self._tokens.get(token, (None, 0))
        if account is None or until < time.time():
            return {"active": False}
        return {"active": True, "username": account, "email": account}


class _Handler(http.server.BaseHTTPRequestHandler):
    provider: IdentityProvider

    def do_GET(self) -> None:
        """The screen on which a person says yes; consent() stands for them."""
        self._answer(200, {"sign": "in"})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        form = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
        if self.path == "/token":
            self._token(form)
        elif self.path == "/revoke":
            self._answer(self.provider.give_back(form), {})
        elif self.path.startswith("/introspect"):
            self._answer(200, self.provider.introspect(form.get("token", "")))
        else:
            self._answer(404, {})

    def _token(self, form: dict) -> None:
        provider = self.provider
        with provider.counting(form):
            provider.waits.wait(30)
            if provider.says is not None:
                return self._send(200, provider.says, {})
            status, body = provider.token(form)
        if provider.loses_answers and form.get("grant_type") == "refresh_token":
            provider.loses_answers -= 1
            return self.connection.close()
        self._send(status, json.dumps(body).encode(),
                   {"Retry-After": str(provider.retry_after)} if status in (429, 503) and provider.retry_after else {})

    def _answer(self, status: int, body: dict) -> None:
        self._send(status, json.dumps(body).encode(), {})

    def _send(self, status: int, content: bytes, headers: dict) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_) -> None:
        pass
