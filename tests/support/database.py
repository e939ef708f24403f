"""The workspace's SQLite file, read only, and the invariants I1-I6 asked of it in SQL.

Used beside what the senders and the sink counted: an invariant holds when both sides agree.
"""
import collections
import pathlib
import sqlite3

ENDED_INCOMING = {"ticket", "reply", "automatic", "bounce", "loop", "duplicate", "filtered", "quarantine"}
WAITING = {"held", "ready", "leased", "dot_sent", "retry_wait"}
OUTGOING = WAITING | {"sent", "uncertain", "failed", "cancelled", "suppressed", "bounced"}


def file_of(data: pathlib.Path) -> pathlib.Path:
    for path in sorted(data.rglob("*")):
        if path.is_file():
            with open(path, "rb") as file:
                if file.read(16) == b"SQLite format 3\0":
                    return path
    raise AssertionError(f"no SQLite file in {data}")


class Database:
    def __init__(self, data: pathlib.Path):
        self.file = file_of(data)

    def rows(self, statement: str, *values) -> list:
        connection = sqlite3.connect(f"file:{self.file}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def one(self, statement: str, *values):
        return self.rows(statement, *values)[0][0]

    def incoming(self) -> dict:
        """outcome -> count."""
        return dict(self.rows("select outcome, count(*) from incoming_mail group by outcome"))

    def outgoing(self) -> dict:
        """state -> count."""
        return dict(self.rows("select state, count(*) from outgoing_mail group by state"))

    def is_quiet(self) -> bool:
        """Nothing waits for intake, nothing is due to be told, nothing is on its way out."""
        return (self.incoming().get("pending", 0) == 0
                and not WAITING & self.outgoing().keys()
                and self.one("select count(*) from receipt where due_at is not null and seen_at is null") == 0)


def check_inbound(database: Database, accepted: set) -> None:
    """I1 and I2 for mails with unique subjects: what was answered 250 is there once, and only once."""
    found = collections.Counter()
    for subject, outcome in database.rows("select subject, outcome from incoming_mail"):
        assert outcome in ENDED_INCOMING, f"I1: {subject!r} is still {outcome}"
        found[subject] += 1
    lost = accepted - found.keys()
    assert not lost, f"I1: answered 250 and lost: {sorted(lost)}"
    twice = database.rows("select title, count(*) from item group by title having count(*) > 1")
    assert not twice, f"I2: more than one ticket: {twice}"
    doubled = database.rows("select m.incoming_mail_id, count(*) from message m where "
                            "m.incoming_mail_id is not null group by 1 having count(*) > 1")
    assert not doubled, f"I2: more than one message of a mail: {doubled}"
    twice = database.rows("select subject, count(*) from incoming_mail where outcome in ('ticket', 'reply')"
                          " group by subject having count(*) > 1")
    assert not twice, f"I2: one mail made more than one entry: {twice}"


def check_outbound(database: Database, arrivals: list, undo_ms: int) -> None:
    """I3 to I6: conservation, copies, honesty of cancel, never early."""
    states = database.outgoing()
    assert set(states) <= OUTGOING, f"I3: unknown states {set(states) - OUTGOING}"
    assert sum(states.values()) == database.one("select count(*) from outgoing_mail"), "I3"
    copies, hashes, first = collections.Counter(), collections.defaultdict(set), {}
    for arrival in arrivals:
        key = arrival.message_id.strip("<>")
        copies[key] += 1
        hashes[key].add(arrival.sha256)
        first[key] = min(first.get(key, arrival.at_ms), arrival.at_ms)
    known = {}
    for mail_id, header, state, kind, posted in database.rows(
            "select mail_id, message_id_header, state, kind, coalesce(message.created_at, "
            "outgoing_mail.created_at) from outgoing_mail left join message using (message_id)"):
        known[header] = state
        uncertain = database.one("select count(*) from mail_attempt where mail_id = ? and outcome = 'uncertain'",
                                 mail_id) + (state == "uncertain")
        assert copies[header] <= 1 + uncertain, f"I4: {copies[header]} copies of {header} ({state})"
        assert len(hashes[header]) <= 1, f"I4: attempts of {header} differ in bytes"
        assert not (state == "cancelled" and copies[header]), f"I5: {header} was cancelled and sent"
        assert not (state == "sent" and not copies[header]), f"I4: {header} is 'sent', nobody has it"
        if kind == "reply" and header in first:
            early = posted + undo_ms - first[header]
            assert early <= 0, f"I6: {header} left {early} ms early"
    unknown = set(copies) - known.keys()
    assert not unknown, f"I3: sent without a row: {unknown}"
