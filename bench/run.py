"""Measures intake, outbox and rest beside their peers, run by run in turns, and prints one table with ratios.

    script/bench [--rounds N] [--seconds S] [--mails N] [--json FILE] [accept] [whole] [outbox] [rest]

Ratios of medians from one run on one machine are the figure; absolute values drift from day to day.
"""
import argparse
import json
import os
import pathlib
import platform
import statistics
import sys
import tempfile
import time

import loads
import peers
import servers

OURS = servers.Ours.name
BUDGETS = {  # (area, peer) -> ours / theirs at least
    ("accept", peers.Exim.name): 2.5,
    ("accept", peers.Postfix.name): 4.0,
    ("accept", peers.Dovecot.name): 4.0,
    ("whole", peers.Dovecot.name): 2.0,
    ("outbox", "Postfix"): 4.0,
}


class Figures:
    """Every run of every case, in the order of the table."""

    def __init__(self):
        self.runs = []

    def add(self, area: str, case: str, server: str, figure: dict) -> None:
        load = round(os.getloadavg()[0], 1)
        self.runs.append({"area": area, "case": case, "server": server, "load": load, **figure})
        print(f"  {case}: {server} {figure}, load {load}", file=sys.stderr, flush=True)

    def median(self, case: str, server: str, field: str):
        values = [run[field] for run in self.runs
                  if run["case"] == case and run["server"] == server and run.get(field) is not None]
        return statistics.median(values) if values else None

    def ratio(self, case: str, peer: str) -> float | None:
        """Of medians. The peer's turn follows ours, so both saw the same phases of the machine."""
        ours, theirs = self.median(case, OURS, "rate"), self.median(case, peer, "rate")
        return ours / theirs if ours and theirs else None

    def rows(self) -> list:
        """(area, case, server), each once."""
        return list(dict.fromkeys((run["area"], run["case"], run["server"]) for run in self.runs))

    def table(self) -> str:
        lines = ["| case | server | mails/s | p50 ms | p99 ms | CPU ms/mail | RSS MB | PSS MB | ours / theirs | budget |",
                 "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|"]
        for area, case, server in self.rows():
            if area == "rest":
                continue
            cells = [case, server]
            for field, digits in (("rate", 0), ("p50_ms", 1), ("p99_ms", 1), ("cpu_ms_per_mail", 2),
                                  ("rss_mb", 0), ("pss_mb", 0)):
                value = self.median(case, server, field)
                cells.append("" if value is None else f"{value:.{digits}f}")
            ratio = self.ratio(case, server) if server != OURS else None
            budget = BUDGETS.get((area, server))
            cells += ["" if ratio is None else f"{ratio:.2f}", f"{budget:.1f}" if budget else ""]
            lines.append("| " + " | ".join(cells) + " |")
        return "\n".join(lines + self.notes())

    def notes(self) -> list:
        lines = []
        for area, case, server in self.rows():
            if area == "rest":
                start, rss = self.median(case, server, "start_ms"), self.median(case, server, "rss_mb")
                lines.append(f"- {case}: ready {start:.0f} ms after the start, {rss:.0f} MB resident")
            settled = self.median(case, server, "settled_rate")
            if settled:
                lines.append(f"- {case}: {settled:.0f} mails/s until each was told and searchable too, "
                             f"accepted at {self.median(case, server, 'accept_rate'):.0f}/s")
        loads_seen = [run["load"] for run in self.runs]
        if loads_seen:
            lines.append(f"- load average during the runs: {min(loads_seen)} to {max(loads_seen)} "
                         f"on {os.cpu_count()} cores")
        return ["", *lines]


class Bench:
    def __init__(self, options):
        self.options, self.figures = options, Figures()

    def measure(self, area: str, case: str, make, load) -> None:
        """One run in a directory of its own, which is removed outside the measurement."""
        with tempfile.TemporaryDirectory(prefix="postroom-bench-", ignore_cleanup_errors=True) as name:
            server = make(pathlib.Path(name))
            if isinstance(server, peers.Peer) and not server.is_available():
                return
            with server:
                self.figures.add(area, case, server.name, load(server))

    def accept(self) -> None:
        seconds = self.options.seconds
        for protocol, sessions, others in (("smtp", 10, (peers.Exim, peers.Postfix)), ("lmtp", 10, (peers.Dovecot,)),
                                           ("smtp", 50, (peers.Exim,)), ("lmtp", 50, (peers.Dovecot,))):
            for make in (servers.Ours, *others):
                self.measure("accept", f"accept, {protocol.upper()}, {sessions} sessions", make,
                             lambda server: loads.accept(server, protocol, sessions, seconds))

    def whole(self) -> None:
        case, seconds = "whole way, 10 sessions", self.options.seconds
        self.measure("whole", case, servers.Ours, lambda server: loads.whole_way(server, 10, seconds))
        # What Dovecot has accepted is in the mailbox and readable: its whole way.
        self.measure("whole", case, peers.Dovecot, lambda server: loads.accept(server, "lmtp", 10, seconds))

    def outbox(self) -> None:
        for case, delay_ms in (("outbox to a sink", 0), ("outbox to a sink that answers after 50 ms", 50)):
            mails = self.options.mails
            with tempfile.TemporaryDirectory(prefix="postroom-bench-") as name:
                self.figures.add("outbox", case, OURS, loads.outbox(pathlib.Path(name), mails, delay_ms))
            self.outbox_of(case, "Postfix", lambda folder, port: peers.Postfix(folder, f"smtp:[127.0.0.1]:{port}"),
                           delay_ms)
            self.outbox_of(case, peers.EximOnward.name, peers.EximOnward, delay_ms)

    def outbox_of(self, case: str, name: str, make, delay_ms: int) -> None:
        with tempfile.TemporaryDirectory(prefix="postroom-bench-", ignore_cleanup_errors=True) as folder:
            if make(pathlib.Path(folder), 0).is_available():
                self.figures.add("outbox", case, name, loads.outbox_of_peer(
                    lambda port: make(pathlib.Path(folder), port), self.options.mails, delay_ms))

    def rest(self) -> None:
        self.measure("rest", "at rest, empty", servers.Ours, loads.at_rest)


AREAS = ("accept", "whole", "outbox", "rest")


def cpu_model() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__.split("\n")[0])
    parser.add_argument("areas", nargs="*", metavar="AREA", help=f"{', '.join(AREAS)} (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each case; the median is shown")
    parser.add_argument("--seconds", type=float, default=5, help="length of an intake run")
    parser.add_argument("--mails", type=int, default=3000, help="mails of an outbox run")
    parser.add_argument("--json", type=pathlib.Path, help="also write every run to this file")
    options = parser.parse_args()
    unknown = set(options.areas) - set(AREAS)
    if unknown:
        parser.error(f"no such area: {', '.join(sorted(unknown))}")
    bench = Bench(options)
    for _ in range(options.rounds):
        for area in options.areas or AREAS:
            getattr(bench, area)()
    print(f"{time.strftime('%Y-%m-%d')}, {cpu_model()}, {os.cpu_count()} cores, {options.rounds} rounds of "
          f"{options.seconds:g} s, 4 KB mails\n")
    print(bench.figures.table())
    if options.json:
        options.json.write_text(json.dumps(bench.figures.runs, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
