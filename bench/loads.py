"""The loads: mail in over kept connections, mail in until it can be read, queued mail out, and rest.

Invariant: the same client, mails and sessions for us and for the peer; a figure with one refused,
lost or doubled mail is no figure.
"""
import json
import os
import pathlib
import select
import sqlite3
import subprocess
import time

from servers import ROOT, Ours, Usage, memory_mb
from support.ports import free_port, is_open
from support.wait import eventually

BYTES = 4096
WARM_UP_MAILS = 1000  # not measured: processes forked, caches and journals filled, for everybody
CLIENTS = pathlib.Path(os.environ.get("POSTROOM_BENCH_CLIENTS", ROOT / "build/release/bench"))


class NoFigure(RuntimeError):
    """A run that went wrong measures nothing."""


def mailload(server, protocol: str, sessions: int, **limit) -> dict:
    """One run of the load client; `seconds` or `mails` bounds it."""
    command = [CLIENTS / "bench_mailload", "--port", server.port(protocol), "--sessions", sessions,
               "--bytes", BYTES, "--recipient", server.recipient, "--run", f"run{time.monotonic_ns()}"]
    command += ["--lmtp"] if protocol == "lmtp" else []
    for name, value in limit.items():
        command += [f"--{name}", value]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise NoFigure(f"mailload to {server.name}: {done.stderr[-300:]}")
    figure = json.loads(done.stdout)
    if figure["refused"] or not figure["mails"]:
        raise NoFigure(f"{server.name} refused {figure['refused']} mails: {figure['problems']}")
    return figure


def accept(server, protocol: str, sessions: int, seconds: float) -> dict:
    """How fast mail is taken, durable before the 250."""
    mailload(server, protocol, sessions, mails=WARM_UP_MAILS)
    with Usage(server) as usage:
        figure = mailload(server, protocol, sessions, seconds=seconds)
    return {name: figure[name] for name in ("rate", "p50_ms", "p99_ms", "mails")} | usage.figures(figure["mails"])


def whole_way(ours: Ours, sessions: int, seconds: float) -> dict:
    """From the first mail until the API shows the last as an item; then until nothing is left to do."""
    api = ours.desk.api()
    mailload(ours, "smtp", sessions, mails=WARM_UP_MAILS)
    settled(ours, api, WARM_UP_MAILS)
    with Usage(ours) as usage:
        begun = time.monotonic()
        taken = mailload(ours, "smtp", sessions, seconds=seconds)
        goal = WARM_UP_MAILS + taken["mails"]
        eventually("every mail is readable", lambda: readable(api) >= goal, within=600)
        took = time.monotonic() - begun
        settled(ours, api, goal)
        settled_in = time.monotonic() - begun
    return {"rate": round(taken["mails"] / took, 1), "accept_rate": taken["rate"],
            "settled_rate": round(taken["mails"] / settled_in, 1), "p99_ms": taken["p99_ms"],
            "mails": taken["mails"]} | usage.figures(taken["mails"])


def readable(api) -> int:
    """How many items can be read: items are numbered from 1, the newest comes first."""
    page = api.get("/items", limit=1)["items"]
    return int(page[0]["number"]) if page else 0


def settled(ours: Ours, api, items: int) -> None:
    """Until the last item is there, its people are told and it can be found by search."""
    eventually("the last item is there", lambda: readable(api) >= items, within=600)
    eventually("everybody has read the event log", lambda: has_read_all(ours), within=600)


def has_read_all(ours: Ours) -> bool:
    """The fan-out (receipts, mails that fall due) and the search index have seen the last message."""
    with sqlite3.connect(f"file:{ours.desk.data}/postroom.db?mode=ro", uri=True) as database:
        last = database.execute("select max(event_id) from event").fetchone()[0] or 0
        posted = database.execute(
            "select max(event_id) from event where kind = 'message_posted'").fetchone()[0] or 0
        cursors = [row[0] for row in database.execute("select event_id from reader_cursor")]
    return last > 0 and min(cursors, default=0) >= posted


class Sink:
    """bench_mailsink on a port of its own: counts distinct mails."""

    def __init__(self, mails: int, delay_ms: int = 0):
        self.port, self._mails, self._delay_ms = free_port(), mails, delay_ms
        self._child = subprocess.Popen([str(word) for word in self.command()], stdout=subprocess.PIPE)
        eventually("the sink listens", lambda: is_listening(self.port))

    def command(self) -> list:
        return [CLIENTS / "bench_mailsink", "--port", self.port, "--mails", self._mails, "--delay-ms", self._delay_ms]

    def figure(self, within: float) -> dict:
        """When all mails have come."""
        ready, _, _ = select.select([self._child.stdout], [], [], within)
        if not ready:
            self._child.terminate()
        figure = json.loads(self._child.stdout.readline())
        if figure["mails"] != self._mails or figure["copies"]:
            raise NoFigure(f"the sink got {figure} instead of {self._mails} mails")
        return figure

    def close(self) -> None:
        self._child.terminate()
        self._child.wait()


def is_listening(port: int) -> bool:
    """Without connecting: the sink's clock begins with its first connection."""
    wanted = f":{port:04X}"
    lines = pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]
    return any(line.split()[1].endswith(wanted) and line.split()[3] == "0A" for line in lines)


def outbox(folder: pathlib.Path, mails: int, delay_ms: int = 0) -> dict:
    """Queued answers of our own, released by enabling the connector, until the sink has them all."""
    sink = Sink(mails, delay_ms)
    try:
        with Ours(folder, "--smart-host", f"smtp://127.0.0.1:{sink.port}") as ours:
            api = ours.desk.api()
            api.call("PATCH", "/me", {"undo_send_seconds": 0})
            connectors = api.get("/connectors")["items"]
            for connector in connectors:
                api.call("PATCH", f"/connectors/{connector['id']}", {"enabled": False})
            fill(ours, api, mails)
            with Usage(ours) as usage:
                for connector in connectors:
                    api.call("PATCH", f"/connectors/{connector['id']}", {"enabled": True})
                figure = sink.figure(300)
            eventually("every mail is recorded as sent",
                       lambda: not api.get("/outbox", view="all", limit=1)["items"], within=20)
        return {"rate": figure["rate"], "mails": mails} | usage.figures(mails)
    finally:
        sink.close()


def fill(ours: Ours, api, mails: int) -> None:
    """`mails` answers of an agent, 4 KB each, ten a ticket, all waiting in the outbox."""
    tickets = (mails + 9) // 10
    mailload(ours, "smtp", 10, mails=tickets)
    eventually("the tickets are there", lambda: readable(api) >= tickets, within=60)
    text = "An answer of four kilobytes. " * (BYTES // 29)
    items = api.items()
    conversations = [api.conversation(item["id"])["id"] for item in items[:tickets]]
    for number in range(mails):
        api.say(conversations[number % tickets], text, f"bench-{number}")


def outbox_of_peer(make, mails: int, delay_ms: int = 0) -> dict:
    """The same for a peer: fresh mails in its queue, then it is let go. `make` is given the sink's port."""
    sink = Sink(mails, delay_ms)
    peer = make(sink.port)
    peer.hold_queue()
    try:
        with peer:
            mailload(peer, "smtp", 10, mails=mails)
            peer.release_queue()
            with Usage(peer) as usage:
                figure = sink.figure(300)
        return {"rate": figure["rate"], "mails": mails} | usage.figures(mails)
    finally:
        sink.close()


def at_rest(ours: Ours) -> dict:
    """How long from the start to the ready line, and the memory when nothing happens."""
    host, port = ours.desk.address("http")
    eventually("it is well", lambda: ours.desk.api().exchange("GET", "/healthz")[0] == 200 and port)
    return {"start_ms": round(ours.start_seconds * 1000, 1), "rss_mb": round(memory_mb(ours.pid())[0], 1)}
