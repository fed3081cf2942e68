"""The store in memory, and the seam to a persistent one."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from millstream.caching.api import Entry, Store
from millstream.caching.budget import Budget
from millstream.caching.decorators import CacheData
from millstream.caching.registry import Registry
from millstream.caching.snapshot import Constant, freeze
from millstream.caching.stores.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from millstream.testing.manual import ManualExecutor, ManualTime


def entry(key: bytes, *tags: str) -> Entry:
    return Entry(key, Constant(1, 8), tags=frozenset(tags))


def test_memory_keeps_the_contract_of_stores() -> None:
    store = MemoryStore()
    assert isinstance(store, Store)
    one, two = entry(b"1", "a"), entry(b"2", "b")
    assert store.put("f", one) is None
    assert store.put("f", two) is None
    assert store.get("f", b"1") is one
    assert store.get("g", b"1") is None
    assert store.entries("f") == [one, two]
    again = entry(b"1", "a")
    assert store.put("f", again) is one
    assert store.entries("f") == [two, again]
    assert store.namespaces() == ["f"]
    assert store.invalidate(["b", "c"]) == [two]
    assert store.remove("f", b"1") is again
    assert store.remove("f", b"1") is None
    assert store.remove("g", b"1") is None
    store.put("f", one)
    assert store.clear("f") == [one]
    assert store.clear("f") == []
    assert store.namespaces() == []


class SlowStore(MemoryStore):
    """As a store that other processes share: it keeps values, not objects."""

    def __init__(self) -> None:
        super().__init__()
        self.leased: list[bytes] = []
        self.arrives: Entry | None = None

    def get(self, namespace: str, key: bytes) -> Entry | None:
        found = super().get(namespace, key)
        if found is None:
            return None
        return Entry(key, freeze(found.snapshot.open()), cost_seconds=found.cost_seconds)

    @contextmanager
    def lease(self, namespace: str, key: bytes) -> Iterator[bool]:
        self.leased.append(key)
        if self.arrives is not None:
            self.arrives.key = key
            super().put(namespace, self.arrives)
        yield self.arrives is not None


@pytest.fixture
def persistent() -> SlowStore:
    return SlowStore()


def process(persistent: SlowStore, time: ManualTime, executor: ManualExecutor) -> CacheData:
    """One of the processes that share a persistent store."""
    return CacheData(
        Registry(
            persistent=persistent, clock=time, timer=time, executor=executor, budget=Budget(10**9)
        )
    )


def test_what_one_process_stored_another_finds(
    persistent: SlowStore, time: ManualTime, executor: ManualExecutor
) -> None:
    ran: list[str] = []

    def define(cache_data: CacheData, process: str) -> object:
        @cache_data(persist="disk", track="code")
        def load(x: int) -> list[int]:
            ran.append(process)
            return [x]

        return load(1)

    assert define(process(persistent, time, executor), "one") == [1]
    assert define(process(persistent, time, executor), "two") == [1]
    assert ran == ["one"]


def test_what_arrives_while_waiting_for_the_lease_is_not_computed(
    persistent: SlowStore, time: ManualTime, executor: ManualExecutor
) -> None:
    cache_data = process(persistent, time, executor)

    @cache_data(persist=True)
    def load() -> list[int]:
        raise AssertionError("another process has computed it")

    persistent.arrives = Entry(b"", freeze([7]))
    assert load() == [7]
    assert len(persistent.leased) == 1


def test_functions_that_do_not_ask_are_not_persisted_and_clears_reach_all(
    persistent: SlowStore, time: ManualTime, executor: ManualExecutor
) -> None:
    cache_data = process(persistent, time, executor)

    @cache_data
    def local() -> int:
        return 1

    @cache_data(persist=True, tags=["t"])
    def kept(x: int) -> int:
        return x

    local(), kept(1), kept(2)
    (space,) = persistent.namespaces()
    assert len(persistent.entries(space)) == 2
    kept.clear(1)
    assert len(persistent.entries(space)) == 1
    cache_data.registry.invalidate(["t"])
    assert persistent.namespaces() == []
    kept(1)
    kept.clear()
    assert persistent.namespaces() == []
