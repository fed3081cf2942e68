"""Making room in a cache on disk: what saves the fewest seconds per byte goes first.

One process of all evicts at a time, beside its callers, in steps of bounded work: the entries are
counted bucket by bucket, then samples are ranked. Reading the records of a million entries to
find the least worthy one would cost more than it saves.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from millstream.caching.stores import lease_files
from millstream.caching.stores.folders import files, listed
from millstream.storage.files import DRAFT_PREFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from random import Random

    from millstream.caching.stores.dating import Calendar
    from millstream.caching.stores.folders import Folders, Listed
    from millstream.caching.stores.record import Record

BLOCK_BYTES: Final = 4096
"""What the smallest file takes."""
SLACK: Final = 32
"""The part of the limit that is freed beyond it, and written before the next look."""

_SAMPLE: Final = 128
_SHARE: Final = 16
_LARGEST_SHARE: Final = 128
_COUNTED: Final = 2048
_BUCKETS: Final = 256
_LEFT_BEHIND_SECONDS: Final = 3600.0
_WORTHLESS: Final = -1.0
_UNKNOWN: Final = float("inf")


class Eviction:
    """Remove what is worth least, what is past its time, and what killed processes left.

    Parameters
    ----------
    folders
        Where the files are.
    peek
        Returns the record of a file whose signature is right; raises else.
    calendar
        Tells ages.
    chance
        Draws samples.
    unlink
        Removes one entry; returns whether it was there.
    fault
        Called with the name of each step.
    """

    def __init__(
        self,
        folders: Folders,
        peek: Callable[[str], Record],
        calendar: Calendar,
        chance: Random,
        unlink: Callable[[str], bool],
        fault: Callable[[str], None],
    ) -> None:
        self._folders = folders
        self._peek = peek
        self._calendar = calendar
        self._chance = chance
        self._unlink = unlink
        self._fault = fault

    def steps(self, limit_bytes: int) -> Generator[int, None, None]:
        """Do the work step by step; yields the bytes that each one has freed.

        Parameters
        ----------
        limit_bytes
            What all entries may hold together.
        """
        with lease_files.alone(f"{self._folders.root}{os.sep}evict.lock") as is_alone:
            if not is_alone:
                return
            buckets: list[str] = []
            used_bytes = yield from self._count(buckets)
            if used_bytes > limit_bytes:
                # More than needed, so that a full cache does not count at every write.
                yield from self._shrink(buckets, used_bytes - limit_bytes + limit_bytes // SLACK)
            yield from self._remove_expired(buckets)
            yield from self._remove_remains(buckets)

    def _count(self, buckets: list[str]) -> Generator[int, None, int]:
        used_bytes = seen = 0
        for function in self._folders.functions():
            current, _ = self._folders.generations(function)
            for bucket in self._folders.buckets(current):
                buckets.append(bucket)
                tally, was_listed = self._folders.tally(bucket)
                used_bytes += tally.disk_bytes
                seen += tally.entries if was_listed else _COUNTED // _BUCKETS
                if seen >= _COUNTED:
                    seen = 0
                    yield 0
        return used_bytes

    def _shrink(self, buckets: list[str], excess_bytes: int) -> Iterator[int]:
        while excess_bytes > 0:
            freed = 0
            ranked = sorted(self._sample(buckets), key=self._worth)
            for each in ranked[: max(len(ranked) // 4, 1)]:
                if freed >= excess_bytes:
                    break
                self._fault("evict.entry")
                freed += self._remove(each)
            if not freed:
                return
            excess_bytes -= freed
            yield freed

    def _remove_expired(self, buckets: list[str]) -> Iterator[int]:
        """Remove what is past its time from samples, for as long as there is much of it."""
        while True:
            sample = self._sample(buckets)
            expired = [each for each in sample if self._is_expired(each)]
            freed = sum(map(self._remove, expired))
            if not freed or len(expired) < len(sample) // 4:
                return
            yield freed

    def _remove(self, entry: Listed) -> int:
        with suppress(OSError):
            return entry.disk_bytes if self._unlink(entry.path) else 0
        return 0

    def _sample(self, buckets: list[str]) -> list[Listed]:
        sample: list[Listed] = []
        expected = 0
        for bucket in self._chance.sample(buckets, min(len(buckets), _BUCKETS)):
            names = self._folders.names(bucket)
            # No bucket makes up the sample, and from a large one more is taken: to list it costs more.
            share = min(max(len(names) // _SHARE, _SHARE), _LARGEST_SHARE)
            for path in self._chance.sample(names, min(len(names), share)):
                with suppress(OSError):
                    sample.append(listed(path))
            expected += min(len(names), _SHARE)
            if expected >= _SAMPLE:
                break
        return sample

    def _worth(self, entry: Listed) -> float:
        """Return the seconds saved per byte held and second idle; nothing for what is useless."""
        try:
            found = self._peek(entry.path)
            used_seconds = os.stat(entry.path).st_atime
        except OSError:
            return _UNKNOWN
        except Exception:
            return _WORTHLESS
        if found.is_expired(self._calendar):
            return _WORTHLESS
        # Most file systems note a use once a day; that is enough to tell what is asked for.
        age = found.age_seconds(self._calendar)
        idle = min(age, max(self._calendar.clock.wall() - used_seconds, 1.0))
        return found.cost_seconds / (max(entry.size_bytes, BLOCK_BYTES) * max(idle, 1.0))

    def _is_expired(self, entry: Listed) -> bool:
        try:
            return self._peek(entry.path).is_expired(self._calendar)
        except Exception:
            # Perhaps it belongs to others, who use the folder with a secret of their own.
            return False

    def _remove_remains(self, buckets: list[str]) -> Iterator[int]:
        """Remove drafts and leases that killed processes left, from some of the folders."""
        functions = self._folders.functions()
        places = [*buckets, *functions, self._folders.tags]
        for place in self._chance.sample(places, min(len(places), _SAMPLE)):
            for path in files(place):
                if os.path.basename(path).startswith(DRAFT_PREFIX) and _is_left_behind(path):
                    with suppress(OSError):
                        os.unlink(path)
            yield 0
        leases = files(self._folders.leases)
        for path in self._chance.sample(leases, min(len(leases), _SAMPLE)):
            if _is_left_behind(path):
                lease_files.remove_abandoned(path)


def _is_left_behind(path: str) -> bool:
    """Return whether a file is older than any write lasts, by the clock that dated it."""
    try:
        return time.time() - os.stat(path).st_ctime > _LEFT_BEHIND_SECONDS
    except OSError:
        return False
