"""The store in this process: a dictionary of entries for each function."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from millstream.caching.api import Entry


class MemoryStore:
    """Keep entries in this process, oldest first.

    Examples
    --------
    >>> MemoryStore().get("a function", b"a key") is None
    True
    """

    def __init__(self) -> None:
        self._spaces: dict[str, dict[bytes, Entry]] = {}
        self._lock = threading.Lock()

    def get(self, namespace: str, key: bytes) -> Entry | None:
        """Return the entry, or ``None``."""
        space = self._spaces.get(namespace)
        return None if space is None else space.get(key)

    def put(self, namespace: str, entry: Entry) -> Entry | None:
        """Keep an entry as the youngest and return the one it replaces."""
        with self._lock:
            space = self._spaces.setdefault(namespace, {})
            replaced = space.pop(entry.key, None)
            space[entry.key] = entry
            return replaced

    def remove(self, namespace: str, key: bytes) -> Entry | None:
        """Forget one entry and return it."""
        with self._lock:
            space = self._spaces.get(namespace)
            return None if space is None else space.pop(key, None)

    def entries(self, namespace: str) -> list[Entry]:
        """Return the entries of one function, oldest first."""
        with self._lock:
            return list(self._spaces.get(namespace, {}).values())

    def namespaces(self) -> list[str]:
        """Return the functions that have entries."""
        with self._lock:
            return [name for name, space in self._spaces.items() if space]

    def clear(self, namespace: str) -> list[Entry]:
        """Forget the entries of one function and return them."""
        with self._lock:
            return list(self._spaces.pop(namespace, {}).values())

    def invalidate(self, tags: Iterable[str]) -> list[Entry]:
        """Forget every entry that carries one of the tags and return them."""
        wanted = frozenset(tags)
        leaving: list[Entry] = []
        with self._lock:
            for space in self._spaces.values():
                tagged = [entry for entry in space.values() if not wanted.isdisjoint(entry.tags)]
                for entry in tagged:
                    del space[entry.key]
                leaving += tagged
        return leaving

    @contextmanager
    def lease(self, namespace: str, key: bytes) -> Iterator[bool]:
        """Hold nothing: within one process the flight of the engine is the lease."""
        yield self.get(namespace, key) is not None
