"""What becomes of a script's bare expressions, and when it is compiled."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from millstream.hashing.code import facts
from millstream.script.identity import begin
from millstream.script.options import ScriptOptions
from millstream.script.source import MAGIC, Script, compile_script


def written(source: str, options: ScriptOptions | None = None) -> list[tuple[Any, ...]]:
    """Run a script and give what its magic wrote."""
    calls: list[tuple[Any, ...]] = []
    code, sources = compile_script(source.encode(), "app.py", options or ScriptOptions())
    namespace = {"__name__": "__main__", "f": lambda: 5}
    begin(namespace, "app.py", sources)
    exec(code, namespace | {MAGIC: lambda *values: calls.append(values)})
    return calls


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 3\nx", [(3,)]),
        ("'doc'\n'text'", [("text",)]),
        ("1, 2", [(1, 2)]),
        ("f()", []),
        ("-f()", [(-5,)]),
        ("[f()]", [([5],)]),
        ("...", []),
        ("if True:\n    'a'\nelse:\n    'b'", [("a",)]),
        ("for i in range(2):\n    i", [(0,), (1,)]),
        ("while True:\n    'w'\n    break", [("w",)]),
        (
            "try:\n    't'\n    1 / 0\nexcept ZeroDivisionError:\n    'x'\nfinally:\n    'f'",
            [("t",), ("x",), ("f",)],
        ),
        ("match 1:\n    case 1:\n        'm'", [("m",)]),
        ("def g():\n    'doc'\n    1\ng()", []),
        ("class C:\n    'doc'\n    1", []),
        ("x = 1\nx == 1", [(True,)]),
        ("lambda: 1", None),
    ],
)
def test_bare_expressions_are_written_and_calls_are_not(source: str, expected: Any) -> None:
    calls = written(source)
    if expected is None:
        assert len(calls) == 1
    else:
        assert calls == expected


FUNCTIONS = """
def g():
    "doc"
    if True:
        1
    def h():
        2
    h()
async def k():
    3
    yield 4
class C:
    "doc"
    5
    def m(self):
        "doc"
        return (lambda: 6)()
    async def n(self):
        async with self:
            7
        async for i in self:
            8
    async def __aenter__(self): ...
    async def __aexit__(self, *_): ...
    async def __aiter__(self):
        yield 9
g()
C().m()
for coroutine in (anext(k()), C().n()):
    try:
        coroutine.__await__().send(None)
    except StopIteration:
        pass
"""


@pytest.mark.parametrize(
    ("source", "in_functions", "expected"),
    [
        (FUNCTIONS, None, []),
        (FUNCTIONS, True, [(1,), (2,), (3,), (7,), (8,)]),
        (
            "if True:\n    import streamlit as st\n" + FUNCTIONS,
            None,
            [(1,), (2,), (3,), (7,), (8,)],
        ),
        ("from streamlit.errors import Error\ndef g():\n    1\ng()", None, [(1,)]),
        ("import streamlit\ndef g():\n    1\ng()", False, []),
        ("import streamlit_extras_of_mine\ndef g():\n    1\ng()", None, []),
    ],
)
def test_functions_write_where_it_is_asked_for_or_the_script_was_written_for_streamlit(
    source: str, in_functions: bool | None, expected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("streamlit_extras_of_mine", "streamlit", "streamlit.errors"):
        module = ModuleType(name)
        module.Error = Exception  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, name, module)
    assert written(source, ScriptOptions(magic_in_functions=in_functions)) == expected


def test_the_docstring_is_written_where_it_is_asked_for() -> None:
    assert written("'doc'", ScriptOptions(display_root_docstring=True)) == [("doc",)]


def test_magic_can_be_switched_off() -> None:
    assert written("3", ScriptOptions(magic_enabled=False)) == []


def test_lines_in_tracebacks_are_those_of_the_file() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        written("x = 0\n\n(1,\n 1 / x)")
    assert caught.tb.tb_next.tb_next.tb_lineno == 4  # type: ignore[union-attr]


def test_a_file_is_compiled_again_only_when_it_changed(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text("x = 1")
    script = Script(str(path))
    first = script.compiled()
    assert script.compiled() is first
    path.write_text("x = 22")
    os.utime(path, ns=(1, 1))
    second = script.compiled()
    assert second is not first
    namespace: dict[str, Any] = {}
    exec(second.code, namespace)
    assert namespace["x"] == 22


def test_a_coding_declaration_is_honoured(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_bytes("# -*- coding: latin-1 -*-\nx = 'é'".encode("latin-1"))
    namespace: dict[str, Any] = {}
    exec(Script(str(path)).compiled().code, namespace)
    assert namespace["x"] == "é"


IN_FUNCTIONS = """
import streamlit
def f(x):
    x
    return lambda: x
f = [f]
def f(x): return (lambda: 1), (lambda: 2)
f.append(f) if False else None
async def wait(): await streamlit.nothing()
"""


def test_code_counts_as_it_was_written_whatever_is_shown() -> None:
    def digests(options: ScriptOptions) -> list[bytes]:
        code, _ = compile_script(IN_FUNCTIONS.encode(), "app.py", options)
        inner = [each for each in code.co_consts if isinstance(each, CodeType)]
        lambdas = [e for each in inner for e in each.co_consts if isinstance(e, CodeType)]
        kept.append(code)
        return [facts(each).digest for each in (*inner, *lambdas)]

    kept: list[CodeType] = []  # what is known of code is known as long as there is the code
    written = digests(ScriptOptions(magic_enabled=False))
    assert len(set(written)) == len(written) == 6
    assert digests(ScriptOptions()) == written
    rewritten = [e.co_code for e in kept[1].co_consts if isinstance(e, CodeType)]
    assert rewritten[0] != next(e.co_code for e in kept[0].co_consts if isinstance(e, CodeType))
