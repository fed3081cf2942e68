"""Scripts whose definitions keep their objects do what they do where every run makes everything anew."""

from __future__ import annotations

from textwrap import indent
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from millstream.script.identity import begin, carried
from millstream.script.main_module import refill
from millstream.script.options import ScriptOptions
from millstream.script.source import compile_script

PREAMBLE = """
import abc, collections, dataclasses, enum, functools, typing
facts = []
KNOWN = []
def known(thing):
    KNOWN.append(thing)
    return thing
"""
SNIPPETS = (
    # The text has `{a}` for a number in the source and `number` for one that is evaluated.
    "def f(x, seen=[{a}]):\n    seen.append(x)\n    return sum(seen) + number\nfacts.append(f(1))",
    "def f(x=number): return x + {a}\nfacts.append(f())",
    "@known\ndef f(): return {a}\nfacts.append([each() for each in KNOWN if each is f])",
    "@functools.lru_cache\ndef f(x): return x * number + {a}\nfacts.append((f(2), f.cache_info().hits))",
    (
        "def around(g):\n    calls = []\n    @functools.wraps(g)\n    def inner():\n"
        "        calls.append(1)\n        return g(), len(calls)\n    return inner\n"
        "@around\ndef f(): return number + {a}\nfacts.append((f(), f()))"
    ),
    (
        "def counted(g):\n    def inner():\n        nonlocal count\n        count += 1\n"
        "        return count, g()\n    count = {a}\n    return inner\n"
        "@counted\ndef f(): return number\nfacts.append((f(), f()))"
    ),
    "def f(): return {a}\nf.mark = getattr(f, 'mark', 0) + 1\nfacts.append(f.mark)",
    (
        "class A:\n    count = {a}\n    items = []\n    def f(self): return self.count * number\n"
        "A.count += number\nA.items.append(A.count)\nfacts.append((A.items, A().f()))"
    ),
    (
        "class A:\n    def f(self): return {a}\n    @functools.lru_cache\n    def g(self): return number\n"
        "    @property\n    def p(self): return number + 1\n    @staticmethod\n    def s(x={a}): return x\n"
        "facts.append((A().f(), A().g(), A().p, A.s(), A.g.cache_info().misses))\n"
        "A.f = lambda self: 'changed'\nA.added = 1\ndel A.s\n"
        "facts.append((A().f(), sorted(n for n in vars(A) if not n.startswith('__'))))"
    ),
    (
        "@dataclasses.dataclass(order=bool({a} % 2))\nclass A:\n    x: int = {a}\n"
        "    y: list = dataclasses.field(default_factory=list)\n"
        "    def f(self): return self.x * number\n"
        "facts.append((repr(A()), A().f(), A() == A(), hasattr(A, 'y'), A.__lt__ is object.__lt__))\n"
        "A.__repr__ = lambda self: 'other'\nfacts.append(repr(A()))"
    ),
    (
        "@dataclasses.dataclass(slots=True)\nclass A:\n    x: int = {a}\n    def f(self): return number\n"
        "facts.append((A().x, A().f(), A.__slots__))"
    ),
    (
        "class A(enum.Enum):\n    ONE = {a}\n    TWO = enum.auto()\n"
        "    def f(self): return self.value * number\n"
        "facts.append((A.ONE.f(), A.TWO.value, A({a}) is A.ONE, [*A]== [A.ONE, A.TWO]))\nA.extra = 1"
    ),
    (
        "class Base:\n    known = {{}}\n    def __init_subclass__(cls, tag={a}, **k):\n"
        "        super().__init_subclass__(**k)\n        Base.known[cls.__name__] = tag\n"
        "class A(Base): ...\nclass B(A, tag=number): ...\nfacts.append(sorted(Base.known.items()))\n"
        "Base.known['more'] = 1"
    ),
    (
        "class Noted:\n    def __set_name__(self, owner, name): self.name = name\n"
        "    def __get__(self, thing, owner): return (self.name, {a}, number)\n"
        "class A:\n    noted = Noted()\nfacts.append(A.noted)"
    ),
    (
        "class Meta(type):\n    made = []\n    def __init__(cls, *args):\n"
        "        super().__init__(*args)\n        Meta.made.append(cls.__name__)\n"
        "class A(metaclass=Meta):\n    x = {a}\nclass B(A): ...\nfacts.append((Meta.made, A.x))"
    ),
    (
        "class A(abc.ABC):\n    @abc.abstractmethod\n    def f(self): ...\n"
        "class B(A):\n    def f(self): return super().__hash__ is not None and {a}\n"
        "facts.append((B().f(), sorted(A.__abstractmethods__)))"
    ),
    (
        "def marked(kind):\n    kind.marks = getattr(kind, 'marks', 0) + {a}\n"
        "    kind.f = functools.wraps(kind.f)(lambda self, f=kind.f: (f(self), 'around'))\n    return kind\n"
        "@marked\n@dataclasses.dataclass\nclass A:\n    x: int = 1\n    def f(self): return number\n"
        "facts.append((A.marks, A().f(), repr(A())))"
    ),
    (
        "@dataclasses.dataclass\n@known\nclass A:\n    x: int = {a}\n    y: int = dataclasses.field(default=2)\n"
        "facts.append((A(), A in KNOWN, repr(A(1, number))))"
    ),
    (
        "for i in range({a}):\n    class A:\n        x = i\n        y = []\n    A.y.append(i + number)\n"
        "    facts.append((A.x, A.y))"
    ),
    (
        "class A(typing.NamedTuple):\n    x: int = {a}\n    def f(self): return self.x + number\n"
        "facts.append((A(), A().f(), A._fields))"
    ),
    (
        "T = typing.TypeVar('T')\nclass A(typing.Generic[T]):\n    def f(self, x: T) -> T: return x\n"
        "facts.append((A[int]().f({a}), A.__parameters__ == (T,), typing.get_type_hints(A.f)['x'] == T))"
    ),
    "A = collections.namedtuple('A', 'x y')\nfacts.append(A({a}, number))",
    "A = enum.Enum('A', 'RED BLUE')\nfacts.append([each.name for each in A])",
    (
        "class A:\n    class B:\n        items = [{a}]\n        def f(self): return number\n"
        "    b = B()\nA.B.items.append(1)\nfacts.append((A.B.items, A.b.f(), type(A.b) is A.B))"
    ),
    (
        "@functools.singledispatch\ndef f(x): return 'any'\n"
        "@f.register\ndef _(x: int): return {a}\n@f.register(str)\ndef _(x): return number\n"
        "facts.append((f(1), f('a'), f(1.5), len(f.registry)))"
    ),
    (
        "class A:\n    if number % 2:\n        def f(self): return 'odd'\n    else:\n        f = property(lambda self: {a})\n"
        "facts.append(A().f if not number % 2 else A().f())"
    ),
)

run = st.tuples(
    st.lists(st.sampled_from(range(len(SNIPPETS))), max_size=4),
    st.integers(1, 2),
    st.integers(1, 3),
    st.booleans(),
)


def source_of(chosen: list[int], constant: int) -> str:
    """Write a script of some snippets, every second one in a block."""
    parts = [SNIPPETS[index].format(a=constant) for index in chosen]
    blocks = [
        f"if True:\n{indent(each, '    ')}" if n % 2 else each for n, each in enumerate(parts)
    ]
    return "\n".join([PREAMBLE, *blocks])


@given(st.lists(run, min_size=2, max_size=5))
def test_a_run_is_as_if_nothing_had_been_kept(
    runs: list[tuple[list[int], int, int, bool]],
) -> None:
    namespace: dict[str, Any] = {}
    for chosen, constant, number, is_elsewhere in runs:
        source = source_of(chosen, constant)
        plain: dict[str, Any] = {}
        refill(plain, "app.py")
        plain["number"] = number
        exec(compile(source, "app.py", "exec"), plain)
        if is_elsewhere:
            namespace = carried(namespace)
        code, sources = compile_script(source.encode(), "app.py", ScriptOptions())
        refill(namespace, "app.py")
        begin(namespace, "app.py", sources)
        namespace["number"] = number
        exec(code, namespace)
        assert repr(namespace["facts"]) == repr(plain["facts"])
