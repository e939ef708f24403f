"""What other mail servers and readers report about a mail: delivery reports, complaints, read receipts.

Made as the standards say (RFC 3464, RFC 5965, RFC 8098); each names the mail by its Message-ID.
"""

DAEMON = "Mail Delivery System <mailer-daemon@customer.test>"


def _report(kind: str, sender: str, subject: str, words: str, fields: str, message_id: str) -> bytes:
    part = {"delivery-status": "message/delivery-status", "feedback-report": "message/feedback-report",
            "disposition-notification": "message/disposition-notification"}[kind]
    return (f"From: {sender}\nTo: support@desk.test\nSubject: {subject}\n"
            f"Date: Sat, 21 Nov 2026 10:00:00 +0000\nMessage-ID: <{abs(hash((kind, fields, words))):x}@customer.test>\n"
            f"MIME-Version: 1.0\nContent-Type: multipart/report; report-type={kind}; boundary=r\n\n"
            f"--r\nContent-Type: text/plain\n\n{words}\n"
            f"--r\nContent-Type: {part}\n\n{fields}\n"
            f"--r\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\n--r--\n"
            ).replace("\n", "\r\n").encode()


def delivery(message_id: str, address: str, action: str, status: str, words: str) -> bytes:
    """`action` is failed or delayed."""
    return _report("delivery-status", DAEMON, "Undelivered Mail Returned to Sender", "It did not work.",
                   f"Reporting-MTA: dns; mx.customer.test\n\nFinal-Recipient: rfc822; {address}\n"
                   f"Action: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {words}\n", message_id)


def complaint(message_id: str, address: str) -> bytes:
    return _report("feedback-report", "Feedback <fbl@customer.test>", "Complaint", "Somebody pressed the button.",
                   f"Feedback-Type: abuse\nVersion: 1\nUser-Agent: Fbl/1\nOriginal-Rcpt-To: {address}\n", message_id)


def read_receipt(message_id: str, address: str) -> bytes:
    return _report("disposition-notification", address, "Read: your answer", "It was displayed.",
                   f"Final-Recipient: rfc822; {address}\nOriginal-Message-ID: {message_id}\n"
                   "Disposition: manual-action/MDN-sent-manually; displayed\n", message_id)
