"""Everything that is stored in this process, by cached function, and how it leaves.

A script defines its functions anew on each rerun. What is kept of them, the entries and the
counts, belongs to their names here, so that a new function object of the same code goes on
where the old one was.
"""

from __future__ import annotations

import heapq
import itertools
import logging
import math
import random
import threading
import weakref
from typing import TYPE_CHECKING, Any, Literal

from millstream.caching import policy
from millstream.caching.background import DaemonExecutor, DaemonTimer
from millstream.caching.budget import Budget
from millstream.caching.events import Evicted, Observers, Released
from millstream.caching.flight import FlightBoard
from millstream.caching.snapshot import settle
from millstream.caching.stores.memory import MemoryStore
from millstream.caching.stores.tiered import TieredStore
from millstream.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from millstream.caching.api import Entry, Lease, Store
    from millstream.caching.background import Executor, Timer
    from millstream.caching.flight import Flight
    from millstream.clock import Clock

_log = logging.getLogger(__name__)

Kind = Literal["data", "resource", "classic"]
Reason = Literal["expired", "entries", "size", "budget", "cleared", "invalid", "replaced"]

_SLACK = 32
_USELESS: frozenset[Reason] = frozenset({"expired", "invalid"})
_SESSION_TAG = "\0session:"


class Record:
    """What is kept of one cached function while its definitions come and go.

    Parameters
    ----------
    kind
        The decorator it belongs to.
    name
        Its module and qualified name.
    """

    def __init__(self, kind: Kind, name: str) -> None:
        self.kind = kind
        self.name = name
        self.namespace = f"{kind}:{name}"
        self.lock = threading.RLock()
        self.hot: dict[tuple[Any, ...], Entry] = {}
        self.limits = policy.Limits()
        self.on_release: Callable[[Any], object] | None = None
        self.hits = itertools.count()
        self.misses = itertools.count()
        self.entries = 0
        self.size_bytes = 0
        self.past_saved_seconds = 0.0
        self.refreshing: set[bytes] = set()
        self.excluded: dict[str, str] = {}
        # The same of what functions and classes in arguments read.
        self.left_out: dict[str, str] = {}
        # The code of which a call has ended: what such calls change has left the key.
        self.settled: set[bytes] = set()
        self.widget_ids: dict[bytes, tuple[str, ...]] = {}
        # The slower store that shares the entries with other processes, for who asks for it.
        self.lower: Store | None = None


def count_of(counter: itertools.count[int]) -> int:
    """Return how often a counter was advanced; ``next`` is atomic where ``+=`` is not."""
    return int(counter.__reduce__()[1][0])


def session_tag(session_id: str) -> str:
    """Return the tag of the entries that belong to one session."""
    return f"{_SESSION_TAG}{session_id}"


class Registry:
    """All caches of a process: the store, its bounds, and what happens to entries that leave.

    Parameters
    ----------
    store
        Where entries are kept.
    persistent
        Makes the store below for functions that ask for ``persist``, when the first one does.
    persist_all
        Whether all functions whose results can be kept there do.
    pause
        Lets the calling thread rest for some seconds.
    clock, executor, timer
        Time and threads; lazily started daemons by default.
    budget
        The bytes that all entries may hold together.
    chance
        Returns a number from 0 up to 1; it spreads early refreshes.
    """

    def __init__(
        self,
        *,
        store: Store | None = None,
        persistent: Callable[[], Store] | None = None,
        persist_all: bool = False,
        pause: Callable[[float], object] | None = None,
        clock: Clock | None = None,
        executor: Executor | None = None,
        timer: Timer | None = None,
        budget: Budget | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.store: Store = store or MemoryStore(self.clock.monotonic)
        self.pause = pause or threading.Event().wait
        self.use(persistent, persist_all=persist_all)
        self.executor: Executor = executor or DaemonExecutor()
        self.timer: Timer = timer or DaemonTimer(self.clock)
        self.budget = budget or Budget()
        self.chance = chance
        self.stale_factor = math.inf  # for functions that are defined from now on
        self.observers = Observers()
        self.flights: FlightBoard[Entry] = FlightBoard()
        self._records: dict[str, Record] = {}
        self._lock = threading.Lock()
        self._expiries: list[tuple[float, int, str, weakref.ref[Entry]]] = []
        self._order = itertools.count()
        self._wake_seconds = math.inf

    def use(self, persistent: Callable[[], Store] | None, *, persist_all: bool = False) -> None:
        """Choose the store below for the functions that are first called from now on."""
        self.persist_all = persist_all
        self._make_persistent = persistent
        self._tiers: TieredStore | None = None

    def tiers(self) -> TieredStore | None:
        """Return memory over the store below, or ``None`` without one."""
        with self._lock:
            if self._tiers is None and self._make_persistent is not None:
                self._tiers = TieredStore(
                    self.store, self._make_persistent(), admit=self._admit, drop=self._drop
                )
            return self._tiers

    def record(self, kind: Kind, name: str) -> Record:
        """Return what is kept of a function."""
        with self._lock:
            namespace = f"{kind}:{name}"
            found = self._records.get(namespace)
            if found is None:
                found = self._records[namespace] = Record(kind, name)
            return found

    def configure(
        self,
        record: Record,
        limits: policy.Limits,
        on_release: Callable[[Any], object] | None,
    ) -> None:
        """Let the newest definition of a function say what bounds its entries."""
        record.on_release = on_release
        if limits == record.limits:
            return
        with record.lock:
            record.limits = limits
            entries = self.store.entries(record.namespace)
            for entry in entries:
                self._date(record, entry)
            leaving = policy.overflow(entries, limits)
        for entry, reason in leaving:
            self.remove(record, entry, reason)
        self._fit_lower(record)

    def keep(
        self, record: Record, entry: Entry, flight: Flight[Entry], lease: Lease | None = None
    ) -> bool:
        """Store a new entry, unless it was discarded while it was computed."""
        limit = record.limits.max_size_bytes
        if flight.discarded or (limit is not None and entry.size_bytes > limit):
            return False
        if record.lower is not None and not self._keep_lower(record, record.lower, entry, lease):
            return False
        return self._hold(record, entry, lambda: not flight.discarded)

    def _keep_lower(self, record: Record, lower: Store, entry: Entry, lease: Lease | None) -> bool:
        """Store an entry below; returns whether it may be used: it was not cleared meanwhile."""
        # What may still be served while it is refreshed is not past its time for the store.
        entry.expires_seconds = entry.born_seconds + policy.service_seconds(record.limits)
        if lower.put(record.namespace, entry, lease):
            self._fit_lower(record)
            settle(entry, lambda: lower.get(record.namespace, entry.key))
            return True
        settle(entry)
        return lower.holds(record.namespace, entry)

    def _fit_lower(self, record: Record) -> None:
        limits = record.limits
        if record.lower is not None and (limits.max_entries, limits.max_size_bytes) != (None, None):
            record.lower.fit(record.namespace, limits)

    def _admit(self, namespace: str, entry: Entry) -> None:
        """Hold what was read from the store below."""
        self._hold(self._records[namespace], entry, lambda: True)

    def _drop(self, namespace: str, entry: Entry) -> None:
        """Let go of what the store below holds no longer."""
        self.remove(self._records[namespace], entry, "cleared")

    def _hold(self, record: Record, entry: Entry, is_wanted: Callable[[], bool]) -> bool:
        with record.lock:
            if not is_wanted():
                return False
            replaced = self.store.get(record.namespace, entry.key)
            self.store.put(record.namespace, entry)
            record.entries += 1
            record.size_bytes += entry.size_bytes
            self._date(record, entry)
            if replaced is not None:
                self._forget(record, replaced)
            leaving = self._overflow(record)
        if replaced is not None:
            self._finish(record, replaced, "replaced")
        for old, reason in leaving:
            self.remove(record, old, reason)
        excess = self.budget.add(entry.size_bytes)
        if excess > 0:
            self._fit_budget(excess, entry)
        return True

    def _overflow(self, record: Record) -> list[tuple[Entry, policy.Overflow]]:
        limits = record.limits
        crowded = limits.max_entries is not None and record.entries > limits.max_entries
        heavy = limits.max_size_bytes is not None and record.size_bytes > limits.max_size_bytes
        if not crowded and not heavy:
            return []
        return policy.overflow(self.store.entries(record.namespace), limits)

    def _fit_budget(self, excess_bytes: int, newest: Entry) -> None:
        owners: dict[int, Record] = {}
        candidates: list[Entry] = []
        for record in self._all_records():
            if record.kind == "resource":
                continue
            for entry in self.store.entries(record.namespace):
                owners[id(entry)] = record
                candidates.append(entry)
        # A little more than needed, so that a full cache does not sort on every store.
        wanted = excess_bytes + self.budget.limit_bytes // _SLACK
        now = self.clock.monotonic()
        for entry in policy.over_budget(candidates, wanted, now, newest):
            if entry is newest and self.budget.used_bytes <= self.budget.limit_bytes:
                break
            self.remove(owners[id(entry)], entry, "budget")

    def _date(self, record: Record, entry: Entry) -> None:
        limits = record.limits
        entry.expires_seconds = entry.born_seconds + limits.ttl_seconds
        entry.refresh_seconds = policy.refresh_at(entry.born_seconds, limits, self.chance())
        entry.wake_seconds = min(entry.expires_seconds, entry.refresh_seconds)
        if not limits.background and entry.expires_seconds < math.inf:
            self._schedule(entry.expires_seconds, record.namespace, entry)

    def _schedule(self, when: float, namespace: str, entry: Entry) -> None:
        with self._lock:
            item = (when, next(self._order), namespace, weakref.ref(entry))
            heapq.heappush(self._expiries, item)
            if when >= self._wake_seconds:
                return
            self._wake_seconds = when
        self.timer.call_at(when, self.expire)

    def expire(self) -> None:
        """Free every entry whose time is over, and plan the next call."""
        now = self.clock.monotonic()
        due: list[tuple[Record, Entry]] = []
        with self._lock:
            while self._expiries and self._expiries[0][0] <= now:
                _, _, namespace, reference = heapq.heappop(self._expiries)
                entry = reference()
                if entry is not None and entry.alive and entry.expires_seconds <= now:
                    due.append((self._records[namespace], entry))
            self._wake_seconds = self._expiries[0][0] if self._expiries else math.inf
            wake = self._wake_seconds
        for record, entry in due:
            if not record.limits.background:
                self.remove(record, entry, "expired")
        if wake < math.inf:
            self.timer.call_at(wake, self.expire)

    def remove(self, record: Record, entry: Entry, reason: Reason) -> bool:
        """Take one entry out of the store; returns whether it was still there."""
        with record.lock:
            if self.store.get(record.namespace, entry.key) is not entry:
                return False
            self.store.remove(record.namespace, entry.key)
            self._forget(record, entry)
        if record.lower is not None and reason in _USELESS:
            record.lower.discard(record.namespace, entry)
        self._finish(record, entry, reason)
        return True

    def clear_key(self, record: Record, key: bytes) -> None:
        """Forget one call, also where it is being computed."""
        call = (record.namespace, key)
        self.flights.discard(lambda flight: flight[:2] == call)
        entry = self.store.get(record.namespace, key)
        if entry is not None:
            self.remove(record, entry, "cleared")
        if record.lower is not None:
            record.lower.remove(record.namespace, key)

    def clear(self, record: Record) -> None:
        """Forget every call of a function, also those being computed."""
        namespace = record.namespace
        self.flights.discard(lambda flight: flight[0] == namespace)
        with record.lock:
            leaving = self.store.entries(namespace)
            self.store.clear(namespace)
            for entry in leaving:
                self._forget(record, entry)
            record.widget_ids.clear()
        for entry in leaving:
            self._finish(record, entry, "cleared")
        if record.lower is not None:
            record.lower.clear(namespace)

    def clear_kind(self, kind: Kind) -> None:
        """Forget every call of every function of one decorator."""
        for record in self._all_records():
            if record.kind == kind:
                self.clear(record)
        tiers = self.tiers()
        # Also what other programs and earlier runs of this one have left.
        if tiers is not None:
            for namespace in tiers.lower.namespaces():
                if namespace.startswith(f"{kind}:"):
                    tiers.lower.clear(namespace)

    def invalidate(self, tags: Iterable[str], kind: Kind | None = None) -> None:
        """Forget every entry that carries one of the tags, also those being computed.

        Parameters
        ----------
        tags
            The names.
        kind
            The decorator whose entries are meant; all by default.
        """
        wanted = frozenset(tags)
        self._invalidate_here(wanted, kind)
        # A resource is kept nowhere else, and what is kept elsewhere has tags of data alone.
        tiers = self.tiers() if kind != "resource" else None
        if tiers is not None:
            tiers.lower.invalidate(wanted)

    def _invalidate_here(self, wanted: frozenset[str], kind: Kind | None = None) -> None:
        self.flights.discard_tagged(wanted, "" if kind is None else f"{kind}:")
        for record in self._all_records():
            if kind not in {None, record.kind}:
                continue
            for entry in self.store.entries(record.namespace):
                if not wanted.isdisjoint(entry.tags):
                    self.remove(record, entry, "cleared")

    def forget_session(self, session_id: str) -> None:
        """Free what ``scope="session"`` keeps for a session that has ended."""
        self._invalidate_here(frozenset([session_tag(session_id)]))

    def _all_records(self) -> list[Record]:
        with self._lock:
            return list(self._records.values())

    def _forget(self, record: Record, entry: Entry) -> None:
        """Undo the traces of an entry; the lock of the record is held."""
        entry.alive = False
        for alias in entry.aliases:
            record.hot.pop(alias, None)
        record.entries -= 1
        record.size_bytes -= entry.size_bytes
        record.past_saved_seconds += entry.hits * entry.cost_seconds

    def _finish(self, record: Record, entry: Entry, reason: Reason) -> None:
        """Do outside the locks what follows from an entry that left."""
        self.budget.add(-entry.size_bytes)
        self.observers.emit(Evicted(record.name, entry.key, reason))
        if record.on_release is None:
            return
        try:
            record.on_release(entry.snapshot.open())
        except Exception:
            _log.exception("on_release of %s failed", record.name)
        self.observers.emit(Released(record.name, entry.key))
