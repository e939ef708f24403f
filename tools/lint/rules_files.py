"""What every file and folder must say about itself, and what none may name.

A stranger opens any file and knows from its first lines what stands there; nothing names one machine.
"""
import re

from tree import Problem, Tree

HEADER_LINES = 2
_MACHINE_PATH = re.compile(r"(?<![\w.~$}/-])/(?:home|Users|work|root)/[\w.-]+")


def _opening_comment_lines(text: str) -> int:
    count = 0
    for line in text.split("\n"):
        if not line.startswith("//"):
            break
        count += 1
    return count


def check_head_comments(tree: Tree) -> list:
    """A header of src/ opens with what stands there and its invariant or rule; all else with a line."""
    problems = []
    for file in tree.under("src", "tests", "bench"):
        if not file.is_cpp:
            continue
        wanted = HEADER_LINES if file.suffix == ".hpp" and file.folder else 1
        found = _opening_comment_lines(file.text)
        if found < wanted:
            problems.append(Problem(file.path, 1, "head comment",
                                    f"opens with {found} comment lines, {wanted} wanted: what stands "
                                    "here, which invariant, where the rule comes from"))
    return problems


def check_folder_readmes(tree: Tree) -> list:
    paths = {file.path for file in tree.files}
    folders = {file.folder for file in tree.under("src") if file.is_cpp and file.folder}
    return [Problem(f"src/{folder}/README.md", 1, "readme",
                    "missing: purpose, may include, main types, invariants, how to test")
            for folder in folders if f"src/{folder}/README.md" not in paths]


def check_machine_paths(tree: Tree) -> list:
    return [Problem(file.path, file.line_at(match.start()), "machine path",
                    f"{match[0]}: name no path of one machine")
            for file in tree.files if not file.path.startswith("tools/lint/")
            for match in _MACHINE_PATH.finditer(file.text)]
