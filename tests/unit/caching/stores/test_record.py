"""What a file tells of its entry without the value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from millstream.caching.stores import record
from millstream.caching.stores.dating import Calendar

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.caching.api import Entry
    from millstream.caching.stores.record import Record

KEY = b"k" * 16


def make_record(entry: Entry, calendar: Calendar) -> Record:
    meta, _ = record.encode("f", entry, calendar, {"t": "first"}, allow_pickle=True)
    return record.decode(meta)


def test_a_record_tells_everything_but_the_value(
    make_entry: Callable[..., Entry], time: Any
) -> None:
    calendar = Calendar(time, "boot")
    entry = make_entry(
        [1],
        cost_seconds=2.0,
        expires_seconds=time.monotonic() + 60.0,
        tags=frozenset({"t"}),
        arguments={"x": b"1"},
        parts={"f": b"2"},
    )
    found = make_record(entry, calendar)
    assert (found.namespace, found.key, found.version) == ("f", KEY, entry.version)
    assert (found.cost_seconds, found.ttl_seconds) == (2.0, 60.0)
    assert found.tags == {"t"}
    assert found.epochs == {"t": "first"}
    assert (found.arguments, found.parts) == ({"x": b"1"}, {"f": b"2"})
    assert found.node()[0] == "flat"
    time.advance(30.0)
    assert not found.is_expired(calendar)
    assert found.age_seconds(calendar) == 30.0
    time.advance(31.0)
    assert found.is_expired(calendar)


def test_an_entry_of_another_boot_is_dated_by_the_clock_of_the_reader(
    make_entry: Callable[..., Entry], time: Any
) -> None:
    entry = make_entry([1], expires_seconds=time.monotonic() + 60.0)
    found = make_record(entry, Calendar(time, "before"))
    time.step_seconds = 40.0
    read = found.entry(entry.snapshot, Calendar(time, "now"), None)
    assert read.born_seconds == time.monotonic() - 40.0
    assert read.expires_seconds == time.monotonic() + 20.0


def test_without_a_ttl_an_entry_is_never_past_its_time(
    make_entry: Callable[..., Entry], time: Any
) -> None:
    calendar = Calendar(time, "boot")
    found = make_record(make_entry([1]), calendar)
    time.advance(1e9)
    assert found.ttl_seconds is None
    assert not found.is_expired(calendar)
    assert found.entry(make_entry().snapshot, calendar, None).expires_seconds == math.inf


def test_a_key_is_filed_under_its_function() -> None:
    keys = {record.envelope_key(*each) for each in (("f", b"1"), ("f", b"2"), ("g", b"1"))}
    assert len(keys) == 3


def test_other_bytes_are_no_record() -> None:
    with pytest.raises(msgspec.MsgspecError):
        record.decode(b"\x91\xa1f")
