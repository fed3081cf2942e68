"""How a call comes to its entry or its lease, without waiting for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millstream.caching.api import Entry
from millstream.caching.leasing import Announcements, Claim
from millstream.caching.snapshot import freeze
from millstream.caching.stores.memory import MemoryStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from millstream.caching.api import Lease

A, B, C = b"a" * 16, b"b" * 16, b"c" * 16


class Caller:
    """One process that computes calls under leases of a store that it shares with others."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.held: list[Lease] = []

    def claim(self, key: bytes) -> Claim:
        def find() -> Entry | None:
            return self.store.get("f", key)

        return Claim(self.store, "f", key, frozenset(), find, lambda: self.held)

    def take(self, key: bytes) -> None:
        claim = self.claim(key)
        assert list(claim.looks()) == []
        assert claim.lease is not None
        self.held.append(claim.lease)


def pauses(looks: Iterator[float], count: int) -> list[float]:
    return [next(looks) for _ in range(count)]


def test_a_free_call_is_leased_at_once() -> None:
    claim = Caller(MemoryStore()).claim(A)
    assert list(claim.looks()) == []
    assert claim.lease is not None
    assert claim.entry is None


def test_without_a_store_there_is_nobody_to_wait_for() -> None:
    claim = Claim(None, "f", A, frozenset(), lambda: None, list)
    assert list(claim.looks()) == []
    assert (claim.lease, claim.entry) == (None, None)


def test_who_waits_gets_the_entry() -> None:
    store = MemoryStore()
    Caller(store).take(A)
    claim = Caller(store).claim(A)
    looks = claim.looks()
    assert pauses(looks, 8) == [0.001, 0.002, 0.004, 0.008, 0.016, 0.02, 0.02, 0.02]
    entry = Entry(A, freeze(1))
    store.put("f", entry)
    assert list(looks) == []
    assert claim.entry is entry
    assert claim.lease is None


def test_who_waits_takes_over_when_the_holder_is_gone() -> None:
    store = MemoryStore()
    one = Caller(store)
    one.take(A)
    claim = Caller(store).claim(A)
    looks = claim.looks()
    pauses(looks, 2)
    one.held[0].release()
    assert list(looks) == []
    assert claim.lease is not None
    claim.close()
    claim.close()
    assert store.lease("f", A) is not None


def test_an_entry_that_was_stored_just_before_gives_the_lease_back() -> None:
    store = MemoryStore()
    store.put("f", Entry(A, freeze(1)))
    claim = Caller(store).claim(A)
    assert list(claim.looks()) == []
    assert claim.entry is not None
    assert claim.lease is None
    assert store.lease("f", A) is not None


def test_of_two_who_wait_for_each_other_one_goes_on() -> None:
    store = MemoryStore()
    one, two = Caller(store), Caller(store)
    one.take(A)
    two.take(B)
    waiting = one.claim(B).looks()
    pauses(waiting, 3)
    claim = two.claim(A)
    assert list(claim.looks()) == []
    assert (claim.lease, claim.entry) == (None, None)
    # It has finished B without the lease of A: the other one goes on, too.
    two.held[0].release()
    assert list(waiting) == []


def test_a_circle_of_three_is_seen_by_who_closes_it() -> None:
    store = MemoryStore()
    callers = [Caller(store) for _ in range(3)]
    for caller, key in zip(callers, (A, B, C), strict=True):
        caller.take(key)
    for caller, key in zip(callers[:2], (B, C), strict=True):
        pauses(caller.claim(key).looks(), 1)
    waiting = [caller.claim(key).looks() for caller, key in zip(callers[:2], (B, C), strict=True)]
    for each in waiting:
        pauses(each, 1)
    assert list(callers[2].claim(A).looks()) == []


def test_a_chain_that_is_no_circle_is_waited_for() -> None:
    store = MemoryStore()
    callers = [Caller(store) for _ in range(3)]
    for caller, key in zip(callers, (A, B, C), strict=True):
        caller.take(key)
    first = callers[0].claim(B).looks()
    second = callers[1].claim(C).looks()
    assert len(pauses(first, 3)) == len(pauses(second, 3)) == 3
    callers[2].held[0].release()
    assert list(second) == []
    callers[1].held[0].release()
    assert list(first) == []


def test_what_a_claim_announces_it_takes_back() -> None:
    store = MemoryStore()
    one, two = Caller(store), Caller(store)
    one.take(A)
    two.take(B)
    looks = one.claim(B).looks()
    pauses(looks, 1)
    assert store.announced(store.lease_name("f", A)) == {store.lease_name("f", B)}
    two.held[0].release()
    list(looks)
    assert store.announced(store.lease_name("f", A)) == frozenset()


def test_several_threads_may_wait_under_one_lease() -> None:
    store = MemoryStore()
    lease = store.lease("f", A)
    assert lease is not None
    announcements = Announcements()
    announcements.add(lease, b"x")
    announcements.add(lease, b"y")
    announcements.add(lease, b"x")
    announcements.remove(lease, b"x")
    assert store.announced(lease.name) == {b"x", b"y"}
    announcements.remove(lease, b"x")
    announcements.remove(lease, b"y")
    assert store.announced(lease.name) == frozenset()
