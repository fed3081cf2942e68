"""Keeping a cache on disk within its bounds: limits, eviction, sweeps, checks.

What runs beside the callers does a bounded piece of work and, where more is left, submits itself
again. An eviction looks at a sample: reading the records of a million entries to find the least
worthy one would cost more than it saves.
"""

from __future__ import annotations

import itertools
import math
import os
import shutil
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from millstream.caching.api import Usage
from millstream.caching.stores.dating import TOLERANCE_SECONDS
from millstream.caching.stores.eviction import BLOCK_BYTES, SLACK, Eviction
from millstream.caching.stores.fitting import Fitting
from millstream.caching.stores.folders import SOUND_SUFFIX, files

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator
    from random import Random

    from millstream.caching.background import Executor
    from millstream.caching.policy import Limits
    from millstream.caching.stores.dating import Calendar
    from millstream.caching.stores.folders import Folders, Listed
    from millstream.caching.stores.record import Record

_SHARE_OF_DISK: Final = 4
_STEP: Final = 512
_UNKNOWN: Final = 1 << 60


class Verdict(NamedTuple):
    """What a check says of one file; ``problem`` is empty if it is sound."""

    path: Path
    namespace: str
    key: bytes
    problem: str


class Upkeep:
    """Look after the files of one cache.

    Parameters
    ----------
    folders
        Where they are.
    peek
        Returns the record of a file whose signature is right; raises else.
    is_present
        Tells of the epochs of an entry's tags whether none has been invalidated since.
    calendar
        Tells ages.
    executor
        Runs what need not be waited for.
    chance
        Draws samples.
    max_size_bytes
        What all entries may hold, or ``None`` for a share of the file system.
    fault
        Called with the name of each step.
    """

    def __init__(
        self,
        folders: Folders,
        peek: Callable[[str], Record],
        is_present: Callable[[dict[str, str]], bool],
        calendar: Calendar,
        executor: Executor,
        chance: Random,
        max_size_bytes: int | None,
        fault: Callable[[str], None],
    ) -> None:
        self._folders = folders
        self._peek = peek
        self._is_present = is_present
        self._calendar = calendar
        self._executor = executor
        self._max_size_bytes = max_size_bytes
        self._fault = fault
        self._eviction = Eviction(folders, peek, calendar, chance, self.unlink, fault)
        self._fitting = Fitting(folders, self._list, executor, self.unlink, fault)
        self._lock = threading.Lock()
        self._unseen_bytes: float = math.inf
        self._is_evicting = False
        self._stepping = threading.Lock()
        self._steps: Generator[int, None, None] | None = None
        self._unswept: Iterator[str] = iter(())
        self._is_sweeping = False
        self._last_stamp = 0

    # --- Dates -----------------------------------------------------------------------------

    def stamp(self, created_seconds: float) -> int:
        """Return the time to give a file, by which entries are ordered: later than the last."""
        stamp = int(created_seconds * 1e6)
        with self._lock:
            # Not where the clock was set back: what is dated ahead counts as the oldest.
            if self._last_stamp - stamp < TOLERANCE_SECONDS * 1e6:
                stamp = max(stamp, self._last_stamp + 1)
            self._last_stamp = stamp
        return stamp * 1000

    # --- Listings --------------------------------------------------------------------------

    def namespaces(self) -> Iterator[str]:
        """Yield the functions that have entries."""
        for function in self._folders.functions():
            generation, _ = self._folders.generations(function)
            found = self._first(generation)
            if found is not None:
                yield found.namespace

    def _first(self, generation: str) -> Record | None:
        for bucket in self._folders.buckets(generation):
            for path in self._folders.names(bucket):
                with suppress(Exception):
                    found = self._peek(path)
                    if self._is_present(found.epochs):
                        return found
        return None

    def listing(self, namespace: str) -> list[Listed]:
        """Return what is there of one function, oldest first."""
        return self._list(self._folders.generation(namespace))

    def usage(self, namespace: str) -> Usage:
        """Return what one function holds."""
        tally = self._folders.usage(self._folders.generation(namespace))
        if tally.oldest is None:
            return Usage(0, 0, None)
        try:
            age = self._peek(tally.oldest.path).age_seconds(self._calendar)
        except Exception:
            age = max(self._calendar.clock.wall() - tally.oldest.modified_ns / 1e9, 0.0)
        return Usage(tally.entries, tally.size_bytes, age)

    def _generations(self, namespaces: Iterable[str] | None) -> list[str]:
        if namespaces is not None:
            return [self._folders.generation(each) for each in namespaces]
        return [self._folders.generations(each)[0] for each in self._folders.functions()]

    # --- Removing --------------------------------------------------------------------------

    def unlink(self, path: str) -> bool:
        """Remove one entry and its mark."""
        try:
            os.unlink(path)
        except FileNotFoundError:
            return False
        with suppress(OSError):
            os.unlink(path + SOUND_SUFFIX)
        return True

    def fit(self, namespace: str, limits: Limits) -> None:
        """Remove the oldest entries of a function until its limits hold."""
        self._fitting.fit(namespace, limits)

    def _list(self, generation: str) -> list[Listed]:
        return self._folders.listing(generation, self._now_ns())

    def _now_ns(self) -> int:
        return int((self._calendar.clock.wall() + TOLERANCE_SECONDS) * 1e9)

    def sweep(self, function: str) -> None:
        """Remove what was cleared: a first piece now, the rest in the background."""
        _, old = self._folders.generations(function)
        budget = _STEP
        for generation in old:
            for bucket in self._folders.buckets(generation):
                for each in files(bucket):
                    if budget <= 0:
                        self._executor.submit(lambda: self.sweep(function))
                        return
                    budget -= 1
                    self._fault("sweep.entry")
                    with suppress(OSError):
                        os.unlink(each)
                with suppress(OSError):
                    os.rmdir(bucket)
            with suppress(OSError):
                os.rmdir(generation)

    def sweep_outdated(self) -> None:
        """Remove what carries an invalidated tag: a first piece now, the rest in the background."""
        with self._lock:
            # A sweep that is under way begins anew instead of running twice.
            self._unswept = self._all_paths()
            was_sweeping, self._is_sweeping = self._is_sweeping, True
        if was_sweeping:
            self._sweep_piece()
        else:
            self._sweep_on()

    def _sweep_on(self) -> None:
        if self._sweep_piece():
            self._executor.submit(self._sweep_on)
            return
        with self._lock:
            self._is_sweeping = False

    def _sweep_piece(self) -> bool:
        """Look at some entries; returns whether there may be more."""
        with self._lock:
            paths = list(itertools.islice(self._unswept, _STEP))
        for path in paths:
            with suppress(Exception):
                if not self._is_present(self._peek(path).epochs):
                    self.unlink(path)
        return len(paths) == _STEP

    def _all_paths(self) -> Iterator[str]:
        for generation in self._generations(None):
            for bucket in self._folders.buckets(generation):
                yield from self._folders.names(bucket)

    # --- The whole ---------------------------------------------------------------------------

    def limit_bytes(self) -> int:
        """Return what all entries may hold together."""
        if self._max_size_bytes is None:
            place = self._folders.root
            while not os.path.exists(place):
                place = place.parent
            # Some file systems do not say how large they are.
            total = shutil.disk_usage(place).total or _UNKNOWN
            self._max_size_bytes = total // _SHARE_OF_DISK
        return self._max_size_bytes

    def has_room(self, size_bytes: int) -> bool:
        """Return whether an entry of that size can be kept at all."""
        return size_bytes <= self.limit_bytes()

    def note_written(self, path: str, size_bytes: int) -> None:
        """Look at the whole when this process has written a share of what may be there."""
        self._fitting.note_written(path, size_bytes)
        with self._lock:
            self._unseen_bytes += max(size_bytes, BLOCK_BYTES)
            if self._is_evicting or self._unseen_bytes < self.limit_bytes() / SLACK:
                return
            self._is_evicting = True
            self._unseen_bytes = 0.0
        self._executor.submit(self._evict_on)

    def _evict_on(self) -> None:
        if self._step() is not None:
            self._executor.submit(self._evict_on)
            return
        with self._lock:
            self._is_evicting = False

    def _step(self) -> int | None:
        """Go on with the eviction under way, or begin one; returns the bytes freed."""
        with self._stepping:
            if self._steps is None:
                self._steps = self._eviction.steps(self.limit_bytes())
            try:
                freed = next(self._steps, None)
            except OSError:
                freed = None
            if freed is None:
                self._steps = None
            return freed

    def evict(self) -> int:
        """Remove the least worthy of a sample if there is too much; returns the bytes freed."""
        freed = 0 if self._steps is None else self._next_freed()
        freed = freed or self._next_freed()
        with self._stepping:
            if not self._is_evicting and self._steps is not None:
                self._steps.close()
                self._steps = None
        return freed

    def _next_freed(self) -> int:
        return next((freed for freed in iter(self._step, None) if freed), 0)

    # --- What users ask ----------------------------------------------------------------------

    def prune(
        self,
        namespaces: Iterable[str] | None,
        tags: frozenset[str],
        older_than_seconds: float,
        expired_only: bool,
    ) -> Usage:
        """Remove what fits every condition."""
        count = size_bytes = 0
        oldest: float | None = None
        for generation in self._generations(namespaces):
            for listed in self._list(generation):
                try:
                    found = self._peek(listed.path)
                except Exception:
                    continue
                age = found.age_seconds(self._calendar)
                expired = found.is_expired(self._calendar)
                kept = (tags and tags.isdisjoint(found.tags)) or (expired_only and not expired)
                if kept or age < older_than_seconds:
                    continue
                self._fault("prune.entry")
                if not self.unlink(listed.path):
                    continue
                count += 1
                size_bytes += listed.size_bytes
                oldest = max(oldest or 0.0, age)
        for function in self._folders.functions():
            self.sweep(function)
        return Usage(count, size_bytes, oldest)

    def verify(self, namespace: str | None, check: Callable[[str], Record]) -> Iterator[Verdict]:
        """Yield what a full check says of every entry."""
        for generation in self._generations(None if namespace is None else [namespace]):
            for listed in self._list(generation):
                try:
                    found = check(listed.path)
                except Exception as error:
                    yield Verdict(
                        Path(listed.path), namespace or "", b"", str(error) or repr(error)
                    )
                else:
                    yield Verdict(Path(listed.path), found.namespace, found.key, "")
