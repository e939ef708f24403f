"""Mail in, expected ticket out: every cases/*.case is one test; a new quirk of mail needs no C++.

The format stands in README.md beside this file. All cases share one server; each has its own sender.
"""
import email
import email.policy
import pathlib
import re
import smtplib
import unittest

from support.case import PostroomCase
from support.maildir import answer_to, send
from support.server import SUPPORT
from support.wait import eventually

CASES = pathlib.Path(__file__).resolve().parent / "cases"


class Step:
    def __init__(self, head: str, body: list):
        self.verb, _, self.argument = head.partition(" ")
        self.text = "\n".join(body).strip("\n")

    def expectations(self) -> list:
        """(name, wanted) of each `name: wanted` line."""
        return [tuple(part.strip() for part in line.split(":", 1))
                for line in self.text.splitlines() if line.strip() and not line.startswith("#")]


def read_case(file: pathlib.Path) -> list:
    steps, head, body = [], None, []
    for line in file.read_text(encoding="utf-8").split("\n") + ["== end"]:
        if line.startswith("== "):
            if head:
                steps.append(Step(head, body))
            head, body = line[3:].strip(), []
        else:
            body.append(line)
    return steps


def bytes_of(text: str) -> bytes:
    r"""The mail as written in the case: CR LF line ends; \xNN stands for one byte."""
    raw = text.encode("utf-8").replace(b"\n", b"\r\n") + b"\r\n"
    return re.sub(rb"\\x([0-9a-f]{2})", lambda match: bytes([int(match[1], 16)]), raw)


class Story:
    """Plays one case and answers what is asked of it."""

    def __init__(self, desk, api, name: str):
        self.desk, self.api = desk, api
        self.sender = f"{name}@customer.test"
        self.entry = None
        self.said = 0

    def mail(self, step: Step) -> None:
        before = self.newest_entry()
        recipient = step.argument or SUPPORT
        with smtplib.SMTP(*self.desk.address("smtp"), timeout=10) as session:
            envelope = "" if "Return-Path: <>" in step.text else self.sender
            session.sendmail(envelope, [recipient], bytes_of(step.text.replace("{sender}", self.sender)))
        self.await_entry(before)

    def answer(self, step: Step) -> None:
        """The agent writes in the ticket of the last mail."""
        self.said += 1
        self.api.say(self.conversation()["id"], step.text, f"{self.sender}-{self.said}")

    def reply(self, step: Step) -> None:
        """The customer answers the agent's last mail with a mail client."""
        before = self.newest_entry()
        send(self.desk.address("smtp"), answer_to(self.last_mail(), self.sender, step.text))
        self.await_entry(before)

    def newest_entry(self) -> int:
        entries = self.api.get("/mail_log/incoming", limit=1)["items"]
        return entries[0]["id"] if entries else 0

    def await_entry(self, before: int) -> None:
        def settled():
            entry = self.api.get("/mail_log/incoming", limit=1)["items"]
            return entry[0] if entry and entry[0]["id"] > before and entry[0]["outcome"] != "pending" else None
        self.entry = eventually("intake has dealt with the mail", settled)

    def last_mail(self):
        def captured():
            mails = self.api.get("/mail_log/outgoing", q=self.sender, limit=5)["items"]
            sent = [each for each in mails if each["state"] == "sent"]
            return sent[0] if len(sent) >= self.said else None
        row = eventually("the agent's mail is sent", captured)
        raw = self.api.exchange("GET", f"/api/v1/outbox/{row['id']}/raw")[2]
        return email.message_from_bytes(raw, policy=email.policy.default)

    def item(self) -> dict:
        return self.api.get(f"/items/{self.entry['item']['id']}")

    def conversation(self) -> dict:
        return self.api.conversation(self.entry["item"]["id"])

    def messages(self) -> list:
        return self.api.messages(self.conversation()["id"])

    def ask(self, name: str) -> str:
        """What a line of `== expect` compares; None stands as a dash."""
        last = self.messages()[-1] if self.entry.get("item") and name.startswith("message") else None
        questions = {
            "outcome": lambda: self.entry["outcome"],
            "title": lambda: self.item()["title"],
            "requester": lambda: self.item()["requester"]["email"],
            "requester.name": lambda: self.item()["requester"]["name"],
            "status": lambda: self.item()["state"],
            "messages": lambda: len(self.messages()),
            "items": lambda: len({each["id"] for each in self.api.items()
                                  if (each["requester"] or {}).get("email") == self.sender}),
            "message": lambda: last["visible_text"].strip().replace("\n", "\\n"),
            "message.author": lambda: last["author"]["name"],
            "message.html": lambda: last["html"],
            "message.warning": lambda: last["warning"],
            "message.attachments": lambda: ", ".join(
                f"{each['filename']} ({each['size']})" for each in last["attachments"]),
        }
        value = questions[name]()
        return "-" if value is None or value == "" else str(value).replace(self.sender, "{sender}")


class Cases(PostroomCase):
    def test_every_case(self):
        desk = self.server("--capture").start()
        api = desk.api()
        api.call("PATCH", "/me", {"undo_send_seconds": 0})
        files = sorted(CASES.glob("*.case"))
        self.assertTrue(files)
        for file in files:
            with self.subTest(case=file.stem):
                self.play(Story(desk, api, file.stem), read_case(file))

    def play(self, story: Story, steps: list) -> None:
        for step in steps:
            if step.verb == "expect":
                for name, wanted in step.expectations():
                    self.compare(name, wanted, story.ask(name))
            else:
                {"mail": story.mail, "answer": story.answer, "reply": story.reply}[step.verb](step)

    def compare(self, name: str, wanted: str, found: str) -> None:
        if wanted.startswith("has "):
            self.assertIn(wanted[4:], found, name)
        elif wanted.startswith("lacks "):
            self.assertNotIn(wanted[6:], found, name)
        else:
            self.assertEqual(wanted, found, name)


if __name__ == "__main__":
    unittest.main()
