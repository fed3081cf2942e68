"""A blueprint's copies are what pickle's are: in value, type, sharing and cycles."""

from __future__ import annotations

import enum
import pickle
import struct
from dataclasses import dataclass
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from millstream.caching.snapshot.blueprint import Blueprint
from millstream.caching.snapshot.pickled import freeze_pickled


class Plain:
    pass


@dataclass
class Open:
    first: Any
    second: Any = None


@dataclass(slots=True)
class Slotted:
    first: Any
    second: Any


@dataclass(frozen=True)
class Frozen:
    first: Any
    second: Any


@dataclass(frozen=True, slots=True)
class FrozenSlotted:
    first: Any
    second: Any


class Half(Slotted):
    """Slots of its base, and a dictionary."""


class Row(NamedTuple):
    first: Any
    second: Any


class Color(enum.Enum):
    RED = "red"
    BLUE = "blue"


MAKERS = (Open, Slotted, Frozen, FrozenSlotted, Half)
RECORDS = {Plain, *MAKERS}
CONTAINERS = {list, dict, set, bytearray, Row}
ATOMS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=3), st.dates()
)
LEAVES = st.one_of(ATOMS, st.sampled_from(Color), st.builds(Row, ATOMS, ATOMS))
KEYS = st.one_of(st.integers(0, 9), st.text(max_size=2), st.tuples(st.integers(0, 3), st.text()))


def named(names: list[str], held: Any) -> Plain:
    made = Plain()
    vars(made).update(dict.fromkeys(names, held))
    return made


def extended(made: Any, extra: Any) -> Any:
    made.__dict__["extra"] = extra
    return made


def unset(made: Slotted) -> Slotted:
    del made.second
    return made


def containers(heap: list[Any]) -> st.SearchStrategy[Any]:
    """One more container or record over what is there."""
    held = st.sampled_from(heap)
    return st.one_of(
        st.lists(held, max_size=4),
        st.dictionaries(KEYS, held, max_size=4),
        st.sets(ATOMS, max_size=4),
        st.binary(max_size=3).map(bytearray),
        st.builds(named, st.lists(st.text("abc"), max_size=3), held),
        st.builds(unset, st.builds(Slotted, held, held)),
        st.builds(extended, st.builds(Half, held, held), held),
        st.builds(extended, st.builds(Frozen, held, held), held),
        *(st.builds(maker, held, held) for maker in MAKERS),
    )


@st.composite
def values(draw: st.DrawFn) -> Any:
    """Containers and records that hold each other, and leaves, in any way."""
    heap: list[Any] = [draw(LEAVES) for _ in range(draw(st.integers(1, 3)))]
    for _ in range(draw(st.integers(1, 10))):
        heap.append(draw(containers(heap)))
    for each in heap:
        # What is put into what was there before may close a cycle.
        if type(each) is list and draw(st.booleans()):
            each.append(draw(st.sampled_from(heap)))
        elif type(each) is Open and draw(st.booleans()):
            each.second = draw(st.sampled_from(heap))
    return [heap[-1], *draw(st.lists(st.sampled_from(heap), max_size=3))]


def attributes(value: Any) -> dict[str, Any]:
    """The attributes of a record in the order that can be seen."""
    names = dict.fromkeys([*getattr(value, "__dict__", ()), "first", "second"])
    return {name: getattr(value, name) for name in names if hasattr(value, name)}


def parts(value: Any) -> list[Any]:
    kind = type(value)
    if kind in {list, Row}:
        return list(value)
    if kind is dict or kind in RECORDS:
        held = value if kind is dict else attributes(value)
        return [part for item in held.items() for part in item]
    return sorted(value, key=repr) if kind is set else []


def shape(value: Any) -> list[Any]:
    """Write down a value so that two are equal only if types, bits, order and sharing are."""
    numbers: dict[int, int] = {}
    written: list[Any] = []
    waiting = [value]
    while waiting:
        each = waiting.pop()
        kind = type(each)
        if kind in CONTAINERS or kind in RECORDS:
            if id(each) in numbers:
                written.append(("again", numbers[id(each)]))
                continue
            numbers[id(each)] = len(numbers)
            inner = parts(each)
            written.append((kind, len(inner), bytes(each) if kind is bytearray else b""))
            waiting += reversed(inner)
        else:
            written.append((kind, struct.pack("d", each) if kind is float else repr(each)))
    return written


def wreck(value: Any) -> None:
    """Change everything in a value that can be changed."""
    seen: dict[int, Any] = {}
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if id(each) not in seen:
            seen[id(each)] = each
            waiting += parts(each)
    for each in seen.values():
        if isinstance(each, (list, bytearray)):
            each.append(1)
        elif isinstance(each, (dict, set)):
            each.clear()
        for name in attributes(each) if type(each) in RECORDS else ():
            object.__setattr__(each, name, "wrecked")


@given(values())
def test_copies_are_those_of_pickle_whatever_is_done_to_others(value: Any) -> None:
    stream = pickle.dumps(value, 5)
    expected = shape(pickle.loads(stream))
    blueprint = Blueprint(pickle.loads(stream), lambda found: freeze_pickled(found, lambda _: None))
    for _ in range(3):
        opened = blueprint.open()
        assert shape(opened) == expected
        wreck(opened)
    assert blueprint.size_bytes > 0
