"""Hold files under 500 lines and Python functions under 50.

A file may be longer if its first lines give the reason: "Longer than 500 lines because ...".
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILE_LINES = 500
FUNCTION_LINES = 50
REASON = "Longer than 500 lines because"
SOURCES = ("src/**/*.py", "tools/**/*.py", "tests/**/*.py", "frontend/src/**/*.ts*")


def main() -> int:
    """Print what is too long; the exit status says whether anything is."""
    complaints = [line for path in written_files() for line in check(path)]
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


def written_files() -> Iterator[Path]:
    """Yield the source files that a person keeps (generated types follow their schema)."""
    generated = ROOT / "frontend/src/protocol"
    for pattern in SOURCES:
        yield from (path for path in sorted(ROOT.glob(pattern)) if generated not in path.parents)


def check(path: Path) -> Iterator[str]:
    """Yield one line for each thing in the file that is too long."""
    text = path.read_text(encoding="utf-8")
    place = path.relative_to(ROOT)
    lines = text.count("\n")
    if lines > FILE_LINES and REASON not in text[:1000]:
        yield f"{place}: {lines} lines; split it below {FILE_LINES}"
    if path.suffix != ".py":
        return
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        length = body_lines(node)
        if length > FUNCTION_LINES:
            yield f"{place}:{node.lineno}: {node.name} has {length} lines; at most {FUNCTION_LINES}"


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a body without its docstring: documentation may be as long as it must."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1


if __name__ == "__main__":
    sys.exit(main())
