"""Limits, sweeps and what users ask of a cache on disk."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from millstream.caching.policy import Limits
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


def test_the_oldest_leave_until_there_are_few_enough(
    store: DiskStore, make_entry: Callable[..., Entry]
) -> None:
    for number in range(10):
        store.put("f", make_entry(number, key(number)))
        store.fit("f", Limits(max_entries=3))
        assert len(keys(store)) <= 3
    assert keys(store) == [7, 8, 9]


def test_the_oldest_leave_until_they_are_small_enough(
    store: DiskStore, make_entry: Callable[..., Entry]
) -> None:
    for number in range(10):
        store.put("f", make_entry(bytes(10_000), key(number)))
    store.fit("f", Limits(max_size_bytes=45_000))
    assert keys(store) == [6, 7, 8, 9]
    store.fit("f", Limits(max_size_bytes=45_000, max_entries=2))
    assert keys(store) == [8, 9]


def test_without_limits_everything_stays(
    store: DiskStore, make_entry: Callable[..., Entry]
) -> None:
    store.put("f", make_entry())
    store.fit("f", Limits())
    store.fit("g", Limits(max_entries=1))
    assert len(keys(store)) == 1


def test_the_limits_hold_for_all_processes_together(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    stores = [process(), process()]
    for number in range(10):
        stores[number % 2].put("f", make_entry(number, key(number)))
        stores[number % 2].fit("f", Limits(max_entries=4))
    assert keys(stores[0]) == [6, 7, 8, 9]


def test_many_entries_are_not_listed_at_each_write(
    store: DiskStore, make_entry: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "_MANY", 64)
    counted: list[str] = []
    usage = store._folders.usage
    monkeypatch.setattr(
        store._folders, "usage", lambda folder: counted.append(folder) or usage(folder)
    )
    limits = Limits(max_entries=128)
    for number in range(300):
        store.put("f", make_entry(number, key(number)))
        store.fit("f", limits)
        assert len(list(store._folders.root.rglob("?" * 30))) <= 128
    # One in two, as long as a 64th of the entries is two.
    assert len(counted) < 250
    assert keys(store)[-1] == 299
    assert len(keys(store)) >= 126
    store.fit("f", Limits(max_entries=10))
    assert keys(store) == list(range(290, 300))


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
