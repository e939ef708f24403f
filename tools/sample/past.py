"""Sets the times of a sample that was told just now back to when its stories happened.

Invariant: only ever a workspace that `postroom setup --sample` made, only once, and only while it holds nothing but
the sample: with one message more it refuses. What happened to a message moves as one, so that nobody saw or sent
anything before it was written. The program itself has no way to change the past; this tool of the source tree writes
to the SQLite file beside it.
"""
import contextlib
import pathlib
import sqlite3

MARK = "sample"  # setting: "new" as setup left it, "told" afterwards
FOUNDED_DAYS_AGO = 45
DAY_MS = 86_400_000


class NotASample(Exception):
    """The workspace is real, or was set back before."""


def set_back(file: pathlib.Path, now_ms: int, entries: dict) -> None:
    """@param entries  id of the message -> how many seconds ago it was written"""
    with contextlib.closing(sqlite3.connect(file, timeout=30, isolation_level=None)) as database:
        database.execute("begin immediate")
        try:
            check_is_sample(database, entries)
            Past(database, now_ms, entries).write()
            database.execute("update setting set value = 'told' where name = ?", (MARK,))
            database.execute("commit")
        except BaseException:
            database.execute("rollback")
            raise


def has_read_everything(file: pathlib.Path, reader: str = "automation") -> bool:
    """Whether this reader of the event log has come to its end."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as database:
        [read] = database.execute("select coalesce(max(event_id), 0) from reader_cursor where name = ?", (reader,)).fetchone()
        [last] = database.execute("select coalesce(max(event_id), 0) from event").fetchone()
    return read >= last


def check_is_new(file: pathlib.Path) -> None:
    """Before a word is told: mails for a sample have no business in another workspace."""
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as database:
        check_mark(database)


def check_mark(database: sqlite3.Connection) -> None:
    mark = database.execute("select value from setting where name = ?", (MARK,)).fetchone()
    if mark != ("new",):
        raise NotASample("this workspace was not made with --sample, or its sample was told before")


def check_is_sample(database: sqlite3.Connection, entries: dict) -> None:
    check_mark(database)
    messages = {row[0] for row in database.execute("select message_id from message")}
    if messages != set(entries):
        raise NotASample("this workspace holds messages that are no part of the sample")


class Past:
    def __init__(self, database: sqlite3.Connection, now_ms: int, entries: dict):
        self.database = database
        self.now_ms = now_ms
        written = dict(database.execute("select message_id, created_at from message"))
        self.back = {message: written[message] - (now_ms - 1000 * seconds)
                     for message, seconds in entries.items()}  # by how much each message moves
        self.first, self.last = {}, {}  # by how much an item began and ended earlier
        self.founded = now_ms - FOUNDED_DAYS_AGO * DAY_MS

    def write(self) -> None:
        self._events()
        for message, back in self.back.items():
            self._message(message, back)
        self._items()
        self._workspace()

    def _move(self, table: str, columns: str, back: int, where: str, *values) -> None:
        moved = ", ".join(f"{column} = {column} - {int(back)}" for column in columns.split())
        self.database.execute(f"update {table} set {moved} where {where}", values)

    def _message(self, message: int, back: int) -> None:
        by_message = ("message_id = ?", message)
        self._move("message", "created_at", back, *by_message)
        self._move("attachment", "created_at", back, *by_message)
        self._move("incoming_mail", "received_at processed_at", back, *by_message)
        self._move("mail_attempt", "started_at finished_at", back,
                   "mail_id in (select mail_id from outgoing_mail where message_id = ?)", message)
        self._move("outgoing_mail", "created_at due_at last_attempt_at first_failure_at finished_at", back, *by_message)
        self._move("receipt", "decided_at due_at", back, *by_message)
        # Seen within the minute, each at a moment of their own: so nobody had to be mailed.
        self.database.execute(
            "update receipt set seen_at = (select created_at from message m where m.message_id = receipt.message_id)"
            " + 5000 + (receipt_id * 7919) % 50000 where message_id = ? and seen_at is not null", (message,))

    def _events(self) -> None:
        """An event moves with its message; one without a message with what happened before it."""
        founding = self.database.execute("select min(at) from event").fetchone()[0]
        back = (founding or self.now_ms) - self.founded
        first = {}  # item -> its first message
        for item, message in self.database.execute(
                "select item_id, min(message_id) from event where message_id is not null and item_id is not null"
                " group by item_id"):
            first[item] = message
        of_item = {item: self.back[message] for item, message in first.items() if message in self.back}
        self.first, self.last = dict(of_item), of_item
        for event, item, message in self.database.execute(
                "select event_id, item_id, message_id from event order by event_id").fetchall():
            if message in self.back:
                of_item[item] = self.back[message]
            back = of_item.get(item, back)
            self._move("event", "at", back, "event_id = ?", event)

    def _items(self) -> None:
        for item, back in self.first.items():
            self._move("item", "created_at", back, "item_id = ?", item)
            self._move("conversation", "created_at last_message_at", back, "item_id = ?", item)
            self._move("item", "updated_at", self.last[item], "item_id = ?", item)
        statements = (
            "update conversation set last_message_at = (select max(created_at) from message m"
            " where m.conversation_id = conversation.conversation_id) where last_seq > 0",
            "update follower set created_at = (select created_at from item where item_id = subject_id)"
            " where subject = 'item'",
            "update customer set created_at = coalesce((select min(created_at) from item"
            " where requester_id = customer_id), created_at)",
            "update seen_mark set seen_at = coalesce((select r.seen_at from receipt r"
            " where r.conversation_id = seen_mark.conversation_id and r.seq = seen_mark.seq"
            " and r.person_kind = seen_mark.person_kind and r.person_id = seen_mark.person_id),"
            " (select m.created_at from message m where m.conversation_id = seen_mark.conversation_id"
            " and m.seq = seen_mark.seq), seen_at)",
            "update channel set last_received_at = (select max(received_at) from incoming_mail i"
            " where i.channel_id = channel.channel_id) where last_received_at is not null",
        )
        for statement in statements:
            self.database.execute(statement)

    def _workspace(self) -> None:
        """The desk itself is older than the stories."""
        for table in ("app_user", "channel", "connector", "project", "email_filter"):
            self.database.execute(f"update {table} set created_at = ?", (self.founded,))
