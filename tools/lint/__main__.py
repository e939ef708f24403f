"""Every lint of the project in one program: `python3 tools/lint [ROOT]`, the `tidy` test.

Exit status 1 when anything is found; one line a finding: path:line: [rule] what to do.
"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from lint import RULES, lint


def main() -> int:
    here = pathlib.Path(__file__).resolve().parents[2]
    root = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else here
    problems = lint(root)
    for problem in problems:
        print(problem)
    print(f"lint: {len(RULES)} rules, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
