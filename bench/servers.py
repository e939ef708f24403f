"""The programs that are measured: ours (release build) and its peers, all on loopback, all durable.

Invariant: each is started fresh for one figure and ended by its id; peers are set up by the scripts
of POSTROOM_PEERS (default: ../shared/tools/peers beside the checkout) and skipped where those are missing.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.server import SUPPORT, Server  # noqa: E402

PEER_SCRIPTS = pathlib.Path(os.environ.get("POSTROOM_PEERS", ROOT.parent / "shared/tools/peers"))
PEER_DATA = pathlib.Path(os.environ.get("PEERS", "/tmp/peers"))

# Loads come from one address over few connections, which the listener's limits would refuse.
SETTINGS = """
[smtp]
connections_max = 500
connections_per_address_max = 500
mails_per_connection_max = 100000000
"""


class Ours:
    name = "Postroom"

    def __init__(self, *options: str, folder: pathlib.Path | None = None):
        self._kept = tempfile.TemporaryDirectory(prefix="postroom-bench-", dir=folder)
        self.desk = Server(pathlib.Path(self._kept.name), *(options or ("--capture",)), settings=SETTINGS)
        self.recipient = SUPPORT

    def __enter__(self) -> "Ours":
        self.desk.prepare().start()
        return self

    def __exit__(self, *_) -> None:
        self.desk.stop()
        self._kept.cleanup()

    def port(self, protocol: str) -> int:
        return self.desk.address(protocol)[1]

    def pids(self) -> list:
        return [self.desk.process.pid]


class Peer:
    """One peer, set up by its script; `ports` by protocol."""

    def __init__(self, name: str, script: str, folder: str, ports: dict, recipient: str, **environment):
        self.name, self.recipient = name, recipient
        self._script, self._folder, self._ports = PEER_SCRIPTS / script, PEER_DATA / folder, ports
        self._environment = environment

    def is_available(self) -> bool:
        return self._script.is_file()

    def _run(self, *words: str) -> None:
        done = subprocess.run(["bash", str(self._script), *words], env={**os.environ, **self._environment},
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{self._script.name} {' '.join(words)}: {done.stderr[-500:]}")

    def __enter__(self) -> "Peer":
        self._run()
        return self

    def __exit__(self, *_) -> None:
        self._run("stop")

    def port(self, protocol: str) -> int:
        return self._ports[protocol]

    def pids(self) -> list:
        root = int((self._folder / "pid").read_text())
        return [root, *children_of(root)]


def children_of(pid: int) -> list:
    found = []
    try:
        for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += [int(child), *children_of(int(child))]
    except OSError:
        pass  # it has ended meanwhile
    return found


def exim() -> Peer:
    return Peer("Exim queue_only", "setup_exim.sh", "exim", {"smtp": 12725}, "u@client.local",
                EXIM_QUEUE_ONLY="1")


def postfix(**environment) -> Peer:
    extra = "in_flow_delay = 0\n" + environment.pop("extra", "")
    return Peer("Postfix to discard", "setup_postfix.sh", "postfix", {"smtp": 12525},
                "user%d@discard.local", POSTFIX_EXTRA=extra)


def dovecot() -> Peer:
    return Peer("Dovecot LMTP", "setup_dovecot.sh", "dovecot", {"lmtp": 12424}, "user%d@test.local",
                DOVECOT_FORMAT="maildir")
