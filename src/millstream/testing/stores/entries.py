"""Entries: what was put comes back whole, of its own, and from every view."""

from __future__ import annotations

import datetime
import importlib
import importlib.util
import math
import unittest
from collections.abc import Callable
from functools import partial
from typing import Any

from millstream.caching.api import Store
from millstream.testing.stores.case import StoreCase, all_at_once, keys_of, value_of

_VALUES: dict[str, Any] = {
    "nothing": None,
    "a truth": True,
    "a number": 12345678901234567890123,
    "a fraction": 0.1,
    "not a number": math.nan,
    "text": "häß\u20ac \U0001f600 \ud800",
    "bytes": bytes(range(256)),
    "large text": "x" * 300_000,
    "large bytes": b"y" * 1_000_000,
    "a list": [1, [2.5, "three"], (4, None)],
    "a dictionary": {"a": {"b": [1, 2]}, 3: {4, 5}, (6,): frozenset([7])},
    "a date": datetime.datetime(2026, 2, 3, 4, 5, 6, 7, tzinfo=datetime.UTC),
    "an exception": ValueError("expected"),
    "a shared part": [[1]] * 2,
}
_ODD_NAMES = ("data:a.b", "data:a.c", "data:a", "", "../data", "data:é\U0001f600/\0", "x" * 1000)
_ODD_KEYS = (b"k", b"l", b"", b"\0", b"../k", bytes(range(256)), b"x" * 1000)
_THREADS = 4
_ROUNDS = 12


class EntryConformance(StoreCase):
    """Tests of `get`, `put`, `holds`, `entries`, `namespaces` and `usage`."""

    def test_a_store_has_every_method(self) -> None:
        """Compare with the protocol."""
        assert isinstance(self.open(), Store)

    def test_nothing_is_there_at_first(self) -> None:
        """Ask an empty store for everything."""
        store = self.open()
        assert store.get("f", b"k") is None
        assert store.entries("f") == []
        assert store.namespaces() == []
        usage = store.usage("f")
        assert (usage.entries, usage.size_bytes, usage.oldest_age_seconds) == (0, 0, None)

    def test_every_kind_of_value_comes_back(self) -> None:
        """Put values of many types, and get them from another view."""
        store, other = self.open(), self.open()
        for name, value in _VALUES.items():
            assert store.put("f", self.entry(name.encode(), value)), name
        for name, value in _VALUES.items():
            found = value_of(other, "f", name.encode())
            assert type(found) is type(value), name
            assert repr(found) == repr(value), name

    def test_arrays_of_every_size_come_back(self) -> None:
        """Put arrays below and above the size from which files are mapped."""
        numpy = _library("numpy")
        store, other = self.open(), self.open()
        for size in (0, 10, 40_000, 2_000_000):
            array = numpy.arange(size, dtype="float64").reshape(-1, 2)
            assert store.put("f", self.entry(b"%d" % size, {"array": array}))
            found = value_of(other, "f", b"%d" % size)["array"]
            assert found.dtype == array.dtype
            assert numpy.array_equal(found, array)

    def test_frames_come_back_with_their_types(self) -> None:
        """Put a frame with an index, dates and missing values."""
        pandas = _library("pandas")
        frame = pandas.DataFrame(
            {"a": [1, 2], "b": ["x", None], "c": pandas.to_datetime(["2026-01-01", None])},
            index=pandas.Index(["p", "q"], name="i"),
        )
        store, other = self.open(), self.open()
        assert store.put("f", self.entry(b"k", frame))
        pandas.testing.assert_frame_equal(value_of(other, "f", b"k"), frame)

    def test_nobody_sees_what_another_does_to_a_value(self) -> None:
        """Change what was put, and what was got."""
        value = {"rows": [1, 2, 3]}
        store = self.open()
        entry = self.entry(b"k", value)
        store.put("f", entry)
        value["rows"].clear()
        value_of(store, "f", b"k")["rows"].append(4)
        entry.snapshot.open()["rows"].append(5)
        for view in (store, self.open()):
            assert value_of(view, "f", b"k") == {"rows": [1, 2, 3]}

    def test_an_entry_comes_back_with_all_that_policy_and_users_need(self) -> None:
        """Compare every field."""
        entry = self.entry(
            b"k",
            "value",
            tags=["red", "größe"],
            ttl_seconds=60.0,
            cost_seconds=1.5,
            recording=("drawn", 1),
            arguments={"x": b"1", "x.y": b"\0"},
            parts={"code": b"2"},
        )
        store = self.open()
        assert store.put("f", entry)
        self.time.advance(10.0)
        for view in (store, self.open()):
            found = view.get("f", b"k")
            assert found is not None
            for name in ("key", "tags", "cost_seconds", "recording", "arguments", "parts"):
                assert getattr(found, name) == getattr(entry, name), name
            assert found.version == entry.version
            assert abs(found.born_seconds - entry.born_seconds) < 1e-3
            assert abs(found.created_seconds - entry.created_seconds) < 1e-3
            assert abs(found.expires_seconds - found.born_seconds - 60.0) < 1e-3

    def test_names_and_keys_are_told_apart_whatever_they_are(self) -> None:
        """Use names and keys with every character, that begin with each other or look like paths."""
        store, other = self.open(), self.open()
        calls = [(name, key) for name in _ODD_NAMES for key in _ODD_KEYS]
        for number, (name, key) in enumerate(calls):
            assert store.put(name, self.entry(key, number))
        assert [value_of(other, name, key) for name, key in calls] == list(range(len(calls)))
        assert sorted(other.namespaces()) == sorted(_ODD_NAMES)

    def test_the_last_of_a_key_counts(self) -> None:
        """Put an entry in the place of another, from another view."""
        store, other = self.open(), self.open()
        old, new = self.entry(b"k", "old"), self.entry(b"k", "new")
        store.put("f", old)
        assert value_of(other, "f", b"k") == "old"
        assert other.put("f", new)
        for view in (store, other):
            assert value_of(view, "f", b"k") == "new"
            assert not view.holds("f", old)
            assert view.holds("f", new)
            assert view.usage("f").entries == 1

    def test_an_entry_is_held_until_it_is_forgotten(self) -> None:
        """Ask for entries that were put, got, and made in another store."""
        store, other = self.open(), self.open()
        entry = self.entry(b"k")
        assert not store.holds("f", entry)
        store.put("f", entry)
        found = other.get("f", b"k")
        assert found is not None
        twin = self.entry(b"k", version=entry.version)
        assert store.holds("f", entry)
        assert other.holds("f", found)
        assert other.holds("f", twin)
        assert not other.holds("f", self.entry(b"k"))
        store.remove("f", b"k")
        assert not store.holds("f", entry)
        assert not other.holds("f", found)
        assert not other.holds("f", twin)

    def test_entries_are_listed_oldest_first(self) -> None:
        """Put some from two views, replace one, and open what is listed."""
        store, other = self.open(), self.open()
        for number in range(6):
            (store, other)[number % 2].put("f", self.entry(b"%d" % number, [number]))
        store.put("f", self.entry(b"2", [22]))
        for view in (store, other, self.open()):
            listed = view.entries("f")
            assert [entry.snapshot.open()[0] for entry in listed] == [0, 1, 3, 4, 5, 22]
            assert keys_of(view, "f") == [b"0", b"1", b"3", b"4", b"5", b"2"]
            assert view.entries("g") == []

    def test_usage_counts_entries_bytes_and_age(self) -> None:
        """Put a small and a large entry, and let time go by."""
        store = self.open()
        store.put("f", self.entry(b"1", b"x" * 1000))
        small = store.usage("f").size_bytes
        self.time.advance(5.0)
        store.put("f", self.entry(b"2", b"x" * 100_000))
        self.time.advance(7.0)
        for view in (store, self.open()):
            usage = view.usage("f")
            assert usage.entries == 2
            assert usage.size_bytes >= max(small, 1000) + 100_000
            assert usage.oldest_age_seconds is not None
            assert abs(usage.oldest_age_seconds - 12.0) < 0.1
            assert view.usage("g").entries == 0

    def test_entries_outlive_the_view_that_put_them(self) -> None:
        """Put an entry, let go of the view, and open another."""
        self.open().put("f", self.entry(b"k", "kept"))
        assert value_of(self.open(), "f", b"k") == "kept"

    def test_whoever_reads_beside_writers_gets_a_whole_value(self) -> None:
        """Write, read, list and remove one key from several threads and views."""
        self.open().put("f", self.entry(b"k", [0] * 5000))
        works = [partial(self._work_beside, number) for number in range(_THREADS)]
        all_at_once(works)
        assert keys_of(self.open(), "f") in ([], [b"k"])

    def _work_beside(self, number: int) -> None:
        store = self.open()
        actions: list[Callable[[], object]] = [
            lambda: store.put("f", self.entry(b"k", [number] * 5000)),
            lambda: self._read_whole(store),
            lambda: store.usage("f"),
            lambda: self._read_whole(store),
            lambda: store.remove("f", b"k") if number == 0 else store.entries("f"),
        ]
        for turn in range(_ROUNDS):
            actions[(turn + number) % len(actions)]()

    @staticmethod
    def _read_whole(store: Store) -> None:
        found = store.get("f", b"k")
        value = found.snapshot.open() if found is not None else [0] * 5000
        assert len(value) == 5000
        assert value == value[:1] * 5000


def _library(name: str) -> Any:
    """Return a library, or skip the test where there is none."""
    if importlib.util.find_spec(name) is None:
        raise unittest.SkipTest(f"{name} is not installed")
    return importlib.import_module(name)
