"""One conversation, a thousand colleagues who look on, and how soon each has each message.

    script/bench fanout [--rounds N] [--seconds S] [--subscribers N] [--told N] [--rates 100,200] [--json FILE]

Ours stores every message durably and decides for everybody who is told (`--told` of them follow the ticket
and get receipts); the peer, Debian's Mosquitto over WebSocket, stores nothing. Both get the same client,
which runs on the same machine; latency counts from the moment a message was due.
"""
import argparse
import hashlib
import json
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

import loads
import servers
from peers import Peer
from support.maildir import new_mail, send
from support.ports import is_open
from support.server import SUPPORT
from support.wait import eventually

FOLLOWED_ONLY = {"conversations": "all_projects", "show_from_customers": 1, "from_customers": "mine",
                 "replies_to_customers": "followed", "internal_messages": "followed", "include_automation": 1,
                 "notification_email": "if_unseen", "assignment_emails": 1, "project_member_emails": 0,
                 "accept_invitations": 1}


class Mosquitto(Peer):
    """Debian's build has no external poll: it needs a plain listener beside the WebSocket one."""
    name = "Mosquitto"

    def is_available(self) -> bool:
        return shutil.which("mosquitto") is not None

    def configure(self) -> None:
        (self.root / "mosquitto.conf").write_text(
            f"listener 0 {self.root}/socket\nlistener {self._port} lo\nprotocol websockets\n"
            f"allow_anonymous true\npersistence false\nuser root\nlog_dest file {self.root}/log\n")

    def command(self) -> list:
        return ["mosquitto", "-c", self.root / "mosquitto.conf"]

    def port(self, _protocol: str = "") -> int:
        return self._port


class Desk(servers.Ours):
    """Ours with many colleagues, each with a token of an API client."""

    def populate(self, people: int, told: int) -> tuple:
        """(file with a token a line, conversation)"""
        send(self.desk.address("smtp"), new_mail("eve@customer.test", SUPPORT, "Fan-out", "Hello"))
        api = self.desk.api()
        item = eventually("the ticket", lambda: api.item_titled("Fan-out"))
        tokens = self.insert(item["id"], people + 1, told)
        file = self.desk.folder / "tokens"
        file.write_text("\n".join(tokens) + "\n")
        return file, api.conversation(item["id"])["id"]

    def insert(self, item: int, people: int, told: int) -> list:
        """Beside the running program: a thousand passwords would take it half a minute to hash."""
        now, tokens = int(time.time() * 1000), []
        columns = ", ".join(FOLLOWED_ONLY)
        marks = ", ".join("?" for _ in FOLLOWED_ONLY)
        with sqlite3.connect(f"{self.desk.data}/postroom.db", timeout=30) as database:
            for number in range(people):
                user = database.execute(
                    f"insert into app_user (email, name, role, {columns}, created_at)"
                    f" values (?, ?, 'member', {marks}, ?)",
                    (f"agent{number}@agents.test", f"Agent {number}", *FOLLOWED_ONLY.values(), now)).lastrowid
                tokens.append(f"prt_bench{number:08d}")
                database.execute("insert into api_token (token_hash, user_id, name, created_at) values (?, ?, 'bench', ?)",
                                 (hashlib.sha256(tokens[-1].encode()).digest(), user, now))
                if 1 <= number <= told:
                    database.execute("insert into follower (subject, subject_id, kind, person_id, created_at)"
                                     " values ('item', ?, 'user', ?, ?)", (item, user, now))
        return tokens

    def stored(self) -> int:
        with sqlite3.connect(f"file:{self.desk.data}/postroom.db?mode=ro", uri=True) as database:
            return database.execute("select count(*) from message").fetchone()[0]


def fanload(server, options, rate: float, *more) -> dict:
    command = [loads.CLIENTS / "bench_fanload", "--port", server.port("http"), "--subscribers", options.subscribers,
               "--rate", rate, "--seconds", options.seconds, *more]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          timeout=120 + options.seconds * 4)
    if done.returncode != 0:
        raise loads.NoFigure(f"fanload to {server.name}: {done.stderr[-300:]}")
    return json.loads(done.stdout)


def measure(server, options, rate: float, *more) -> dict:
    with servers.Usage(server) as usage:
        figure = fanload(server, options, rate, *more)
    lost = figure["expected"] - figure["deliveries"]
    # The account covers the warm-up of two seconds as well.
    deliveries = figure["deliveries"] * (options.seconds + 2) / options.seconds
    return figure | {"lost": lost, "cpu_ms_per_1000": round(usage.cpu * 1e6 / max(1.0, deliveries), 2),
                     "rss_mb": round(usage.rss_mb, 1)}


def ours(folder: pathlib.Path, options, rate: float) -> dict:
    with Desk(folder) as desk:
        file, conversation = desk.populate(options.subscribers, options.told)
        before = desk.stored()
        figure = measure(desk, options, rate, "--protocol", "postroom", "--tokens", file, "--conversation", conversation)
        wanted = round(rate * (options.seconds + 2))
        if desk.stored() - before != wanted or figure["refused"]:
            raise loads.NoFigure(f"{desk.stored() - before} of {wanted} messages are stored, {figure['refused']} refused")
        return figure


def theirs(folder: pathlib.Path, options, rate: float) -> dict | None:
    peer = Mosquitto(folder)
    if not peer.is_available():
        return None
    with peer:
        eventually("it listens", lambda: is_open(peer.port()))
        return measure(peer, options, rate, "--protocol", "mqtt")


def table(runs: list) -> str:
    lines = ["| messages/s | server | deliveries/s | offered | p50 ms | p99 ms | lost | CPU ms/1,000 | RSS MB |",
             "|--:|---|--:|--:|--:|--:|--:|--:|--:|"]
    for rate, server in dict.fromkeys((run["offered"], run["server"]) for run in runs):
        these = [run for run in runs if (run["offered"], run["server"]) == (rate, server)]
        cells = [f"{statistics.median(run[field] for run in these):.{digits}f}" for field, digits in (
            ("rate", 0), ("expected_rate", 0), ("p50_ms", 1), ("p99_ms", 1), ("lost", 0), ("cpu_ms_per_1000", 2),
            ("rss_mb", 0))]
        lines.append("| " + " | ".join([f"{rate:g}", server, *cells]) + " |")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench fanout", description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--subscribers", type=int, default=1000)
    parser.add_argument("--told", type=int, default=10, help="how many of them follow the ticket")
    parser.add_argument("--rates", default="100,200", help="messages a second, one after the other")
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    runs = []
    for _ in range(options.rounds):
        for rate in (float(word) for word in options.rates.split(",")):
            for name, one in (("Postroom", ours), (Mosquitto.name, theirs)):
                with tempfile.TemporaryDirectory(prefix="postroom-bench-", ignore_cleanup_errors=True) as folder:
                    figure = one(pathlib.Path(folder), options, rate)
                if figure:
                    load = round(os.getloadavg()[0], 1)
                    runs.append({"server": name, "offered": rate, "expected_rate": rate * options.subscribers,
                                 "load": load, **figure})
                    print(f"  {name}, {rate:g}/s: {figure}, load {load}", file=sys.stderr, flush=True)
    print(f"{options.subscribers} subscribers, {options.told} of them told, 256 B, {options.rounds} rounds of "
          f"{options.seconds:g} s, {os.cpu_count()} cores\n")
    print(table(runs))
    if options.json:
        options.json.write_text(json.dumps(runs, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
