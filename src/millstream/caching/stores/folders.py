"""Where the files of a cache lie, and what a listing of them tells.

::

    v1/functions/<function>/epoch                        renewed by a clear
    v1/functions/<function>/<epoch>/<ab>/<rest>          an entry
    v1/functions/<function>/<epoch>/<ab>/<rest>.sound    its large sections were found right
    v1/tags/<tag>                                        renewed by an invalidation
    v1/leases/<call>                                     locked while somebody computes the call

There is no index. The epoch of a function is part of the path, so a clear is the one rename that
renews it: every entry of before is out of reach at once, for all processes, and is swept later.
"""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NamedTuple

from blake3 import blake3

from millstream.storage.files import DRAFT_PREFIX, Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

SOUND_SUFFIX: Final = ".sound"
_FIRST_EPOCH: Final = "first"
_EPOCH_BYTES: Final = 8
_NAME_BYTES: Final = 16
# The coarsest times of a file system that keeps caches; younger folders are listed again.
_GRAIN_NS: Final = 2_100_000_000


class Listed(NamedTuple):
    """One entry as its folder lists it; ordered by age."""

    modified_ns: int
    path: str
    size_bytes: int
    disk_bytes: int


class Tally(NamedTuple):
    """What a folder holds: ``size_bytes`` in the files, ``disk_bytes`` in their blocks."""

    entries: int
    size_bytes: int
    disk_bytes: int
    oldest_ns: int


_NOTHING: Final = Tally(0, 0, 0, 2**63)


def file_name(value: bytes) -> str:
    """Return the name under which something is filed."""
    return blake3(value).hexdigest(length=_NAME_BYTES)


class Folders:
    """The paths of one cache.

    Parameters
    ----------
    root
        The folder of this version of the format.
    fault
        Called with the name of each step.
    """

    def __init__(self, root: Path, fault: Callable[[str], None]) -> None:
        self.root = root
        self._functions = str(root / "functions")
        self._tags = str(root / "tags")
        self.leases = str(root / "leases")
        self._fault = fault
        self._names: dict[str, str] = {}
        self._epochs: dict[str, tuple[tuple[int, int], str]] = {}
        # When a bucket was changed and when it was counted, with what was in it.
        self._tallies: dict[str, tuple[int, int, Tally]] = {}

    # --- Epochs ----------------------------------------------------------------------------

    def function(self, namespace: str) -> str:
        """Return the folder of a function."""
        found = self._names.get(namespace)
        if found is None:
            name = file_name(namespace.encode())
            found = self._names[namespace] = f"{self._functions}{os.sep}{name}"
        return found

    def tag_file(self, tag: str) -> str:
        """Return the file that holds the epoch of a tag."""
        return f"{self._tags}{os.sep}{file_name(tag.encode())}"

    def epoch(self, path: str) -> str:
        """Return the present content of an epoch file; read again only when it was replaced."""
        try:
            status = os.stat(path)
        except FileNotFoundError:
            return _FIRST_EPOCH
        state = (status.st_ino, status.st_mtime_ns)
        known = self._epochs.get(path)
        if known is not None and known[0] == state:
            return known[1]
        with open(path, encoding="ascii") as file:
            epoch = file.read()
            status = os.fstat(file.fileno())
        self._epochs[path] = ((status.st_ino, status.st_mtime_ns), epoch)
        return epoch

    def renew(self, path: str, step: str) -> None:
        """Begin a new epoch: by one rename, which everybody sees from then on."""
        epoch = secrets.token_hex(_EPOCH_BYTES)
        with Draft(self.root / path) as draft:
            draft.write([epoch.encode()])
            # A random time tells epochs apart where a number of a file is used again.
            draft.stamp(secrets.randbelow(10**18))
            self._fault(step)
            draft.publish()

    def generation(self, namespace: str) -> str:
        """Return the folder of the entries of a function that are not cleared."""
        function = self.function(namespace)
        return f"{function}{os.sep}{self.epoch(f'{function}{os.sep}epoch')}"

    def entry(self, namespace: str, key: bytes) -> str:
        """Return the path of an entry."""
        name = file_name(key)
        return f"{self.generation(namespace)}{os.sep}{name[:2]}{os.sep}{name[2:]}"

    def lease(self, namespace: str, key: bytes) -> str:
        """Return the name of the lease of a call."""
        return file_name(file_name(namespace.encode()).encode() + key)

    # --- Listings --------------------------------------------------------------------------

    def functions(self) -> list[str]:
        """Return the folders of all functions."""
        return [each.path for each in _scan(self._functions) if each.is_dir()]

    def generations(self, function: str) -> tuple[str, list[str]]:
        """Return the present folder of a function's entries, and those that were cleared."""
        current = f"{function}{os.sep}{self.epoch(f'{function}{os.sep}epoch')}"
        old = [each.path for each in _scan(function) if each.is_dir() and each.path != current]
        return current, old

    def listing(self, generation: str) -> list[Listed]:
        """Return the entries below a folder, oldest first."""
        return sorted(
            each for bucket in _scan(generation) for each in self.list_bucket(bucket.path)
        )

    def buckets(self, generation: str) -> list[str]:
        """Return the folders over which the entries are spread."""
        return [each.path for each in _scan(generation)]

    def names(self, bucket: str) -> list[str]:
        """Return the paths of the entries of one of these folders."""
        return [
            each.path
            for each in _scan(bucket)
            if not each.name.startswith(DRAFT_PREFIX) and not each.name.endswith(SOUND_SUFFIX)
        ]

    def list_bucket(self, bucket: str) -> Iterator[Listed]:
        """Yield the entries of one of these folders."""
        for path in self.names(bucket):
            with suppress(FileNotFoundError):
                yield listed(path)

    def usage(self, generation: str) -> Tally:
        """Return what a folder holds.

        A bucket that was not changed since it was counted is not listed again.
        """
        tallies = [self._tally(bucket.path) for bucket in _scan(generation)]
        return _sum(tallies)

    def _tally(self, bucket: str) -> Tally:
        try:
            modified = os.stat(bucket).st_mtime_ns
        except FileNotFoundError:
            return _NOTHING
        known = self._tallies.get(bucket)
        # Two changes within the grain of the file system's clock look like one.
        if known is not None and known[0] == modified and known[1] - modified > _GRAIN_NS:
            return known[2]
        # The clock of the file system, not the one that dates entries.
        now = time.time_ns()
        tally = _sum(
            Tally(1, each.size_bytes, each.disk_bytes, each.modified_ns)
            for each in self.list_bucket(bucket)
        )
        self._tallies[bucket] = (modified, now, tally)
        return tally


def listed(path: str) -> Listed:
    """Return what the file system says of an entry."""
    status = os.stat(path, follow_symlinks=False)
    blocks = getattr(status, "st_blocks", None)
    disk_bytes = status.st_size if blocks is None else blocks * 512
    return Listed(status.st_mtime_ns, path, status.st_size, disk_bytes)


def _sum(tallies: Iterable[Tally]) -> Tally:
    entries = size_bytes = disk_bytes = 0
    oldest = _NOTHING.oldest_ns
    for tally in tallies:
        entries += tally.entries
        size_bytes += tally.size_bytes
        disk_bytes += tally.disk_bytes
        oldest = min(oldest, tally.oldest_ns)
    return Tally(entries, size_bytes, disk_bytes, oldest)


def _scan(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except (FileNotFoundError, NotADirectoryError):
        return []
