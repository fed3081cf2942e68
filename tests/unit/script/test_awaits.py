"""`await` at the top level of a script."""

from __future__ import annotations

import asyncio
import contextvars
import threading
import traceback
from typing import Any

import pytest

from millstream.script.awaits import AWAIT
from millstream.script.event_loop import EventLoop, LoopError
from millstream.script.identity import begin
from millstream.script.options import ScriptOptions
from millstream.script.source import MAGIC, compile_script

LOOP = EventLoop()


def run(source: str, **names: Any) -> dict[str, Any]:
    """Run a script and give its globals."""
    written: list[Any] = []
    namespace: dict[str, Any] = {
        AWAIT: LOOP.run,
        MAGIC: lambda *v: written.extend(v),
        "asyncio": asyncio,
    }
    namespace.update(names, written=written, __name__="__main__")
    code, sources = compile_script(source.encode(), "app.py", ScriptOptions())
    begin(namespace, "app.py", sources)
    exec(code, namespace)
    return namespace


FUNCTIONS = """
async def double(x):
    await asyncio.sleep(0)
    return 2 * x

async def opened(x):
    import contextlib
    return contextlib.nullcontext(x)

async def opened_base():
    return [dict]

async def count(n):
    for i in range(n):
        yield i

class Door:
    opened = closed = 0
    async def __aenter__(self):
        Door.opened += 1
        return self
    async def __aexit__(self, *_):
        Door.closed += 1
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    {
        "x = await double(2)": 4,
        "x = 1 + await double(await double(1))": 5,
        "x, y = await asyncio.gather(double(1), double(2))": 2,
        "if await double(1) == 2:\n    x = 'yes'": "yes",
        "x = 0\nwhile await double(x) < 6:\n    x += 1": 3,
        "x = 0\nfor i in await double([1]):\n    x += i": 2,
        "x = [await double(i) for i in range(3)]": [0, 2, 4],
        "x = [i async for i in count(3)]": [0, 1, 2],
        "await double(x := 7)": 7,
        "x = 0\nasync for i in count(4):\n    if i == 3: break\n    x += i\nelse:\n    x = None": 3,
        "async with Door() as door:\n    x = door.opened - door.closed": 1,
        "async with Door() as door:\n    x: int = 5": 5,
        "async with asyncio.TaskGroup() as group:\n    t = group.create_task(double(3))\nx = t.result()": 6,
        "x = []\nfor i in range(5):\n    async with Door():\n        if i == 2: break\n        x.append(i)": [
            0,
            1,
        ],
        "async with Door():\n    import os.path as x\n    def f(): return x\nx = f().__name__": "posixpath",
        "try:\n    x = await double(None)\nexcept TypeError as error:\n    x = type(error).__name__": "TypeError",
        "with await opened(9) as x:\n    pass": 9,
        "x = asyncio.run(double(4))": 8,
        "await double(1)\nx = asyncio.run(double(4))": 8,
        "async def f():\n    return [await double(1)]\nx = await f()": [2],
        "x = (lambda: 3)() + await double(1)": 5,
        "d = {}\nd[await double(1)] = 3\nx = d": {2: 3},
        "d = {2: 0}\nd[await double(1)] += 3\nx = d": {2: 3},
        "x = {await double(i): [j async for j in count(i)] for i in range(3)}": {
            0: [],
            2: [0],
            4: [0, 1],
        },
        "x = [i for i in await double([1])]": [1, 1],
        "x = {i for i in range(5) if await double(i) > 4}": {3, 4},
        "x = sum(i for i in await double([1]))": 2,
        "x = [i async for i in (await double(i) for i in [1, 2])]": [2, 4],
        "def f(a=await double(2), *, b: (await double(3)) = 1): return a\nx = f()": 4,
        "x = (lambda a=await double(2): a)()": 4,
        "@(await double(lambda f: f) if False else (lambda f: f))\ndef f(): return 1\nx = f()": 1,
        "class C(*await opened_base()): pass\nx = C.__base__.__name__": "dict",
        "x = False and await double(None)": False,
        "x = f'{await double(2)!r:>3}'": "  4",
        "x = [[await double(i) for i in range(n)] for n in range(3)]": [[], [0], [0, 2]],
        "match await double(1):\n    case 2: x = 'two'": "two",
    }.items(),
)
def test_what_is_awaited_gives_its_value_to_the_script(source: str, expected: object) -> None:
    assert run(FUNCTIONS + source)["x"] == expected


def test_the_script_stays_on_its_thread_and_outside_of_any_loop() -> None:
    source = """
import threading
await asyncio.sleep(0)
here = threading.get_ident()
async def where():
    return threading.get_ident()
there = await where()
"""
    namespace = run(source)
    assert namespace["here"] == threading.get_ident() != namespace["there"]


def test_what_is_done_with_the_result_stays_on_the_thread_of_the_script() -> None:
    source = """
import threading
seen = []
async def load(x):
    seen.append((x, threading.get_ident()))
    return x
def slow(x):
    seen.append(("slow", threading.get_ident()))
    return x
x = slow(await load(1)) + slow(len([slow(await load(i)) for i in range(1)]))
"""
    here = threading.get_ident()
    places = [(name, ident == here) for name, ident in run(source)["seen"]]
    assert places == [(1, False), ("slow", True), (0, False), ("slow", True), ("slow", True)]


def test_a_bare_await_is_not_written_and_a_bare_name_is() -> None:
    assert run("x = await asyncio.sleep(0, 4)\nawait asyncio.sleep(0)\nx")["written"] == [4]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("x = 1\nawait fail()\n", [2]),
        ("x = [\n    1,\n    await fail(),\n]", [3]),
        ("\nasync with asyncio.timeout(9):\n    x = 1\n    await fail()", [4]),
        ("def g():\n    return 1 / 0\nasync def h():\n    g()\nx = await h()", [5, 4, 2]),
    ],
)
def test_a_traceback_shows_the_lines_of_the_script_and_nothing_of_ours(
    source: str, lines: list[int]
) -> None:
    async def fail() -> None:
        raise ValueError("no water")

    with pytest.raises((ValueError, ZeroDivisionError)) as failed:
        run(source, fail=fail)
    frames = [f for f in traceback.extract_tb(failed.value.__traceback__) if f.filename == "app.py"]
    merged = [
        f
        for i, f in enumerate(frames)
        if i == 0 or (f.name, f.lineno) != (frames[i - 1].name, frames[i - 1].lineno)
    ]
    assert {f.name for f in frames if f.name.startswith("__mill")} == set()
    assert [f.lineno for f in merged if f.lineno in lines][-len(lines) :] == lines
    assert frames[0].name == "<module>"


def test_sys_exit_in_a_coroutine_reaches_the_script_and_not_the_loop() -> None:
    async def leave() -> None:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        LOOP.run(leave())
    assert LOOP.run(asyncio.sleep(0, "still there")) == "still there"


def test_a_coroutine_that_waits_on_its_own_loop_is_told_to_await() -> None:
    async def outer() -> None:
        LOOP.run(asyncio.sleep(0))

    with pytest.raises(LoopError, match="Write `await`"):
        LOOP.run(outer())


def test_an_asynchronous_iterator_is_closed_when_it_is_left() -> None:
    closed = []

    async def numbers() -> Any:
        try:
            for i in range(9):
                yield i
        finally:
            closed.append(True)

    items = LOOP.iterate(numbers())
    assert [next(items), next(items)] == [0, 1]
    items.close()
    assert closed == [True]


def test_what_is_awaited_sets_context_variables_for_what_follows() -> None:
    source = """
import contextvars
user = contextvars.ContextVar("user", default="nobody")
async def enter(name):
    token = user.set("somebody")
    user.reset(token)
    user.set(name)
await enter("Ada")
after = user.get()
user.set("Bea")
async def who():
    return user.get()
seen = await who()
async def fails():
    user.set("Coy")
    raise ValueError
try:
    await fails()
except ValueError:
    failed = user.get()
"""
    names = contextvars.copy_context().run(run, source)
    assert (names["after"], names["seen"], names["failed"]) == ("Ada", "Bea", "Coy")
