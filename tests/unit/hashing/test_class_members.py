"""Every edit of a class that changes what it does is another state of who reaches it."""

from __future__ import annotations

from typing import Any

import pytest

from millstream.hashing import FunctionTracker, Hasher

HASHER = Hasher(bytes(32))


def digest(source: str) -> bytes:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(source, "<script>", "exec", dont_inherit=True), namespace)
    return FunctionTracker(namespace["f"], hasher=HASHER).state().digest


DATACLASS = """
from dataclasses import InitVar, dataclass, field, fields
@dataclass({})
class P:
    {}
def f():
    return P, fields(P)
"""
ATTRS = """
import attrs
@attrs.define({})
class P:
    {}
def f():
    return attrs.fields(P), P() == P()
"""
PYDANTIC = """
from pydantic import BaseModel, ConfigDict, Field, field_validator
class M(BaseModel):
    {}
def f(x):
    return M(x=x)
"""
VALIDATOR = """x: int
    @field_validator('x', mode='{}')
    @classmethod
    def check(cls, value):
        return value"""
STRUCT = """
import msgspec
class S(msgspec.Struct{}):
    {}
def f(content):
    return msgspec.json.decode(content, type=S)
"""
ENUM = """
import enum
class C(enum.Enum):
    A = 1
    {}
def f():
    return C
"""
METHOD = """
import functools
class C:
    {}
    def m(self=1):
        return 1
def f():
    return C().m
"""
METACLASS = """
class Meta(type):
    def __call__(cls):
        return {}
class Other(type):
    pass
class C(metaclass={}):
    pass
def f():
    return C()
"""


@pytest.mark.parametrize("option", ["eq", "order", "frozen", "slots", "unsafe_hash", "repr", "init", "kw_only"])  # fmt: skip
def test_the_options_of_a_dataclass_count(option: str) -> None:
    field = "x: int = 1"
    plain = digest(DATACLASS.format("", field))
    assert digest(DATACLASS.format(f"{option}=False", field)) != digest(
        DATACLASS.format(f"{option}=True", field)
    )
    assert digest(DATACLASS.format("", field)) == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x: int = 1", "x: float = 1"),
        ("x: int = 1", "x: InitVar[int] = 1"),
        ("x: int = field(default=1, metadata={1: 1})", "x: int = field(default=1, metadata={1: 2})"),
        ("x: int = field(default=1)", "x: int = field(default=1, compare=False)"),
        ("x: list = field(default_factory=list)", "x: list = field(default_factory=set)"),
        ("x: list = field(default_factory=lambda: 1)", "x: list = field(default_factory=lambda: 2)"),
        ("x: int = 1\n    y: int = 1", "y: int = 1\n    x: int = 1"),
    ],
)  # fmt: skip
def test_the_fields_of_a_dataclass_count(one: str, other: str) -> None:
    assert digest(DATACLASS.format("", one)) != digest(DATACLASS.format("", other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("", "x = attrs.field(default=1)"), ("", "x = attrs.field(default=1, alias='z')")),
        (("", "x = attrs.field(default=1, metadata={1: 1})"), ("", "x = attrs.field(default=1, metadata={1: 2})")),
        (("", "x = attrs.field(default=1, converter=abs)"), ("", "x = attrs.field(default=1, converter=int)")),
        (("eq=True", "x = 1"), ("eq=False", "x = 1")),
        (("frozen=True", "x = 1"), ("frozen=False", "x = 1")),
    ],
)  # fmt: skip
def test_what_attrs_made_a_class_from_counts(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert digest(ATTRS.format(*one)) != digest(ATTRS.format(*other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x: int", "x: float"),
        ("x: int", "x: int | None"),
        ("x: int = Field(gt=1)", "x: int = Field(gt=2)"),
        ("x: int", "model_config = ConfigDict(strict=True)\n    x: int"),
        (VALIDATOR.format("before"), VALIDATOR.format("after")),
        (VALIDATOR.format("after"), VALIDATOR.format("after").replace("return value", "return -value")),
    ],
)  # fmt: skip
def test_what_a_model_checks_counts(one: str, other: str) -> None:
    assert digest(PYDANTIC.format(one)) != digest(PYDANTIC.format(other))
    assert digest(PYDANTIC.format(one)) == digest(PYDANTIC.format(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("", "x: int"), ("", "x: float")),
        (("", "x: int"), ("", "x: int = 1")),
        (("", "x: int = 1"), ("", "x: int = 2")),
        (("", "x: list = msgspec.field(default_factory=list)"), ("", "x: list = msgspec.field(default_factory=set)")),
        ((", kw_only=True", "x: int = 1\n    y: int"), (", kw_only=True", "x: int = 2\n    y: int")),
        ((", rename='camel'", "x_y: int"), ("", "x_y: int")),
        ((", forbid_unknown_fields=True", "x: int"), ("", "x: int")),
    ],
)  # fmt: skip
def test_what_a_struct_decodes_counts(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert digest(STRUCT.format(*one)) != digest(STRUCT.format(*other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("B = 2", "B = 3"),
        ("def __str__(self): return 'a'", "def __str__(self): return 'b'"),
        ("def m(self): return 1", "def m(self): return 2"),
        ("@classmethod\n    def _missing_(cls, _): return cls.A", "@classmethod\n    def _missing_(cls, _): return None"),
    ],
)  # fmt: skip
def test_members_and_methods_of_an_enum_count(one: str, other: str) -> None:
    assert digest(ENUM.format(one)) != digest(ENUM.format(other))


def test_an_enum_counts_the_same_after_its_use() -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(ENUM.format("B = 2"), namespace)
    tracker = FunctionTracker(namespace["f"], hasher=HASHER)
    before = tracker.state()
    kind: Any = namespace["C"]
    assert (kind(1), kind["B"], str(kind.A), hash(kind.B)) == (kind.A, kind.B, "C.A", hash(kind.B))
    assert tracker.state() == before


def test_a_class_counts_the_same_after_one_of_its_instances_was_copied() -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec("class P:\n    __slots__ = ('x',)\ndef f():\n    return P()\n", namespace)
    tracker = FunctionTracker(namespace["f"], hasher=HASHER)
    before = tracker.state()
    # Pickling remembers the names of the slots in the class.
    assert namespace["P"]().__reduce_ex__(2)
    assert tracker.state() == before


def test_how_a_function_is_reached_through_its_class_counts() -> None:
    ways = ["", "@property", "@functools.cached_property", "@staticmethod", "@classmethod"]
    assert len({digest(METHOD.format(way)) for way in ways}) == len(ways)


def test_the_metaclass_counts() -> None:
    one = digest(METACLASS.format(1, "Meta"))
    assert one == digest(METACLASS.format(1, "Meta"))
    assert (
        len({one, digest(METACLASS.format(2, "Meta")), digest(METACLASS.format(1, "Other"))}) == 3
    )


def test_classes_written_in_c_count_by_their_package() -> None:
    source = "import numpy as np\nrng = np.random.default_rng(1)\ndef f(): return rng"
    assert digest(source) == digest(source) != digest(source.replace("(1)", "(2)"))
