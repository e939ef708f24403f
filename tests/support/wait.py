"""The one place where a test waits: for a condition, bounded, never for a length of time.

Everything observed from outside (another process, a queue, a Maildir) has no event to wait on.
"""
import time

POLL_SECONDS = 0.02


class NotInTime(AssertionError):
    """A condition did not become true within its limit."""


def eventually(what: str, ask, within: float = 20.0):
    """The first true answer of ask(), asked again and again for at most `within` seconds."""
    end = time.monotonic() + within
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > end:
            raise NotInTime(f"not within {within} s: {what}; last answer: {answer!r}")
        time.sleep(POLL_SECONDS)


def never(what: str, ask, during: float):
    """Fails when ask() becomes true while watched; for "nothing more arrives" at a known horizon."""
    end = time.monotonic() + during
    while time.monotonic() < end:
        answer = ask()
        if answer:
            raise AssertionError(f"happened: {what}: {answer!r}")
        time.sleep(POLL_SECONDS)
