"""A hundred enabled automations while mail pours in: does the intake keep its pace, do the rules keep up?

The same load twice, without rules and with them: mails by SMTP until all are items, and until the rules have read every
event. Half of the rules are set off by each new ticket and look at it; one of them acts on one ticket in ten. Ends with
1 when rules read fewer than 1,000 events/s, or the intake with them falls under its budget (performance.md) of what the client
brings without them.

    script/bench rules [--mails N] [--rules N]
"""
import argparse
import concurrent.futures
import contextlib
import pathlib
import smtplib
import sqlite3
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support.database import file_of  # noqa: E402
from support.server import SUPPORT, Server  # noqa: E402

EVENTS_PER_SECOND_MIN = 1000
INTAKE_RATIO_MIN = 0.8
SESSIONS = 4
MAILS_A_CONNECTION = 90  # the listener ends a connection after 100 (SRV-5)
PATIENCE_SECONDS = 300


def add_rules(server: Server, count: int) -> None:
    api = server.api()
    for number in range(count):
        acts = number == 0
        word = "fire 7" if acts else f"nowhere {number}"
        kind = "created" if number % 2 == 0 else "customer_message"
        api.post("/automations", {
            "name": f"Rule {number}", "enabled": True, "object": "ticket", "trigger": {"kind": kind},
            "filter": {"conditions": [{"property": "title", "comparison": "contains", "value": word},
                                      {"property": "priority", "comparison": "is", "value": "normal"}]},
            "actions": [{"kind": "add_tag", "value": "seven"}]})


def send(address: tuple, numbers: range) -> None:
    with smtplib.SMTP(*address, timeout=60) as session:
        for number in numbers:
            sender = f"eve{number}@customer.test"
            session.sendmail(sender, [SUPPORT], (
                f"From: {sender}\r\nTo: {SUPPORT}\r\nSubject: On fire {number % 10}, {number}\r\n"
                f"Message-ID: <{number}@customer.test>\r\n\r\nIt burns.\r\n").encode())


def one(database: sqlite3.Connection, question: str) -> int:
    return database.execute(question).fetchone()[0]


def until(what: str, holds) -> float:
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > PATIENCE_SECONDS:
            sys.exit(f"rules: {what} takes more than {PATIENCE_SECONDS} s")
        time.sleep(0.02)
    return time.monotonic()


def measure(folder: pathlib.Path, mails: int, rules: int) -> dict:
    server = Server(folder, "--capture", settings="[loops]\nlimit_senders = false\n").prepare("--without-automations")
    with server.start(), contextlib.closing(sqlite3.connect(f"file:{file_of(server.data)}?mode=ro", uri=True)) as database:
        add_rules(server, rules)
        first = one(database, "select coalesce(max(event_id), 0) from event")
        began = time.monotonic()
        batches = [range(at, min(at + MAILS_A_CONNECTION, mails)) for at in range(0, mails, MAILS_A_CONNECTION)]
        with concurrent.futures.ThreadPoolExecutor(SESSIONS) as pool:
            list(pool.map(lambda batch: send(server.address("smtp"), batch), batches))
        taken = until("intake", lambda: one(database, "select count(*) from item") >= mails)

        def are_read() -> bool:
            return one(database, "select event_id from reader_cursor where name = 'automation'") >= \
                one(database, "select max(event_id) from event")

        read = until("the rules", are_read)
        events = one(database, "select max(event_id) from event") - first
        return {"rules": rules, "mails/s": mails / (taken - began), "events/s": events / (read - began),
                "behind s": read - taken, "runs": one(database, "select count(*) from automation_run")}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mails", type=int, default=10_000)
    parser.add_argument("--rules", type=int, default=100)
    options = parser.parse_args()
    rows = []
    for rules in (0, options.rules):
        with tempfile.TemporaryDirectory(prefix="postroom-rules-") as folder:
            rows.append(measure(pathlib.Path(folder) / "desk", options.mails, rules))
    for name in rows[0]:
        print(f"{name:10}" + "".join(f"{row[name]:>12.1f}" for row in rows))
    ratio = rows[1]["mails/s"] / rows[0]["mails/s"]
    print(f"intake with rules / without: {ratio:.2f}; the client shares the machine, so the rate is a lower bound")
    return 0 if rows[1]["events/s"] >= EVENTS_PER_SECOND_MIN and ratio >= INTAKE_RATIO_MIN else 1


if __name__ == "__main__":
    sys.exit(main())
