"""Floors: an include goes to a lower floor or stays in its folder, and nothing runs in circles.

The allowed edges stand once, as DEPENDS in src/CMakeLists.txt; the linker checks the symbols, this
the includes. Libraries with a home of their own (Asio, GMime, SQLite...) stay in it.
"""
import re

from tree import Problem, Tree

_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)

# Header prefix -> the folders of src/ that may include it. ("Pure folders include no database...")
_HOMES = {
    "sqlite3.h": {"db"}, "libpq-fe.h": {"db"}, "gmime/": set(), "gumbo.h": set(),
    "ytnef.h": set(), "curl/": {"app", "send", "io"},
    "boost/asio": {"io", "receive", "send", "api", "live", "app"},
    "boost/beast": {"io", "api", "live", "app"},
}


def _includes(file):
    for match in _INCLUDE.finditer(file.text):
        yield match[1], match[2], file.line_at(match.start())


def check_floors(tree: Tree) -> list:
    problems = []
    for file in tree.under("src"):
        if not file.is_cpp or file.path == "src/main.cpp":
            continue
        if file.folder not in tree.depends:
            problems.append(Problem(file.path, 1, "floors",
                                    f"folder {file.folder!r} is not in src/CMakeLists.txt"))
            continue
        allowed = tree.depends[file.folder] | {file.folder}
        for kind, target, line in _includes(file):
            if kind == "<":
                continue
            folder = target.split("/")[0]
            if "/" not in target:
                problems.append(Problem(file.path, line, "floors",
                                        f'write "{file.folder}/{target}", not "{target}"'))
            elif folder not in allowed:
                problems.append(Problem(file.path, line, "floors",
                                        f"{file.folder} may not include {folder}"))
    return problems


def check_outside_libraries(tree: Tree) -> list:
    return [Problem(file.path, line, "floors", f"<{target}> belongs in {', '.join(sorted(homes)) or 'no folder (see docs/adr)'}")
            for file in tree.under("src") if file.is_cpp
            for kind, target, line in _includes(file) if kind == "<"
            for prefix, homes in _HOMES.items()
            if target.startswith(prefix) and file.folder not in homes]


def check_cycles(tree: Tree) -> list:
    """Depth-first search over the files' own includes; a grey node met again closes a circle."""
    known = {file.path[len("src/"):]: file for file in tree.under("src") if file.is_cpp}
    edges = {name: [target for kind, target, _ in _includes(file)
                    if kind == '"' and target in known] for name, file in known.items()}
    done, problems = set(), []
    for start in edges:
        stack, trail = [(start, iter(edges[start]))] if start not in done else [], [start]
        while stack:
            target = next(stack[-1][1], None)
            if target is None:
                done.add(stack.pop()[0])
                trail.pop()
            elif target in trail:
                circle = " -> ".join(trail[trail.index(target):] + [target])
                problems.append(Problem("src/" + target, 1, "cycles", circle))
            elif target not in done:
                stack.append((target, iter(edges[target])))
                trail.append(target)
    return problems
