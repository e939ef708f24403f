"""Fills a sample workspace with the conversations of some days: it then looks like a desk at work.

    python3 tools/sample --smtp HOST:PORT --http HOST:PORT --support ADDRESS --email E --password-file F [--data DIR]

Mails go in through the SMTP listener, answers through the HTTP API, as everybody's would; see story.py for mails/*.txt.
With --data, the directory of the workspace, the times are set back to when the stories happened; see past.py.
"""
import argparse
import contextlib
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from support.api import Api  # noqa: E402  the small client of the HTTP contract
from support.database import file_of  # noqa: E402
from support.wait import eventually  # noqa: E402
from past import NotASample, check_is_new, has_read_everything, set_back  # noqa: E402
from story import in_order, read_stories  # noqa: E402
from telling import Teller, split_address  # noqa: E402


@contextlib.contextmanager
def rules_at_rest(administrator: Api, database: pathlib.Path | None):
    """The stories say everything that was said: no rule adds a word of today to a ticket of last week."""
    rules = [rule["id"] for rule in administrator.list_all("/automations") if rule["enabled"]]
    for rule in rules:
        administrator.call("PATCH", f"/automations/{rule}", {"enabled": False})
    yield
    if database:
        eventually("the rules have read everything", lambda: has_read_everything(database), within=60)
    for rule in rules:
        administrator.call("PATCH", f"/automations/{rule}", {"enabled": True})


def fill(options: argparse.Namespace) -> Teller:
    database = file_of(options.data) if options.data else None
    if database:
        check_is_new(database)
    http = split_address(options.http)
    administrator = Api(*http).sign_in(options.email, options.password_file.read_text().strip())
    teller = Teller(split_address(options.smtp), http, options.support, administrator)
    with rules_at_rest(administrator, database):
        teller.tell(in_order(read_stories(ROOT / "tools/sample/mails")))
    if database:
        set_back(database, int(teller.now * 1000),
                 {message: entry.seconds_ago for message, entry in teller.told.items()})
    teller.leave()
    return teller


def main() -> int:
    parser = argparse.ArgumentParser(prog="tools/sample", description=__doc__.split("\n")[0])
    for needed in ("--smtp", "--http", "--support", "--email"):
        parser.add_argument(needed, required=True)
    parser.add_argument("--password-file", type=pathlib.Path, required=True)
    parser.add_argument("--data", type=pathlib.Path)
    options = parser.parse_args()
    try:
        teller = fill(options)
    except NotASample as error:
        print(f"tools/sample: {error}", file=sys.stderr)
        return 1
    entries = teller.told.values()
    mails = sum(entry.author == "customer" for entry in entries)
    print(f"{sum(entry.is_first for entry in entries)} sample conversations: {mails} mails came in through SMTP, "
          f"{len(entries)} messages in all")
    return 0


if __name__ == "__main__":
    sys.exit(main())
