"""The store in this process: a dictionary of entries for each function."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from millstream.caching import policy
from millstream.caching.api import Usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from millstream.caching.api import Entry, Lease
    from millstream.caching.policy import Limits


class MemoryLease:
    """The right to compute a call, for the threads of this process.

    Parameters
    ----------
    name
        What identifies the call.
    tags
        The tags that its entry will carry.
    let_go
        Called when the lease is given back.
    """

    def __init__(
        self, name: bytes, tags: frozenset[str], let_go: Callable[[MemoryLease], None]
    ) -> None:
        self.name = name
        self.tags = tags
        self.is_void = False
        self.awaited: frozenset[bytes] = frozenset()
        self._let_go = let_go

    def announce(self, names: frozenset[bytes]) -> None:
        """Say for which leases the computation waits now."""
        self.awaited = names

    def release(self) -> None:
        """Give the lease back."""
        self._let_go(self)


class MemoryStore:
    """Keep entries in this process, oldest first.

    Parameters
    ----------
    now
        The monotonic clock, which tells the age of entries.

    Examples
    --------
    >>> MemoryStore().get("a function", b"a key") is None
    True
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._spaces: dict[str, dict[bytes, Entry]] = {}
        self._leases: dict[bytes, MemoryLease] = {}
        self._lock = threading.Lock()
        self._now = now

    def get(self, namespace: str, key: bytes) -> Entry | None:
        """Return the entry, or ``None``."""
        space = self._spaces.get(namespace)
        return None if space is None else space.get(key)

    def holds(self, namespace: str, entry: Entry) -> bool:
        """Return whether an entry is still the present one."""
        found = self.get(namespace, entry.key)
        return found is not None and found.version == entry.version

    def put(self, namespace: str, entry: Entry, lease: Lease | None = None) -> bool:
        """Keep an entry as the youngest, unless its lease is void."""
        with self._lock:
            if isinstance(lease, MemoryLease) and lease.is_void:
                return False
            space = self._spaces.setdefault(namespace, {})
            space.pop(entry.key, None)
            space[entry.key] = entry
        return True

    def remove(self, namespace: str, key: bytes) -> bool:
        """Forget one entry and return whether it was there."""
        name = _lease_name(namespace, key)
        with self._lock:
            self._void(lambda lease: lease.name == name)
            space = self._spaces.get(namespace)
            return space is not None and space.pop(key, None) is not None

    def discard(self, namespace: str, entry: Entry) -> bool:
        """Forget an entry unless another has taken its place."""
        with self._lock:
            if not self.holds(namespace, entry):
                return False
            del self._spaces[namespace][entry.key]
            return True

    def entries(self, namespace: str) -> list[Entry]:
        """Return the entries of one function, oldest first."""
        with self._lock:
            return list(self._spaces.get(namespace, {}).values())

    def namespaces(self) -> list[str]:
        """Return the functions that have entries."""
        with self._lock:
            return [name for name, space in self._spaces.items() if space]

    def usage(self, namespace: str) -> Usage:
        """Return what one function holds."""
        entries = self.entries(namespace)
        oldest = min((entry.born_seconds for entry in entries), default=None)
        age = None if oldest is None else self._now() - oldest
        return Usage(len(entries), sum(entry.size_bytes for entry in entries), age)

    def clear(self, namespace: str) -> None:
        """Forget the entries of one function."""
        prefix = _lease_name(namespace, b"")
        with self._lock:
            self._void(lambda lease: lease.name.startswith(prefix))
            self._spaces.pop(namespace, None)

    def invalidate(self, tags: Iterable[str]) -> None:
        """Forget every entry that carries one of the tags."""
        wanted = frozenset(tags)
        with self._lock:
            self._void(lambda lease: not wanted.isdisjoint(lease.tags))
            for space in self._spaces.values():
                for entry in list(space.values()):
                    if not wanted.isdisjoint(entry.tags):
                        del space[entry.key]

    def fit(self, namespace: str, limits: Limits) -> None:
        """Forget the oldest entries of a function until its limits hold."""
        with self._lock:
            space = self._spaces.get(namespace, {})
            for entry, _ in policy.overflow(list(space.values()), limits):
                del space[entry.key]

    def lease(
        self, namespace: str, key: bytes, tags: frozenset[str] = frozenset()
    ) -> MemoryLease | None:
        """Take the right to compute a call; ``None`` while another holds it."""
        name = _lease_name(namespace, key)
        with self._lock:
            if name in self._leases:
                return None
            lease = self._leases[name] = MemoryLease(name, tags, self._release)
            return lease

    def lease_name(self, namespace: str, key: bytes) -> bytes:
        """Return the name that the lease of a call has."""
        return _lease_name(namespace, key)

    def announced(self, name: bytes) -> frozenset[bytes]:
        """Return what the holder of a lease waits for."""
        lease = self._leases.get(name)
        return frozenset() if lease is None else lease.awaited

    def _release(self, lease: MemoryLease) -> None:
        with self._lock:
            if self._leases.get(lease.name) is lease:
                del self._leases[lease.name]

    def _void(self, matches: Callable[[MemoryLease], bool]) -> None:
        """Void leases, so that newcomers can take them; the lock is held."""
        for lease in [each for each in self._leases.values() if matches(each)]:
            lease.is_void = True
            del self._leases[lease.name]


def _lease_name(namespace: str, key: bytes) -> bytes:
    return b"%s\0%s" % (namespace.encode(), key)
