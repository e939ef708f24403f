"""The npm package oidc-provider as the provider's sign-in: real screens, real codes, real rotation, on loopback.

Beside support.identity_provider, which stands in where no browser is needed. (OAU-1 to OAU-7)
"""
import base64
import json
import pathlib
import select
import subprocess
import urllib.parse
import urllib.request

from support.browser import MODULES
from support.process import Process
from support.server import ROOT

SCOPES = "openid email offline_access mail.read mail.send"


def is_installed() -> bool:
    return (MODULES / "oidc-provider").is_dir()


class OidcProvider:
    def __init__(self, folder: pathlib.Path, redirect_uri: str, seconds: int = 3600):
        settings = {"client_id": "desk", "client_secret": "hush, hush, hush, hush, hush", "seconds": seconds,
                    "redirect_uris": [redirect_uri]}
        self._client = settings
        self._process = Process(["node", ROOT / "tests/support/oidc_provider.mjs", MODULES, json.dumps(settings)],
                                folder / "oidc.log", stdout=subprocess.PIPE)
        pipe = self._process.child.stdout
        if not select.select([pipe], [], [], 20)[0]:
            raise AssertionError(f"oidc-provider says nothing: {self._process.log_tail()}")
        line = pipe.readline()
        if not line:
            raise AssertionError(f"oidc-provider ended: {self._process.log_tail()}")
        self.port = json.loads(line)["port"]
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "OidcProvider":
        return self

    def __exit__(self, *_) -> None:
        self._process.stop()
        self._process.child.stdout.close()

    def settings(self) -> dict:
        """For PUT /oauth_client."""
        return {"client_id": self._client["client_id"], "client_secret": self._client["client_secret"],
                "authorize_url": self.url + "/auth", "token_url": self.url + "/token", "scopes": SCOPES}

    @property
    def introspection_url(self) -> str:
        """As Dovecot wants it."""
        return f"http://dovecot:introspects@127.0.0.1:{self.port}/token/introspection"

    def owner_of(self, token: str) -> str:
        """Whose access token this is; empty when it is nobody's, or not any more."""
        proof = base64.b64encode(b"dovecot:introspects").decode()
        request = urllib.request.Request(self.url + "/token/introspection",
                                         urllib.parse.urlencode({"token": token}).encode(),
                                         {"Authorization": f"Basic {proof}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            said = json.load(answer)
        return said.get("username", "") if said["active"] else ""

    def _control(self, path: str = "") -> dict:
        with urllib.request.urlopen(f"{self.url}/control{path}", timeout=10) as answer:
            return json.load(answer)

    def counts(self) -> dict:
        return self._control()

    def revoke(self) -> None:
        """As an administrator at the provider does: every permission is withdrawn."""
        self._control("/revoke")
