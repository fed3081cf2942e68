"""The store in memory, and the seam to a persistent one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from millstream.caching.api import Entry, Store
from millstream.caching.budget import Budget
from millstream.caching.decorators import CacheData
from millstream.caching.registry import Registry
from millstream.caching.snapshot import Constant, freeze
from millstream.caching.stores.memory import MemoryLease, MemoryStore

if TYPE_CHECKING:
    from millstream.testing.manual import ManualExecutor, ManualTime


def entry(key: bytes, *tags: str) -> Entry:
    return Entry(key, Constant(1, 8), tags=frozenset(tags))


def test_memory_keeps_the_contract_of_stores() -> None:
    store = MemoryStore()
    assert isinstance(store, Store)
    one, two = entry(b"1", "a"), entry(b"2", "b")
    assert store.put("f", one)
    assert store.put("f", two)
    assert store.get("f", b"1") is one
    assert store.get("g", b"1") is None
    assert store.entries("f") == [one, two]
    again = entry(b"1", "a")
    assert store.put("f", again)
    assert not store.holds("f", one)
    assert store.holds("f", again)
    assert store.entries("f") == [two, again]
    assert store.namespaces() == ["f"]
    assert store.usage("f").entries == 2
    store.invalidate(["b", "c"])
    assert store.entries("f") == [again]
    assert store.remove("f", b"1")
    assert not store.remove("f", b"1")
    assert not store.remove("g", b"1")
    store.put("f", one)
    store.clear("f")
    store.clear("f")
    assert store.namespaces() == []


def test_memory_discards_an_entry_unless_another_has_taken_its_place() -> None:
    store = MemoryStore()
    old, new = entry(b"1"), entry(b"1")
    store.put("f", old)
    store.put("f", new)
    lease = store.lease("f", b"1")
    assert not store.discard("f", old)
    assert store.holds("f", new)
    assert store.discard("f", new)
    assert not store.discard("f", new)
    assert store.get("f", b"1") is None
    assert store.put("f", old, lease)


def test_memory_keeps_nothing_under_a_void_lease() -> None:
    store = MemoryStore()
    lease = store.lease("f", b"1", frozenset({"a"}))
    assert lease is not None
    assert store.lease("f", b"1") is None
    store.invalidate(["a"])
    assert not store.put("f", entry(b"1", "a"), lease)
    another = store.lease("f", b"1")
    assert another is not None
    lease.release()
    assert store.lease("f", b"1") is None
    store.clear("f")
    assert not store.put("f", entry(b"1"), another)
    third = store.lease("f", b"1")
    assert third is not None
    store.remove("f", b"1")
    assert not store.put("f", entry(b"1"), third)


class SharedStore(MemoryStore):
    """As a store that other processes share: it keeps values, not objects."""

    def __init__(self) -> None:
        super().__init__()
        self.leased: list[bytes] = []
        self.arrives: Entry | None = None

    def get(self, namespace: str, key: bytes) -> Entry | None:
        found = super().get(namespace, key)
        if found is None:
            return None
        return Entry(
            key,
            freeze(found.snapshot.open()),
            born_seconds=found.born_seconds,
            cost_seconds=found.cost_seconds,
            version=found.version,
        )

    def lease(
        self, namespace: str, key: bytes, tags: frozenset[str] = frozenset()
    ) -> MemoryLease | None:
        self.leased.append(key)
        if self.arrives is not None:
            self.arrives.key = key
            super().put(namespace, self.arrives)
        return super().lease(namespace, key, tags)


@pytest.fixture
def persistent() -> SharedStore:
    return SharedStore()


def process(persistent: SharedStore, time: ManualTime, executor: ManualExecutor) -> CacheData:
    """One of the processes that share a persistent store."""
    registry = Registry(
        persistent=lambda: persistent,
        clock=time,
        timer=time,
        executor=executor,
        budget=Budget(10**9),
    )
    return CacheData(registry)


def test_what_one_process_stored_another_finds(
    persistent: SharedStore, time: ManualTime, executor: ManualExecutor
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
    persistent: SharedStore, time: ManualTime, executor: ManualExecutor
) -> None:
    cache_data = process(persistent, time, executor)

    @cache_data(persist=True)
    def load() -> list[int]:
        raise AssertionError("another process has computed it")

    persistent.arrives = Entry(b"", freeze([7]))
    assert load() == [7]
    assert len(persistent.leased) == 1


def test_functions_that_do_not_ask_are_not_persisted_and_clears_reach_all(
    persistent: SharedStore, time: ManualTime, executor: ManualExecutor
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
