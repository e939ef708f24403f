"""Banned calls: time and randomness come from Clock and Random, waiting is a row or a condition.

Without this, virtual time and replay by seed (the flow and sim tests) would be a fiction.
"""
import re

from tree import Problem, Tree

_HOME = {"src/core/clock.cpp", "src/core/random.cpp"}
_NOT_A_MEMBER = r"(?<![\w.>:])(?:std::|::)?"
_CPP = [
    (re.compile(r"\b(?:system|steady|high_resolution|utc|tai|file)_clock::now\b"),
     "ask the injected Clock"),
    (re.compile(_NOT_A_MEMBER + r"(?:time|gettimeofday|clock_gettime|localtime|gmtime|mktime)\s*\("
                r"(?=\s*(?:NULL|nullptr|0|&|CLOCK_|\)))"), "ask the injected Clock"),
    (re.compile(r"\bstd::random_device\b|\bstd::(?:mt19937(?:_64)?|default_random_engine)\b|"
                + _NOT_A_MEMBER + r"(?:rand|srand|arc4random|getrandom|getentropy)\s*\("
                + r"|\brandombytes_\w+\s*\("), "ask the injected Random"),
    (re.compile(_NOT_A_MEMBER + r"(?:sleep|usleep|nanosleep)\s*\(|\bthis_thread::sleep_\w+"),
     "wait for a condition, or make it a row with due_at"),
]
_PYTHON = [(re.compile(r"\btime\.sleep\s*\("), "use support.wait.eventually")]
_SCRIPT = [(re.compile(r"\bwaitForTimeout\s*\("), "wait for a condition")]
_POLLING = {"tests/support/wait.py"}
_CRASH_POINT = re.compile(r'\bCRASH_POINT\(\s*"([^"]+)"')


def check_banned_calls(tree: Tree) -> list:
    problems = []
    for file in tree.under("src", "tests"):
        if file.path in _HOME or file.path in _POLLING:
            continue
        rules = _CPP if file.is_cpp else {".py": _PYTHON, ".js": _SCRIPT, ".mjs": _SCRIPT}.get(
            file.suffix, [])
        text = file.code if file.is_cpp else file.text
        for pattern, advice in rules:
            for match in pattern.finditer(text):
                problems.append(Problem(file.path, file.line_at(match.start()), "banned call",
                                        f"{match[0].strip()}: {advice}"))
    return problems


def check_crash_points(tree: Tree) -> list:
    """The crash test lists the points by reading the sources, so each name stands once."""
    seen, problems = {}, []
    for file in tree.under("src"):
        if not file.is_cpp or file.path == "src/core/crash_point.hpp":
            continue
        for match in _CRASH_POINT.finditer(file.text):
            place = f"{file.path}:{file.line_at(match.start())}"
            if match[1] in seen:
                problems.append(Problem(file.path, file.line_at(match.start()), "crash point",
                                        f"{match[1]!r} also stands at {seen[match[1]]}"))
            elif not re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", match[1]):
                problems.append(Problem(file.path, file.line_at(match.start()), "crash point",
                                        f"{match[1]!r}: name it stage.moment"))
            seen.setdefault(match[1], place)
    return problems
