from __future__ import annotations

import math
from datetime import timedelta

import pytest

from millstream.caching import policy
from millstream.caching.api import Entry
from millstream.caching.errors import CacheOptionError
from millstream.caching.snapshot import Constant


def entry(size: int = 1, **fields: float) -> Entry:
    return Entry(b"k", Constant(None, size), **fields)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (None, math.inf),
        (5, 5.0),
        (0.25, 0.25),
        (-1, -1.0),
        (timedelta(minutes=2), 120.0),
        ("1h30m", 5400.0),
        ("1d2h34m", 95640.0),
        ("2 days", 172800.0),
        ("1.5s", 1.5),
        ("100ms", 0.1),
        ("1 hour, 5 min", 3900.0),
        ("01:30:00", 5400.0),
        ("05:30", 330.0),
        ("1w", 604800.0),
    ],
)
def test_a_ttl_is_read_in_every_form(text: object, seconds: float) -> None:
    assert policy.parse_ttl(text) == pytest.approx(seconds)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "soon", "5 parsecs", "1h nonsense", math.nan, True, []])
def test_a_ttl_that_means_nothing_is_refused_with_an_example(text: object) -> None:
    with pytest.raises(CacheOptionError, match="ttl"):
        policy.parse_ttl(text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "size_bytes"),
    [(None, None), (7, 7), ("1GB", 10**9), ("1.5 MB", 1_500_000), ("200KiB", 204_800), ("9b", 9)],
)
def test_a_size_is_read_in_every_form(size: object, size_bytes: int | None) -> None:
    assert policy.parse_size(size) == size_bytes  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [0, -1, "0MB", "12", "1 XB", 1.5, True, ""])
def test_a_size_that_means_nothing_is_refused(size: object) -> None:
    with pytest.raises(CacheOptionError, match="max_size"):
        policy.parse_size(size)  # type: ignore[arg-type]


def test_an_entry_goes_from_fresh_through_due_to_stale_or_expired() -> None:
    aging = entry(expires_seconds=10.0, refresh_seconds=8.0)
    foreground, background = policy.Limits(10), policy.Limits(10, background=True)
    assert policy.state(aging, 7.9, foreground) == "fresh"
    assert policy.state(aging, 8.0, foreground) == "due"
    assert policy.state(aging, 10.0, foreground) == "expired"
    assert policy.state(aging, 10.0, background) == "stale"


def test_an_early_refresh_is_spread_over_the_end_of_the_life() -> None:
    limits = policy.Limits(ttl_seconds=100, early_refresh=0.2)
    assert policy.refresh_at(0, limits, 0.0) == 100
    assert policy.refresh_at(0, limits, 0.5) == 90
    assert policy.refresh_at(0, policy.Limits(ttl_seconds=100), 0.5) == math.inf


def test_the_oldest_entries_leave_first_by_number_and_by_size() -> None:
    first, second, third = (entry(size) for size in (10_000, 20_000, 30_000))
    crowd = [first, second, third]
    assert policy.overflow(crowd, policy.Limits()) == []
    assert policy.overflow(crowd, policy.Limits(max_entries=2)) == [(first, "entries")]
    assert policy.overflow(crowd, policy.Limits(max_size_bytes=35_000)) == [
        (first, "size"),
        (second, "size"),
    ]


def test_what_saves_the_least_per_byte_goes_first_over_budget() -> None:
    cheap = entry(1000, cost_seconds=0.001)
    dear = entry(1000, cost_seconds=10)
    used = entry(1000, cost_seconds=0.001)
    used.hits = 50
    assert policy.over_budget([dear, used, cheap], 2000, now=1.0) == [cheap, used]
    assert policy.over_budget([dear, cheap], 1, now=1.0, spare=cheap) == [dear]
    assert policy.over_budget([dear], 0, now=1.0) == []


def test_an_entry_counts_what_it_holds_beside_its_value() -> None:
    plain = Entry(b"k", Constant(None, 0))
    explained = Entry(b"k", Constant(None, 0), arguments={"x": b"", "x[0]": b""})
    assert 0 < plain.size_bytes < explained.size_bytes
