"""The limits of one function on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from millstream.caching.policy import Limits
from millstream.caching.stores import fitting

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.caching.api import Entry
    from millstream.caching.stores.disk import DiskStore
    from millstream.testing.manual import ManualExecutor


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


def test_many_entries_are_not_counted_at_each_write(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    executor: ManualExecutor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fitting, "_MANY", 16)
    monkeypatch.setattr(fitting, "_ROOM", 1 / 16)
    store = process()
    counted: list[str] = []
    usage = store._folders.usage
    monkeypatch.setattr(
        store._folders, "usage", lambda folder: counted.append(folder) or usage(folder)
    )
    limits = Limits(max_entries=64)
    for number in range(120):
        store.put("f", make_entry(number, key(number)))
        store.fit("f", limits)
        executor.run_all()
        if number > 100:
            assert len(list(store._folders.root.rglob("?" * 30))) <= 64
    # The first 32 at each write, then fewer and fewer, down to one in four.
    assert len(counted) < 32 + 40
    assert keys(store)[-1] == 119
    assert len(keys(store)) >= 60
    store.fit("f", Limits(max_entries=10))
    executor.run_all()
    assert keys(store) == list(range(110, 120))


def test_writers_do_not_wait_until_many_entries_are_counted(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    executor: ManualExecutor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fitting, "_MANY", 64)
    store = process()
    for number in range(100):
        store.put("f", make_entry(number, key(number)))
    executor.run_all()
    for _ in range(3):
        store.fit("f", Limits(max_entries=20))
    assert len(keys(store)) == 100
    assert len(executor.waiting) == 1
    executor.run_all()
    assert keys(store) == list(range(80, 100))
    store.fit("f", Limits(max_entries=20))
    assert executor.waiting == []
