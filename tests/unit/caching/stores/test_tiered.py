"""Tiers: the upper one answers, the lower one is the truth; three of them, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from millstream.caching.api import Entry, Store
from millstream.caching.policy import Limits
from millstream.caching.stores.memory import MemoryStore
from millstream.caching.stores.tiered import TieredStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.caching.stores.disk import DiskStore

KEY = b"k" * 16
Host = tuple[TieredStore, "DiskStore", MemoryStore]


class RemoteStore(MemoryStore):
    """As a store on a server: it gives back values, not objects, and can be out of reach."""

    is_down = False
    reads = 0

    def get(self, namespace: str, key: bytes) -> Entry | None:
        found = super().get(namespace, key)
        if found is None or self.is_down:
            return None
        self.reads += 1
        return Entry(
            key,
            found.snapshot,
            born_seconds=found.born_seconds,
            created_seconds=found.created_seconds,
            tags=found.tags,
            version=found.version,
        )

    def holds(self, namespace: str, entry: Entry) -> bool:
        if self.is_down:
            return True
        found = super().get(namespace, entry.key)
        return found is not None and found.version == entry.version

    def put(self, namespace: str, entry: Entry, lease: object = None) -> bool:
        return False if self.is_down else super().put(namespace, entry, lease)  # type: ignore[arg-type]


@pytest.fixture
def remote() -> RemoteStore:
    return RemoteStore()


def test_what_was_read_below_is_held_above(
    remote: RemoteStore, make_entry: Callable[..., Entry]
) -> None:
    upper = MemoryStore()
    tiers = TieredStore(upper, remote)
    remote.put("f", make_entry())
    first = tiers.get("f", KEY)
    assert first is upper.get("f", KEY) is tiers.get("f", KEY)
    assert remote.reads == 1


def test_what_the_lower_store_holds_no_longer_is_gone_above(
    remote: RemoteStore, make_entry: Callable[..., Entry]
) -> None:
    upper = MemoryStore()
    tiers = TieredStore(upper, remote)
    tiers.put("f", make_entry("old"))
    new = make_entry("new")
    remote.put("f", new)
    found = tiers.get("f", KEY)
    assert found is not None
    assert found.value == "new"
    remote.remove("f", KEY)
    assert tiers.get("f", KEY) is None
    assert upper.get("f", KEY) is None


def test_a_lower_store_in_trouble_leaves_the_upper_one_alone(
    remote: RemoteStore, make_entry: Callable[..., Entry]
) -> None:
    tiers = TieredStore(MemoryStore(), remote)
    remote.is_down = True
    assert tiers.put("f", make_entry(1))
    assert tiers.get("f", KEY) is not None
    assert tiers.usage("f").entries == 1
    assert tiers.namespaces() == ["f"]
    assert [entry.value for entry in tiers.entries("f")] == [1]
    remote.is_down = False
    assert tiers.get("f", KEY) is None


def test_what_was_cleared_while_it_was_computed_is_held_nowhere(
    remote: RemoteStore, make_entry: Callable[..., Entry]
) -> None:
    upper = MemoryStore()
    tiers = TieredStore(upper, remote)
    lease = tiers.lease("f", KEY)
    tiers.clear("f")
    assert not tiers.put("f", make_entry(1), lease)
    assert upper.get("f", KEY) is None


def test_limits_and_removals_reach_both(
    remote: RemoteStore, make_entry: Callable[..., Entry]
) -> None:
    upper = MemoryStore()
    tiers = TieredStore(upper, remote)
    for number in range(4):
        tiers.put("f", make_entry(number, bytes([number] * 16)))
    tiers.fit("f", Limits(max_entries=2))
    assert upper.usage("f").entries == remote.usage("f").entries == 2
    last = tiers.get("f", b"\3" * 16)
    assert last is not None
    assert tiers.discard("f", last)
    assert not tiers.discard("f", last)
    assert tiers.remove("f", b"\2" * 16)
    assert not tiers.remove("f", b"\2" * 16)
    assert upper.namespaces() == remote.namespaces() == []


def test_the_lease_is_that_of_all_who_share_the_lower_store(
    remote: RemoteStore,
) -> None:
    one, two = TieredStore(MemoryStore(), remote), TieredStore(MemoryStore(), remote)
    lease = one.lease("f", KEY)
    assert lease is not None
    assert two.lease("f", KEY) is None
    lease.announce(frozenset({b"a" * 16}))
    assert two.announced(two.lease_name("f", KEY)) == {b"a" * 16}
    lease.release()
    assert two.lease("f", KEY) is not None


@pytest.fixture
def host(process: Callable[..., DiskStore], remote: RemoteStore) -> Callable[[], Host]:
    """Makes one more process: memory over the disk of its host over a store elsewhere."""

    def make() -> Host:
        memory, disk = MemoryStore(), process()
        return TieredStore(memory, TieredStore(disk, remote)), disk, memory

    return make


def test_three_tiers_are_a_store(host: Callable[[], Host]) -> None:
    assert isinstance(host()[0], Store)


def test_a_third_tier_is_asked_once_for_a_host(
    host: Callable[[], Host], remote: RemoteStore, make_entry: Callable[..., Entry]
) -> None:
    remote.put("f", make_entry({"a": [1]}))
    for _ in range(2):
        tiers, disk, memory = host()
        found = tiers.get("f", KEY)
        assert found is not None
        assert found.snapshot.open() == {"a": [1]}
        assert disk.get("f", KEY) is not None
        assert memory.get("f", KEY) is found is tiers.get("f", KEY)
    assert remote.reads == 1


def test_what_changes_in_the_third_tier_is_seen_by_every_hit(
    host: Callable[[], Host], remote: RemoteStore, make_entry: Callable[..., Entry]
) -> None:
    one, disk, _ = host()
    two, _, _ = host()
    assert one.put("f", make_entry("old"))
    assert disk.get("f", KEY) is not None
    assert [tiers.get("f", KEY).value for tiers in (one, two)] == ["old", "old"]  # type: ignore[union-attr]
    remote.put("f", make_entry("new"))
    assert [tiers.get("f", KEY).value for tiers in (one, two)] == ["new", "new"]  # type: ignore[union-attr]
    remote.clear("f")
    assert [tiers.get("f", KEY) for tiers in (one, two)] == [None, None]
    assert disk.get("f", KEY) is None


def test_without_the_third_tier_the_host_goes_on(
    host: Callable[[], Host], remote: RemoteStore, make_entry: Callable[..., Entry]
) -> None:
    one, _, _ = host()
    two, _, _ = host()
    remote.is_down = True
    assert one.put("f", make_entry(1))
    found = two.get("f", KEY)
    assert found is not None
    assert found.value == 1


def test_the_leases_of_three_tiers_are_those_of_the_third(
    host: Callable[[], Host], remote: RemoteStore, make_entry: Callable[..., Entry]
) -> None:
    one, _, _ = host()
    two, disk, _ = host()
    lease = one.lease("f", KEY, frozenset({"t"}))
    assert lease is not None
    assert two.lease("f", KEY) is None
    remote.invalidate(["t"])
    assert not one.put("f", make_entry(1), lease)
    assert disk.get("f", KEY) is None
