"""Digests of values: equal ones are equal, and each change is another digest.

Longer than 500 lines because most of it is one table of values, which every test below goes through.
"""

from __future__ import annotations

import array
import collections
import copy
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import io
import ipaddress
import itertools
import math
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import types
import uuid
import zoneinfo
from typing import Any, NamedTuple

import msgspec
import pytest

from millstream.hashing import Hasher, UnhashableError


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Level(enum.IntEnum):
    LOW = 1


class Mode(enum.Flag):
    READ = 1
    WRITE = 2


@dataclasses.dataclass
class Point:
    x: Any
    y: Any = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Slotted:
    x: Any


@dataclasses.dataclass(slots=True)
class Held:
    x: Any


@dataclasses.dataclass
class Opened(Held):
    """Fields with a slot and without a value of their own, beside attributes of any name."""

    y: int = dataclasses.field(default=0, init=False)


def opened(**attributes: Any) -> Opened:
    value = Opened(1)
    vars(value).update(attributes)
    return value


class Pair(NamedTuple):
    left: Any
    right: Any


class Plain:
    def __init__(self, **attributes: Any) -> None:
        vars(self).update(attributes)


class WithSlots:
    __slots__ = ("a", "b")

    def __init__(self, a: Any) -> None:
        self.a = a


class Struct(msgspec.Struct):
    a: int


class Texts(list[str]):
    pass


class Number(int):
    pass


class Mapping(dict[str, int]):
    pass


BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
LONG = "a" * 100_000

DIFFERENT: list[Any] = [
    None,
    ...,
    NotImplemented,
    True,
    False,
    0,
    1,
    -1,
    255,
    2**63 - 1,
    2**63,
    -(2**63),
    -(2**63) - 1,
    2**200,
    Number(1),
    0.0,
    -0.0,
    1.0,
    math.nan,
    math.inf,
    0j,
    1 + 0j,
    complex(0.0, -0.0),
    "",
    "1",
    "a",
    "\ud800",
    LONG,
    LONG + "b",
    b"",
    b"a",
    LONG.encode(),
    bytearray(b"a"),
    memoryview(b"a"),
    array.array("b", b"a"),
    array.array("i", [1]),
    [],
    [1],
    [1.0],
    [True],
    [0.0],
    [-0.0],
    [[1]],
    [1, 1],
    [1] * 5,
    [1.0] * 5,
    [0.0] * 5,
    [-0.0] * 5,
    [True] * 5,
    ["1"] * 5,
    ["a", "b", "c", "d"],
    ["a", "b", "cd", ""],
    [1, 2, 3, 4, None],
    [math.nan] * 5,
    (),
    (1,),
    (1, 2),
    ((1,), 2),
    Texts(["a"]),
    ["a"],
    {},
    {"a": 1},
    {"a": 1.0},
    {"a": 1, "b": 2},
    {"b": 2, "a": 1},
    Mapping(a=1),
    set(),
    {1},
    {1, 2},
    {1, "a"},
    frozenset(),
    frozenset({1}),
    {frozenset({1}), frozenset({2})},
    collections.OrderedDict(a=1),
    collections.Counter("a"),
    collections.defaultdict(int, a=1),
    collections.defaultdict(float, a=1),
    collections.deque([1]),
    collections.deque([1], maxlen=3),
    collections.ChainMap({"a": 1}),
    collections.UserDict(a=1),
    types.MappingProxyType({"a": 1}),
    types.SimpleNamespace(a=1),
    range(3),
    range(0, 3, 2),
    slice(3),
    datetime.date(2024, 1, 2),
    datetime.datetime(2024, 1, 2),
    datetime.datetime(2024, 1, 2, tzinfo=datetime.UTC),
    datetime.datetime(2024, 1, 2, tzinfo=BERLIN),
    datetime.datetime(2024, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=1))),
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN),
    datetime.datetime(2024, 10, 27, 2, 30, tzinfo=BERLIN, fold=1),
    datetime.time(1, 2),
    datetime.timedelta(1),
    datetime.timezone(datetime.timedelta(hours=1), "X"),
    decimal.Decimal("1.0"),
    decimal.Decimal("1.00"),
    decimal.Decimal("-0"),
    decimal.Decimal("NaN"),
    decimal.Decimal("Infinity"),
    fractions.Fraction(1, 3),
    uuid.UUID(int=1),
    pathlib.PurePosixPath("a"),
    pathlib.Path("a"),
    pathlib.PureWindowsPath("a"),
    re.compile("a"),
    re.compile("a", re.IGNORECASE),
    re.compile(b"a"),
    ipaddress.ip_address("127.0.0.1"),
    ipaddress.ip_network("127.0.0.0/8"),
    io.BytesIO(b"a"),
    io.StringIO("a"),
    Colour.RED,
    Colour.BLUE,
    Level.LOW,
    Mode.READ,
    Mode.READ | Mode.WRITE,
    Point(1),
    Point(1.0),
    Point(1, 2),
    Slotted(1),
    Opened(1),
    opened(a=1),
    opened(a=2),
    opened(a=1, b=1),
    opened(y=1),
    Pair(1, 2),
    Pair(2, 1),
    Plain(a=1),
    Plain(b=1),
    Plain(a=Plain(a=1)),
    WithSlots(1),
    WithSlots(2),
    Struct(1),
    ValueError("a"),
    KeyError("a"),
    int,
    Point,
    list[int],
    int | None,
    len,
    math.sin,
    math,
    os,
    [].__len__,
    functools.partial(int, base=2),
    functools.partial(int, base=3),
    itertools.count(1),
]


def _named(value: Any) -> str:
    return type(value).__name__  # and no more: the text of a set depends on the process


def test_values_that_differ_in_value_type_or_bits_have_different_digests(hasher: Hasher) -> None:
    digests: dict[bytes, Any] = {}
    for value in DIFFERENT:
        digest = hasher.digest(value)
        assert len(digest) == 32
        assert digest not in digests, (value, digests[digest])
        digests[digest] = value


def test_they_differ_inside_containers_too(hasher: Hasher) -> None:
    for wrap in (lambda v: [v], lambda v: {"k": v}, Point, lambda v: [v, v, v, v, v]):
        digests = {hasher.digest(wrap(value)) for value in DIFFERENT}
        assert len(digests) == len(DIFFERENT)


COPYABLE = [
    value
    for value in DIFFERENT
    if not isinstance(value, (memoryview, types.MappingProxyType, types.ModuleType, io.IOBase))
]


@pytest.mark.parametrize("value", COPYABLE, ids=_named)
def test_a_copy_has_the_same_digest(hasher: Hasher, value: Any) -> None:
    assert hasher.digest(copy.deepcopy(value)) == hasher.digest(value)


def test_another_key_gives_another_digest() -> None:
    one, other = Hasher(bytes(32)), Hasher(b"1" * 32)
    assert all(one.digest(value) != other.digest(value) for value in DIFFERENT)


def test_nan_equals_nan_however_it_was_made(hasher: Hasher) -> None:
    made = math.inf - math.inf
    for wrap in (lambda v: v, lambda v: [v] * 9, lambda v: complex(v, 1), lambda v: {v: v}):
        assert (
            hasher.digest(wrap(math.nan))
            == hasher.digest(wrap(made))
            == hasher.digest(wrap(-math.nan))
        )


def test_the_order_of_a_set_does_not_count_and_that_of_a_dict_does(hasher: Hasher) -> None:
    # 0 and 8 collide in a small table, so their order shows in which was added first.
    one, other = {0, 8, "a", (1,)}, {(1,), "a", 8, 0}
    assert hasher.digest(one) == hasher.digest(other)
    assert hasher.digest({"a": 1, "b": 2}) != hasher.digest({"b": 2, "a": 1})


def test_attributes_count_in_whatever_order_they_were_set(hasher: Hasher) -> None:
    assert hasher.digest(Plain(a=1, b=2)) == hasher.digest(Plain(b=2, a=1))


def test_sharing_is_invisible(hasher: Hasher) -> None:
    shared = [1, [2]]
    assert hasher.digest([shared, shared]) == hasher.digest([[1, [2]], [1, [2]]])
    interned, built = "ab", "ab"
    assert hasher.digest([interned, interned]) == hasher.digest([interned, built])


def test_cyclic_structures_are_told_apart(hasher: Hasher) -> None:
    def ring(*values: int) -> list[Any]:
        nodes: list[list[Any]] = [[value] for value in values]
        for node, following in zip(nodes, nodes[1:] + nodes[:1], strict=True):
            node.append(following)
        return nodes[0]

    digests = [hasher.digest(ring(*values)) for values in [(1,), (2,), (1, 2), (1, 3), (1, 2, 3)]]
    assert len(set(digests)) == 5
    assert hasher.digest(ring(1, 2)) == hasher.digest(ring(1, 2))
    assert hasher.digest([ring(1, 2), 3]) != hasher.digest([ring(1, 3), 3])


def test_a_dense_graph_of_objects_takes_linear_time(hasher: Hasher) -> None:
    def graph(last: int) -> Plain:
        nodes = [Plain(number=number) for number in range(30)]
        nodes[-1].number = last  # type: ignore[attr-defined]
        for node in nodes:
            node.neighbours = nodes  # type: ignore[attr-defined]
        return nodes[0]

    assert hasher.digest(graph(1)) == hasher.digest(graph(1))
    assert hasher.digest(graph(1)) != hasher.digest(graph(2))


def test_a_shared_diamond_of_depth_sixty_takes_linear_time(hasher: Hasher) -> None:
    value: list[Any] = []
    for _ in range(60):
        value = [value, value]
    assert hasher.digest(value) == hasher.digest(copy.deepcopy(value))


def test_parents_and_a_set_of_children_are_hashed_by_content(hasher: Hasher) -> None:
    def family(*names: str) -> Plain:
        parent = Plain()
        parent.children = {Plain(name=name, parent=parent) for name in names}  # type: ignore[attr-defined]
        return parent

    assert hasher.digest(family("a", "b", "c")) == hasher.digest(family("c", "b", "a"))
    assert hasher.digest(family("a", "b")) != hasher.digest(family("a", "c"))


def test_files_open_for_reading_count_by_content_and_place(
    hasher: Hasher, tmp_path: pathlib.Path
) -> None:
    path = tmp_path / "data.txt"
    path.write_text("one")
    with path.open() as text, path.open("rb") as binary:
        before = hasher.digest(text)
        assert before == hasher.digest(text) != hasher.digest(binary)
        assert text.read(1) == "o"
        assert hasher.digest(text) != before
    path.write_text("two")
    with path.open() as text:
        assert hasher.digest(text) != before
    with path.open("w") as written, pytest.raises(UnhashableError, match="open for reading"):
        hasher.digest(written)


class Uploaded(io.BytesIO):
    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name = name


class Reader:
    """Reads like a file and is none."""

    def __init__(self, content: str) -> None:
        self._inner = io.StringIO(content)
        self._lock = threading.Lock()
        self.read, self.seek, self.tell = self._inner.read, self._inner.seek, self._inner.tell

    def read(self) -> str: ...  # type: ignore[empty-body]
    def seek(self, place: int) -> None: ...
    def tell(self) -> int: ...  # type: ignore[empty-body]


def test_temporary_and_uploaded_files_count_by_content(
    hasher: Hasher, tmp_path: pathlib.Path
) -> None:
    def temporary(content: bytes) -> Any:
        file = tempfile.NamedTemporaryFile(dir=tmp_path)  # noqa: SIM115 (closed below)
        file.write(content)
        return file

    def spooled(content: bytes) -> Any:
        file = tempfile.SpooledTemporaryFile(max_size=2)  # noqa: SIM115 (closed below)
        file.write(content)
        return file

    makers: list[Any] = [
        temporary,
        spooled,
        lambda content: Uploaded("a.csv", content),
        lambda content: Reader(content.decode()),
    ]
    for make in makers:
        one, other = make(b"one"), make(b"two")
        before = hasher.digest([one])
        assert hasher.digest([one]) == before != hasher.digest([other])
        one.read(), one.seek(0)
        for file in (one, other):
            if hasattr(file, "close"):
                file.close()
    assert hasher.digest(Uploaded("a", b"x")) == hasher.digest(Uploaded("a", b"x"))
    assert hasher.digest(Uploaded("a", b"x")) != hasher.digest(Uploaded("b", b"x"))


def test_a_file_in_memory_counts_by_content_and_place(hasher: Hasher) -> None:
    file = io.BytesIO(b"abc")
    file.name = "a.csv"  # type: ignore[misc]
    before = hasher.digest(file)
    file.read(1)
    assert hasher.digest(file) != before
    file.seek(0)
    assert hasher.digest(file) == before
    file.name = "b.csv"  # type: ignore[misc]
    assert hasher.digest(file) != before


def test_values_nested_too_deeply_are_refused(hasher: Hasher) -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]
    with pytest.raises(UnhashableError, match="nested too deeply"):
        hasher.digest(value)
    while value:
        value = value[0]


@pytest.mark.parametrize(
    ("make", "path"),
    [
        (lambda bad: bad, ""),
        (lambda bad: [1, 2, bad], "[2]"),
        (lambda bad: (1, (bad,)), "[1][0]"),
        (lambda bad: {"a": {3: bad}}, "['a'][3]"),
        (lambda bad: {bad}, "{...}"),
        (lambda bad: [0, 0, Plain(model={"weights": bad})], "[2].model['weights']"),
        (lambda bad: Point(1, Slotted(bad)), ".y.x"),
        (lambda bad: Pair(1, bad), ".right"),
        (lambda bad: types.SimpleNamespace(a=bad), ".a"),
        (lambda bad: functools.partial(print, bad), ".args[0]"),
        (lambda bad: lambda: bad, ".__closure__.bad"),
        (lambda bad: lambda x=bad: x, ".__defaults__[0]"),
        (lambda bad: types.MethodType(Plain, bad), ".__self__"),
        (lambda bad: collections.deque([bad]), "[0]"),
        (WithSlots, ".a"),
        (ValueError, ".args[0]"),
    ],
)
def test_what_cannot_be_hashed_is_named_with_its_path(hasher: Hasher, make: Any, path: str) -> None:
    with pytest.raises(UnhashableError) as caught:
        hasher.digest(make(threading.Lock()))
    assert caught.value.path == path
    assert caught.value.value_type == "_thread.lock"
    assert "cannot pickle" in caught.value.reason
    assert "hash_funcs" in str(caught.value)


@pytest.mark.parametrize(
    "make",
    [
        threading.Lock,
        threading.local,
        lambda: (each for each in "a"),
        sys._getframe,
        lambda: __import__("socket").socket(),
        lambda: __import__("sqlite3").connect(":memory:"),
    ],
)
def test_what_has_no_content_is_refused(hasher: Hasher, make: Any) -> None:
    value = make()
    with pytest.raises(UnhashableError):
        hasher.digest(value)
    if hasattr(value, "close"):
        value.close()


def test_an_object_that_fails_while_it_is_read_is_refused(hasher: Hasher) -> None:
    class Failing(collections.UserList[int]):
        def __getattribute__(self, name: str) -> Any:
            if name == "data":
                raise LookupError("gone")
            return super().__getattribute__(name)

    with pytest.raises(UnhashableError, match="LookupError: gone") as caught:
        hasher.digest([Failing.__new__(Failing)])
    assert caught.value.path == "[0]"


def test_digests_do_not_depend_on_the_hash_seed_or_the_process() -> None:
    program = (
        "from millstream.hashing import Hasher; import decimal, datetime\n"
        "print(Hasher(bytes(32)).digest([{'a', 'b', 'c', 1}, frozenset('xyz'), {'k': {b'1', 2}},"
        " datetime.date(2024, 1, 1), decimal.Decimal('1.5')]).hex())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1


def test_a_known_object_is_not_read() -> None:
    known_list = [1, 2, 3]
    asked: list[Any] = []

    def known(value: Any, digest: Any) -> bytes | None:
        asked.append(value)
        return b"k" * 32 if value is known_list else None

    hasher = Hasher(bytes(32), known=known)
    assert hasher.digest(known_list) == b"k" * 32
    assert hasher.digest([known_list]) != hasher.digest([[1, 2, 3]])
    with_functions = Hasher(bytes(32), known=known, hash_funcs={complex: str})
    assert with_functions.digest(known_list) == Hasher(bytes(32)).digest([1, 2, 3])
