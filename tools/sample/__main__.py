"""Fills a sample workspace with real mails, and answers some: it then looks like a desk at work.

    python3 tools/sample --smtp HOST:PORT --support ADDRESS [--http HOST:PORT --email E --password-file F]

Each mails/*.txt is a customer's mail: headers, an empty line, the text; after a line "== answer" what the
agent answers. Mails go in through the SMTP listener, answers through the HTTP API, as everybody's would.
"""
import argparse
import email.message
import email.utils
import pathlib
import smtplib
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tools/sample/mails"
sys.path.insert(0, str(ROOT / "tests"))

from support.api import Api  # noqa: E402  the small client of the HTTP contract
from support.wait import eventually  # noqa: E402

# A file as a customer would attach it: a complete PNG of 8 x 8 grey points.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000008000000080800000000e164e1570000000e494441"
    "54789c6368800206ca1800808420010d8024610000000049454e44ae426082")
TABLE = "invoice,net,tax\n2026-118,400.00,76.00\n2026-119,120.00,22.80\n"


class Sample:
    """One file of mails/."""

    def __init__(self, file: pathlib.Path):
        head, _, rest = file.read_text(encoding="utf-8").partition("\n\n")
        self.headers = dict(line.split(": ", 1) for line in head.splitlines())
        self.text, _, answer = rest.partition("\n== answer\n")
        self.answer = answer.strip()
        self.name = file.stem

    @property
    def subject(self) -> str:
        return self.headers["Subject"]

    def recipient(self, support: str) -> str:
        local, _, domain = support.partition("@")
        return f"{self.headers.get('Queue', local)}@{domain}"

    def mail(self, support: str, minutes_ago: int) -> email.message.EmailMessage:
        sender = self.headers["From"]
        mail = email.message.EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, self.recipient(support), self.subject
        mail["Date"] = email.utils.formatdate(time.time() - 60 * minutes_ago)
        domain = email.utils.parseaddr(sender)[1].partition("@")[2]
        mail["Message-ID"] = f"<sample.{self.name}.{int(time.time())}@{domain}>"
        mail.set_content(self.text)
        for name in filter(None, self.headers.get("Attach", "").split(", ")):
            if name.endswith(".png"):
                mail.add_attachment(PICTURE, maintype="image", subtype="png", filename=name)
            else:
                mail.add_attachment(TABLE, subtype="csv", filename=name)
        return mail


def split_address(text: str) -> tuple:
    host, _, port = text.rpartition(":")
    return host.strip("[]"), int(port)


def send_all(samples: list, smtp: tuple, support: str) -> None:
    with smtplib.SMTP(*smtp, timeout=30) as session:
        for index, sample in enumerate(samples):
            session.send_message(sample.mail(support, 7 * (len(samples) - index)))


def answer_some(samples: list, api: Api) -> int:
    """Answers by the person signed in; returns how many."""
    answered = [sample for sample in samples if sample.answer]
    for sample in answered:
        item = eventually(f"ticket {sample.subject!r}", lambda: api.item_titled(sample.subject), within=30)
        conversation = api.conversation(item["id"])
        api.say(conversation["id"], sample.answer, f"sample-{sample.name}")
        api.mark_seen(conversation["id"], conversation["last_seq"])
        if "Status" in sample.headers:
            api.call("PATCH", f"/items/{item['id']}", {"status": sample.headers["Status"],
                                                       "assignee_id": api.user["id"]})
    return len(answered)


def main() -> int:
    parser = argparse.ArgumentParser(prog="tools/sample", description=__doc__.split("\n")[0])
    parser.add_argument("--smtp", required=True)
    parser.add_argument("--support", required=True)
    parser.add_argument("--http")
    parser.add_argument("--email")
    parser.add_argument("--password-file", type=pathlib.Path)
    options = parser.parse_args()
    samples = [Sample(file) for file in sorted(FOLDER.glob("*.txt"))]
    send_all(samples, split_address(options.smtp), options.support)
    answered = 0
    if options.http:
        api = Api(*split_address(options.http)).sign_in(options.email,
                                                        options.password_file.read_text().strip())
        answered = answer_some(samples, api)
    print(f"{len(samples)} sample mails came in through SMTP, {answered} are answered")
    return 0


if __name__ == "__main__":
    sys.exit(main())
