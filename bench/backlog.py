"""A long queue, and a restart in the middle of it: ready at once, each mail once, in the order of its ticket.

    script/bench backlog [--mails N]

Rule: mail-correctness.md F29, I4, I10, OUT-17; performance.md "Start". The sink's log is the judge.
"""
import argparse
import collections
import http.client
import json
import pathlib
import sys
import tempfile
import threading
import time

from loads import BYTES, Sink, mailload, readable
from servers import Ours, memory_mb
from support.database import Database
from support.wait import eventually

PER_TICKET = 10
WRITERS = 12


class Agent(threading.Thread):
    """Answers its tickets in turns, each one's answers in order, over a kept connection."""

    def __init__(self, api, conversations: list):
        super().__init__(daemon=True)
        self.api, self.conversations, self.failed = api, conversations, []

    def run(self) -> None:
        connection = http.client.HTTPConnection(self.api.host, self.api.port, timeout=60)
        text = "An answer of four kilobytes. " * (BYTES // 29)
        for number in range(PER_TICKET):
            for conversation in self.conversations:
                body = {"text": f"{number}: {text}", "client_id": f"{conversation}-{number}"}
                connection.request("POST", f"/api/v1/conversations/{conversation}/messages", json.dumps(body),
                                   {**self.api.headers, "Content-Type": "application/json"})
                answer = connection.getresponse()
                answer.read()
                if answer.status >= 300:
                    self.failed.append(answer.status)


class Log:
    """The sink's list of what came, in order."""

    def __init__(self, file: pathlib.Path):
        self.file = file

    def ids(self) -> list:
        return self.file.read_text().splitlines()


class LoggingSink(Sink):
    def command(self) -> list:
        return [*super().command(), "--log", self.log.file]

    def __init__(self, folder: pathlib.Path, mails: int):
        self.log = Log(folder / "arrivals")
        super().__init__(mails)


def fill(ours: Ours, mails: int) -> None:
    api = ours.desk.api()
    # What the agent would be told of by email after a minute is no part of the queue that is measured.
    api.call("PATCH", "/me", {"undo_send_seconds": 0, "notification_preferences": {"email": "never"}})
    for connector in api.get("/connectors")["items"]:
        api.call("PATCH", f"/connectors/{connector['id']}", {"enabled": False})
    tickets = mails // PER_TICKET
    mailload(ours, "smtp", 10, mails=tickets)
    eventually("the tickets are there", lambda: readable(api) >= tickets, within=300)
    rows = Database(ours.desk.data).rows("select conversation_id from conversation where visibility = 'public' "
                                         "and item_id is not null order by conversation_id limit ?", tickets)
    conversations = [row[0] for row in rows]
    agents = [Agent(api, conversations[at::WRITERS]) for at in range(WRITERS)]
    for agent in agents:
        agent.start()
    for agent in agents:
        agent.join()
    failed = collections.Counter(status for agent in agents for status in agent.failed)
    assert not failed, f"answers refused: {failed}"


def check(database: Database, arrived: list, mails: int) -> None:
    """Nothing lost, nothing twice, and each ticket's mails in the order in which they were written."""
    assert len(arrived) == mails, f"{len(arrived)} arrivals of {mails} mails"
    assert len(set(arrived)) == mails, "a mail came twice"
    place = {header: at for at, header in enumerate(arrived)}
    last = {}
    for conversation, recipient, header in database.rows(
            "select conversation_id, recipient, message_id_header from outgoing_mail order by mail_id"):
        before = last.get((conversation, recipient), -1)
        assert place[header] > before, f"{header} overtook another mail of its ticket"
        last[(conversation, recipient)] = place[header]
    states = database.outgoing()
    assert states == {"sent": mails}, states


def measure(folder: pathlib.Path, mails: int) -> dict:
    sink = LoggingSink(folder, mails)
    try:
        with Ours(folder, "--smart-host", f"smtp://127.0.0.1:{sink.port}") as ours:
            begun = time.monotonic()
            fill(ours, mails)
            filled = time.monotonic() - begun
            api = ours.desk.api()
            for connector in api.get("/connectors")["items"]:
                api.call("PATCH", f"/connectors/{connector['id']}", {"enabled": True})
            begun = time.monotonic()
            eventually("a third has left", lambda: len(sink.log.ids()) > mails // 3, within=600)
            assert ours.desk.stop() == 0
            left = len(sink.log.ids())
            ours.run()
            ready, rss = ours.start_seconds, memory_mb(ours.pid())[0]
            figure = sink.figure(600)
            drained = time.monotonic() - begun
            database = Database(ours.desk.data)
            eventually("every mail is recorded", lambda: set(database.outgoing()) == {"sent"}, within=60)
            check(database, sink.log.ids(), mails)
            return {"mails": mails, "answers_per_second": round(mails / filled), "left_before_restart": left,
                    "ready_ms": round(ready * 1000), "rss_mb_at_start": round(rss), "copies": figure["copies"],
                    "mails_per_second_with_restart": round(mails / drained)}
    finally:
        sink.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench backlog", description=__doc__.split("\n")[0])
    parser.add_argument("--mails", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="postroom-bench-") as name:
        print(json.dumps(measure(pathlib.Path(name), options.mails)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
