"""A real Dovecot in a temporary directory: the mailboxes that are fetched.

Nothing of the machine's own Dovecot is read or written. Mail is put into a mailbox as a server
does it (APPEND by another session), so that UIDs, dates and IDLE are Dovecot's own.
"""
import imaplib
import os
import pathlib
import pwd
import shutil
import signal
import time

from support.ports import free_port, is_open
from support.process import Process
from support.wait import eventually

VIRTUAL_ID = 5000

CONFIG = """
base_dir = {root}/run
state_dir = {root}/run
log_path = {root}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
disable_plaintext_auth = no
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
mail_location = maildir:{root}/mail/%u
first_valid_uid = 1000
default_internal_user = dovecot
default_login_user = dovenull
mail_max_userip_connections = 50
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {root}/users
}}
{passdb}
userdb {{
  driver = static
  args = uid={uid} gid={uid} home={root}/mail/%u allow_all_users=yes
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  unix_listener stats-writer {{
    mode = 0666
  }}
}}
{more}
"""

# Mail of who has signed in, handed on to another server.
SUBMISSION = """
protocols = imap submission
hostname = dovecot.test
submission_relay_host = 127.0.0.1
submission_relay_port = {relay_port}
service submission-login {{
  inet_listener submission {{
    port = {port}
  }}
  inet_listener submissions {{
    port = 0
  }}
}}
"""


def submits() -> bool:
    """Whether its submission service is there, which is a package of its own."""
    return pathlib.Path("/usr/lib/dovecot/submission").exists()


def is_installed() -> bool:
    return os.geteuid() == 0 and pathlib.Path("/usr/lib/dovecot/imap").exists()


def is_alive(pid: int) -> bool:
    """As a process of Dovecot: one that has ended but that nobody waits for is not, nor is another with its number."""
    try:
        return "dovecot" in pathlib.Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False


class Dovecot:
    """Started in the foreground, so that it is ours to end."""

    def __init__(self, folder: pathlib.Path, users: dict, mechanisms: str = "plain login",
                 passdb: str = "", more: str = "", certificate: tuple | None = None):
        self.root = folder / "dovecot"
        self.port = free_port()
        self.users = dict(users)
        self._settings = {"mechanisms": mechanisms, "passdb": passdb, "ssl": "no", "more": more}
        if certificate:
            self._settings["ssl"] = "yes"
            self._settings["more"] += f"ssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}\n"
        self._master = None

    def start(self) -> "Dovecot":
        self.open_folders()
        self.save_users()
        (self.root / "dovecot.conf").write_text(CONFIG.format(
            root=self.root, port=self.port, uid=VIRTUAL_ID, **self._settings))
        self._master = Process(["/usr/sbin/dovecot", "-F", "-c", self.root / "dovecot.conf"],
                               self.root / "master.log")
        eventually("Dovecot answers", lambda: is_open(self.port) or self._died(), within=15)
        return self

    def open_folders(self) -> None:
        """May be called before start(), to put further settings beside them."""
        for name in ("mail", "run"):
            (self.root / name).mkdir(parents=True, exist_ok=True)
        os.chown(self.root / "mail", VIRTUAL_ID, VIRTUAL_ID)
        self._let_daemons_in()

    def save_users(self) -> None:
        users = self.root / "users"
        users.write_text("".join(f"{name}:{{PLAIN}}{password}\n"
                                 for name, password in self.users.items()))
        users.chmod(0o644)

    def _let_daemons_in(self) -> None:
        folder = self.root
        while folder != pathlib.Path("/") and \
                pwd.getpwuid(os.stat(folder).st_uid).pw_uid == os.geteuid():
            if not os.stat(folder).st_mode & 0o001:
                os.chmod(folder, os.stat(folder).st_mode | 0o011)
            folder = folder.parent

    def _died(self) -> bool:
        if self._master.has_ended():
            raise AssertionError(f"Dovecot ended: {self._master.log_tail()}\n{self.log()[-2000:]}")
        return False

    def log(self) -> str:
        log = self.root / "log"
        return log.read_text(errors="replace") if log.exists() else ""

    def stop(self) -> None:
        """With all its processes: a master that ends within a second of its start leaves those of open sessions behind."""
        if self._master is not None:
            children = self._children()
            self._master.stop()
            self._master = None
            for child in filter(is_alive, children):
                os.kill(child, signal.SIGTERM)
            eventually("Dovecot has ended", lambda: not any(map(is_alive, children)), within=15)

    def _children(self) -> list:
        master = self._master.pid
        try:
            return [int(pid) for pid in pathlib.Path(f"/proc/{master}/task/{master}/children").read_text().split()]
        except OSError:
            return []  # has ended

    def session(self, user: str) -> imaplib.IMAP4:
        """Another client of the mailbox."""
        client = imaplib.IMAP4("127.0.0.1", self.port)
        client.login(user, self.users[user])
        return client

    def deliver(self, user: str, raw: bytes, folder: str = "INBOX", at: float | None = None) -> None:
        client = self.session(user)
        status, answer = client.append(folder, None, imaplib.Time2Internaldate(at or time.time()),
                                       raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        client.logout()
        if status != "OK":
            raise AssertionError(answer)

    def flags(self, user: str, folder: str = "INBOX") -> list:
        """The flags of each mail, oldest first."""
        client = self.session(user)
        _, [count] = client.select(folder, readonly=True)
        answers = client.fetch("1:*", "(FLAGS)")[1] if int(count) else []
        client.logout()
        return [imaplib.ParseFlags(answer) for answer in answers if answer]

    def forget_uids(self, user: str) -> None:
        """What an operator who removes the index files does: UIDVALIDITY changes."""
        for path in (self.root / "mail" / user).glob("dovecot*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def uid_validity(self, user: str) -> str:
        client = self.session(user)
        client.select("INBOX", readonly=True)
        _, answers = client.response("UIDVALIDITY")
        client.logout()
        return answers[0].decode()
