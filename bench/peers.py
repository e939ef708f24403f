"""The peers: Debian's Exim, Postfix and Dovecot in temporary directories, durable as they come.

Invariant: nothing of the machine's own mail system is read or written; each peer is started for one
figure, ended by its id, and its directory goes with it. What is set here is what the job needs
(where mail goes, which port) and what would only slow a peer down on loopback (name lookups).
"""
import os
import pathlib
import shutil
import subprocess

from support.mta import Peer, program, write_exim_settings
from support.postfix import MASTER as POSTFIX_MASTER

VIRTUAL_ID = 5000


EXIM_BENCH = """smtp_accept_max = 200
smtp_connect_backlog = 200
queue_only
split_spool_directory
"""


class Exim(Peer):
    """Takes mail into its spool and delivers nothing (queue_only): three fsyncs a mail."""
    name = "Exim queue_only"

    def is_available(self) -> bool:
        return os.geteuid() == 0 and bool(program("exim4"))

    def configure(self) -> None:
        write_exim_settings(self.root, self._port, EXIM_BENCH)

    def command(self) -> list:
        return [program("exim4"), "-C", self.root / "exim.conf", "-bdf"]


class EximOnward(Exim):
    """Queues at first; once released, twenty queue runners hand everything to a sink."""
    name = "Exim"

    def __init__(self, folder: pathlib.Path, sink_port: int):
        super().__init__(folder)
        self._sink_port = sink_port
        self._runs_queue = False

    def configure(self) -> None:
        write_exim_settings(self.root, self._port, EXIM_BENCH + "queue_run_max = 20\n", self._sink_port)

    def command(self) -> list:
        return [*super().command(), *(["-q1s"] if self._runs_queue else [])]

    def hold_queue(self) -> None:
        """As it begins."""

    def release_queue(self) -> None:
        self.stop()
        self._runs_queue = True
        self.run()


POSTFIX = """
compatibility_level = 3.6
queue_directory = {root}/spool
data_directory = {root}/lib
maillog_file = {root}/maillog
maillog_file_prefixes = {root}
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = postfix.peer.test
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
in_flow_delay = 0
smtpd_tls_security_level = none
smtp_tls_security_level = none
smtp_dns_support_level = disabled
smtp_host_lookup = native
biff = no
default_transport = {transport}
relay_transport = {transport}
"""


class Postfix(Peer):
    """Takes mail and throws it away (discard), or hands it to a sink."""
    name = "Postfix to discard"

    def __init__(self, folder: pathlib.Path, transport: str = "discard"):
        super().__init__(folder)
        self._transport = transport
        self._runs_queue = True

    def is_available(self) -> bool:
        return os.geteuid() == 0 and shutil.which("postfix") is not None

    def configure(self) -> None:
        for name in ("etc", "spool", "lib"):
            (self.root / name).mkdir(exist_ok=True)
        shutil.chown(self.root / "lib", "postfix")
        (self.root / "etc/main.cf").write_text(
            POSTFIX.format(root=self.root, transport=self._transport))
        (self.root / "etc/dynamicmaps.cf").touch()
        self._write_services()
        checked = subprocess.run(["postfix", "-c", self.root / "etc", "check"],
                                 capture_output=True, text=True)  # makes the spool's folders
        if checked.returncode != 0:
            raise RuntimeError(f"postfix check: {checked.stderr}")

    def _write_services(self) -> None:
        services = POSTFIX_MASTER.format(port=self._port).splitlines(keepends=True)
        (self.root / "etc/master.cf").write_text("".join(
            line for line in services if self._runs_queue or not line.startswith("qmgr")))

    def hold_queue(self) -> None:
        """Without its queue manager it takes mail but lets none out; before it is entered."""
        self._runs_queue = False

    def release_queue(self) -> None:
        self.stop()
        self._runs_queue = True
        self._write_services()
        self.run()

    def command(self) -> list:
        return ["/usr/lib/postfix/sbin/master", "-c", self.root / "etc", "-d"]

    def environment(self) -> dict:
        return {"MAIL_CONFIG": f"{self.root}/etc"}


DOVECOT = """
base_dir = {root}/run
state_dir = {root}/run
log_path = {root}/dovecot.log
protocols = lmtp
listen = 127.0.0.1
ssl = no
mail_location = maildir:~/Maildir
first_valid_uid = 1000
postmaster_address = postmaster@peer.test
hostname = dovecot.peer.test
auth_username_format = %Ln
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid={uid} gid={uid} home={root}/mail/%n allow_all_users=yes
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {port}
  }}
}}
"""


class Dovecot(Peer):
    """Takes mail by LMTP into Maildirs of 100 users, fsynced as by default."""
    name = "Dovecot LMTP"
    protocol = "lmtp"

    def is_available(self) -> bool:
        return (os.geteuid() == 0 and shutil.which("dovecot") is not None
                and pathlib.Path("/usr/lib/dovecot/lmtp").exists())

    def configure(self) -> None:
        for name in ("run", "mail"):
            (self.root / name).mkdir()
        os.chown(self.root / "mail", VIRTUAL_ID, VIRTUAL_ID)
        (self.root / "dovecot.conf").write_text(
            DOVECOT.format(root=self.root, port=self._port, uid=VIRTUAL_ID))

    def command(self) -> list:
        return ["dovecot", "-F", "-c", self.root / "dovecot.conf"]
