"""Adds up every test case of one run and prints the one line of counts that script/test ends with.

    count_results.py RESULTS

RESULTS holds ctest.xml (JUnit), NAME.json of each GoogleTest program and Python test file (both with
"tests", "failures", "errors", "disabled"), and the web's log. A test without its own file of cases,
such as a lint or a program that crashed, counts as one. Exit status 1 when anything failed.
"""
import json
import pathlib
import re
import sys
import xml.etree.ElementTree


def cases(report: pathlib.Path) -> tuple:
    """(passed, failed, skipped) of one program."""
    counted = json.loads(report.read_text())
    failed = counted.get("failures", 0) + counted.get("errors", 0)
    skipped = counted.get("disabled", 0) + _skipped(counted)
    return counted["tests"] - failed - skipped, failed, skipped


def _skipped(counted: dict) -> int:
    if "skipped" in counted:
        return counted["skipped"]
    return sum(case.get("result") == "SKIPPED"
               for suite in counted.get("testsuites", []) for case in suite.get("testsuite", []))


def ctest_cases(results: pathlib.Path):
    for test in xml.etree.ElementTree.parse(results / "ctest.xml").getroot().iter("testcase"):
        name, failed = test.get("name"), test.get("status") != "run"
        report = results / f"{name}.json"
        if not report.is_file():
            yield name, (0 if failed else 1, 1 if failed else 0, 0)
            continue
        counts = cases(report)
        if failed and counts[1] == 0:  # died after its last case
            counts = (counts[0], 1, counts[2])
        yield name, counts


def web_cases(results: pathlib.Path):
    """The last "Tests  40 passed | 2 failed | 1 skipped (43)" of Vitest, and one for the checks around it."""
    log = (results / "web.log").read_text(errors="replace")
    lines = re.findall(r"^\s*Tests\s+(.*\(\d+\))\s*$", log, re.M)
    count = dict((word, int(number)) for number, word in
                 re.findall(r"(\d+) (passed|failed|skipped)", lines[-1] if lines else ""))
    broken = (results / "web.failed").exists() and not count.get("failed")
    yield "web", (count.get("passed", 0) + (not (results / "web.failed").exists()),
                  count.get("failed", 0) + broken, count.get("skipped", 0))


def main() -> int:
    results = pathlib.Path(sys.argv[1])
    total = [0, 0, 0]
    sources = [(results / "ctest.xml", ctest_cases), (results / "web.log", web_cases)]
    for file, read in sources:
        for name, counts in read(results) if file.exists() else ():
            total = [a + b for a, b in zip(total, counts)]
            if counts[1]:
                print(f"failed: {name} ({counts[1]} of {sum(counts)} cases)")
            if counts[2]:
                print(f"skipped: {counts[2]} cases of {name}")
    print(f"{total[0]} passed, {total[1]} failed")
    return 1 if total[1] or total[0] == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
