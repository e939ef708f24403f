"""Fills a sample workspace with real mails: `python3 tools/sample SMTP_HOST:PORT SUPPORT_ADDRESS`.

Each mails/*.txt is one customer's mail: headers, an empty line, the text; `Attach:` names what to
add. They go in through the SMTP listener, one after the other, as the world's mail would.
"""
import email.message
import email.utils
import pathlib
import smtplib
import sys
import time

FOLDER = pathlib.Path(__file__).resolve().parent / "mails"

# A file as a customer would attach it: a complete PNG of 8 x 8 grey points.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000008000000080800000000e164e157"
    "0000000e49444154789c6368800206ca1800808420010d8024610000000049454e"
    "44ae426082")


def attach(mail: email.message.EmailMessage, name: str) -> None:
    if name.endswith(".png"):
        mail.add_attachment(PICTURE, maintype="image", subtype="png", filename=name)
    elif name.endswith(".csv"):
        mail.add_attachment("invoice,net,tax\n2026-118,400.00,76.00\n2026-119,120.00,22.80\n",
                            subtype="csv", filename=name)
    else:
        mail.add_attachment(f"{name}\n", subtype="plain", filename=name)


def read_mail(file: pathlib.Path, support: str, minutes_ago: int) -> email.message.EmailMessage:
    head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    headers = dict(line.split(": ", 1) for line in head.splitlines())
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = headers["From"], support, headers["Subject"]
    mail["Date"] = email.utils.formatdate(time.time() - 60 * minutes_ago)
    mail["Message-ID"] = f"<sample.{file.stem}.{int(time.time())}@{headers['From'].rpartition('@')[2].rstrip('>')}>"
    mail.set_content(body)
    for name in filter(None, headers.get("Attach", "").split(", ")):
        attach(mail, name)
    return mail


def main() -> int:
    host, _, port = sys.argv[1].rpartition(":")
    files = sorted(FOLDER.glob("*.txt"))
    with smtplib.SMTP(host.strip("[]"), int(port), timeout=30) as session:
        for index, file in enumerate(files):
            session.send_message(read_mail(file, sys.argv[2], 7 * (len(files) - index)))
    print(f"{len(files)} sample mails went in through SMTP")
    return 0


if __name__ == "__main__":
    sys.exit(main())
