"""A fast store over a slow one: memory over disk, or over what many hosts share.

The lower tier is the truth. What the upper one holds counts only while the lower one still has
it, so a clear, a refresh or an eviction by another process is seen by the next hit here.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from millstream.caching.api import Entry, Lease, Store, Usage
    from millstream.caching.policy import Limits


class TieredStore:
    """Answer from the upper store what the lower one still holds.

    Parameters
    ----------
    upper, lower
        The stores.
    admit
        Puts an entry that was read from the lower store into the upper one; by default ``put``.
    drop
        Takes an entry that the lower store no longer holds out of the upper one; by default
        ``discard``.

    Examples
    --------
    >>> from millstream.caching.stores.memory import MemoryStore
    >>> TieredStore(MemoryStore(), MemoryStore()).get("a function", b"a key") is None
    True
    """

    def __init__(
        self,
        upper: Store,
        lower: Store,
        *,
        admit: Callable[[str, Entry], None] | None = None,
        drop: Callable[[str, Entry], None] | None = None,
    ) -> None:
        self.upper = upper
        self.lower = lower
        self._admit = admit or self._put_upper
        self._drop = drop or self._discard_upper
        self._lock = threading.RLock()

    def _put_upper(self, namespace: str, entry: Entry) -> None:
        self.upper.put(namespace, entry)

    def _discard_upper(self, namespace: str, entry: Entry) -> None:
        self.upper.discard(namespace, entry)

    def get(self, namespace: str, key: bytes) -> Entry | None:
        """Return the entry of the upper store if it is current, else read the lower one."""
        entry = self._current(namespace, key)
        if entry is not None:
            return entry
        found = self.lower.get(namespace, key)
        if found is None:
            return None
        with self._lock:
            # Another thread may have read it at the same time: one of them is enough.
            entry = self._current(namespace, key)
            if entry is None:
                self._admit(namespace, found)
        # What the upper store hands out may be nearer: mapped memory, not a copy from afar.
        return entry or self.upper.get(namespace, key) or found

    def _current(self, namespace: str, key: bytes) -> Entry | None:
        entry = self.upper.get(namespace, key)
        if entry is None or self.lower.holds(namespace, entry):
            return entry
        self._drop(namespace, entry)
        return None

    def holds(self, namespace: str, entry: Entry) -> bool:
        """Return whether an entry is still the present one."""
        return self.lower.holds(namespace, entry)

    def put(self, namespace: str, entry: Entry, lease: Lease | None = None) -> bool:
        """Keep an entry in both; if the lower store is in trouble, in the upper one alone."""
        kept = self.lower.put(namespace, entry, lease)
        if kept or self.lower.holds(namespace, entry):
            return self.upper.put(namespace, entry) or kept
        return False

    def remove(self, namespace: str, key: bytes) -> bool:
        """Forget one entry and return whether it was there."""
        was_below = self.lower.remove(namespace, key)
        return self.upper.remove(namespace, key) or was_below

    def discard(self, namespace: str, entry: Entry) -> bool:
        """Forget an entry unless another has taken its place."""
        was_current = self.lower.holds(namespace, entry)
        was_below = self.lower.discard(namespace, entry)
        was_above = self.upper.discard(namespace, entry)
        return was_below or (was_above and was_current)

    def clear(self, namespace: str) -> None:
        """Forget the entries of one function."""
        self.lower.clear(namespace)
        self.upper.clear(namespace)

    def invalidate(self, tags: Iterable[str]) -> None:
        """Forget every entry that carries one of the tags."""
        wanted = frozenset(tags)
        self.lower.invalidate(wanted)
        self.upper.invalidate(wanted)

    def entries(self, namespace: str) -> list[Entry]:
        """Return the entries of one function, oldest first, and those that are only up here."""
        below = self.lower.entries(namespace)
        known = {entry.key for entry in below}
        return [*below, *(each for each in self._only_above(namespace) if each.key not in known)]

    def _only_above(self, namespace: str) -> list[Entry]:
        return [each for each in self.upper.entries(namespace) if self.lower.holds(namespace, each)]

    def namespaces(self) -> list[str]:
        """Return the functions that have entries."""
        above = [each for each in self.upper.namespaces() if self._only_above(each)]
        return list(dict.fromkeys([*self.lower.namespaces(), *above]))

    def usage(self, namespace: str) -> Usage:
        """Return what one function holds below, or above where nothing can be kept below."""
        below = self.lower.usage(namespace)
        return below if below.entries else self.upper.usage(namespace)

    def fit(self, namespace: str, limits: Limits) -> None:
        """Forget the oldest entries of a function until its limits hold."""
        self.lower.fit(namespace, limits)
        self.upper.fit(namespace, limits)

    def lease(self, namespace: str, key: bytes, tags: frozenset[str] = frozenset()) -> Lease | None:
        """Take the right to compute a call, among all who share the lower store."""
        return self.lower.lease(namespace, key, tags)

    def lease_name(self, namespace: str, key: bytes) -> bytes:
        """Return the name that the lease of a call has."""
        return self.lower.lease_name(namespace, key)

    def announced(self, name: bytes) -> frozenset[bytes]:
        """Return what the holder of a lease waits for."""
        return self.lower.announced(name)
