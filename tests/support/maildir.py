"""A customer with a mail client: reads a Maildir, answers as Thunderbird or Gmail would.

Answers go to Reply-To before From, carry In-Reply-To and References, and quote what they answer
(RFC 5322 section 3.6.4).
"""
import email
import email.message
import email.policy
import email.utils
import mailbox
import pathlib
import smtplib

from support.wait import eventually


class Mailbox:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder

    def mails(self) -> list:
        """Every mail, parsed, oldest first."""
        if not (self.folder / "new").is_dir():
            return []
        found = []
        for _, mail in sorted(mailbox.Maildir(self.folder, create=False).items()):
            found.append(email.message_from_bytes(mail.as_bytes(), policy=email.policy.default))
        return found

    def mails_to(self, address: str) -> list:
        return [mail for mail in self.mails() if address in (mail["Delivered-To"] or mail["To"] or "")]

    def wait_for(self, what: str, wanted, count: int = 1, within: float = 20) -> list:
        """The mails for which wanted(mail) holds, once there are at least `count`."""
        def enough():
            found = [mail for mail in self.mails() if wanted(mail)]
            return found if len(found) >= count else None
        return eventually(f"{count} mail(s): {what}", enough, within)


def body_of(mail: email.message.EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    return part.get_content() if part is not None else ""


def new_mail(sender: str, recipient: str, subject: str, text: str, **headers: str):
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, recipient, subject
    mail["Date"] = email.utils.formatdate(localtime=False)
    mail["Message-ID"] = email.utils.make_msgid(domain=email.utils.parseaddr(sender)[1].partition("@")[2])
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def answer_to(mail, sender: str, text: str) -> email.message.EmailMessage:
    """What a mail client sends when its user presses Reply and writes above the quote."""
    target = str(mail["Reply-To"] or mail["From"])
    subject = str(mail["Subject"])
    quoted = "\n".join("> " + line for line in body_of(mail).splitlines())
    author = email.utils.parseaddr(str(mail["From"]))[0] or "somebody"
    written = f"{text}\n\nOn {mail['Date']}, {author} wrote:\n{quoted}\n"
    references = " ".join(filter(None, [str(mail["References"] or ""), str(mail["Message-ID"])]))
    return new_mail(sender, email.utils.parseaddr(target)[1],
                    subject if subject.lower().startswith("re:") else "Re: " + subject, written,
                    In_Reply_To=str(mail["Message-ID"]), References=references)


def send(address: tuple, mail, sender: str | None = None, recipients: list | None = None) -> None:
    """Hands a mail (or its bytes) to an SMTP server; raises what smtplib raises on refusal."""
    with smtplib.SMTP(*address, timeout=30) as session:
        if isinstance(mail, bytes):
            session.sendmail(sender, recipients, mail)
        else:
            session.send_message(mail, sender, recipients)
