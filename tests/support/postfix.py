"""A real Postfix in a temporary directory: the forwarder in front of us and the smart host behind us.

Nothing of the machine's own Postfix is read or written. Mail for `forwarded` goes to our LMTP
listener, mail for `mailboxes` into a Maildir a user, everything else is refused.
"""
import os
import pathlib
import shutil
import subprocess

from support.maildir import Mailbox
from support.mta import let_everybody_pass
from support.ports import free_port, is_open
from support.process import Process
from support.wait import eventually

DAEMONS = "/usr/lib/postfix/sbin"
VIRTUAL_ID = 5000

MAIN = """
compatibility_level = 3.6
queue_directory = {root}/spool
data_directory = {root}/lib
maillog_file = {root}/maillog
maillog_file_prefixes = {root}
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = {daemons}
meta_directory = /etc/postfix
shlib_directory = /usr/lib/postfix
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.peer.test
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
smtpd_tls_security_level = none
smtp_tls_security_level = none
smtp_dns_support_level = disabled
smtp_host_lookup = native
biff = no
default_transport = error:5.1.2 this test sends nothing outside
relay_transport = error:5.1.2 this test sends nothing outside
transport_maps = texthash:{root}/etc/transport
virtual_mailbox_domains = {mailboxes}
virtual_mailbox_base = {root}/mail
virtual_mailbox_maps = static:inbox/
virtual_minimum_uid = 1000
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{uid}
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
message_size_limit = 52428800
virtual_mailbox_limit = 0
smtpd_client_connection_count_limit = 0
"""

# Debian's services without chroot, on one loopback port; the pickup's own stdout log service.
MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

# A pipe as the operators' guide sets it up: R puts the envelope sender on top as Return-Path.
PIPE = "desk unix - n n - - pipe flags=Rq user=nobody argv={command}\n"


def is_installed() -> bool:
    return os.geteuid() == 0 and shutil.which("postfix") is not None


class Postfix:
    """Started by its master process in the foreground, so that it is ours to end."""

    def __init__(self, folder: pathlib.Path, mailboxes: str = "customer.test agents.test"):
        self.root = folder / "postfix"
        self.port = free_port()
        self.domains = mailboxes
        self._forwarded = {}
        self._piped = {}
        self._master = None

    def forward(self, domains: dict) -> None:
        """domain -> (host, port) of the LMTP server that takes its mail; before start()."""
        self._forwarded = dict(domains)

    def pipe(self, domain: str, command: str) -> None:
        """Mail of this domain goes to a command, one recipient each; before start()."""
        self._piped = {domain: command}

    def start(self) -> "Postfix":
        for name in ("etc", "spool", "lib", "mail"):
            (self.root / name).mkdir(parents=True)
        let_everybody_pass(self.root)
        shutil.chown(self.root / "lib", "postfix")
        os.chown(self.root / "mail", VIRTUAL_ID, VIRTUAL_ID)
        (self.root / "etc/transport").write_text("".join(
            f"{domain} lmtp:inet:{host}:{port}\n" for domain, (host, port) in self._forwarded.items())
            + "".join(f"{domain} desk:\n" for domain in self._piped))
        (self.root / "etc/main.cf").write_text(MAIN.format(
            root=self.root, daemons=DAEMONS, mailboxes=self.domains, uid=VIRTUAL_ID))
        (self.root / "etc/master.cf").write_text(MASTER.format(port=self.port) + "".join(
            PIPE.format(command=command) for command in self._piped.values()))
        (self.root / "etc/dynamicmaps.cf").touch()
        checked = subprocess.run(["postfix", "-c", self.root / "etc", "check"], capture_output=True,
                                 text=True)  # makes the spool's folders
        if checked.returncode != 0:
            raise AssertionError(f"postfix check: {checked.stderr}")
        self._master = Process([f"{DAEMONS}/master", "-c", self.root / "etc", "-d"],
                               self.root / "master.log",
                               {"MAIL_CONFIG": f"{self.root}/etc"})
        eventually("Postfix answers", lambda: is_open(self.port) or self._died(), within=15)
        return self

    def _died(self) -> bool:
        if self._master.has_ended():
            raise AssertionError(f"Postfix ended: {self._master.log_tail()}\n{self.maillog()[-3000:]}")
        return False

    def maillog(self) -> str:
        log = self.root / "maillog"
        return log.read_text(errors="replace") if log.exists() else ""

    def queue_is_empty(self) -> bool:
        return not any(path.is_file() for name in ("incoming", "active", "deferred", "maildrop")
                       for path in (self.root / "spool" / name).rglob("*"))

    def mailbox(self) -> Mailbox:
        """Everything delivered to `mailboxes`, whoever the recipient."""
        return Mailbox(self.root / "mail/inbox")

    def stop(self) -> None:
        if self._master is not None:
            self._master.stop()

    def __enter__(self) -> "Postfix":
        return self.start()

    def __exit__(self, *_) -> None:
        self.stop()
