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
    """{rule: points} of one mail, which may be spam: then the report stands in it twice."""
    *_, report = _reports_of([raw], folder)
    return _points_in(report)


def points_of_each(mails: list, folder: pathlib.Path) -> list:
    """{rule: points} of each mail, in their order; the rules are read once. None may be spam as a whole."""
    reports = _reports_of(mails, folder)
    if len(reports) != len(mails):
        raise AssertionError(f"{len(reports)} reports about {len(mails)} mails: one of them is spam")
    return [_points_in(report) for report in reports]


def _points_in(report: str) -> dict:
    return {name: float(points) for points, name in RULE.findall(report)}


def _reports_of(mails: list, folder: pathlib.Path) -> list:
    (folder / "spam.cf").write_text(SETTINGS)
    names = [folder / f"spam.{at}.eml" for at in range(len(mails))]
    for name, raw in zip(names, mails):
        name.write_bytes(raw)
    run = subprocess.run(["spamassassin", "--local", "--test-mode", f"--prefspath={folder / 'spam.cf'}", *names],
                         capture_output=True, timeout=60 + 2 * len(mails), check=True,
                         env={"HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"})
    _, *reports = run.stdout.decode(errors="replace").split("Content analysis details:")
    if not reports:
        raise AssertionError(f"SpamAssassin said nothing: {run.stderr.decode()[-500:]}")
    return reports
