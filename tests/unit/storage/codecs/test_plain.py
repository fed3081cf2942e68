"""Plain data as MessagePack: back exactly, or refused."""

from __future__ import annotations

import copy
import datetime as dt
import decimal
import fractions
import math
import pathlib
import uuid
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from millstream.storage.codecs import InexactError, plain

BERLIN = ZoneInfo("Europe/Berlin")
SHARED: list[int] = [1]
BUFFER = bytearray(b"x")
SCALARS: list[Any] = [
    *(None, True, False, 0, -1, 2**63 - 1, -(2**63), 2**64 - 1, 2**64, -(2**70)),
    *(0.0, -0.0, 1.5, math.inf, -math.inf, "", "text", "\0", "\U0001f600", b"", b"bytes"),
    *(bytearray(b"x"), 1 + 2j, range(1, 9, 3), ...),
    dt.datetime(2026, 1, 2, 3, 4, 5, 6),
    dt.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN),
    dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    dt.datetime(2026, 1, 2, tzinfo=dt.timezone(dt.timedelta(hours=-3, minutes=-30))),
    *(dt.date(2026, 1, 2), dt.time(1, 2, 3, 4), dt.time(1, tzinfo=dt.UTC), dt.timedelta(-1, 2, 3)),
    *(BERLIN, dt.UTC),
    *(decimal.Decimal("1.20"), decimal.Decimal("-0"), decimal.Decimal("Infinity")),
    *(fractions.Fraction(1, 3), uuid.UUID(int=5), pathlib.PurePosixPath("a/b")),
    *(pathlib.PureWindowsPath("a/b"), pathlib.Path("a/b")),
    *(
        np.float32(1.5),
        np.int8(-3),
        np.bool_(True),
        np.datetime64("2026-01-02", "D"),
        np.void(b"ab"),
    ),
]
CONTAINERS: list[Any] = [
    *([], [1, "a"], (), (1,), ((1,), [2]), {}, {"a": 1}, {1: "a", (2, 3): None, "x": []}),
    *(set(), {1, 2}, frozenset({"a"}), {"a": {"b": {"c": (1, [2])}}}, [True, 1, 1.0]),
]


def back(value: Any) -> Any:
    return plain.decode(plain.encode(value))


def exact(value: Any) -> Any:
    """A form in which two values are equal only if their types are."""
    if isinstance(value, dict):
        return [(exact(key), exact(each)) for key, each in value.items()]
    if isinstance(value, list | tuple):
        return [type(value).__name__, *map(exact, value)]
    if isinstance(value, set | frozenset):
        return [type(value).__name__, *sorted(map(repr, value))]
    return (type(value), repr(value))


@pytest.mark.parametrize("value", SCALARS + CONTAINERS, ids=repr)
def test_plain_data_comes_back_as_it_was(value: Any) -> None:
    assert exact(back(value)) == exact(value)
    twin = copy.deepcopy(value)
    assert exact(back([value, {"a": twin}])) == exact([value, {"a": twin}])


def test_a_repeated_hour_stays_the_second_one() -> None:
    assert back(dt.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN)).fold == 1


def test_not_a_number_stays_one() -> None:
    assert math.isnan(back(math.nan))
    assert back(decimal.Decimal("sNaN")).is_snan()


class Text(str):
    __slots__ = ()


class Zone(dt.tzinfo):
    def utcoffset(self, _: dt.datetime | None) -> dt.timedelta:
        return dt.timedelta(0)


def nested(depth: int) -> list[Any]:
    return [nested(depth - 1)] if depth else []


def circular() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    "value",
    [
        *(object(), Text("a"), len, int, [Text("a")], {"a": object()}, {1: object()}),
        *([SHARED, SHARED], {"a": SHARED, "b": SHARED}, "\ud800", ["\ud800"]),
        dt.datetime(2026, 1, 2, tzinfo=Zone()),
        dt.datetime(2026, 1, 2, tzinfo=dt.timezone(dt.timedelta(0), "own")),
        *(np.arange(3), [BUFFER, BUFFER], nested(150), circular()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_would_not_come_back_exactly_is_refused(value: Any) -> None:
    with pytest.raises(InexactError):
        plain.encode(value)


def test_a_tuple_may_occur_twice() -> None:
    shared = (1, 2)
    assert back([shared, shared]) == [(1, 2), (1, 2)]


@pytest.mark.parametrize("content", [b"", b"\xc1", b"\xc7\x01\x63\x00"], ids=repr)
def test_other_bytes_are_no_data(content: bytes) -> None:
    with pytest.raises((msgspec.MsgspecError, IndexError, ValueError)):
        plain.decode(content)


@given(
    st.recursive(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(allow_nan=False),
            st.text(),
            st.binary(),
            st.decimals(allow_nan=False),
            st.datetimes(timezones=st.none() | st.timezones()),
            st.timedeltas(),
            st.complex_numbers(allow_nan=False),
        ),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.tuples(inner, inner),
            st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=4),
        ),
        max_leaves=10,
    )
)
def test_generated_data_comes_back_as_it_was(value: Any) -> None:
    try:
        content = plain.encode(value)
    except InexactError:
        assert "\\ud" in repr(value)
        return
    assert exact(plain.decode(content)) == exact(value)
