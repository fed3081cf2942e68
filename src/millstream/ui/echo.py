"""`st.echo`."""

from __future__ import annotations

import ast
import linecache
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import FrameType
from typing import Literal

from millstream.ui.code import code
from millstream.ui.layout import choice

_FIRST = {"above": True, "below": False}


@contextmanager
def echo(code_location: Literal["above", "below"] = "above") -> Iterator[None]:
    """Show the code of the block below, and run it.

    Parameters
    ----------
    code_location
        Whether the code stands "above" or "below" what it draws.

    Examples
    --------
    >>> import millstream as st
    >>> with st.echo():
    ...     st.write("Water turns the mill.")
    """
    first = choice("code_location", code_location, _FIRST)
    text = _body(sys._getframe(2))
    if first:
        code(text)
    yield
    if not first:
        code(text)


def _body(frame: FrameType) -> str:
    """Give the text below the `with` that a frame has come to."""
    lines = tuple(linecache.getlines(frame.f_code.co_filename, frame.f_globals))
    block = _block(lines, frame.f_lineno)
    if block is None:
        return ""
    start, end, column = block
    if lines[start - 1][:column].strip():  # it stands on the line of the `with`
        return lines[start - 1].encode()[column:].decode().strip()
    return "".join([_outdented(line, column) for line in lines[start - 1 : end]]).strip()


def _outdented(line: str, column: int) -> str:
    """Take the indentation of the block away, where there is any: texts over several lines may have none."""
    return line if line[:column].strip() else line[column:] or "\n"


@lru_cache(maxsize=32)
def _statements(lines: tuple[str, ...]) -> tuple[ast.With | ast.AsyncWith, ...]:
    tree = ast.parse("".join(lines))
    return tuple([node for node in ast.walk(tree) if isinstance(node, (ast.With, ast.AsyncWith))])


def _block(lines: tuple[str, ...], line: int) -> tuple[int, int, int] | None:
    """Find the first and last line of the body, and the column at which it stands."""
    for node in _statements(lines):
        last = max(item.context_expr.end_lineno or 0 for item in node.items)
        if node.lineno <= line <= last:
            first = node.body[0]
            if first.lineno <= last:
                return first.lineno, first.lineno, first.col_offset
            end = node.body[-1].end_lineno
            return last + 1, end or first.lineno, first.col_offset
    return None
