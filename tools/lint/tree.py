"""The files that the lints look at, read once, with comments and literals told apart from code.

Invariant: the answer depends only on what git tracks or would track, never on build output.
"""
import dataclasses
import functools
import os
import pathlib
import re
import subprocess

CPP = (".cpp", ".hpp")
TEXT = CPP + (".c", ".h", ".py", ".sh", ".js", ".mjs", ".ts", ".tsx", ".css", ".html", ".md",
              ".cmake", ".txt", ".toml", ".yaml", ".yml", ".json", ".sql", "")
SKIPPED_FOLDERS = {"build", "node_modules", "dist", ".git", ".cache", "__pycache__"}

_TOKEN = re.compile(
    r'(?P<raw>R"(?P<delim>[^()\\ ]{0,16})\((?P<rawtext>.*?)\)(?P=delim)")'
    r"|(?P<line>//[^\n]*)|(?P<block>/\*.*?\*/)"
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<char>(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+')",
    re.S)


@dataclasses.dataclass(frozen=True, order=True)
class Problem:
    path: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: [{self.rule}] {self.text}"


def _blank(text: str) -> str:
    """Spaces of the same shape, so that offsets and line numbers stay true."""
    return re.sub(r"[^\n]", " ", text)


class Source:
    """One file: its text, and for C++ its code without comments and literals."""

    def __init__(self, root: pathlib.Path, path: str):
        self.path = path
        self.name = os.path.basename(path)
        self.suffix = os.path.splitext(path)[1]
        self._file = root / path

    @functools.cached_property
    def text(self) -> str:
        try:
            return self._file.read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError):
            return ""

    @functools.cached_property
    def _scanned(self) -> tuple:
        strings = []

        def replace(match: re.Match) -> str:
            if match["raw"]:
                strings.append((match.start(), match["rawtext"]))
            elif match["string"]:
                strings.append((match.start(), match["string"][1:-1]))
            return _blank(match[0])

        return _TOKEN.sub(replace, self.text), strings

    @property
    def code(self) -> str:
        return self._scanned[0]

    @property
    def strings(self) -> list:
        """(offset, text) of every string literal."""
        return self._scanned[1]

    def line_at(self, offset: int) -> int:
        return self.text.count("\n", 0, offset) + 1

    @property
    def is_cpp(self) -> bool:
        return self.suffix in CPP

    @property
    def folder(self) -> str:
        """The folder of src/ that the file belongs to; "" outside src/ and for src/main.cpp."""
        parts = self.path.split("/")
        return parts[1] if parts[0] == "src" and len(parts) > 2 else ""


class Tree:
    def __init__(self, root: pathlib.Path):
        self.root = root
        self.files = [Source(root, path) for path in sorted(_paths(root))
                      if os.path.splitext(path)[1] in TEXT and (root / path).is_file()]

    def under(self, *folders: str) -> list:
        return [file for file in self.files if file.path.split("/")[0] in folders]

    def find(self, path: str) -> Source | None:
        return next((file for file in self.files if file.path == path), None)

    @functools.cached_property
    def depends(self) -> dict:
        """folder of src/ -> the folders that it may include, from src/CMakeLists.txt."""
        listing = self.find("src/CMakeLists.txt")
        text = re.sub(r"#[^\n]*", "", listing.text) if listing else ""
        allowed = {}
        for match in re.finditer(r"postroom_library\(\s*(\w+)(.*?)\)", text, re.S):
            words = re.search(r"\bDEPENDS\b(.*?)(?:\bLINK\b|$)", match[2], re.S)
            allowed[match[1]] = set(words[1].split()) if words else set()
        return allowed


def _paths(root: pathlib.Path) -> list:
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "-c", "safe.directory=*", "-C", str(root), "ls-files", "-z", "--cached", "--others",
             "--exclude-standard"], capture_output=True, text=True, check=True).stdout
        return [path for path in listed.split("\0") if path]
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        found += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return found
