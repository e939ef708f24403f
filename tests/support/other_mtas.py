"""Exim and OpenSMTPD as smart hosts, in temporary directories: what they take they hand on to a sink.

Both conflict with Postfix as packages: script/peers unpacks them under build/peers. OpenSMTPD's spool has a fixed
place, so it lives in a mount namespace of its own. Nothing of the machine's own mail system is read or written.
"""
import os
import pathlib
import pwd
import shlex
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
begin acl
ok:
  accept
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

SMTPD = """
smtp max-message-size 50M
mta limit conn-delay-route 0
mta limit conn-delay-relay 0
listen on 127.0.0.1 port {port} hostname osmtpd.peer.test
action "onward" relay host smtp://127.0.0.1:{sink}
match from any for any action "onward"
"""


class Mta:
    program = ""

    def __init__(self, folder: pathlib.Path, sink_port: int):
        self.root = folder / type(self).__name__
        self.port = free_port()
        self.sink_port = sink_port
        self._master = None

    @classmethod
    def path(cls) -> str:
        return shutil.which(cls.program) or str(next(iter(ROOT.glob(f"build/peers/*/usr/sbin/{cls.program}")), ""))

    @classmethod
    def is_installed(cls) -> bool:
        return os.geteuid() == 0 and bool(cls.path())

    def command(self) -> list:
        raise NotImplementedError

    def __enter__(self) -> "Mta":
        self.root.mkdir()
        folder = self.root  # daemons drop root: they must be able to pass the folders above
        while folder != pathlib.Path("/") and pwd.getpwuid(os.stat(folder).st_uid).pw_uid == os.geteuid():
            if not os.stat(folder).st_mode & 0o001:
                os.chmod(folder, os.stat(folder).st_mode | 0o011)
            folder = folder.parent
        self._master = Process(self.command(), self.root / "master.log")
        eventually(f"{self.program} answers", lambda: is_open(self.port) or self._died(), within=15)
        return self

    def __exit__(self, *_) -> None:
        self._master.stop()

    def _died(self) -> bool:
        if self._master.has_ended():
            raise AssertionError(f"{self.program} ended: {self._master.log_tail()}")
        return False


class Exim(Mta):
    program = "exim4"

    def command(self) -> list:
        settings = self.root / "exim.conf"
        settings.write_text(EXIM.format(program=self.path(), root=self.root, port=self.port, sink=self.sink_port))
        settings.chmod(0o644)
        shutil.chown(self.root, "Debian-exim", "Debian-exim")
        return [self.path(), "-C", settings, "-bdf", "-q1m"]


class OpenSmtpd(Mta):
    program = "smtpd"

    def command(self) -> list:
        settings = self.root / "smtpd.conf"
        settings.write_text(SMTPD.format(port=self.port, sink=self.sink_port))
        settings.chmod(0o600)
        script = self.root / "start"
        folders = "queue purge temporary incoming corrupt"
        script.write_text(f"""set -e
mount -t tmpfs tmpfs /var/spool
mount -t tmpfs tmpfs /var/lib
mkdir -p /var/lib/opensmtpd/empty && chmod 711 /var/lib/opensmtpd /var/lib/opensmtpd/empty
install -d -m 711 /var/spool/smtpd
cd /var/spool/smtpd
install -d -m 700 -o opensmtpq {folders}
install -d -m 770 -g opensmtpq offline
exec {shlex.quote(self.path())} -d -f {shlex.quote(str(settings))}
""")
        return ["unshare", "-m", "sh", script]
