"""Leases: one holder for each call, and nothing is kept of a computation that was cleared."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from millstream.caching.api import Lease, Store
from millstream.testing.stores.case import StoreCase, all_at_once, value_of

_THREADS = 4
_TURNS = 10


class LeaseConformance(StoreCase):
    """Tests of `lease`, `lease_name`, `announced`, and of `put` under a lease."""

    def test_a_call_has_one_lease(self) -> None:
        """Take it from two views, and others beside it."""
        store, other = self.open(), self.open()
        lease = _taken(store, b"k")
        assert store.lease("f", b"k") is None
        assert other.lease("f", b"k") is None
        _taken(other, b"l").release()
        _taken(other, b"k", "g").release()
        lease.release()
        again = _taken(other, b"k")
        lease.release()
        assert store.lease("f", b"k") is None
        again.release()

    def test_a_lease_has_the_same_name_for_all(self) -> None:
        """Compare the names of calls over views."""
        store, other = self.open(), self.open()
        calls = [("f", b"k"), ("f", b"l"), ("g", b"k"), ("f", b"")]
        names = [store.lease_name(*call) for call in calls]
        assert names == [other.lease_name(*call) for call in calls]
        assert len(set(names)) == len(calls)
        lease = _taken(store, b"k")
        assert lease.name == names[0]
        lease.release()

    def test_announcements_are_there_while_the_lease_is_held(self) -> None:
        """Announce names, others, and none."""
        store, other = self.open(), self.open()
        lease = _taken(store, b"k")
        awaited = frozenset(store.lease_name("g", b"%d" % number) for number in range(3))
        assert other.announced(lease.name) == frozenset()
        for names in (awaited, frozenset(list(awaited)[:1]), frozenset[bytes]()):
            lease.announce(names)
            assert other.announced(lease.name) == names
        lease.announce(awaited)
        lease.release()
        assert other.announced(lease.name) == frozenset()

    def test_what_is_computed_under_a_lease_is_kept(self) -> None:
        """Put an entry while its lease is held."""
        store, other = self.open(), self.open()
        lease = _taken(store, b"k", tags=frozenset({"red"}))
        assert store.put("f", self.entry(b"k", "value", tags=["red"]), lease)
        lease.release()
        assert value_of(other, "f", b"k") == "value"

    def test_nothing_is_kept_of_a_computation_that_was_cleared(self) -> None:
        """Forget the call in every way between the lease and the put, from another view."""
        store, other = self.open(), self.open()
        ways: dict[str, Callable[[], object]] = {
            "remove": lambda: other.remove("f", b"k"),
            "clear": lambda: other.clear("f"),
            "invalidate": lambda: other.invalidate(["red"]),
        }
        for name, forget in ways.items():
            store.put("f", self.entry(b"k", "old", tags=["red"]))
            lease = _taken(store, b"k", tags=frozenset({"red"}))
            forget()
            assert not store.put("f", self.entry(b"k", "new", tags=["red"]), lease), name
            lease.release()
            for view in (store, other):
                assert view.get("f", b"k") is None, name

    def test_who_comes_after_a_clear_need_not_wait_for_the_outdated_computation(self) -> None:
        """Take the lease anew while the void one is held; its end does not free the new one."""
        store, other = self.open(), self.open()
        for forget in (lambda: other.remove("f", b"k"), lambda: other.clear("f")):
            outdated = _taken(store, b"k")
            forget()
            lease = _taken(other, b"k")
            outdated.release()
            assert store.lease("f", b"k") is None
            assert other.put("f", self.entry(b"k", "new"), lease)
            lease.release()
            assert value_of(store, "f", b"k") == "new"

    def test_other_computations_are_kept(self) -> None:
        """Clear another function, another call, and a tag that the entry does not carry."""
        store, other = self.open(), self.open()
        lease = _taken(store, b"k", tags=frozenset({"red"}))
        other.clear("g")
        other.remove("f", b"l")
        other.invalidate(["blue"])
        assert store.put("f", self.entry(b"k", tags=["red"]), lease)
        lease.release()
        assert other.get("f", b"k") is not None

    def test_discarding_an_entry_says_nothing_against_the_next_one(self) -> None:
        """Discard what has expired while somebody computes it anew."""
        store, other = self.open(), self.open()
        old = self.entry(b"k", "old")
        store.put("f", old)
        lease = _taken(store, b"k")
        found = other.get("f", b"k")
        assert found is not None
        assert other.discard("f", found)
        assert store.put("f", self.entry(b"k", "new"), lease)
        lease.release()
        assert value_of(other, "f", b"k") == "new"

    def test_of_threads_one_holds_the_lease_at_a_time(self) -> None:
        """Count under a lease, from several threads and views."""
        counted: list[int] = []
        alone = threading.Lock()
        all_at_once([partial(self._count_under_lease, counted, alone) for _ in range(_THREADS)])
        assert counted == list(range(_THREADS * _TURNS))

    def _count_under_lease(self, counted: list[int], alone: threading.Lock) -> None:
        store = self.open()
        pause = threading.Event()
        for _ in range(_TURNS):
            while (lease := store.lease("f", b"k")) is None:
                pause.wait(0.001)
            assert alone.acquire(blocking=False), "expected one holder at a time; there are two"
            counted.append(len(counted))
            alone.release()
            lease.release()


def _taken(
    store: Store, key: bytes, namespace: str = "f", tags: frozenset[str] = frozenset()
) -> Lease:
    lease = store.lease(namespace, key, tags)
    assert lease is not None, f"expected the lease of {namespace!r}, {key!r} to be free; it is held"
    return lease
