"""Mails of every kind for intake: whole ones, and the same ones cut short and with flipped bytes.

Deterministic: a variant's name holds its seed, so that a failing mail can be made again.
"""
import base64
import pathlib
import random

HEAD = (b"From: Eve Customer <eve@customer.test>\r\nTo: support@desk.test\r\nSubject: {name}\r\n"
        b"Date: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{name}@customer.test>\r\n")

BODIES = {
    "plain": b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe printer prints nothing.\r\n",
    "no-headers-but-these": b"\r\nbody\r\n",
    "latin1-labelled-ascii": b"Content-Type: text/plain; charset=us-ascii\r\n\r\nGr\xfc\xdfe aus K\xf6ln\r\n",
    "unknown-charset": b"Content-Type: text/plain; charset=x-klingon\r\n\r\nnuqneH\r\n",
    "html-only": b"Content-Type: text/html\r\n\r\n<p>Hi<script>alert(1)</script><b>there</b></p>\r\n",
    "nul-bytes": b"Content-Type: text/plain\r\n\r\nzero\x00byte\r\n",
    "base64-broken": b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!not base64!!!\r\n",
    "qp-broken": b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=\r\n=4\r\n",
    "no-boundary": b"Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nlost\r\n--x--\r\n",
    "boundary-never-ends": b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\npart one\r\n",
    "attachment": b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nsee file\r\n--x\r\n"
                  b"Content-Type: application/pdf; name=\"a b.pdf\"\r\nContent-Transfer-Encoding: base64\r\n"
                  b"Content-Disposition: attachment\r\n\r\n" + base64.b64encode(bytes(range(256)))
                  + b"\r\n--x--\r\n",
    "deep": b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n" + b"".join(
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(300)),
    "long-line": b"Content-Type: text/plain\r\n\r\n" + b"x" * 60000 + b"\r\n",
    "empty": b"\r\n",
    "automatic": b"Auto-Submitted: auto-replied\r\nContent-Type: text/plain\r\n\r\nI am away.\r\n",
    "list": b"List-Id: <news.customer.test>\r\nPrecedence: bulk\r\n\r\nOur news.\r\n",
    "bounce": b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\n"
              b"It did not work.\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\n"
              b"Reporting-MTA: dns; mx.customer.test\r\n\r\nFinal-Recipient: rfc822; bob@customer.test\r\n"
              b"Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n--x--\r\n",
}


def handmade() -> list:
    """(name, bytes) of one mail of each kind above."""
    return [(name, HEAD.replace(b"{name}", name.encode()) + body) for name, body in BODIES.items()]


def corpora(folder: pathlib.Path) -> list:
    return [(path.stem, path.read_bytes()) for path in sorted(folder.glob("*.eml"))]


def truncated(name: str, mail: bytes, seed: int) -> tuple:
    chance = random.Random(f"{name}:{seed}")
    return f"{name}-cut{seed}", mail[:chance.randrange(1, max(2, len(mail)))]


def flipped(name: str, mail: bytes, seed: int) -> tuple:
    chance = random.Random(f"{name}:flip:{seed}")
    changed = bytearray(mail)
    for _ in range(max(1, len(mail) // 200)):
        at = chance.randrange(len(changed))
        changed[at] ^= 1 << chance.randrange(8)
    return f"{name}-flip{seed}", bytes(changed)


def variants(mails: list, count: int) -> list:
    """`count` broken variants of the mails, cut and flipped in turn."""
    made = []
    seed = 0
    while mails and len(made) < count:
        for name, mail in mails:
            made.append((truncated if len(made) % 2 else flipped)(name, mail, seed))
            if len(made) == count:
                break
        seed += 1
    return made
