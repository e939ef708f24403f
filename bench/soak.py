"""Twenty thousand mails of every kind, most of them damaged, through the SMTP listener of the release build.

What is asked of it: each mail that was answered with 250 ends in exactly one outcome (I1), nothing stops the rest
(IN-4), and resident memory does not grow with the number of mails. Prints the counts and the memory along the way;
ends with 1 when a mail is missing. Without a folder of mails the tests' own are taken.

    script/bench soak [--mails N] [--sessions N] [--folder FOLDER]
"""
import argparse
import collections
import concurrent.futures
import pathlib
import re
import smtplib
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from support import mails  # noqa: E402
from support.database import Database  # noqa: E402
from support.server import SUPPORT, Server  # noqa: E402

MAILS_A_CONNECTION = 90  # the listener ends a connection after 100 (SRV-5)
PIECE = 1000
PATIENCE_SECONDS = 120


def resident_mib(pid: int) -> float:
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def send(address: tuple, batch: list) -> tuple:
    """How many were taken, and the answers to those that were not."""
    taken, refused = 0, collections.Counter()
    with smtplib.SMTP(*address, timeout=60) as session:
        for number, (_, mail) in batch:
            try:
                session.sendmail(f"sender{number}@customer.test", [SUPPORT], mail)
                taken += 1
            except smtplib.SMTPResponseException as answer:
                refused[f"{answer.smtp_code} {answer.smtp_error.decode(errors='replace')[:60]}"] += 1
    return taken, refused


def settle(database: Database) -> float:
    """Seconds until no mail is pending."""
    began = time.monotonic()
    while database.incoming().get("pending", 0):
        if time.monotonic() - began > PATIENCE_SECONDS:
            sys.exit(f"soak: mails are still pending after {PATIENCE_SECONDS} s")
        time.sleep(0.05)
    return time.monotonic() - began


def soak(server: Server, made: list, sessions: int) -> int:
    database, pid = Database(server.data), server.process.child.pid
    taken, refused, began = 0, collections.Counter(), time.monotonic()
    print(f"{'mails':>8} {'pending for s':>14} {'RSS MiB':>8}")
    print(f"{0:8} {'':14} {resident_mib(pid):8.1f}")
    for start in range(0, len(made), PIECE):
        piece = list(enumerate(made))[start:start + PIECE]
        batches = [piece[i:i + MAILS_A_CONNECTION] for i in range(0, len(piece), MAILS_A_CONNECTION)]
        with concurrent.futures.ThreadPoolExecutor(sessions) as pool:
            for count, answers in pool.map(lambda batch: send(server.address("smtp"), batch), batches):
                taken += count
                refused += answers
        waited = settle(database)
        print(f"{start + len(piece):8} {waited:14.2f} {resident_mib(pid):8.1f}", flush=True)
    seconds = time.monotonic() - began
    outcomes = database.incoming()
    print(f"{len(made)} sent, {taken} taken in {seconds:.0f} s ({taken / seconds:.0f}/s); refused: {dict(refused)}")
    print("outcomes:", ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items())))
    orphans = database.one("select count(*) from incoming_mail where outcome in ('ticket', 'reply') "
                           "and (item_id is null or message_id is null)")
    missing = taken - sum(outcomes.values())
    print(f"missing: {missing}, without their message: {orphans}")
    return 1 if missing or orphans or not server.is_running() else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--sessions", type=int, default=4)
    parser.add_argument("--folder", type=pathlib.Path)
    options = parser.parse_args()
    whole = mails.corpora(options.folder) if options.folder else mails.handmade()
    whole = [(name, re.sub(rb"\r?\n", b"\r\n", mail)) for name, mail in whole]
    made = whole + mails.variants(whole, max(0, options.mails - len(whole)))
    with tempfile.TemporaryDirectory(prefix="postroom-soak-") as folder:
        server = Server(pathlib.Path(folder) / "desk", "--capture",
                        settings="[loops]\nlimit_senders = false\n").prepare()
        with server.start():
            return soak(server, made, options.sessions)


if __name__ == "__main__":
    sys.exit(main())
