"""Measures intake and outbox beside their peers, run by run in turns, and prints one table with ratios.

    script/bench [--rounds N] [--seconds S] [--mails N] [--json FILE] [accept] [whole] [outbox]

Ratios of medians from one run on one machine are the figure; absolute values drift from day to day.
"""
import argparse
import json
import pathlib
import statistics
import sys

import loads
import servers

BUDGETS = {  # our rate / the peer's rate (performance budget of the project)
    "Exim queue_only": 2.5, "Postfix to discard": 4.0, "Dovecot LMTP": 4.0,
}


class Figures:
    """Every run of every case, in the order of the table."""

    def __init__(self):
        self.runs = []

    def add(self, area: str, case: str, server: str, figure: dict) -> None:
        self.runs.append({"area": area, "case": case, "server": server, **figure})
        print(f"  {area}, {case}: {server} {figure['rate']:.0f}/s", file=sys.stderr)

    def median(self, case: str, server: str, field: str):
        values = [run[field] for run in self.runs
                  if run["case"] == case and run["server"] == server and run.get(field) is not None]
        return statistics.median(values) if values else None

    def cases(self) -> list:
        return list(dict.fromkeys(run["case"] for run in self.runs))

    def servers_of(self, case: str) -> list:
        return list(dict.fromkeys(run["server"] for run in self.runs if run["case"] == case))

    def table(self) -> str:
        lines = ["| case | server | mails/s | p99 ms | RSS MB | ours / theirs | budget |",
                 "|---|---|--:|--:|--:|--:|--:|"]
        for case in self.cases():
            ours = self.median(case, servers.Ours.name, "rate")
            for server in self.servers_of(case):
                rate, p99 = self.median(case, server, "rate"), self.median(case, server, "p99_ms")
                memory = self.median(case, server, "rss_mb")
                peer = server != servers.Ours.name
                ratio = f"{ours / rate:.2f}" if peer and ours else ""
                budget = budget_of(case, server) if peer else ""
                lines.append(f"| {case} | {server} | {rate:.0f} | {'' if p99 is None else f'{p99:.1f}'} | "
                             f"{'' if memory is None else f'{memory:.0f}'} | {ratio} | {budget} |")
        return "\n".join(lines)


def budget_of(case: str, server: str) -> str:
    if case.startswith("whole way"):
        return "2.0"
    if case.startswith("outbox"):
        return "3.0"
    return f"{BUDGETS.get(server, 0):.1f}"


def measure_accept(figures: Figures, clients, options) -> None:
    peers = {"smtp": [servers.exim, servers.postfix], "lmtp": [servers.dovecot]}
    for _ in range(options.rounds):
        for protocol, sessions in (("smtp", 10), ("smtp", 50), ("lmtp", 10), ("lmtp", 50)):
            case = f"accept by {protocol.upper()}, 4 KB, {sessions} sessions"
            for make in (servers.Ours, *peers[protocol]):
                server = make()
                if isinstance(server, servers.Peer) and not server.is_available():
                    continue
                with server:
                    figures.add("accept", case, server.name,
                                loads.accept(clients, server, protocol, sessions, options.seconds))


def measure_whole(figures: Figures, clients, options) -> None:
    case = "whole way until readable, 4 KB, 10 sessions"
    for _ in range(options.rounds):
        with servers.Ours() as ours:
            figures.add("whole", case, ours.name, loads.whole_way(clients, ours, 10, options.mails))
        dovecot = servers.dovecot()
        if dovecot.is_available():
            with dovecot:  # what it accepts is in the mailbox and readable: the whole way
                figures.add("whole", case, dovecot.name,
                            loads.accept(clients, dovecot, "lmtp", 10, options.seconds))


def measure_outbox(figures: Figures, clients, options) -> None:
    case = "outbox, 4 KB, queued mails to a sink"
    count = min(options.mails, 3000)
    for _ in range(options.rounds):
        figures.add("outbox", case, servers.Ours.name, loads.outbox(clients, count))
        postfix = servers.postfix(extra="defer_transports = smtp\n")
        postfix.name = "Postfix"
        if postfix.is_available():
            figures.add("outbox", case, postfix.name, loads.outbox_of_postfix(clients, postfix, count))


AREAS = {"accept": measure_accept, "whole": measure_whole, "outbox": measure_outbox}


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__.split("\n")[0])
    parser.add_argument("areas", nargs="*", metavar="AREA", help="accept, whole, outbox (default: all)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each case; the median is shown")
    parser.add_argument("--seconds", type=float, default=8, help="length of an accept run")
    parser.add_argument("--mails", type=int, default=20_000, help="mails of a whole-way or outbox run")
    parser.add_argument("--json", type=pathlib.Path, help="also write every run to this file")
    options = parser.parse_args()
    unknown = set(options.areas) - AREAS.keys()
    if unknown:
        parser.error(f"no such area: {', '.join(sorted(unknown))}")
    clients = loads.build_clients()
    if clients is None:
        print(f"script/bench: no load client: {servers.PEER_SCRIPTS.name}/tools/mailload.c is missing "
              "(set POSTROOM_PEERS)", file=sys.stderr)
        return 2
    figures = Figures()
    for area in options.areas or AREAS:
        AREAS[area](figures, clients, options)
    print(figures.table())
    if options.json:
        options.json.write_text(json.dumps(figures.runs, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
