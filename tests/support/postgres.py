"""A PostgreSQL server of a test's own: a temporary folder, loopback, gone with the test.

Invariant: nothing of the machine's own cluster is read or written. restart() is what `pg_ctl restart -m immediate` does:
SIGQUIT to the server, whose next start recovers from its log.
"""
import csv
import io
import os
import pathlib
import pwd
import re
import signal
import subprocess
import tempfile

from support.database import Database
from support.ports import free_port, is_open
from support.process import Process
from support.wait import eventually

PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")
SETTINGS = {"unix_socket_directories": "", "listen_addresses": "127.0.0.1", "shared_buffers": "16MB",
            "max_connections": "60", "lc_messages": "C"}


def is_installed() -> bool:
    return (PROGRAMS / "postgres").exists()


def _as_postgres(command: list) -> list:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return command
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", "--pdeathsig", "SIGQUIT", *command]


class Postgres:
    def __enter__(self) -> "Postgres":
        self._folder = tempfile.TemporaryDirectory(prefix="postroom-pg-")
        root = pathlib.Path(self._folder.name)
        if os.geteuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(root, user.pw_uid, user.pw_gid)
        self.root, self.port, self._server = root, free_port(), None
        subprocess.run(_as_postgres([PROGRAMS / "initdb", "-D", root / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8",
                                     "--locale=C.UTF-8", "--no-instructions"]), check=True, capture_output=True, cwd=root)
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.kill()
        self._folder.cleanup()

    def start(self) -> None:
        options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        self._server = Process(_as_postgres([PROGRAMS / "postgres", "-D", self.root / "data", "-p", self.port, *options]),
                               self.root / "server.log")
        eventually("PostgreSQL answers", self._answers, within=30)

    def _answers(self) -> bool:
        if self._server.has_ended():
            raise AssertionError(f"PostgreSQL ended: {self._server.log_tail()}")
        return is_open(self.port) and self._ask("select 1").returncode == 0

    def kill(self) -> None:
        """As a crash would."""
        self._server.child.send_signal(signal.SIGQUIT)
        self._server.child.wait(20)

    def restart(self) -> None:
        self.kill()
        self.start()

    def url(self, port: int | None = None) -> str:
        """For --store; by way of another port when a test stands between."""
        return f"postgresql://postgres@127.0.0.1:{port or self.port}/postgres"

    def _ask(self, statement: str) -> subprocess.CompletedProcess:
        return subprocess.run([PROGRAMS / "psql", "-X", "-q", "--csv", "-t", "-d", self.url(), "-c", statement],
                              capture_output=True, timeout=30, cwd="/")

    def meet_in_deadlock(self, first: str, second: str, within: float = 20) -> None:
        """Locks `first`, waits until somebody who writes waits for it, and wants `second`: whoever writes to `second` and then
        to `first` in one transaction is ended by PostgreSQL, because this session lets others find the deadlock."""
        other = subprocess.Popen([PROGRAMS / "psql", "-X", "-q", "-d", self.url()], stdin=subprocess.PIPE, cwd="/",
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        try:
            print(f"set deadlock_timeout = '30s'; begin; lock table {first} in exclusive mode;", file=other.stdin, flush=True)
            eventually(f"somebody waits for {first}", lambda: self.rows(
                "select count(*) from pg_locks where not granted")[0][0], within)
            print(f"lock table {second} in access exclusive mode; rollback;", file=other.stdin, flush=True)
            other.stdin.close()
            other.wait(20)
        finally:
            other.kill()
            other.wait(5)

    def deadlocks(self) -> int:
        """So many were found since the cluster was made."""
        self.rows("select pg_stat_force_next_flush()")
        return self.rows("select deadlocks from pg_stat_database where datname = 'postgres'")[0][0]

    def rows(self, statement: str) -> list:
        done = self._ask(statement)
        if done.returncode:
            raise AssertionError(done.stderr.decode(errors="replace"))
        return [tuple(int(cell) if re.fullmatch(r"-?\d+", cell) else cell for cell in row)
                for row in csv.reader(io.StringIO(done.stdout.decode()))]


class PostgresDatabase(Database):
    """The workspace's tables there, for the invariants of support.database."""

    def __init__(self, server: Postgres):
        self.server = server

    def rows(self, statement: str, *values) -> list:
        for value in values:
            quoted = str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
            statement = statement.replace("?", quoted, 1)
        return self.server.rows(statement)
