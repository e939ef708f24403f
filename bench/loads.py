"""The loads: mail in over kept connections, mail in until it can be read, queued mail out.

Invariant: the same client, sizes and sessions for us and for the peer; a figure with one lost mail is no figure.
"""
import json
import pathlib
import subprocess
import threading
import time

from servers import PEER_DATA, PEER_SCRIPTS, Ours
from support.ports import free_port, is_open
from support.wait import eventually

BYTES = 4096


def build_clients() -> pathlib.Path | None:
    """The folder of mailload and mailsink, built where the peers' sources are; else nothing."""
    if not (PEER_SCRIPTS / "tools/mailload.c").is_file():
        return None
    PEER_DATA.joinpath("bin").mkdir(parents=True, exist_ok=True)
    for name in ("mailload", "mailsink"):
        source, program = PEER_SCRIPTS / f"tools/{name}.c", PEER_DATA / f"bin/{name}"
        if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
            compiler = "gcc" if subprocess.run(["which", "gcc"], capture_output=True).returncode == 0 else "clang-19"
            subprocess.run([compiler, "-O2", "-o", program, source, "-lpthread"], check=True)
    return PEER_DATA / "bin"


class Memory:
    """Highest sum of resident (and proportional) memory of a server's processes, in MB."""

    def __init__(self, pids):
        self._pids, self._stop = pids, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.rss_mb = self.pss_mb = 0.0

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while True:
            sums = {"Rss": 0, "Pss": 0}
            for pid in self._pids():
                try:
                    for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                        name, _, rest = line.partition(":")
                        if name in sums:
                            sums[name] += int(rest.split()[0]) / 1024
                except (OSError, ValueError):
                    continue
            self.rss_mb = max(self.rss_mb, sums["Rss"])
            self.pss_mb = max(self.pss_mb, sums["Pss"])
            if self._stop.wait(0.5):
                return


def mailload(clients: pathlib.Path, server, protocol: str, sessions: int, **limit) -> dict:
    """One run of the load client; `seconds` or `mails` bounds it."""
    command = [clients / "mailload", "-p", server.port(protocol), "-P", protocol, "-c", sessions,
               "-s", BYTES, "-t", server.recipient, "-u", 100, "-n", limit.get("mails", 10_000_000)]
    if "seconds" in limit:
        command += ["-d", limit["seconds"], "-w", 100]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0 or not done.stdout.strip():
        raise RuntimeError(f"mailload: {done.stderr[-300:]}{done.stdout[-300:]}")
    figure = json.loads(done.stdout.strip().splitlines()[-1])
    if figure.get("fail"):
        raise RuntimeError(f"{figure['fail']} mails were not taken by {server.name}")
    return figure


def accept(clients, server, protocol: str, sessions: int, seconds: float) -> dict:
    """How fast mail is taken, durable before the 250."""
    with Memory(server.pids) as memory:
        figure = mailload(clients, server, protocol, sessions, seconds=seconds)
    return {"rate": figure["rate"], "p50_ms": figure.get("p50_ms"), "p99_ms": figure.get("p99_ms"),
            "rss_mb": round(memory.rss_mb, 1), "pss_mb": round(memory.pss_mb, 1)}


def whole_way(clients, ours: Ours, sessions: int, mails: int) -> dict:
    """From the first mail's arrival until the API counts the last as an item with its message."""
    api = ours.desk.api()
    with Memory(ours.pids) as memory:
        begun = time.monotonic()
        taken = mailload(clients, ours, "smtp", sessions, mails=mails)
        eventually("every mail is readable", lambda: readable(api) >= taken["msgs"], within=600)
        took = time.monotonic() - begun
    return {"rate": round(taken["msgs"] / took, 1), "accept_rate": taken["rate"],
            "rss_mb": round(memory.rss_mb, 1), "pss_mb": round(memory.pss_mb, 1)}


def readable(api) -> int:
    """How many items can be read: items are numbered from 1, the newest comes first."""
    page = api.get("/items", limit=1)["items"]
    return page[0]["id"] if page else 0


class CountingSink:
    """smtp-sink that ends by itself after so many mails."""

    def __init__(self, mails: int, port: int | None = None):
        self.port = port or free_port()
        self._child = subprocess.Popen(
            ["smtp-sink", "-u", "nobody", "-M", str(mails), f"127.0.0.1:{self.port}", "1000"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually("the sink listens", lambda: is_open(self.port))

    def seconds_until_full(self, within: float) -> float:
        begun = time.monotonic()
        self._child.wait(within)
        return time.monotonic() - begun

    def close(self) -> None:
        self._child.kill()
        self._child.wait()


def outbox(clients, mails: int) -> dict:
    """Queued replies of our own, released by enabling the connector, until the sink has them all."""
    sink = CountingSink(mails)
    try:
        with Ours("--smart-host", f"smtp://127.0.0.1:{sink.port}") as ours, Memory(ours.pids) as memory:
            api = ours.desk.api()
            api.call("PATCH", "/me", {"undo_send_seconds": 0})
            connectors = api.get("/connectors")["items"]
            for connector in connectors:
                api.call("PATCH", f"/connectors/{connector['id']}", {"enabled": False})
            fill(clients, ours, api, mails)
            for connector in connectors:
                api.call("PATCH", f"/connectors/{connector['id']}", {"enabled": True})
            took = sink.seconds_until_full(300)
        return {"rate": round(mails / took, 1), "rss_mb": round(memory.rss_mb, 1)}
    finally:
        sink.close()


def fill(clients, ours: Ours, api, mails: int) -> None:
    """`mails` answers of an agent, 4 KB each, ten a ticket, all waiting in the outbox."""
    tickets = (mails + 9) // 10
    mailload(clients, ours, "smtp", 10, mails=tickets)
    eventually("the tickets are there", lambda: readable(api) >= tickets, within=60)
    text = "An answer of four kilobytes. " * (BYTES // 29)
    conversations = [api.conversation(item)["id"] for item in range(1, tickets + 1)]
    for number in range(mails):
        api.say(conversations[number % tickets], text, f"bench-{number}")


def outbox_of_postfix(clients, postfix, mails: int) -> dict:
    """The same for Postfix: a queue held back by defer_transports, then flushed."""
    sink = CountingSink(mails, port=12590)
    configuration = str(PEER_DATA / "postfix/etc")
    try:
        with postfix as relay, Memory(relay.pids) as memory:
            relay.recipient = "user%d@remote.test"
            mailload(clients, relay, "smtp", 10, mails=mails)
            eventually("all are deferred", lambda: count_files(PEER_DATA / "postfix/spool/deferred") >= mails, 120)
            subprocess.run(["postconf", "-c", configuration, "-e", "defer_transports ="], check=True)
            subprocess.run(["postfix", "-c", configuration, "reload"], check=True, capture_output=True)
            subprocess.run(["postqueue", "-c", configuration, "-f"], check=True)
            took = sink.seconds_until_full(300)
        return {"rate": round(mails / took, 1), "rss_mb": round(memory.rss_mb, 1),
                "pss_mb": round(memory.pss_mb, 1)}
    finally:
        sink.close()


def count_files(folder: pathlib.Path) -> int:
    return sum(path.is_file() for path in folder.rglob("*"))
