"""The sample conversations: mails/*.txt read into entries, each with its author and its age.

A file opens with headers, an empty line and the customer's first mail; `Ago: 2d 3h` says how old it is. What
follows stands after lines such as `== ada, 14m later`, `== note by ben, 6m later`, `== customer, 2h later`.
"""
import dataclasses
import pathlib
import re

UNITS = {"d": 86_400, "h": 3_600, "m": 60}


def seconds_of(text: str) -> int:
    """Of "1d 2h 5m"."""
    return sum(int(number) * UNITS[unit] for number, unit in re.findall(r"(\d+)([dhm])", text))


@dataclasses.dataclass
class Entry:
    """One message: by "customer" or by the local part of a colleague's address; a note stays internal."""
    story: "Story"
    author: str
    is_note: bool
    text: str
    seconds_ago: int

    @property
    def is_first(self) -> bool:
        return self is self.story.entries[0]

    @property
    def is_last(self) -> bool:
        return self is self.story.entries[-1]


class Story:
    """One conversation with one customer."""

    def __init__(self, file: pathlib.Path):
        head, _, rest = file.read_text(encoding="utf-8").partition("\n\n")
        self.name = file.stem
        self.headers = dict(line.split(": ", 1) for line in head.splitlines())
        first, *later = re.split(r"^== (.+)$", rest, flags=re.MULTILINE)
        age = seconds_of(self.headers["Ago"])
        self.entries = [Entry(self, "customer", False, first.strip() + "\n", age)]
        for heading, text in zip(later[::2], later[1::2]):
            who, _, delay = heading.partition(",")
            age -= seconds_of(delay)
            self.entries.append(Entry(self, who.split()[-1], who.startswith("note by"), text.strip(), age))

    @property
    def subject(self) -> str:
        return self.headers["Subject"]

    @property
    def sender(self) -> str:
        return self.headers["From"]

    @property
    def files(self) -> list:
        return list(filter(None, self.headers.get("Attach", "").split(", ")))

    def recipient(self, support: str) -> str:
        local, _, domain = support.partition("@")
        return f"{self.headers.get('Queue', local)}@{domain}"


def read_stories(folder: pathlib.Path) -> list:
    return [Story(file) for file in sorted(folder.glob("*.txt"))]


def in_order(stories: list) -> list:
    """Every entry, the oldest first: as they happened."""
    return sorted((entry for story in stories for entry in story.entries), key=lambda entry: -entry.seconds_ago)
