"""Debian's mail servers in temporary directories, for tests beside us and for benches: what all of them need.

Invariant: nothing of the machine's own mail system is read or written; each is ended by its id, and its directory goes
with it. Exim and OpenSMTPD conflict with Postfix as packages: script/peers unpacks them under build/peers.
"""
import os
import pathlib
import pwd
import shutil

from support.ports import free_port, is_open
from support.process import Process
from support.server import ROOT
from support.wait import eventually

EXIM = """
exim_path = {program}
primary_hostname = exim.peer.test
spool_directory = {root}/spool
log_file_path = {root}/%slog
pid_file_path = {root}/daemon.pid
daemon_smtp_ports = {port}
local_interfaces = 127.0.0.1
domainlist none =
acl_smtp_rcpt = ok
tls_advertise_hosts =
keep_environment =
host_lookup =
rfc1413_query_timeout = 0s
smtp_accept_queue_per_connection = 0
{more}begin acl
ok:
  accept
"""

EXIM_ONWARD = """
begin routers
onward:
  driver = manualroute
  route_list = * 127.0.0.1
  self = send
  transport = onward
begin transports
onward:
  driver = smtp
  port = {sink}
  allow_localhost
  hosts_try_fastopen =
begin retry
*  *  F,1m,1s
"""


def program(name: str) -> str:
    """Its path; empty when it is not there."""
    return shutil.which(name) or str(next(iter(ROOT.glob(f"build/peers/*/usr/sbin/{name}")), ""))


def write_exim_settings(root: pathlib.Path, port: int, more: str = "", sink_port: int | None = None) -> None:
    """exim.conf in its folder; with a sink, whatever it takes goes there."""
    settings = root / "exim.conf"
    settings.write_text(EXIM.format(program=program("exim4"), root=root, port=port, more=more)
                        + (EXIM_ONWARD.format(sink=sink_port) if sink_port else ""))
    settings.chmod(0o644)
    shutil.chown(root, "Debian-exim", "Debian-exim")


def let_everybody_pass(folder: pathlib.Path) -> None:
    """The daemons drop root: they must be able to enter the folders above their own."""
    while folder != pathlib.Path("/"):
        mode = os.stat(folder).st_mode
        if not mode & 0o001 and pwd.getpwuid(os.stat(folder).st_uid).pw_uid == os.geteuid():
            os.chmod(folder, mode | 0o011)
        folder = folder.parent


class Peer:
    """A server with one port, started by its master process in the foreground."""
    name = ""
    recipient = "user%d@peer.test"
    protocol = "smtp"

    def __init__(self, folder: pathlib.Path):
        self.root = folder / "peer"
        self._port = free_port()
        self.process = None

    def is_available(self) -> bool:
        raise NotImplementedError

    def configure(self) -> None:
        raise NotImplementedError

    def command(self) -> list:
        raise NotImplementedError

    def environment(self) -> dict:
        return {}

    def __enter__(self) -> "Peer":
        self.root.mkdir()
        let_everybody_pass(self.root)
        self.configure()
        return self.run()

    def run(self) -> "Peer":
        self.process = Process(self.command(), self.root / "peer.log", self.environment())
        eventually(f"{self.name} listens", lambda: is_open(self._port) or self._died(), within=15)
        return self

    def stop(self) -> None:
        self.process.stop()

    def __exit__(self, *_) -> None:
        self.stop()

    def _died(self) -> bool:
        if self.process.has_ended():
            raise AssertionError(f"{self.name} ended: {self.process.log_tail()}")
        return False

    def port(self, _protocol: str) -> int:
        return self._port

    def pid(self) -> int:
        return self.process.pid
