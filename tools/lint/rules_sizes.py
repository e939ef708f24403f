"""Sizes: no file over 800 lines, no function over 70. (The aim is 120 and 8.)

C++ functions are found by their braces, Python's by its own parser; ESLint measures the web's.
"""
import ast
import re

from tree import Problem, Source, Tree

FILE_LINES = 800
FUNCTION_LINES = 70
_MEASURED = {".cpp", ".hpp", ".py", ".sh", ".js", ".mjs", ".ts", ".tsx", ".css", ".sql", ".cmake", ""}
_GENERATED = re.compile(r"\.(?:gen|generated)\.|/generated/|LICENSE$|\.d\.ts$")
_SCOPE = re.compile(r"^\s*(?:inline\s+)?(?:namespace|extern)\b|^\s*(?:template\s*<[^{}]*>\s*)?"
                    r"(?:typedef\s+)?(?:class|struct|union|enum)\b")


def _kind(header: str, before: str) -> str:
    """What a brace opens, from the text since the last ';', '{' or '}' at this level."""
    if before and not before.isspace():
        return "value"  # x{1}, f({...}): clang-format leaves a space before every block
    header = header.strip()
    if _SCOPE.match(header) and not header.endswith(")"):
        return "scope"
    if header.endswith("=") or header.endswith(",") or header.endswith("return"):
        return "value"
    return "function" if "(" in header else "scope"


def cpp_functions(code: str):
    """(first line, last line, header) of each function outside any other function."""
    stack, start, line = [], 0, 1
    header = ""
    for match in re.finditer(r"[{};\n]", code):
        char, at = match[0], match.start()
        if char == "\n":
            line += 1
            continue
        if char == "{":
            header = code[start:at]
            inside = any(kind != "scope" for kind, *_ in stack)
            kind = "inner" if inside else _kind(header, code[at - 1:at])
            first = line - header.lstrip().count("\n")
            stack.append((kind, first, " ".join(header.split())))
            if kind == "value":
                continue  # a member initialiser: the header goes on after it
        elif char == "}" and stack:
            kind, first, name = stack.pop()
            if kind == "function":
                yield first, line, name
            if kind == "value":
                continue
        if not any(kind == "value" for kind, *_ in stack):
            start = at + 1


def _python_functions(file: Source):
    try:
        parsed = ast.parse(file.text)
    except SyntaxError as error:
        yield error.lineno or 1, (error.lineno or 1) + FUNCTION_LINES, f"unreadable: {error.msg}"
        return
    for node in ast.walk(parsed):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno, node.name


def check_sizes(tree: Tree) -> list:
    problems = []
    for file in tree.files:
        if file.suffix not in _MEASURED or _GENERATED.search(file.path):
            continue
        lines = file.text.count("\n")
        if lines > FILE_LINES:
            problems.append(Problem(file.path, 1, "size", f"{lines} lines; split the file"))
        functions = ()
        if file.is_cpp:
            functions = cpp_functions(file.code)
        elif file.suffix == ".py":
            functions = _python_functions(file)
        for first, last, name in functions:
            if last - first + 1 > FUNCTION_LINES:
                problems.append(Problem(file.path, first, "size",
                                        f"function of {last - first + 1} lines: {name[:60]}"))
    return problems
