"""SpamAssassin's word on a mail: Debian's rules, asked offline.

Local rules only: no DNS, no collaborative checks, no learning, so that every machine gives the same answer.
"""
import pathlib
import re
import shutil
import subprocess

RULE = re.compile(r"^\s*(-?\d+(?:\.\d)?)\s+([A-Z][A-Z0-9_]+)\b", re.MULTILINE)
SETTINGS = "use_bayes 0\nskip_rbl_checks 1\nuse_auto_welcomelist 0\n"


def is_installed() -> bool:
    return shutil.which("spamassassin") is not None


def points_of(raw: bytes, folder: pathlib.Path) -> dict:
    """{rule: points} of one mail."""
    return points_of_each([raw], folder)[0]


def points_of_each(mails: list, folder: pathlib.Path) -> list:
    """{rule: points} of each mail, in their order; the rules are read once."""
    (folder / "spam.cf").write_text(SETTINGS)
    names = [folder / f"spam.{at}.eml" for at in range(len(mails))]
    for name, raw in zip(names, mails):
        name.write_bytes(raw)
    run = subprocess.run(["spamassassin", "--local", "--test-mode", f"--prefspath={folder / 'spam.cf'}", *names],
                         capture_output=True, timeout=60 + 2 * len(mails), check=True,
                         env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})
    _, *details = run.stdout.decode(errors="replace").split("Content analysis details:")
    if len(details) != len(mails):
        raise AssertionError(f"SpamAssassin said nothing of some: {run.stderr.decode()[-500:]}")
    return [{name: float(points) for points, name in RULE.findall(report)} for report in details]
