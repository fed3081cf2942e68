"""A script as code: read, made ready for magic, compiled, and kept until the file changes."""

from __future__ import annotations

import ast
import linecache
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

from millstream.hashing import register_source_code
from millstream.script.awaits import as_module, with_awaits
from millstream.script.identity import Source, with_identity
from millstream.script.options import ScriptOptions

_AWAITS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

MAGIC = "__millstream_write__"
"""The name under which a script finds the function that writes its bare expressions."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a file held when it was compiled.

    Parameters
    ----------
    code
        Its code.
    sources
        The sources of its class statements, by name.
    stamp
        Which state of the file it was.
    """

    code: CodeType
    sources: Mapping[str, Source]
    stamp: tuple[int, int, int]


class Script:
    """The file of an app (or text under a file's name) and its compiled code."""

    def __init__(self, path: str, text: str | None = None, options: ScriptOptions | None = None):
        self.path = os.path.abspath(path)
        self.text = text
        self.options = options or ScriptOptions()
        self.names: dict[str, object] = {}  # what the script finds defined beside the builtins
        self.declares_pages = False  # it says itself which pages the app has
        self._compiled: Compiled | None = None
        self._pages: dict[str, Script] = {}

    def compiled(self) -> Compiled:
        """Give the file as it is now.

        Raises
        ------
        OSError
            If the file cannot be read.
        SyntaxError
            If it is not Python.
        """
        compiled = self._compiled
        stamp = self._stamp()
        if compiled is None or compiled.stamp != stamp:
            source = self._read()
            compiled = Compiled(*compile_script(source, self.path, self.options), stamp)
            self._show_lines()
            self._compiled = compiled
            self.declares_pages = _calls(source, "navigation")
        return compiled

    def page(self, path: str) -> Script:
        """Give the script of one of the app's pages: it is compiled once, whoever opens it."""
        page = self._pages.get(path)
        if page is None:
            page = self if path == self.path else Script(path)
            page = self._pages.setdefault(path, page)
        page.options, page.names = self.options, self.names
        return page

    def page_files(self) -> list[str]:
        """Give the files of the pages that were asked for."""
        return list(self._pages)

    def _show_lines(self) -> None:
        """Let tracebacks show the lines as they are now."""
        if self.text is None:
            linecache.checkcache(self.path)
        else:
            lines = self.text.splitlines(keepends=True)
            linecache.cache[self.path] = (len(self.text), None, lines, self.path)

    def _stamp(self) -> tuple[int, int, int]:
        if self.text is not None:
            return (0, 0, len(self.text))
        status = os.stat(self.path)
        return (status.st_mtime_ns, status.st_size, status.st_ino)

    def _read(self) -> bytes:
        return Path(self.path).read_bytes() if self.text is None else self.text.encode()


def _calls(source: bytes, name: str) -> bool:
    """Whether a script calls a function of that name, such as `st.navigation(...)`."""
    if name.encode() not in source:
        return False
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return any(name == getattr(function, "attr", getattr(function, "id", "")) for function in calls)


def compile_script(
    source: bytes, path: str, options: ScriptOptions
) -> tuple[CodeType, Mapping[str, Source]]:
    """Compile a script; its bare expressions are written to the page if magic is on.

    Returns
    -------
    tuple
        The code, and the sources of its class statements.
    """
    module = ast.parse(source, path)
    in_functions = options.magic_enabled and _write_expressions(module, source, options)
    sources = with_identity(module)
    awaits = with_awaits(module)
    code = compile(module, path, "exec", dont_inherit=True)
    if awaits:
        code = as_module(code)
    if in_functions:
        as_written = compile(source, path, "exec", _AWAITS, dont_inherit=True)
        register_source_code(code, as_written)
    return code, sources


def _write_expressions(module: ast.Module, source: bytes, options: ScriptOptions) -> bool:
    """Have bare expressions written to the page; tell whether those of functions are."""
    last = module.body[-1] if options.display_last_expression and module.body else None
    magic = _Magic(module, options)
    magic.write(module.body, docstring=not options.display_root_docstring)
    if isinstance(last, ast.Expr):
        ends = _has_semicolon(source, last)
        module.body[-1] = last if ends else _written(last)
    ast.fix_missing_locations(module)
    return magic.in_functions


def _has_semicolon(source: bytes, last: ast.Expr) -> bool:
    """Whether a semicolon follows the last expression, as in notebooks."""
    line = source.splitlines()[(last.end_lineno or 1) - 1]
    return line[last.end_col_offset or 0 :].lstrip().startswith(b";")


_BLOCKS = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.TryStar,
    ast.Match,
)
"""Statements whose bodies belong to the script's top level, or to the function around."""

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class _Magic:
    """Has bare expressions of a module written to the page."""

    def __init__(self, module: ast.Module, options: ScriptOptions) -> None:
        asked = options.magic_in_functions
        self.in_functions = _imports_streamlit(module) if asked is None else asked

    def write(self, body: list[ast.stmt], *, docstring: bool = False, shown: bool = True) -> None:
        """Go through statements; `docstring` says whether the first may be one, `shown` whether others are written."""
        for i, statement in enumerate(body):
            if isinstance(statement, ast.Expr):
                if shown and _is_written(statement.value, docstring and i == 0):
                    body[i] = _written(statement)
            elif isinstance(statement, _BLOCKS):
                self._into(statement, shown)
            elif self.in_functions and isinstance(statement, (*_FUNCTIONS, ast.ClassDef)):
                self.write(statement.body, docstring=True, shown=isinstance(statement, _FUNCTIONS))

    def _into(self, statement: ast.stmt, shown: bool) -> None:
        for name in ("body", "orelse", "finalbody"):
            if inner := getattr(statement, name, None):
                self.write(inner, shown=shown)
        for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
            self.write(part.body, shown=shown)


def _imports_streamlit(module: ast.Module) -> bool:
    """Whether a script was written for Streamlit, where functions write their bare expressions too."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        else:
            continue
        if any(name.partition(".")[0] == "streamlit" for name in names):
            return True
    return False


def _is_written(value: ast.expr, docstring: bool) -> bool:
    """Calls are made for what they do, so they are left alone, and so are `...`, `yield` and `await`."""
    if isinstance(value, (ast.Call, ast.Yield, ast.YieldFrom, ast.Await)):
        return False
    if isinstance(value, ast.Constant):
        return not (docstring and isinstance(value.value, str)) and value.value is not Ellipsis
    return True


def _written(statement: ast.Expr) -> ast.Expr:
    values = statement.value.elts if isinstance(statement.value, ast.Tuple) else [statement.value]
    name = ast.copy_location(ast.Name(MAGIC, ast.Load()), statement.value)
    call = ast.copy_location(ast.Call(name, list(values), []), statement.value)
    return ast.copy_location(ast.Expr(call), statement)
