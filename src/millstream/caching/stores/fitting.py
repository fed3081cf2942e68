"""Keeping the entries of one function within its limits: the oldest go first.

Few entries are counted at each write, so the limits hold exactly. Many are counted beside the
callers: a few more than needed are removed, and the next look is due when this process has
written as many.
"""

from __future__ import annotations

import math
import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.caching.background import Executor
    from millstream.caching.policy import Limits
    from millstream.caching.stores.folders import Folders, Listed

_MANY: Final = 1024
_ROOM: Final = 1 / 64


@dataclass
class _Room:
    """What this process may write for a function before its entries are counted again."""

    limits: Limits
    entries: float
    size_bytes: float

    def is_enough(self, limits: Limits) -> bool:
        return self.limits == limits and self.entries > 0 and self.size_bytes > 0


class Fitting:
    """Hold functions to their limits.

    Parameters
    ----------
    folders
        Where the entries are.
    listing
        Lists what is below a folder, oldest first.
    executor
        Runs what need not be waited for.
    unlink
        Removes one entry.
    fault
        Called with the name of each step.
    """

    def __init__(
        self,
        folders: Folders,
        listing: Callable[[str], list[Listed]],
        executor: Executor,
        unlink: Callable[[str], bool],
        fault: Callable[[str], None],
    ) -> None:
        self._folders = folders
        self._listing = listing
        self._executor = executor
        self._unlink = unlink
        self._fault = fault
        self._lock = threading.Lock()
        self._rooms: dict[str, _Room] = {}
        self._under_way: set[str] = set()

    def note_written(self, path: str, size_bytes: int) -> None:
        """Count what this process has written."""
        room = self._rooms.get(os.path.dirname(os.path.dirname(path)))
        if room is not None:
            room.entries -= 1
            room.size_bytes -= size_bytes

    def fit(self, namespace: str, limits: Limits) -> None:
        """Remove the oldest entries of a function until its limits hold; many of them later."""
        generation = self._folders.generation(namespace)
        room = self._rooms.get(generation)
        if room is not None and room.is_enough(limits):
            return
        if not self._is_crowded(generation):
            self._fit(generation, limits)
            return
        with self._lock:
            if generation in self._under_way:
                return
            self._under_way.add(generation)
        self._executor.submit(lambda: self._fit_beside(generation, limits))

    def _is_crowded(self, generation: str) -> bool:
        """Return whether there are many entries, by the first of the buckets alone."""
        buckets = self._folders.buckets(generation)
        return bool(buckets) and len(buckets) * len(self._folders.names(buckets[0])) >= _MANY

    def _fit_beside(self, generation: str, limits: Limits) -> None:
        try:
            self._fit(generation, limits)
        finally:
            with self._lock:
                self._under_way.discard(generation)

    def _fit(self, generation: str, limits: Limits) -> None:
        tally = self._folders.usage(generation)
        most, most_bytes = _limit(limits.max_entries), _limit(limits.max_size_bytes)
        share = _ROOM if min(tally.entries, most) >= _MANY else 0
        count, size_bytes = tally.entries, tally.size_bytes
        if count > most or size_bytes > most_bytes:
            kept = 1 - share
            count, size_bytes = self._shrink(generation, most * kept, most_bytes * kept)
        self._rooms.pop(generation, None)
        if share:
            self._rooms[generation] = _Room(
                limits,
                min(most - count, tally.entries * share),
                min(most_bytes - size_bytes, tally.size_bytes * share),
            )

    def _shrink(self, generation: str, most: float, most_bytes: float) -> tuple[int, int]:
        listed = self._listing(generation)
        count, size_bytes = len(listed), sum(each.size_bytes for each in listed)
        for each in listed:
            if count <= most and size_bytes <= most_bytes:
                break
            self._fault("evict.entry")
            self._unlink(each.path)
            count -= 1
            size_bytes -= each.size_bytes
        return count, size_bytes


def _limit(most: int | None) -> float:
    return math.inf if most is None else max(most, 0)
