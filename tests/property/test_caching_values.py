"""Snapshots and aliases of generated values."""

from __future__ import annotations

import copy
import struct
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from millstream.caching.key import AliasTable
from millstream.caching.snapshot import freeze

ATOMS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.binary(max_size=8),
    st.dates(),
    st.decimals(allow_nan=False),
)
HASHABLE = st.one_of(ATOMS, st.tuples(ATOMS, ATOMS))
VALUES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.tuples(inner, inner),
        st.dictionaries(HASHABLE, inner, max_size=4),
        st.sets(ATOMS, max_size=4),
        st.builds(bytearray, st.binary(max_size=8)),
    ),
    max_leaves=12,
)


def exact(value: Any) -> Any:
    """A form in which two values are equal only if types and bits are."""
    if isinstance(value, float):
        return ("float", struct.pack("d", value))
    if isinstance(value, dict):
        return ("dict", [(exact(key), exact(each)) for key, each in value.items()])
    if isinstance(value, (list, tuple)):
        return (type(value).__name__, [exact(each) for each in value])
    if isinstance(value, set):
        return ("set", sorted(repr(exact(each)) for each in value))
    return (type(value).__name__, repr(value))


def wreck(value: Any) -> None:
    """Change everything in a value that can be changed."""
    if isinstance(value, (list, tuple)):
        for each in value:
            wreck(each)
    if isinstance(value, dict):
        for each in value.values():
            wreck(each)
    if isinstance(value, (list, bytearray)):
        value.append(1)
    elif isinstance(value, (dict, set)):
        value.clear()


@given(VALUES)
def test_a_snapshot_gives_the_same_value_whatever_is_done_to_its_copies(value: Any) -> None:
    expected = exact(copy.deepcopy(value))
    snapshot = freeze(value)
    wreck(value)
    for _ in range(3):
        opened = snapshot.open()
        assert exact(opened) == expected
        wreck(opened)
    assert snapshot.size_bytes >= 0


@given(st.lists(ATOMS, max_size=3), st.lists(ATOMS, max_size=3), st.data())
def test_two_calls_have_one_alias_only_if_they_are_the_same_call(
    first: list[Any], second: list[Any], data: st.DataObject
) -> None:
    table = AliasTable()
    names = data.draw(st.lists(st.sampled_from("abc"), unique=True, max_size=3))
    calls = []
    for arguments in (first, second):
        split = data.draw(st.integers(max(0, len(arguments) - len(names)), len(arguments)))
        args, rest = tuple(arguments[:split]), arguments[split:]
        calls.append((args, dict(zip(names, rest, strict=False))))
    one, other = (table.alias(b"digest", args, kwargs) for args, kwargs in calls)
    if one is not None and one == other:
        assert exact(calls[0]) == exact(calls[1])
    if exact(calls[0]) == exact(calls[1]):
        assert one == other


@given(st.lists(ATOMS, max_size=4))
def test_an_alias_is_refused_for_hashed_types(arguments: list[Any]) -> None:
    table = AliasTable([int, "builtins.str"])
    alias = table.alias(b"digest", tuple(arguments), {})
    if any(type(argument) in {int, str} for argument in arguments):
        assert alias is None
