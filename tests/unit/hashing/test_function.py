# ruff: noqa: E501 (a program in one line says more than one cut in pieces)
"""The state of functions: what changes it, what does not, and what its parts are called."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from millstream.hashing import FunctionTracker
from tracking import HASHER, SCRIPT, differing, run, state

if TYPE_CHECKING:
    from collections.abc import Callable


numbers = [1, 2]
lock = threading.Lock()


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('"""Do something."""\n    if a', "if a", set()),
        ('"""Do something."""', '"""Do something else."""', set()),
        ('"""Help."""', "", set()),
        ('"""What it is."""', '"""Something else."""', set()),
        ('    """What it is."""\n', "", set()),
        ("# A comment.", "# Another comment.\n\n\n", set()),
        ("def f(a, b=1):", "def f(\n    a,\n    b=1,\n):", set()),
        ("def f(a, b=1):", "def f(a: int, b: int = 1) -> float:", set()),
        ("UNUSED = 1", "UNUSED = 2", set()),
        ("def unused():\n    return 1", "def unused():\n    return 2", set()),
        ("LIMIT = 3", "LIMIT = 4", {"global LIMIT"}),
        ("LIMIT = 3", "LIMIT = 3.0", {"global LIMIT"}),
        ("if a:", "if not a:", {"code"}),
        ("math.pi +", "math.e +", {"code"}),
        ("floor(LIMIT)", "floor(LIMIT + 1)", {"code"}),
        ("b=1", "b=2", {"default b"}),
        ("y=2", "y=3", {"default helper.y"}),
        ("inner(x) + y", "inner(x) - y", {"helper helper"}),
        ("each + x", "each - x", {"helper inner"}),
        ("range(3)", "range(4)", {"helper inner"}),
        ("*args) + 1", "*args) + 2", {"helper decorate.<locals>.wrapper"}),
        ("rate = 0.5", "rate = 0.6", {"class Model.rate"}),
        ("scale = 1", "scale = 2", {"class Base.scale"}),
        (
            "        return 1\n    @classmethod",
            "        return 2\n    @classmethod",
            {"class Model"},
        ),
        ("cls(2)", "cls(3)", {"class Model"}),
        ("helper(self.x)", "-helper(self.x)", {"class Model"}),
        ("class Model(Base)", "class Model(Base, dict)", {"class Model"}),
    ],
)
def test_an_edit_changes_exactly_these_parts(old: str, new: str, parts: set[str]) -> None:
    assert old in SCRIPT
    assert differing(SCRIPT, SCRIPT.replace(old, new, 1)) == parts


def test_the_parts_are_named_after_what_the_function_reaches() -> None:
    assert set(state(SCRIPT).parts) == {
        "code",
        "default b",
        "helper decorate.<locals>.wrapper",
        "helper helper",
        "default helper.y",
        "helper inner",
        "class Model",
        "class Model.rate",
        "class Base",
        "class Base.scale",
        "global LIMIT",
        f"package numpy {np.__version__}",
    }


def test_code_leaves_out_values_and_body_leaves_out_helpers() -> None:
    assert set(state(SCRIPT, "code").parts) == {
        "code",
        "helper decorate.<locals>.wrapper",
        "helper helper",
        "helper inner",
        "class Model",
        "class Base",
        f"package numpy {np.__version__}",
    }
    assert set(state(SCRIPT, "body").parts) == {"code"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f = lambda: 1", "f = lambda: 2"),
        ("def f(): return lambda: 1", "def f(): return lambda: 2"),
        ("def f(): return {g(x) for x in 'a'}\ndef g(x): return 1", "def f(): return {g(x) for x in 'a'}\ndef g(x): return 2"),
        ("def f():\n def g(): return h()\n return g()\ndef h(): return 1", "def f():\n def g(): return h()\n return g()\ndef h(): return 2"),
        ("def f(): return 1", "def f(): return 1.0"),
        ("def f(): return 1", "def f(): return True"),
        ("def f(): return 0.0", "def f(): return -0.0"),
        ("def f(): return (1, 2)", "def f(): return (1, 2.0)"),
        ("def f(x): return x in {1, 2}", "def f(x): return x in {1, 3}"),
        ("def f(a, b): return a", "def f(a, /, b): return a"),
        ("def f(a, b): return a", "def f(a, *, b): return a"),
        ("def f(*, a=1): return a", "def f(*, a=2): return a"),
        ("def f(x): return x.a", "def f(x): return x.b"),
        ("def f():\n try: g()\n except ValueError: pass", "def f():\n try: g()\n except KeyError: pass"),
        ("def f(): return 1", "async def f(): return 1"),
        ("import functools\ndef g(a): return a\nf = functools.partial(g, 1)", "import functools\ndef g(a): return a\nf = functools.partial(g, 2)"),
        ("import functools\ndef g(a): return a\nf = functools.partial(g, 1)", "import functools\ndef g(a): return -a\nf = functools.partial(g, 1)"),
        ("class A:\n def __call__(self): return 1\nf = A()", "class A:\n def __call__(self): return 2\nf = A()"),
        ("class A:\n x = 1\n def g(self): return self.x\na = A()\nf = a.g", "class A:\n x = 2\n def g(self): return self.x\na = A()\nf = a.g"),
        ("class A:\n def g(self): return self.h()\n def h(self): return 1\nf = A.g", "class A:\n def g(self): return self.h()\n def h(self): return 2\nf = A.g"),
        ("import functools\n@functools.lru_cache\ndef g(): return 1\ndef f(): return g()", "import functools\n@functools.lru_cache\ndef g(): return 2\ndef f(): return g()"),
        ("H = {'a': lambda: 1}\ndef f(): return H['a']()", "H = {'a': lambda: 2}\ndef f(): return H['a']()"),
        ("H = [lambda: g()]\ndef g(): return 1\ndef f(): return H", "H = [lambda: g()]\ndef g(): return 2\ndef f(): return H"),
        ("class A:\n def g(self): return 1\na = A()\ndef f(): return a.g()", "class A:\n def g(self): return 2\na = A()\ndef f(): return a.g()"),
        ("class A:\n def g(self): return 1\na = [A()]\ndef f(): return a[0].g()", "class A:\n def g(self): return 2\na = [A()]\ndef f(): return a[0].g()"),
        ("import enum\nclass E(enum.Enum):\n A = 1\ndef f(): return E.A", "import enum\nclass E(enum.Enum):\n A = 2\ndef f(): return E.A"),
        ("import enum\nclass E(enum.Enum):\n A = 1\n def g(self): return 1\ndef f(): return E.A", "import enum\nclass E(enum.Enum):\n A = 1\n def g(self): return 2\ndef f(): return E.A"),
        ("from dataclasses import dataclass\n@dataclass\nclass D:\n x: int = 1\ndef f(): return D()", "from dataclasses import dataclass\n@dataclass\nclass D:\n x: int = 2\ndef f(): return D()"),
        ("def g():\n x = 1\n def f(): return x\n return f\nf = g()", "def g():\n x = 2\n def f(): return x\n return f\nf = g()"),
        ("from math import sqrt\ndef f(): return sqrt(4)", "from cmath import sqrt\ndef f(): return sqrt(4)"),
        ("import math as m\ndef f(): return m.sqrt(4)", "import cmath as m\ndef f(): return m.sqrt(4)"),
        ("def f():\n import math as m\n return m.sqrt(4)", "def f():\n import cmath as m\n return m.sqrt(4)"),
        ("from json import loads as g\ndef f(): return g", "from pickle import Pickler as g\ndef f(): return g"),
        ("def g(): return 1\ndef h(): return 2\na, b = g, h\ndef f(): return a() - b()", "def g(): return 1\ndef h(): return 2\na, b = h, g\ndef f(): return a() - b()"),
        ("class G: x = 1\nclass H: x = 2\na, b = G, H\ndef f(): return a.x - b.x", "class G: x = 1\nclass H: x = 2\na, b = H, G\ndef f(): return a.x - b.x"),
        ("def f(): return missing", "missing = 1\ndef f(): return missing"),
        ("def sorted_(x): return x\nsorted = len\ndef f(): return sorted('')", "def f(): return sorted('')"),
    ],
)  # fmt: skip
def test_an_edit_of_what_a_function_reaches_is_another_state(before: str, after: str) -> None:
    assert state(before).digest == state(before).digest
    assert state(before).digest != state(after).digest


def test_helpers_that_call_each_other_end() -> None:
    source = "def f(n): return g(n)\ndef g(n): return f(n) + {}\n"
    assert differing(source.format(1), source.format(2)) == {"helper g"}


def test_a_table_of_functions_that_read_the_table_ends() -> None:
    source = "T = {{'f': lambda: T, 'g': lambda: {}}}\ndef f(): return T"
    assert differing(source.format(1), source.format(2))


def test_two_functions_of_one_name_are_two_parts() -> None:
    source = "a = lambda: {}\nb = lambda: {}\ndef f(): return a() + b()"
    assert set(state(source.format(1, 2)).parts) == {
        "code",
        "helper <lambda>",
        "helper <lambda> #2",
    }
    assert differing(source.format(1, 2), source.format(1, 3)) == {"helper <lambda> #2"}


def test_closures_of_one_function_with_other_values_differ() -> None:
    def make(amount: Any) -> Callable[[], Any]:
        def add() -> Any:
            return amount

        return add

    def digest(amount: Any) -> bytes:
        return FunctionTracker(make(amount), hasher=HASHER).state().digest

    assert digest(1) == digest(1) != digest(2)
    assert set(FunctionTracker(make(1), hasher=HASHER).state().parts) == {"code", "closure amount"}


def reads_numbers() -> Any:
    return numbers, lock


def test_captured_values_count_as_they_are_at_the_call() -> None:
    tracker = FunctionTracker(reads_numbers, hasher=HASHER)
    before = tracker.state()
    assert tracker.state() is before
    numbers.append(3)
    try:
        during = tracker.state()
    finally:
        numbers.pop()
    assert during.digest != before.digest
    assert tracker.state().digest == before.digest


def test_what_cannot_be_hashed_is_left_out_and_named() -> None:
    found = FunctionTracker(reads_numbers, hasher=HASHER).state()
    assert "global numbers" in found.parts
    assert set(found.untracked) == {"global lock"}
    assert "_thread.lock" in found.untracked["global lock"]


def test_an_element_of_the_framework_is_left_out_and_named() -> None:
    element = type("DeltaGenerator", (), {"__module__": "millstream.ui.delta_generator"})()
    found = state("def f(): return box.write(1)", box=element)
    assert "an element of a page has no content" in found.untracked["global box"]
    assert not any(part.startswith("global") for part in found.parts)


def test_an_excluded_value_leaves_the_digest_and_is_named() -> None:
    namespace = run("count = 0\ndef f():\n global count\n count += 1\n return count")
    tracker = FunctionTracker(namespace["f"], hasher=HASHER)
    before = tracker.state()
    namespace["f"]()
    assert tracker.state().digest != before.digest
    tracker.exclude(["global count"], "a call changes it")
    settled = tracker.state()
    assert settled.untracked == {"global count": "a call changes it"}
    namespace["f"]()
    assert tracker.state() is settled


@pytest.mark.parametrize(
    ("source", "changeable"),
    [
        ("def f(): return N", False),
        ("def f(): return N, MISSING", False),
        ("def f():\n global N\n N = 2\n return N", True),
        ("def g():\n global N\n del N\ndef f(): return N, g()", True),
        ("def f():\n exec('N = 2', globals())\n return N", True),
        ("def f(): return [N for N in range(3)], N", False),
    ],
)
def test_it_is_known_which_values_a_call_may_change(source: str, changeable: bool) -> None:
    assert ("global N" in state(f"N = 1\n{source}").changeable) is changeable


def test_a_call_may_change_what_can_change_in_place() -> None:
    found = state("N = [1]\nclass C:\n v = 1\ndef f(): return N, C.v")
    assert found.changeable == {"global N"}
    assert state("class C:\n v = 1\ndef f(): C.v += 1").changeable == {"class C.v"}
    counting = state("def g():\n n = 0\n def f():\n  nonlocal n\n  n += 1\n return f\nf = g()")
    assert counting.changeable == {"closure n"}


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("def f(): return eval('1')", ["eval() in code"]),
        ("def f(x, name): return getattr(x, name)", ["getattr() in code"]),
        ("def f(x): return getattr(x.y, 'name', None)", []),
        ("def g(): exec('1')\ndef f(): return g()", ["exec() in helper g"]),
        ("def f(): return [globals()[each] for each in 'ab']", ["globals() in code"]),
        ("def eval(x): return x\ndef f(): return eval('1')", []),
    ],
)
def test_names_that_only_a_run_tells_are_named(source: str, named: list[str]) -> None:
    assert sorted(state(source).untracked) == named
