"""Exim and OpenSMTPD as smart hosts, in temporary directories: what they take they hand on to a sink.

Both conflict with Postfix as packages: script/peers unpacks them under build/peers. OpenSMTPD's spool has a fixed
place, so it lives in a mount namespace of its own. Nothing of the machine's own mail system is read or written.
"""
import os
import pathlib
import shlex

from support.mta import Peer, program, write_exim_settings

SMTPD = """
smtp max-message-size 50M
mta limit conn-delay-route 0
mta limit conn-delay-relay 0
listen on 127.0.0.1 port {port} hostname osmtpd.peer.test
action "onward" relay host smtp://127.0.0.1:{sink}
match from any for any action "onward"
"""


class Onward(Peer):
    """Hands everything that it takes on to a sink."""

    def __init__(self, folder: pathlib.Path, sink_port: int):
        super().__init__(folder)
        self._sink_port = sink_port

    @classmethod
    def is_installed(cls) -> bool:
        return os.geteuid() == 0 and bool(program(cls.name))


class Exim(Onward):
    name = "exim4"

    def configure(self) -> None:
        write_exim_settings(self.root, self._port, sink_port=self._sink_port)

    def command(self) -> list:
        return [program(self.name), "-C", self.root / "exim.conf", "-bdf", "-q1m"]


class OpenSmtpd(Onward):
    name = "smtpd"

    def configure(self) -> None:
        settings = self.root / "smtpd.conf"
        settings.write_text(SMTPD.format(port=self._port, sink=self._sink_port))
        settings.chmod(0o600)
        folders = "queue purge temporary incoming corrupt"
        (self.root / "start").write_text(f"""set -e
mount -t tmpfs tmpfs /var/spool
mount -t tmpfs tmpfs /var/lib
mkdir -p /var/lib/opensmtpd/empty && chmod 711 /var/lib/opensmtpd /var/lib/opensmtpd/empty
install -d -m 711 /var/spool/smtpd
cd /var/spool/smtpd
install -d -m 700 -o opensmtpq {folders}
install -d -m 770 -g opensmtpq offline
exec {shlex.quote(program(self.name))} -d -f {shlex.quote(str(settings))}
""")

    def command(self) -> list:
        return ["unshare", "-m", "sh", self.root / "start"]
