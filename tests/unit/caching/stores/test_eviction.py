"""Making room: what saves least per byte goes first, in steps, one process at a time."""

from __future__ import annotations

import itertools
import os
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from millstream.caching.stores import eviction, lease_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from millstream.caching.api import Entry
    from millstream.caching.stores.disk import DiskStore
    from millstream.testing.manual import ManualExecutor, ManualTime

BLOCK = eviction.BLOCK_BYTES
Fill = "Callable[[DiskStore, int], None]"


def keys(store: DiskStore) -> set[int]:
    return {int.from_bytes(entry.key, "big") for entry in store.entries("f")}


def key(number: int) -> bytes:
    return number.to_bytes(16, "big")


def use(store: DiskStore, number: int, seconds: float) -> None:
    """Give the file of an entry a time of use, which most file systems note once a day."""
    (path,) = [path for path in store.folder.rglob("*") if holds(store, path, key(number))]
    os.utime(path, (seconds, path.stat().st_mtime))


def holds(store: DiskStore, path: Path, wanted: bytes) -> bool:
    return len(path.name) == 30 and store._peek(str(path)).key == wanted


def folder_of(store: DiskStore, number: int) -> str:
    return os.path.dirname(store._folders.entry("f", key(number)))


def drain(store: DiskStore) -> int:
    return sum(iter(store.evict, 0))


def test_below_the_limit_nothing_is_evicted(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    store = process(max_size_bytes=20 * BLOCK)
    for number in range(10):
        store.put("f", make_entry(number, key(number)))
    assert store.evict() == 0
    assert keys(store) == set(range(10))


def test_what_saves_the_fewest_seconds_per_byte_goes_first(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], time: ManualTime
) -> None:
    store = process(max_size_bytes=100 * BLOCK)
    for number in range(20):
        # From the cheapest to the dearest, and a dear but large one.
        store.put("f", make_entry(number, key(number), cost_seconds=1.0 + number))
    store.put("f", make_entry(np.zeros(80 * BLOCK // 8), key(99), cost_seconds=20.0))
    time.advance(3600.0)
    store = process(max_size_bytes=15 * BLOCK)
    assert drain(store) >= 80 * BLOCK
    kept = keys(store)
    assert 99 not in kept
    assert kept == set(range(20 - len(kept), 20))
    assert 10 <= len(kept) <= 15


def test_what_was_used_goes_later(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], time: ManualTime
) -> None:
    store = process()
    for number in range(8):
        store.put("f", make_entry(number, key(number), cost_seconds=1.0))
    time.advance(1e6)
    for number in (2, 5):
        use(store, number, time.wall() - 10)
    drain(process(max_size_bytes=3 * BLOCK))
    assert keys(store) >= {2, 5}
    assert len(keys(store)) <= 3


def test_what_cannot_be_read_or_is_past_its_time_goes_before_all_else(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], time: ManualTime
) -> None:
    store = process()
    for number in range(4):
        store.put("f", make_entry(number, key(number), cost_seconds=0.001))
    expires = time.monotonic() + 5.0
    store.put("f", make_entry(4, key(4), cost_seconds=1e6, expires_seconds=expires))
    process(signing_key=b"x" * 32).put("f", make_entry(5, key(5), cost_seconds=1e6))
    time.advance(10.0)
    drain(process(max_size_bytes=4 * BLOCK + BLOCK // 2))
    assert keys(store) == {0, 1, 2, 3}
    assert store.usage("f").entries == 4


def test_what_is_past_its_time_leaves_without_need(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    time: ManualTime,
    executor: ManualExecutor,
) -> None:
    store = process()
    expires = time.monotonic() + 5.0
    for number in range(200):
        options = {"expires_seconds": expires} if number % 10 else {}
        store.put("f", make_entry(number, key(number), **options))
    time.advance(10.0)
    # Each process looks once at its first write, and then after each share of the limit.
    other = process()
    other.put("g", make_entry())
    executor.run_all()
    assert store.usage("f").entries < 150
    assert keys(store) >= {number for number in range(200) if number % 10 == 0}


def test_entries_of_others_stay_while_there_is_room(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], executor: ManualExecutor
) -> None:
    others = process(signing_key=b"x" * 32)
    others.put("f", make_entry())
    process().put("g", make_entry())
    executor.run_all()
    assert others.usage("f").entries == 1


def test_a_full_cache_is_shrunk_beside_its_writers(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], executor: ManualExecutor
) -> None:
    store = process(max_size_bytes=64 * BLOCK)
    for number in range(90):
        store.put("f", make_entry(number, key(number), cost_seconds=1.0))
        executor.run_all()
    # A little is written between two looks.
    assert 50 <= store.usage("f").entries <= 64 + 2


def test_writers_do_not_wait_for_the_eviction(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], executor: ManualExecutor
) -> None:
    store = process(max_size_bytes=8 * BLOCK)
    for number in range(50):
        store.put("f", make_entry(number, key(number)))
    assert store.usage("f").entries == 50
    assert len(executor.waiting) == 1
    executor.run_all()
    assert store.usage("f").entries <= 8


def test_every_step_is_bounded(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(eviction, "_COUNTED", 16)
    monkeypatch.setattr(eviction, "_SAMPLE", 8)
    store = process()
    for number in range(100):
        store.put("f", make_entry(number, key(number), cost_seconds=number))
    looked: list[str] = []
    peek = store._peek
    monkeypatch.setattr(
        store._upkeep._eviction, "_peek", lambda path: looked.append(path) or peek(path)
    )
    steps = store._upkeep._eviction.steps(90 * BLOCK)
    freed = []
    for each in steps:
        assert len(looked) <= 16 + 16
        looked.clear()
        freed.append(each)
    # First the entries were counted, then some were removed.
    assert freed[:5] == [0] * 5
    assert sum(freed) >= 10 * BLOCK


def test_more_is_looked_at_of_a_large_folder(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(eviction, "_SHARE", 2)
    monkeypatch.setattr(eviction, "_LARGEST_SHARE", 5)
    store = process()
    folder = folder_of(store, 0)
    numbers = (each for each in itertools.count() if folder_of(store, each) == folder)
    seen = []
    for number in itertools.islice(numbers, 16):
        store.put("f", make_entry(number, key(number)))
        seen.append(len(store._upkeep._eviction._sample([folder])))
    assert seen[:4] == [1, 2, 2, 2]
    assert seen[7] == 4
    assert seen[11:] == [5] * 5


def test_folders_are_searched_for_remains_one_in_a_step(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = process()
    for number in range(20):
        store.put("f", make_entry(number, key(number)))
    searched: list[str] = []
    files = eviction.files
    monkeypatch.setattr(eviction, "files", lambda place: searched.append(place) or files(place))
    most = total = 0
    for _ in store._upkeep._eviction.steps(10**9):
        most, total = max(most, len(searched)), total + len(searched)
        searched.clear()
    assert most == 1
    assert total > 10


def test_one_process_evicts_at_a_time(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    store = process(max_size_bytes=4 * BLOCK)
    for number in range(20):
        store.put("f", make_entry(number, key(number)))
    with lease_files.alone(f"{store._folders.root}{os.sep}evict.lock") as is_alone:
        assert is_alone
        assert store.evict() == 0
        assert store.usage("f").entries == 20
    assert store.evict() > 0


def test_an_eviction_under_way_is_gone_on_with(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], executor: ManualExecutor
) -> None:
    store = process(max_size_bytes=4 * BLOCK)
    for number in range(40):
        store.put("f", make_entry(number, key(number)))
    work = executor.waiting.pop()
    work()
    assert drain(store) > 0
    assert store.usage("f").entries <= 4
    executor.run_all()


def test_drafts_and_leases_of_killed_processes_are_removed_after_an_hour(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = process()
    store.put("f", make_entry())
    (folder,) = {path.parent for path in store.folder.rglob("*") if len(path.name) == 30}
    draft = folder / ".draft-0011223344556677"
    abandoned = store.folder / "v1" / "leases" / ("a" * 32)
    abandoned.parent.mkdir()
    for path in (draft, abandoned):
        path.write_bytes(b"half")
    held = store.lease("f", b"other")
    assert held is not None
    store.evict()
    assert draft.exists()
    assert abandoned.exists()
    now = eviction.time.time() + 4000.0
    monkeypatch.setattr(eviction.time, "time", lambda: now)
    store.evict()
    assert not draft.exists()
    assert not abandoned.exists()
    assert store.lease("f", b"other") is None
    held.release()
    assert store.usage("f").entries == 1


def test_the_samples_are_drawn_by_chance_alone(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    def left(seed: int) -> set[int]:
        store = process(chance=Random(seed), max_size_bytes=155 * BLOCK)
        store.clear("f")
        for number in range(170):
            store.put("f", make_entry(number, key(number), cost_seconds=number))
        store.evict()
        return keys(store)

    assert left(1) != left(2)
