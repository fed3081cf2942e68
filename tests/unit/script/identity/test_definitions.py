"""Which definitions of a script keep their objects from one run to the next, and what they are then."""

from __future__ import annotations

import gc
import pickle
import sys
import weakref
from typing import TYPE_CHECKING, Any

import pytest

from millstream.script.identity import begin
from millstream.script.main_module import refill
from millstream.script.options import ScriptOptions
from millstream.script.source import compile_script

if TYPE_CHECKING:
    from conftest import Session

PREAMBLE = """
import abc, collections, dataclasses, enum, functools, typing
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, Protocol, TypedDict, TypeVar
"""

DEFINITIONS = {
    "a class": "class A:\n    limit = 3\n    def f(self): return self.limit",
    "a function": "def A(x: int, *, y: str = 'a') -> int: return x",
    "a coroutine function": "async def A(): pass",
    "an enumeration": "class A(enum.Enum):\n    RED = 1\n    BLUE = enum.auto()\n    def f(self): ...",
    "flags": "class A(enum.IntFlag):\n    READ = 1\n    WRITE = 2",
    "a dataclass": "@dataclass\nclass A:\n    x: int = 3\n    y: list = field(default_factory=list)",
    "a frozen dataclass": "@dataclass(frozen=True, order=True)\nclass A:\n    x: int = 3",
    "a dataclass with slots": "@dataclass(slots=True)\nclass A:\n    x: int\n    def f(self): ...",
    "a named tuple": "class A(NamedTuple):\n    x: int\n    y: str = 'a'",
    "a typed dictionary": "class A(TypedDict, total=False):\n    x: int",
    "a protocol": "class A(Protocol):\n    def f(self) -> int: ...",
    "an abstract class": "class A(abc.ABC):\n    @abc.abstractmethod\n    def f(self): ...",
    "a generic class": "T = TypeVar('T')\nclass A(Generic[T]):\n    def f(self, x: T) -> T: return x",
    "a class with slots": "class A:\n    __slots__ = ('x',)",
    "an exception": "class A(ValueError):\n    pass",
    "a metaclass": "class A(type):\n    def __call__(cls): return super().__call__()",
    "a class under a metaclass": "class M(type):\n    def f(cls): ...\nclass A(metaclass=M): ...",
    "a subclass": "class B:\n    x = 1\nclass A(B):\n    def f(self): return super().f()",
    "an inner class": "class B:\n    class C:\n        x = 1\nA = B.C",
    "a class with accessors": (
        "class A:\n"
        "    @property\n    def p(self): return 1\n"
        "    @p.setter\n    def p(self, value): pass\n"
        "    @staticmethod\n    def s(): pass\n"
        "    @classmethod\n    def c(cls): pass\n"
        "    @functools.cached_property\n    def q(self): return 1\n"
        "    @functools.lru_cache\n    def r(self): return 1"
    ),
    "a class with values": "class A:\n    a = [1, {2: 3.5}]; b = {4}; c = (None, 1j); d = int; e = enum",
    "a class of functions": "def f(): pass\nclass A:\n    g = f\n    h = functools.partial(f, 1)",
    "a function with a default that can change": "def A(x=[]): pass",
    "a decorated function": (
        "def d(f):\n"
        "    @functools.wraps(f)\n    def inner(): return f()\n"
        "    return inner\n"
        "@d\ndef A(): pass"
    ),
    "a class in a block": "if True:\n    try:\n        class A: ...\n    finally: ...",
    "a decorated class": "def d(c):\n    c.x = 1\n    return c\n@d\nclass A: ...",
    "a class with a decorator around its methods": (
        "def d(c):\n    c.f = functools.wraps(c.f)(lambda self: 1)\n    return c\n"
        "@d\n@dataclass\nclass A:\n    x: int = 0\n    def f(self): ..."
    ),
    "a named tuple by a call": "A = collections.namedtuple('A', 'x y')",
    "an enumeration by a call": "A = enum.Enum('A', 'RED BLUE')",
    "a new type": "A = typing.NewType('A', int)",
    "a variable of types": "A = TypeVar('A', bound=int)",
}
"""Each defines A."""


@pytest.mark.parametrize("kind", DEFINITIONS)
def test_a_definition_keeps_its_object_also_after_an_edit_elsewhere(
    session: Session, kind: str
) -> None:
    source = PREAMBLE + DEFINITIONS[kind]
    first = session.run(source)["A"]
    assert session.run(source)["A"] is first
    assert session.run(f"# moved\nother = 1\n{source}\ndef another(): pass")["A"] is first
    assert session.run(source)["A"] is first


@pytest.mark.parametrize("kind", DEFINITIONS)
def test_two_sessions_have_a_definition_each(
    session: Session, another_session: Session, kind: str
) -> None:
    source = PREAMBLE + DEFINITIONS[kind]
    assert session.run(source)["A"] is not another_session.run(source)["A"]


CHANGES = {
    "a body": ("class A:\n    def f(self): return 1", "class A:\n    def f(self): return 2"),
    "a value": ("class A:\n    x = 1", "class A:\n    x = 1.0"),
    "a base": ("class A: ...", "class A(Exception): ..."),
    "a keyword": ("class A(TypedDict): ...", "class A(TypedDict, total=False): ..."),
    "a metaclass": ("class A: ...", "class A(metaclass=abc.ABCMeta): ..."),
    "a decorator": ("@dataclass\nclass A: ...", "@dataclass(frozen=True)\nclass A: ..."),
    "an annotation": ("class A:\n    x: int", "class A:\n    x: str"),
    "a member": ("class A(enum.Enum):\n    X = 1", "class A(enum.Enum):\n    X = 2"),
    "a function": ("def A(): return 1", "def A(): return 2"),
    "a default": ("def A(x=1): ...", "def A(x=True): ..."),
    "a named default": ("def A(*, x=1): ...", "def A(*, x=2): ..."),
    "the base of a base": (
        "class C: x = 1\nclass B(C): ...\nclass A(B): ...",
        "class C: x = 2\nclass B(C): ...\nclass A(B): ...",
    ),
    "a kind of method": (
        "class A:\n    def f(self): ...",
        "class A:\n    @classmethod\n    def f(self): ...",
    ),
    "the fields of a named tuple": (
        "A = collections.namedtuple('A', 'x')",
        "A = collections.namedtuple('A', 'x y')",
    ),
    "a wrapper": (
        "def d(f): return lambda: f()\n@d\ndef A(): ...",
        "def d(f): return lambda: f() or 1\n@d\ndef A(): ...",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_edited_definition_is_a_new_object(session: Session, change: str) -> None:
    before, after = CHANGES[change]
    first = session.run(PREAMBLE + before)["A"]
    second = session.run(PREAMBLE + after)["A"]
    assert second is not first
    assert session.run(PREAMBLE + after)["A"] is second


EVALUATED = {
    "a value": "class A:\n    x = value",
    "a value inside": "class A:\n    x = {'a': [value]}",
    "a default": "def A(x=value): ...",
    "a default of a method": "class A:\n    def f(self, x=value): ...",
    "an argument of a decorator": "@dataclass(order=bool(value))\nclass A: ...",
    "a branch": "class A:\n    if value:\n        def f(self): return 1\n    else:\n        def f(self): return 2",
    "a field": "@dataclass\nclass A:\n    x: int = field(default=value)",
    "a member": "class A(enum.Enum):\n    X = value",
    "what a decorator closes over": (
        "def d(f):\n    captured = value\n    return lambda: captured\n@d\ndef A(): ..."
    ),
}


@pytest.mark.parametrize("place", EVALUATED)
def test_a_definition_that_evaluates_to_something_else_is_a_new_object(
    session: Session, place: str
) -> None:
    source = PREAMBLE + EVALUATED[place]
    first = session.run(source, value=0)["A"]
    assert session.run(source, value=0)["A"] is first
    second = session.run(source, value=1)["A"]
    assert second is not first
    assert session.run(source, value=1)["A"] is second


def test_a_class_whose_values_cannot_be_compared_is_made_anew(session: Session) -> None:
    source = "import threading\nclass A:\n    lock = threading.Lock()\ndef f(x=A.lock): ..."
    first, second = session.run(source), session.run(source)
    assert (first["A"] is second["A"], first["f"] is second["f"]) == (False, False)


def test_lines_and_texts_of_what_is_kept_are_those_of_the_file(session: Session) -> None:
    source = (
        "def f():\n    'One.'\n    return g.__code__.co_firstlineno\n"
        "class A:\n    'Two.'\n    def m(self): 'Three.'\n    @property\n    def p(self): ...\n"
        "g = f"
    )
    first = session.run(source)
    text = source.replace("One", "1").replace("Two", "2").replace("Three", "3")
    second = session.run("\n\n" + text)
    assert (second["f"], second["A"]) == (first["f"], first["A"])
    assert second["f"]() == 3
    assert [second["f"].__doc__, second["A"].__doc__, second["A"].m.__doc__] == ["1.", "2.", "3."]
    assert second["A"].m.__code__.co_firstlineno == 8
    assert second["A"].p.fget.__code__.co_firstlineno == 9


STATE = """
class A:
    count = 0
    items = []
    table = {"a": []}
    def f(self): return 1
    @functools.lru_cache
    def g(self): return value

A.count += 1
A.items.append(A.count)
A.table["a"].append(1)
A.added = getattr(A, "added", 0) + 1
A.f.calls = getattr(A.f, "calls", 0) + 1
def h(x, seen=[], *, also=[]):
    seen.append(x)
    also.append(x)
    h.calls = getattr(h, "calls", 0) + 1
    return len(seen) + len(also)
counted = h(1)
@dataclass
class B:
    x: int = 1
B.x = B.x + 1
del B.__eq__
facts = (A.count, A.items, A.table, A.added, A.f.calls, A().g(), counted, h.calls, B.x)
"""


def test_a_run_finds_what_its_statements_have_just_made(session: Session) -> None:
    """As if everything were new: nothing that an earlier run has put into a class or function is left."""
    for value in (1, 1, 2):
        names = session.run(PREAMBLE + STATE, value=value)
        assert names["facts"] == (1, [1], {"a": [1]}, 1, 1, value, 2, 1, 2)
        assert names["B"](1) != names["B"](1)  # it has lost its __eq__ in this run


REGISTERED = """
HANDLERS = []
CLASSES = []
def on(function):
    HANDLERS.append(function)
    return function
def noted(kind):
    CLASSES.append(kind)
    kind.marks = getattr(kind, "marks", 0) + 1
    return kind

class Base:
    known = {}
    def __init_subclass__(cls, tag="", **keywords):
        super().__init_subclass__(**keywords)
        Base.known[tag] = cls

class Descriptor:
    def __set_name__(self, owner, name):
        CLASSES.append((owner, name))

class One(Base, tag="one"): ...
class Two(One, tag="two"):
    described = Descriptor()

@noted
@dataclass
class Three:
    x: int = 1

@on
def handler(): ...
"""


def test_what_definitions_register_is_there_in_each_run(session: Session) -> None:
    for _ in range(3):
        names = session.run(PREAMBLE + REGISTERED)
        assert names["HANDLERS"] == [names["handler"]]
        assert names["CLASSES"][-1] is names["Three"]
        assert names["Three"].marks == 1
        assert names["Base"].known == {"one": names["One"], "two": names["Two"]}
        assert names["Three"]() == names["Three"](1)


def test_a_registering_metaclass_of_the_script_makes_its_classes_anew(session: Session) -> None:
    source = (
        "KNOWN = []\n"
        "class M(type):\n"
        "    def __init__(cls, *args):\n"
        "        super().__init__(*args)\n"
        "        KNOWN.append(cls)\n"
        "class A(metaclass=M): ..."
    )
    first, second = session.run(source), session.run(source)
    assert second["KNOWN"] == [second["A"]]
    assert (second["M"] is first["M"], second["A"] is first["A"]) == (True, False)


def test_each_turn_of_a_loop_has_its_own_object(session: Session) -> None:
    source = "made = []\nfor i in range(count):\n    class A: x = i\n    made.append(A)"
    first = session.run(source, count=3)["made"]
    assert len({*first}) == 3
    assert session.run(source, count=2)["made"] == first[:2]
    assert session.run(source, count=3)["made"] == first


def test_definitions_of_one_name_are_told_apart(session: Session) -> None:
    source = "class A: x = 1\nfirst = A\nclass A: x = 2\nsecond = A\ndef A(): ...\nthird = A"
    before, after = session.run(source), session.run(source)
    for name in ("first", "second", "third"):
        assert after[name] is before[name]
    assert (before["first"].x, before["second"].x) == (1, 2)


def test_what_is_only_sometimes_defined_is_kept_meanwhile(session: Session) -> None:
    source = "if shown:\n    class A: ..."
    first = session.run(source, shown=True)["A"]
    assert "A" not in session.run(source, shown=False)
    assert session.run(source, shown=True)["A"] is first


def test_files_that_are_run_in_the_same_globals_have_definitions_each() -> None:
    namespace: dict[str, Any] = {}
    found: dict[str, list[type]] = {"a.py": [], "b.py": []}
    for path in ("a.py", "b.py", "a.py", "b.py"):
        code, sources = compile_script(b"class A: x = 1", path, ScriptOptions())
        refill(namespace, path)
        begin(namespace, path, sources)
        exec(code, namespace)
        found[path].append(namespace["A"])
    assert found["a.py"][0] is found["a.py"][1]
    assert found["b.py"][0] is found["b.py"][1]
    assert found["a.py"][0] is not found["b.py"][0]


def test_with_other_globals_methods_read_those_and_functions_are_new(session: Session) -> None:
    source = (
        "class A:\n    def f(self): return value\n"
        "    def g(self): return __class__, super().__repr__\n"
        "def h(): return value"
    )
    first = session.run(source, value=1)
    session.change_globals()
    second = session.run(source, value=2)
    assert second["A"] is first["A"]
    assert first["A"]().f() == 2
    assert second["A"]().g()[0] is first["A"]
    assert (first["h"](), second["h"]()) == (1, 2)


def test_values_pickle_and_compare_across_runs(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = PREAMBLE + (
        "class Colour(enum.Enum):\n    RED = 1\n"
        "@dataclass\nclass Point:\n    x: int\n    colour: Colour\n"
        "def helper(): ...\n"
        "value = [Point(1, Colour.RED), helper, Colour]"
    )
    old = session.run(source)["value"]
    new = session.run(source)["value"]
    module = type(sys)("__main__")
    vars(module).update(session.namespace)
    monkeypatch.setitem(sys.modules, "__main__", module)
    assert old == new == pickle.loads(pickle.dumps(old))
    assert isinstance(old[0], session.namespace["Point"])


def test_classes_that_were_replaced_are_freed(session: Session) -> None:
    first = weakref.ref(session.run("class A: x = 1\ndef f(): ...")["A"])
    session.run("class A: x = 2\ndef f(): ...")
    gc.collect()
    assert first() is None
