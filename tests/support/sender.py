"""A customer's mail server: it sends each mail until it is answered 250, and only then forgets it.

Rule: mail-correctness.md I1; "accepted" is what the sender was told, never what a database says.
"""
import collections
import smtplib
import threading

from support.server import SUPPORT


class Sender(threading.Thread):
    """Sends `mails` to `address`, which a test sets before start(), and again whenever the server moved."""

    def __init__(self, mails: list, patience: float = 5):
        super().__init__(daemon=True)
        self.patience = patience
        self.waiting = collections.deque(mails)
        self.accepted = set()
        self.address = None
        self.stopped = threading.Event()

    def run(self) -> None:
        while self.waiting and not self.stopped.is_set():
            try:
                with smtplib.SMTP(*self.address, timeout=self.patience) as session:
                    while self.waiting and not self.stopped.is_set():
                        session.send_message(self.waiting[0], "eve@customer.test", [SUPPORT])
                        self.accepted.add(str(self.waiting.popleft()["Subject"]))
            except (smtplib.SMTPException, OSError):
                self.stopped.wait(0.05)  # the server is gone or going; try again until stopped
