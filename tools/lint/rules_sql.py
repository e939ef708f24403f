"""SQL stands in src/store (one statement a function) and src/db (transactions, migrations) only.

Whoever needs a row asks store by name, so that a table can change in one place.
"""
import re

from tree import Problem, Tree

_SQL = re.compile(
    r"^\s*(?:select\b[^;]*\bfrom\b|insert\s+(?:or\s+\w+\s+)?into\b|update\s+\w+\s+set\b|"
    r"delete\s+from\b|(?:create|alter|drop)\s+(?:unique\s+)?(?:table|index)\b|with\s+\w+\s+as\s*\(|"
    r"pragma\s+\w+)", re.I | re.S)


def check_sql(tree: Tree) -> list:
    problems = []
    for file in tree.under("src"):
        if not file.is_cpp or file.folder in ("store", "db"):
            continue
        for offset, text in file.strings:
            if _SQL.match(text):
                problems.append(Problem(file.path, file.line_at(offset), "sql",
                                        f"move {text.strip()[:40]!r} to src/store"))
    return problems
