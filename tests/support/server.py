"""The real program under test: prepared, started, read by its ready line, stopped or killed.

Invariant: one temporary data directory a server, port 0 everywhere, so that tests run side by side.
"""
import contextlib
import json
import os
import pathlib
import select
import sqlite3
import subprocess

from support.api import Api
from support.process import Process

ROOT = pathlib.Path(__file__).resolve().parents[2]
ADMIN = "ada@agents.test"
PASSWORD = "correct horse battery staple"
SUPPORT = "support@desk.test"
READY_SECONDS = 10.0


def binary() -> pathlib.Path:
    return pathlib.Path(os.environ.get("POSTROOM_BINARY", ROOT / "build/dev/postroom"))


class DidNotStart(AssertionError):
    """The program ended, or said nothing, before it was ready."""


class Server:
    """`postroom serve` over one data directory; may be started, ended and started again."""

    def __init__(self, folder: pathlib.Path, *options: str, settings: str = "",
                 environment: dict | None = None):
        self.folder = folder
        self.data = folder / "data"
        self.options = list(options)
        # No test asks the DNS of the machine; those that need one bring their own.
        self.environment = {} if "[dns]" in settings else {"POSTROOM_DNS_SERVERS": "off"}
        self.environment.update(environment or {})
        self.process = None
        self.ready = {}
        self._settings = settings

    def prepare(self, *options: str) -> "Server":
        """`postroom setup`: an empty workspace with one administrator and one support address.

        Without the standard automations: what a test counts is what it caused. Those that are about
        automations say "--with-automations".
        """
        if "--with-automations" in options:
            options = tuple(option for option in options if option != "--with-automations")
        else:
            options += ("--without-automations",)
        if "--store" in self.options:
            at = self.options.index("--store")
            options += tuple(self.options[at:at + 2])
        self.folder.mkdir(parents=True, exist_ok=True)
        password = self.folder / "password"
        password.write_text(PASSWORD + "\n")
        run_program("setup", "--data", self.data, "--admin-email", ADMIN, "--admin-password-file",
                    password, "--support-address", SUPPORT, *options)
        if "--without-automations" in options:
            self._without_welcome()
        if self._settings:
            (self.data / "postroom.toml").write_text(self._settings)
        return self

    def _without_welcome(self) -> None:
        """Users whom a test makes are not mailed about that."""
        for file in self.data.glob("*.db"):
            with contextlib.closing(sqlite3.connect(file)) as database, database:
                database.execute("insert into system_email (name, enabled, updated_at)"
                                 " values ('user_welcome', 0, 0)")

    def start(self, **environment: str) -> "Server":
        command = [binary(), "serve", "--data", self.data, *self.options]
        for flag in ("--http", "--smtp", "--lmtp"):
            if flag not in self.options:
                command += [flag, "127.0.0.1:0"]
        self.process = Process(command, self.folder / "server.log",
                               {**self.environment, **environment}, stdout=subprocess.PIPE)
        self.ready = self._read_ready_line()
        return self

    def _read_ready_line(self) -> dict:
        stdout = self.process.child.stdout
        if select.select([stdout], [], [], READY_SECONDS)[0]:
            line = stdout.readline()
            if line:
                return json.loads(line)
        status = self.process.kill()
        raise DidNotStart(f"no ready line, exit status {status}:\n{self.process.log_tail()}")

    def stop(self) -> int:
        return self._forget(self.process.stop())

    def kill(self) -> int:
        return self._forget(self.process.kill())

    def _forget(self, status: int) -> int:
        self.process.child.stdout.close()
        return status

    def is_running(self) -> bool:
        return self.process is not None and not self.process.has_ended()

    def address(self, protocol: str) -> tuple:
        """("127.0.0.1", port) of "http", "smtp" or "lmtp"."""
        host, _, port = self.ready[protocol].rpartition(":")
        return host.strip("[]"), int(port)

    def api(self, email: str = ADMIN, password: str = PASSWORD) -> Api:
        return Api(*self.address("http")).sign_in(email, password)

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_) -> None:
        if self.process is not None:
            self.kill()
            self._forget(0)


def run_program(*words, stdin: bytes = b"", check: bool = True,
                environment: dict | None = None) -> subprocess.CompletedProcess:
    """Runs one command of the program to its end."""
    done = subprocess.run([str(word) for word in (binary(), *words)], input=stdin,
                          capture_output=True, timeout=60, env={**os.environ, **(environment or {})})
    if check and done.returncode != 0:
        raise AssertionError(f"postroom {words[0]} ended with {done.returncode}: "
                             + done.stderr.decode(errors="replace")[-2000:])
    return done
