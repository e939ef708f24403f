"""Tells the stories to a running Postroom as the people in them would: mails through its SMTP listener, answers
and notes through its HTTP API.

Invariant: an entry has come to rest (stored, everybody told, its mail gone) before the next one begins, so that
the event log is in the order of the stories.
"""
import email
import email.message
import email.policy
import email.utils
import re
import smtplib
import time

from story import Entry, Story
from support.api import Api
from support.maildir import answer_to
from support.wait import eventually

# A file as a customer would attach it: a complete PNG of 8 x 8 grey points.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000008000000080800000000e164e1570000000e494441"
    "54789c6368800206ca1800808420010d8024610000000049454e44ae426082")
TABLE = "invoice,net,tax\n2026-118,400.00,76.00\n2026-119,120.00,22.80\n"
WITHIN_SECONDS = 30
UNSEEN_SECONDS = 70 * 60  # what is younger has not been seen by anybody yet


class Teller:
    def __init__(self, smtp: tuple, http: tuple, support: str, administrator: Api):
        self.smtp, self.http, self.support, self.api = smtp, http, support, administrator
        self.staff = {}
        self.now = time.time()
        self.told = {}  # id of the message -> entry

    def tell(self, entries: list) -> None:
        self._sign_everybody_in()
        for entry in entries:
            self._tell_one(entry)

    def leave(self) -> None:
        """Everybody as they were. The program looks at its work again, with the times as they are by now: what nobody
        saw in time leaves by mail."""
        for colleague in self.staff.values():
            colleague.call("PATCH", "/me", {"undo_send_seconds": colleague.undo_send_seconds})

    def _sign_everybody_in(self) -> None:
        for user in self.api.list_all("/users"):
            colleague = self.api if user["id"] == self.api.user["id"] else self._by_link(user["id"])
            colleague.undo_send_seconds = colleague.get("/me")["undo_send_seconds"]
            colleague.call("PATCH", "/me", {"undo_send_seconds": 0})  # nothing to wait for
            self.staff[user["email"].partition("@")[0]] = colleague

    def _by_link(self, user_id: int) -> Api:
        url = self.api.post("/sign_in_links", {"user_id": user_id})["url"]
        return Api(*self.http).sign_in_by_link(url.partition("token=")[2])

    def _tell_one(self, entry: Entry) -> None:
        if entry.author == "customer":
            message = self._mail_in(entry)
        else:
            message = self._say(entry)
        self.told[message["id"]] = entry
        self._rest(entry, message)
        if entry.seconds_ago > UNSEEN_SECONDS:
            for colleague in self.staff.values():
                colleague.mark_seen(message["conversation_id"], message["seq"])
        self._keep_item(entry)

    # A customer writes.

    def _mail_in(self, entry: Entry) -> dict:
        mail = self._first_mail(entry.story) if entry.is_first else self._answer(entry)
        del mail["Date"]
        mail["Date"] = email.utils.formatdate(self.now - entry.seconds_ago)
        count = 0 if entry.is_first else len(self._messages(entry.story))
        with smtplib.SMTP(*self.smtp, timeout=WITHIN_SECONDS) as session:
            session.send_message(mail)
        return eventually(f"the mail of {entry.story.name}", lambda: self._newest_beyond(entry.story, count),
                          WITHIN_SECONDS)

    def _first_mail(self, story: Story) -> email.message.EmailMessage:
        mail = email.message.EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = story.sender, story.recipient(self.support), story.subject
        domain = email.utils.parseaddr(story.sender)[1].partition("@")[2]
        mail["Message-ID"] = f"<sample.{story.name}.{int(self.now)}@{domain}>"
        mail.set_content(story.entries[0].text)
        for name in story.files:
            if name.endswith(".png"):
                mail.add_attachment(PICTURE, maintype="image", subtype="png", filename=name)
            else:
                mail.add_attachment(TABLE, subtype="csv", filename=name)
        return mail

    def _answer(self, entry: Entry) -> email.message.EmailMessage:
        """To the newest mail that the customer got, as a mail client would: quoted, with its headers."""
        address = email.utils.parseaddr(entry.story.sender)[1]
        newest = self.api.get("/mail_log/outgoing", q=address, limit=1)["items"][0]
        raw = self.api.exchange("GET", f"/api/v1/outbox/{newest['id']}/raw")[2]
        got = email.message_from_bytes(raw, policy=email.policy.default)
        answered = entry.story.entries[entry.story.entries.index(entry) - 1]
        got.replace_header("Date", email.utils.formatdate(self.now - answered.seconds_ago))
        return answer_to(got, entry.story.sender, entry.text)

    # A colleague writes.

    def _say(self, entry: Entry) -> dict:
        conversation = self._conversation(entry.story, "internal" if entry.is_note else "public")
        client_id = f"sample-{entry.story.name}-{entry.story.entries.index(entry)}"
        return self.staff[entry.author].say(conversation["id"], entry.text, client_id)

    def _keep_item(self, entry: Entry) -> None:
        """Whoever answers takes the item; when all is said it gets the state that the file names."""
        item = self._item(entry.story)
        change = {}
        if entry.author != "customer" and not entry.is_note and item["assignee"] is None:
            change = {"status": "open", "assignee_id": self.staff[entry.author].user["id"]}
        if entry.is_first and "Priority" in entry.story.headers:
            change["priority"] = entry.story.headers["Priority"]
        if entry.is_last and "Status" in entry.story.headers:
            change["status"] = entry.story.headers["Status"]
        if change:
            author = self.api if entry.author == "customer" else self.staff[entry.author]
            author.call("PATCH", f"/items/{item['id']}", change)

    # What stands there by now.

    def _item(self, story: Story) -> dict | None:
        return self.api.item_titled(story.subject)

    def _conversation(self, story: Story, visibility: str) -> dict:
        return self.api.conversation(self._item(story)["id"], visibility)

    def _messages(self, story: Story) -> list:
        return self.api.messages(self._conversation(story, "public")["id"])

    def _newest_beyond(self, story: Story, count: int) -> dict | None:
        messages = self._messages(story) if self._item(story) else []
        return max(messages, key=lambda each: each["seq"]) if len(messages) > count else None

    def _rest(self, entry: Entry, message: dict) -> None:
        def is_told() -> bool:
            messages = self.api.messages(message["conversation_id"])
            return any(each["receipts"] for each in messages if each["id"] == message["id"])
        eventually(f"everybody is told of {entry.story.name}", is_told, WITHIN_SECONDS)
        eventually("the mail has left", lambda: not self._waiting(), WITHIN_SECONDS)

    def _waiting(self) -> list:
        mails = self.api.get("/outbox", view="all", limit=200)["items"]
        return [mail for mail in mails if mail["state"] in ("held", "ready", "leased", "dot_sent")]


def split_address(text: str) -> tuple:
    host, _, port = text.rpartition(":")
    return re.sub(r"[\[\]]", "", host), int(port)
