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

from millstream.storage.files import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

SOUND_SUFFIX: Final = ".sound"
_FIRST_EPOCH: Final = "first"
_EPOCH_BYTES: Final = 8
_NAME_BYTES: Final = 16
_BUCKET_CHARACTERS: Final = 2
_ENTRY_CHARACTERS: Final = 2 * _NAME_BYTES - _BUCKET_CHARACTERS
_HEX: Final = frozenset(b"0123456789abcdef")
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
    oldest: Listed | None


_NOTHING: Final = Tally(0, 0, 0, None)


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
    sync
        Whether a new epoch is on the disk before it counts.
    """

    def __init__(self, root: Path, fault: Callable[[str], None], *, sync: bool = False) -> None:
        self.root = root
        self._sync = sync
        self._functions = str(root / "functions")
        self.tags = str(root / "tags")
        self.leases = str(root / "leases")
        self._fault = fault
        self._names: dict[str, str] = {}
        # By the state of the file for which they hold; there may be none.
        self._epochs: dict[str, tuple[tuple[int, int] | None, str]] = {}
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
        return f"{self.tags}{os.sep}{file_name(tag.encode())}"

    def epoch(self, path: str) -> str:
        """Return the present content of an epoch file; read again only when it was replaced."""
        known = self._epochs.get(path)
        try:
            status = os.stat(path)
        except FileNotFoundError:
            return _FIRST_EPOCH if known is None or known[0] is not None else known[1]
        state = (status.st_ino, status.st_mtime_ns)
        if known is not None and known[0] == state:
            return known[1]
        with open(path, "rb") as file:
            content = file.read()
            status = os.fstat(file.fileno())
        # It becomes part of a path, so what was changed there is not taken as it is.
        epoch = content.decode() if _is_epoch(content) else file_name(content)
        self._epochs[path] = ((status.st_ino, status.st_mtime_ns), epoch)
        return epoch

    def renew(self, path: str, step: str) -> None:
        """Begin a new epoch: by one rename, which everybody sees from then on."""
        epoch = secrets.token_hex(_EPOCH_BYTES)
        with Draft(self.root / path, sync=self._sync, fault=self._fault) as draft:
            draft.write([epoch.encode()])
            # A random time tells epochs apart where a number of a file is used again.
            draft.stamp(secrets.randbelow(10**18))
            draft.complete()
            self._fault(step)
            draft.publish()

    def renew_here(self, path: str) -> None:
        """Begin a new epoch for this process alone, until another one renews the file."""
        state = None
        with suppress(OSError):
            status = os.stat(path)
            state = (status.st_ino, status.st_mtime_ns)
        self._epochs[path] = (state, secrets.token_hex(_EPOCH_BYTES))

    def generation(self, namespace: str) -> str:
        """Return the folder of the entries of a function that are not cleared."""
        function = self.function(namespace)
        return f"{function}{os.sep}{self.epoch(f'{function}{os.sep}epoch')}"

    def entry(self, namespace: str, key: bytes) -> str:
        """Return the path of an entry."""
        name = file_name(key)
        bucket, rest = name[:_BUCKET_CHARACTERS], name[_BUCKET_CHARACTERS:]
        return f"{self.generation(namespace)}{os.sep}{bucket}{os.sep}{rest}"

    def lease(self, namespace: str, key: bytes) -> str:
        """Return the name of the lease of a call."""
        return file_name(file_name(namespace.encode()).encode() + key)

    # --- Listings --------------------------------------------------------------------------

    def functions(self) -> list[str]:
        """Return the folders of all functions."""
        return [each.path for each in _scan(self._functions) if each.is_dir(follow_symlinks=False)]

    def generations(self, function: str) -> tuple[str, list[str]]:
        """Return the present folder of a function's entries, and those that were cleared."""
        # Listed before the epoch is read: what a later clear begins is never taken for an old one.
        folders = [each.path for each in _scan(function) if each.is_dir(follow_symlinks=False)]
        current = f"{function}{os.sep}{self.epoch(f'{function}{os.sep}epoch')}"
        return current, [each for each in folders if each != current]

    def listing(self, generation: str, now_ns: int) -> list[Listed]:
        """Return the entries below a folder, oldest first.

        What is dated after ``now_ns`` was stored before the clock was set back: nobody knows how
        old it is, so it comes first.
        """
        found = (each for bucket in self.buckets(generation) for each in self.list_bucket(bucket))
        return sorted(found, key=lambda each: (each.modified_ns <= now_ns, each))

    def buckets(self, generation: str) -> list[str]:
        """Return the folders over which the entries are spread."""
        return [each.path for each in _scan(generation) if len(each.name) == _BUCKET_CHARACTERS]

    def names(self, bucket: str) -> list[str]:
        """Return the paths of the entries of one of these folders."""
        return [each.path for each in _scan(bucket) if len(each.name) == _ENTRY_CHARACTERS]

    def list_bucket(self, bucket: str) -> Iterator[Listed]:
        """Yield the entries of one of these folders."""
        for each in _scan(bucket):
            if len(each.name) == _ENTRY_CHARACTERS:
                with suppress(FileNotFoundError):
                    yield _listed(each.path, each.stat(follow_symlinks=False))

    def usage(self, generation: str) -> Tally:
        """Return what a folder holds.

        A bucket that was not changed since it was counted is not listed again.
        """
        return _sum(self.tally(bucket)[0] for bucket in self.buckets(generation))

    def tally(self, bucket: str) -> tuple[Tally, bool]:
        """Return what a bucket holds, and whether it had to be listed for it."""
        try:
            modified = os.stat(bucket).st_mtime_ns
        except FileNotFoundError:
            return _NOTHING, False
        known = self._tallies.get(bucket)
        # Two changes within the grain of the file system's clock look like one.
        if known is not None and known[0] == modified and known[1] - modified > _GRAIN_NS:
            return known[2], False
        # The clock of the file system, not the one that dates entries.
        now = time.time_ns()
        held = list(self.list_bucket(bucket))
        tally = Tally(
            len(held),
            sum(each.size_bytes for each in held),
            sum(each.disk_bytes for each in held),
            min(held, default=None),
        )
        self._tallies[bucket] = (modified, now, tally)
        return tally, True


def listed(path: str) -> Listed:
    """Return what the file system says of an entry."""
    return _listed(path, os.stat(path, follow_symlinks=False))


def _listed(path: str, status: os.stat_result) -> Listed:
    blocks = getattr(status, "st_blocks", None)
    disk_bytes = status.st_size if blocks is None else blocks * 512
    return Listed(status.st_mtime_ns, path, status.st_size, disk_bytes)


def _sum(tallies: Iterable[Tally]) -> Tally:
    entries = size_bytes = disk_bytes = 0
    oldest: Listed | None = None
    for tally in tallies:
        entries += tally.entries
        size_bytes += tally.size_bytes
        disk_bytes += tally.disk_bytes
        if tally.oldest is not None and (oldest is None or tally.oldest < oldest):
            oldest = tally.oldest
    return Tally(entries, size_bytes, disk_bytes, oldest)


def _is_epoch(content: bytes) -> bool:
    return len(content) == 2 * _EPOCH_BYTES and _HEX.issuperset(content)


def _scan(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except (FileNotFoundError, NotADirectoryError):
        return []


def files(folder: str) -> list[str]:
    """Return whatever lies in a folder."""
    return [each.path for each in _scan(folder)]
