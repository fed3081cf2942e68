"""How a call comes to its entry, or to the right to compute it, among all who share a store.

Who computes under a lease may need what somebody else computes, who may wait for this one. So at
each look, a computation that waits announces beside its leases what it waits for; and it follows
the announcements of others from the lease that it wants. Should they lead back to a lease of its
own, it goes on without the lease that it wants, and computes the value itself.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from millstream.caching.api import Entry, Lease, Store

_FIRST_PAUSE_SECONDS: Final = 0.001
_LONGEST_PAUSE_SECONDS: Final = 0.02


class Claim:
    """One call on its way to its entry or its lease.

    Parameters
    ----------
    store
        Where the lease is taken; without a store there is nobody to share with, and no lease.
    namespace, key, tags
        The call, and the tags that its entry will carry.
    find
        Returns the entry if somebody has stored one that is fresh.
    behind
        Returns the leases of this computation and of all in this process that wait for it.
    """

    def __init__(
        self,
        store: Store | None,
        namespace: str,
        key: bytes,
        tags: frozenset[str],
        find: Callable[[], Entry | None],
        behind: Callable[[], Iterable[Lease]],
    ) -> None:
        self._store = store
        self._call = (namespace, key, tags)
        self._find = find
        self._behind = behind
        self.entry: Entry | None = None
        self.lease: Lease | None = None

    def looks(self) -> Iterator[float]:
        """Yield the seconds to pause until the next look; at the end the claim is settled.

        Then there is an entry, or a lease, or neither: the caller computes without a lease.
        """
        store = self._store
        if store is None:
            return
        pause = _FIRST_PAUSE_SECONDS
        wanted = store.lease_name(*self._call[:2])
        told: dict[bytes, Lease] = {}
        try:
            while not self._settle(store):
                for lease in self._behind():
                    if lease.name not in told:
                        told[lease.name] = lease
                        announcements.add(lease, wanted)
                if _leads_to(store, wanted, frozenset(told)):
                    return
                yield pause
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
        finally:
            for lease in told.values():
                announcements.remove(lease, wanted)

    def _settle(self, store: Store) -> bool:
        self.lease = store.lease(*self._call)
        # With the lease in hand too: its last holder may have stored the entry just before.
        self.entry = self._find()
        if self.entry is not None:
            self.close()
        return self.entry is not None or self.lease is not None

    def close(self) -> None:
        """Give the lease back, if there is one."""
        if self.lease is not None:
            self.lease.release()
            self.lease = None


class Announcements:
    """What each lease of this process waits for; several threads may work under one lease."""

    def __init__(self) -> None:
        self._awaited: dict[bytes, list[bytes]] = {}
        self._lock = threading.Lock()

    def add(self, lease: Lease, wanted: bytes) -> None:
        """Announce one more name beside a lease."""
        with self._lock:
            names = self._awaited.setdefault(lease.name, [])
            names.append(wanted)
            lease.announce(frozenset(names))

    def remove(self, lease: Lease, wanted: bytes) -> None:
        """Take one of them back."""
        with self._lock:
            names = self._awaited[lease.name]
            names.remove(wanted)
            lease.announce(frozenset(names))
            if not names:
                del self._awaited[lease.name]


announcements: Final = Announcements()
"""The announcements of this process."""


def _leads_to(store: Store, start: bytes, targets: frozenset[bytes]) -> bool:
    seen: set[bytes] = set()
    pending = [start]
    while pending:
        name = pending.pop()
        if name in targets:
            return True
        if name not in seen:
            seen.add(name)
            pending += store.announced(name)
    return False
