"""A change while the program runs is seen at the next call, as a new tracker would see it."""

from __future__ import annotations

from typing import Any

import pytest

from millstream.hashing import FunctionState, FunctionTracker, Hasher

HASHER = Hasher(bytes(32))
DISPATCH = """
import functools
@functools.singledispatch
def g(x):
    return 0
def f(x):
    return g(x)
"""


def around(source: str, change: str) -> tuple[FunctionState, FunctionState]:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(source, "<script>", "exec", dont_inherit=True), namespace)
    tracker = FunctionTracker(namespace["f"], hasher=HASHER)
    before = tracker.state()
    assert tracker.state() is before
    exec(change, namespace)
    after = tracker.state()
    assert after == FunctionTracker(namespace["f"], hasher=HASHER).state()
    return before, after


@pytest.mark.parametrize(
    ("source", "change"),
    [
        ("def f(x): return max(x)", "max = min"),
        ("max = min\ndef f(x): return max(x)", "del max"),
        ("def f(x=1): return x", "f.__defaults__ = (2,)"),
        ("def f(x): return x", "f.__defaults__ = (2,)"),
        ("def f(*, x=1): return x", "f.__kwdefaults__ = {'x': 2}"),
        ("def f(*, x=1): return x", "f.__kwdefaults__['x'] = 2"),
        ("def g(x=1): return x\ndef f(): return g()", "g.__defaults__ = (2,)"),
        ("class A: x = 1\nclass B: x = 2\nclass C(A): pass\ndef f(): return C.x", "C.__bases__ = (B,)"),
        ("class A: x = 1\nclass C(A): pass\ndef f(): return C.x", "A.x = 2"),
        (DISPATCH, "@g.register(int)\ndef _(x): return 1"),
        ("def f(): return f.limit\nf.limit = 1", "f.limit = 2"),
        ("def g(): pass\ng.limit = 1\ndef f(): return g.limit", "g.limit = 2"),
        ("def g(): pass\ng.a = g.b = 1\ndef f(): return g.a + g.b", "g.b = 2"),
        ("def g(): pass\ng.limits = [1]\ndef f(): return g.limits", "g.limits.append(2)"),
    ],
)  # fmt: skip
def test_a_change_of_what_a_function_does_is_seen(source: str, change: str) -> None:
    before, after = around(source, change)
    assert before.digest != after.digest


@pytest.mark.parametrize(
    ("source", "change"),
    [
        (DISPATCH, "f(1); f('a')"),
        ("import functools\n@functools.lru_cache\ndef g(): return 1\ndef f(): return g()", "f()"),
        ("def g(): pass\ndef f(): return g", "g.unread = 1"),
        ("def f(x): return max(x)", "other = 1"),
    ],
)
def test_what_changes_nothing_is_the_same_state(source: str, change: str) -> None:
    before, after = around(source, change)
    assert before == after


def test_the_functions_among_which_one_of_a_package_chooses_count_with_their_types() -> None:
    register = "@g.register({})\ndef _(x):\n    return {}\n"
    digests = {
        around(DISPATCH + register.format(kind, result), "")[0].digest
        for kind in ("int", "str")
        for result in (1, 2)
    }
    assert len(digests) == 4


def test_an_excluded_attribute_of_a_function_is_named() -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec("def g(): pass\ng.calls = 1\ndef f(): return g.calls", namespace)
    tracker = FunctionTracker(namespace["f"], hasher=HASHER)
    assert "global g.calls" in tracker.state().parts
    tracker.exclude(["global g.calls"], "it changes itself")
    assert tracker.state().untracked == {"global g.calls": "it changes itself"}
    namespace["g"].calls = 2
    assert "global g.calls" not in tracker.state().parts
