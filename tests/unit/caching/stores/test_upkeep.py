"""Limits, sweeps and what users ask of a cache on disk."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from millstream.caching.stores import upkeep

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.caching.api import Entry
    from millstream.caching.stores.disk import DiskStore
    from millstream.testing.manual import ManualExecutor, ManualTime


def key(number: int) -> bytes:
    return number.to_bytes(16, "big")


def keys(store: DiskStore) -> list[int]:
    return [int.from_bytes(entry.key, "big") for entry in store.entries("f")]


def test_cleared_entries_are_swept_in_pieces(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    executor: ManualExecutor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = process()
    for number in range(40):
        store.put("f", make_entry(number, key(number)))
    executor.run_all()
    monkeypatch.setattr(upkeep, "_STEP", 10)
    store.clear("f")
    left = list(store.folder.rglob("?" * 30))
    assert len(left) == 30
    assert store.usage("f").entries == 0
    assert len(executor.waiting) == 1
    executor.run_all()
    assert list(store.folder.rglob("?" * 30)) == []
    (function,) = (store.folder / "v1" / "functions").iterdir()
    assert [path.name for path in function.iterdir()] == ["epoch"]


def test_what_carries_an_invalid_tag_is_swept_in_pieces_by_one_sweep(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    executor: ManualExecutor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = process()
    for number in range(40):
        store.put("f", make_entry(number, key(number), tags=frozenset({f"t{number % 2}"})))
    executor.run_all()
    monkeypatch.setattr(upkeep, "_STEP", 10)
    store.invalidate(["t0"])
    store.invalidate(["t0"])
    assert len(executor.waiting) == 1
    assert sorted(keys(store)) == list(range(1, 40, 2))
    executor.run_all()
    assert len(list(store.folder.rglob("?" * 30))) == 20
    store.invalidate(["t1"])
    executor.run_all()
    assert list(store.folder.rglob("?" * 30)) == []


def test_what_killed_processes_cleared_is_swept_later(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
) -> None:
    class KilledError(BaseException):
        pass

    def stop(step: str) -> None:
        if step == "clear.sweep":
            raise KilledError

    process().put("f", make_entry())
    with pytest.raises(KilledError):
        process(fault=stop).clear("f")
    other = process()
    assert other.get("f", b"k" * 16) is None
    assert len(list(other.folder.rglob("?" * 30))) == 1
    other.prune()
    assert list(other.folder.rglob("?" * 30)) == []


def test_pruning_removes_what_fits_every_condition(
    store: DiskStore, make_entry: Callable[..., Entry], time: ManualTime
) -> None:
    now = time.monotonic()
    store.put("f", make_entry(0, key(0), expires_seconds=now + 5))
    store.put("f", make_entry(1, key(1), tags=frozenset({"t"})))
    time.advance(10.0)
    store.put("f", make_entry(2, key(2), tags=frozenset({"t", "u"})))
    store.put("g", make_entry(3, key(3)))
    gone = store.prune(expired_only=True)
    assert (gone.entries, gone.oldest_age_seconds) == (1, 10.0)
    assert gone.size_bytes > 0
    assert keys(store) == [1, 2]
    assert store.prune(tags=["t"], older_than_seconds=5.0).entries == 1
    assert keys(store) == [2]
    assert store.prune(namespaces=["f"], tags=["v"]).entries == 0
    assert store.prune(namespaces=["f"]).entries == 1
    assert store.namespaces() == ["g"]
    assert store.prune().entries == 1
    assert store.prune().oldest_age_seconds is None


def test_a_quarter_of_the_file_system_is_the_limit_by_default(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usage = shutil.disk_usage(".")._replace(total=40_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert process()._upkeep.limit_bytes() == 10_000


def test_dates_of_files_grow_with_each_write_and_follow_a_clock_that_is_set_back(
    store: DiskStore,
) -> None:
    stamps = [store._upkeep.stamp(seconds) for seconds in (100.0, 100.0, 99.0, 200.0)]
    assert stamps == [100 * 10**9, 100 * 10**9 + 1000, 100 * 10**9 + 2000, 200 * 10**9]
    assert store._upkeep.stamp(50.0) == 50 * 10**9
