"""Lists with 100,000 rows: how long a page takes, first, deep, filtered and searched; a table out and in.

Fills a workspace of the release build by SQL (100,000 customers, items with their conversations and entries of
timesheets, 5,000 organizations), asks each list of the HTTP contract some hundred times over one kept connection and
prints the median and the 99th percentile.

    script/bench lists [--rows N] [--rounds N]
"""
import argparse
import http.client
import json
import pathlib
import sqlite3
import statistics
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support.database import file_of  # noqa: E402
from support.server import Server  # noqa: E402

NUMBERS = "with recursive n(i) as (select 1 union all select i + 1 from n where i < {rows}) "
AT = "1700000000000 + i * 1000"
FILL = (
    "insert into organization (name, domain) select 'Organization ' || i, 'org' || i || '.test' from n where i <= 5000",
    f"""insert into customer (email, name, organization_id, created_at)
        select 'person' || i || '@org' || (i % 5000 + 1) || '.test', 'Person ' || i, i % 5000 + 1, {AT} from n""",
    f"""insert into item (type, title, description, status, state, queue_id, requester_id, created_at, updated_at)
        select 'ticket', 'Printer ' || i || ' is on fire', '', case i % 3 when 0 then 'closed' else 'new' end,
               case i % 3 when 0 then 'finished' else 'not_started' end,
               (select min(channel_id) from channel), i, {AT}, {AT} from n""",
    f"""insert into conversation (visibility, item_id, last_seq, last_message_at, created_at)
        select 'public', i, 0, {AT}, {AT} from n""",
    f"""insert into timesheet_entry (item_id, user_id, minutes, worked_at, created_at)
        select i, (select min(user_id) from app_user), i % 90 + 1, {AT}, {AT} from n""",
)


def fill(database: pathlib.Path, rows: int) -> None:
    connection = sqlite3.connect(database)
    with connection:
        for statement in FILL:
            insert, select = statement.split("select", 1)
            connection.execute(f"{insert} {NUMBERS.format(rows=rows)} select{select}")
    connection.execute("analyze")
    connection.close()


class Asker:
    """One kept connection of a signed-in administrator."""

    def __init__(self, server: Server):
        self.headers = server.api().headers
        self.connection = http.client.HTTPConnection(*server.address("http"), timeout=120)

    def ask(self, path: str, body: bytes | None = None) -> tuple:
        """(ms, status, body)"""
        began = time.perf_counter()
        self.connection.request("POST" if body else "GET", "/api/v1" + path, body,
                                {**self.headers, **({"Content-Type": "text/csv"} if body else {})})
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            sys.exit(f"lists: {path}: {answer.status} {content[:200]!r}")
        return (time.perf_counter() - began) * 1000, content

    def measure(self, name: str, path: str, rounds: int) -> None:
        times, content = [], b""
        for _ in range(rounds):
            took, content = self.ask(path)
            times.append(took)
        times.sort()
        found = len(json.loads(content)["items"])
        print(f"{name:34} {found:5} {statistics.median(times):9.1f} {times[int(len(times) * 0.99)]:9.1f}", flush=True)


def lists(rows: int, rounds: int) -> None:
    half, last = rows // 2, rows
    with tempfile.TemporaryDirectory(prefix="postroom-lists-") as folder:
        server = Server(pathlib.Path(folder), "--capture").prepare()
        fill(file_of(server.data), rows)
        with server.start():
            asker = Asker(server)
            print(f"{'list of ' + format(rows, ','):34} {'rows':>5} {'p50 ms':>9} {'p99 ms':>9}")
            for name, path in (
                    ("customers, first page", "/customers?limit=100"),
                    ("customers, in the middle", f"/customers?limit=100&cursor={half}"),
                    ("customers, a rare name", f"/customers?limit=100&q=person+{last - 1}"),
                    ("customers, nothing found", "/customers?limit=100&q=nobody+here"),
                    ("organizations, first page", "/organizations?limit=100"),
                    ("items, first page", "/items?limit=100"),
                    ("items, in the middle", f"/items?limit=100&cursor={half}"),
                    ("items, one state", "/items?limit=100&state=finished"),
                    ("items, words", f"/items?limit=100&q=printer+{half}+is"),
                    ("timesheets, first page and totals", "/timesheet_entries?limit=100"),
                    ("timesheets, one day", "/timesheet_entries?limit=100&from=2023-11-15T00:00:00Z"
                                            "&until=2023-11-16T00:00:00Z")):
                asker.measure(name, path, rounds)
            took, content = asker.ask("/directory/customers/csv")
            print(f"export of all customers: {took / 1000:.1f} s, {len(content) / 1e6:.1f} MB")
            table = "email,name\n" + "".join(f"new{n}@import.test,New {n}\n" for n in range(20_000))
            for dry in ("true", "false"):
                took, _ = asker.ask(f"/directory/customers/csv?dry_run={dry}", table.encode())
                print(f"import of 20,000 customers{', dry run' if dry == 'true' else ''}: {took / 1000:.1f} s")


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--rows", type=int, default=100_000)
    words.add_argument("--rounds", type=int, default=200)
    asked = words.parse_args()
    lists(asked.rows, asked.rounds)
