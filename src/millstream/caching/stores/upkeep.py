"""Keeping a cache on disk within its bounds: limits, eviction, sweeps, checks.

What runs beside the callers does a bounded piece of work and, where more is left, submits itself
again. An eviction looks at a sample: reading the records of a million entries to find the least
worthy one would cost more than it saves.
"""

from __future__ import annotations

import math
import os
import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from millstream.caching.api import Usage
from millstream.caching.stores import folders
from millstream.caching.stores.folders import SOUND_SUFFIX
from millstream.storage.files import DRAFT_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from random import Random

    from millstream.caching.background import Executor
    from millstream.caching.policy import Limits
    from millstream.caching.stores.dating import Calendar
    from millstream.caching.stores.folders import Folders, Listed
    from millstream.caching.stores.record import Record

_SHARE_OF_DISK: Final = 4
_SLACK: Final = 32
_SAMPLE: Final = 128
_STEP: Final = 512
_BLOCK_BYTES: Final = 4096
_DRAFT_SECONDS: Final = 3600.0


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
        calendar: Calendar,
        executor: Executor,
        chance: Random,
        max_size_bytes: int | None,
        fault: Callable[[str], None],
    ) -> None:
        self._folders = folders
        self._peek = peek
        self._calendar = calendar
        self._executor = executor
        self._chance = chance
        self._max_size_bytes = max_size_bytes
        self._fault = fault
        self._lock = threading.Lock()
        self._unseen_bytes: float = math.inf
        self._excess_bytes = 0
        self._is_evicting = False
        self._last_stamp = 0

    # --- Dates -----------------------------------------------------------------------------

    def stamp(self, created_seconds: float) -> int:
        """Return the time to give a file, by which entries are ordered: later than the last."""
        with self._lock:
            self._last_stamp = max(int(created_seconds * 1e6), self._last_stamp + 1)
            return self._last_stamp * 1000

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
            for listed in self._folders.list_bucket(bucket):
                with suppress(Exception):
                    return self._peek(listed.path)
        return None

    def usage(self, namespace: str) -> Usage:
        """Return what one function holds."""
        tally = self._folders.usage(self._folders.generation(namespace))
        age = max(self._calendar.clock.wall() - tally.oldest_ns / 1e9, 0.0)
        return Usage(tally.entries, tally.size_bytes, age if tally.entries else None)

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
        generation = self._folders.generation(namespace)
        tally = self._folders.usage(generation)
        most, most_bytes = limits.max_entries, limits.max_size_bytes
        crowded = most is not None and tally.entries > max(most, 0)
        heavy = most_bytes is not None and tally.size_bytes > most_bytes
        if not crowded and not heavy:
            return
        listed = self._folders.listing(generation)
        count, size_bytes = len(listed), sum(each.size_bytes for each in listed)
        for each in listed:
            crowded = most is not None and count > max(most, 0)
            if not crowded and (most_bytes is None or size_bytes <= most_bytes):
                return
            self._fault("evict.entry")
            self.unlink(each.path)
            count -= 1
            size_bytes -= each.size_bytes

    def sweep(self, function: str) -> None:
        """Remove what was cleared: a first piece now, the rest in the background."""
        _, old = self._folders.generations(function)
        budget = _STEP
        for generation in old:
            for bucket in self._folders.buckets(generation):
                for each in _files(bucket):
                    if budget <= 0:
                        self._executor.submit(lambda: self.sweep(function))
                        return
                    budget -= 1
                    with suppress(OSError):
                        os.unlink(each)
                with suppress(OSError):
                    os.rmdir(bucket)
            with suppress(OSError):
                os.rmdir(generation)

    def sweep_outdated(self, is_present: Callable[[dict[str, str]], bool]) -> None:
        """Remove what carries an invalidated tag: a first piece now, the rest in the background."""
        paths = self._all_paths()
        self._sweep_outdated(paths, is_present)

    def _sweep_outdated(
        self, paths: Iterator[str], is_present: Callable[[dict[str, str]], bool]
    ) -> None:
        for count, path in enumerate(paths):
            with suppress(Exception):
                if not is_present(self._peek(path).epochs):
                    self.unlink(path)
            if count >= _STEP:
                self._executor.submit(lambda: self._sweep_outdated(paths, is_present))
                return

    def _all_paths(self) -> Iterator[str]:
        for generation in self._generations(None):
            for bucket in self._folders.buckets(generation):
                for listed in self._folders.list_bucket(bucket):
                    yield listed.path

    # --- Eviction --------------------------------------------------------------------------

    def limit_bytes(self) -> int:
        """Return what all entries may hold together."""
        if self._max_size_bytes is None:
            place = self._folders.root
            while not place.exists():
                place = place.parent
            self._max_size_bytes = shutil.disk_usage(place).total // _SHARE_OF_DISK
        return self._max_size_bytes

    def has_room(self, size_bytes: int) -> bool:
        """Return whether an entry of that size can be kept at all."""
        return size_bytes <= self.limit_bytes()

    def note_written(self, size_bytes: int) -> None:
        """Look at the whole when this process has written a share of what may be there."""
        with self._lock:
            self._unseen_bytes += max(size_bytes, _BLOCK_BYTES)
            if self._is_evicting or self._unseen_bytes < self.limit_bytes() / _SLACK:
                return
            self._is_evicting = True
        self._executor.submit(self._evict_on)

    def _evict_on(self) -> None:
        try:
            freed = self.evict()
        except OSError:
            freed = 0
        if freed:
            self._executor.submit(self._evict_on)
            return
        with self._lock:
            self._is_evicting = False

    def evict(self) -> int:
        """Remove the least worthy of a sample if there is too much; returns the bytes freed."""
        buckets = self._buckets()
        if self._excess_bytes <= 0:
            self._unseen_bytes = 0.0
            self._excess_bytes = self._count_excess()
        if self._excess_bytes <= 0:
            self._sweep_remains(buckets)
            return 0
        freed = 0
        ranked = sorted(self._sample(buckets), key=self._worth)
        for each in ranked[: max(len(ranked) // 4, 1)]:
            if freed >= self._excess_bytes:
                break
            self._fault("evict.entry")
            with suppress(OSError):
                freed += each.disk_bytes if self.unlink(each.path) else 0
        # The whole is counted again only when what was too much is gone.
        self._excess_bytes -= freed or self._excess_bytes
        return freed

    def _count_excess(self) -> int:
        used = sum(self._folders.usage(each).disk_bytes for each in self._generations(None))
        limit = self.limit_bytes()
        # A little more than needed, so that a full cache does not count on every write.
        return used - limit + limit // _SLACK if used > limit else 0

    def _buckets(self) -> list[str]:
        generations = self._generations(None)
        return [each for generation in generations for each in self._folders.buckets(generation)]

    def _sample(self, buckets: list[str]) -> list[Listed]:
        chosen = self._chance.sample(buckets, min(len(buckets), _SAMPLE))
        sample: list[Listed] = []
        for bucket in chosen:
            names = self._folders.names(bucket)
            share = max(_SAMPLE // len(chosen), 4)
            for path in self._chance.sample(names, min(len(names), share)):
                with suppress(OSError):
                    sample.append(folders.listed(path))
        return sample

    def _worth(self, listed: Listed) -> float:
        """Return the seconds saved per byte held and second idle; nothing for what is useless."""
        try:
            found = self._peek(listed.path)
            used_seconds = os.stat(listed.path).st_atime
        except Exception:
            return -1.0
        age = found.age_seconds(self._calendar)
        if found.ttl_seconds is not None and age > found.ttl_seconds:
            return -1.0
        # Most file systems note a use once a day; that is enough to tell what is asked for.
        idle = min(age, max(self._calendar.clock.wall() - used_seconds, 1.0))
        return found.cost_seconds / (max(listed.size_bytes, _BLOCK_BYTES) * max(idle, 1.0))

    def _sweep_remains(self, buckets: list[str]) -> None:
        """Remove what killed processes left: cleared entries, and drafts in some of the folders."""
        for function in self._folders.functions():
            self.sweep(function)
        for bucket in self._chance.sample(buckets, min(len(buckets), _SAMPLE)):
            for path in _files(bucket):
                if os.path.basename(path).startswith(DRAFT_PREFIX):
                    _unlink_old(path)

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
            for listed in self._folders.listing(generation):
                try:
                    found = self._peek(listed.path)
                except Exception:
                    continue
                age = found.age_seconds(self._calendar)
                expired = found.ttl_seconds is not None and age > found.ttl_seconds
                kept = (tags and tags.isdisjoint(found.tags)) or (expired_only and not expired)
                if kept or age < older_than_seconds or not self.unlink(listed.path):
                    continue
                count += 1
                size_bytes += listed.size_bytes
                oldest = max(oldest or 0.0, age)
        self._sweep_remains(self._buckets())
        return Usage(count, size_bytes, oldest)

    def verify(self, namespace: str | None, check: Callable[[str], Record]) -> Iterator[Verdict]:
        """Yield what a full check says of every entry."""
        for generation in self._generations(None if namespace is None else [namespace]):
            for listed in self._folders.listing(generation):
                try:
                    found = check(listed.path)
                except Exception as error:
                    yield Verdict(
                        Path(listed.path), namespace or "", b"", str(error) or repr(error)
                    )
                else:
                    yield Verdict(Path(listed.path), found.namespace, found.key, "")


def _files(bucket: str) -> list[str]:
    try:
        with os.scandir(bucket) as found:
            return [each.path for each in found]
    except OSError:
        return []


def _unlink_old(path: str) -> None:
    """Remove a draft that nobody is writing any more."""
    with suppress(OSError):
        # By the clock of the file system, which dated it.
        if time.time() - os.stat(path).st_ctime > _DRAFT_SECONDS:
            os.unlink(path)
