"""Memory behind snapshots of arrays: written once, handed out privately any number of times.

``SealedMemory`` is a file in memory that nobody can write to. Each caller maps it privately:
the kernel copies a page when the caller writes to it, and only then. A mapping that nobody holds
any more, and nobody has written to, is handed out again: its pages need not be found anew, which
for whoever reads all of them costs more than the reading. ``CopiedMemory`` is what
takes its place where there are no such files (macOS, Windows) or where the process is near
its limit of descriptors or mappings: each caller gets a copy.
"""

from __future__ import annotations

import contextlib
import itertools
import mmap
import os
import pickle
import sys
import weakref
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from millstream.caching.snapshot.pages import is_pristine

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Buffer

    from millstream.storage.files import MappedFile

_SEALS: Final = 0x0001 | 0x0002 | 0x0004 | 0x0008
_ADD_SEALS: Final = 1033
_SHARE_OF_LIMITS: Final = 2
_SHARE_OF_IDLE: Final = 2
_UNKNOWN_LIMIT: Final = 4096
_GREATEST_LIMIT: Final = 65_536


class MappingLimit:
    """How many private mappings may be alive, given what the system allows.

    Parameters
    ----------
    limit
        The number, by default half of what the process may have open and mapped.
    """

    def __init__(self, limit: int | None = None) -> None:
        self._limit = limit
        self._made = itertools.count()
        self._gone = itertools.count()

    @property
    def limit(self) -> int:
        """The greatest number of mappings alive."""
        if self._limit is None:
            self._limit = _system_limit() // _SHARE_OF_LIMITS
        return self._limit

    @property
    def alive(self) -> int:
        """The number of mappings alive."""
        return _value_of(self._made) - _value_of(self._gone)

    def has_room(self) -> bool:
        """Return whether one more mapping is within the limit."""
        return self.alive < self.limit

    def enter(self) -> None:
        """Count a mapping that was made."""
        next(self._made)

    def leave(self) -> None:
        """Count a mapping that is gone; safe wherever the garbage collector runs."""
        next(self._gone)


def _value_of(counter: itertools.count[int]) -> int:
    return int(counter.__reduce__()[1][0])


def _system_limit() -> int:
    limits = [_GREATEST_LIMIT]
    with contextlib.suppress(ImportError, OSError):
        import resource

        soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        limits.append(soft if soft > 0 else _UNKNOWN_LIMIT)
    with contextlib.suppress(OSError, ValueError):
        limits.append(int(Path("/proc/sys/vm/max_map_count").read_text()))
    return min(limits)


mappings: Final = MappingLimit()
"""The mappings of this process."""


class _CountedMapping(mmap.mmap):
    """A mapping that says when it goes."""

    limit: MappingLimit
    lent: weakref.ref[pickle.PickleBuffer] | None

    def __del__(self) -> None:
        if hasattr(self, "limit"):
            self.limit.leave()


class PrivateMappings:
    """Private mappings of one content; one that is unused and unchanged is kept for the next.

    Parameters
    ----------
    make
        Makes a mapping; raises ``OSError`` where the system allows none.
    limit
        Counts the mappings.
    """

    __slots__ = ("__weakref__", "_idle", "_limit", "_make")

    def __init__(self, make: Callable[[], _CountedMapping], limit: MappingLimit) -> None:
        self._idle: list[_CountedMapping] = []
        self._make = make
        self._limit = limit

    def open(self) -> pickle.PickleBuffer | None:
        """Return a writable buffer that nobody else sees, or ``None`` near the limit."""
        try:
            mapping = self._idle.pop()
        except IndexError:
            if not self._limit.has_room():
                return None
            try:
                mapping = self._make()
            except OSError:
                return None
            mapping.limit = self._limit
            self._limit.enter()
        return _lend(mapping, self)

    def take_back(self, mapping: _CountedMapping, references: int) -> None:
        """Keep a mapping for the next caller, unless there is one or mappings are scarce.

        Parameters
        ----------
        mapping
            One whose buffer goes.
        references
            How many there are to it.
        """
        is_scarce = self._limit.alive * _SHARE_OF_IDLE >= self._limit.limit
        is_held = references != _references_of_none()
        if not (self._idle or is_scarce or is_held) and is_pristine(mapping):
            self._idle.append(mapping)


class _Count:
    """Takes a mapping back to see how many references there are to one that nobody holds."""

    references = 0

    def take_back(self, _: _CountedMapping, references: int) -> None:
        """Note the number."""
        self.references = references


def _lend(mapping: _CountedMapping, owner: PrivateMappings | _Count) -> pickle.PickleBuffer:
    """Return a buffer over a mapping, which its owner takes back when the buffer goes."""
    # An array over a memory view would refer to the mapping itself; of this, it keeps hold.
    buffer = pickle.PickleBuffer(mapping)
    mapping.lent = weakref.ref(buffer, partial(_end_loan, mapping, weakref.ref(owner)))
    return buffer


def _end_loan(
    mapping: _CountedMapping, owner: weakref.ref[PrivateMappings | _Count], _: object
) -> None:
    mapping.lent = None
    lender = owner()
    if lender is not None and not sys.is_finalizing():
        lender.take_back(mapping, sys.getrefcount(mapping))


@cache
def _references_of_none() -> int:
    """Return how many references are counted where nobody holds a mapping; versions differ."""
    count = _Count()
    # The mapping is held by the buffer alone, and that is dropped.
    _lend(_CountedMapping(-1, mmap.PAGESIZE), count)
    return count.references


class SealedMemory:
    """Bytes in a sealed memory file.

    Parameters
    ----------
    content
        The bytes to keep, contiguous.
    limit
        Counts the mappings.
    """

    __slots__ = ("_file", "_limit", "_mappings", "size_bytes")

    def __init__(self, content: Buffer, limit: MappingLimit = mappings) -> None:
        import fcntl

        view = memoryview(content).cast("B")
        self.size_bytes = view.nbytes
        self._limit = limit
        self._file = os.memfd_create("millstream", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        limit.enter()
        written = 0
        while written < view.nbytes:
            written += os.write(self._file, view[written:])
        fcntl.fcntl(self._file, _ADD_SEALS, _SEALS)
        file, size_bytes = self._file, self.size_bytes
        protection = mmap.PROT_READ | mmap.PROT_WRITE
        self._mappings = PrivateMappings(
            lambda: _CountedMapping(file, size_bytes, flags=mmap.MAP_PRIVATE, prot=protection),
            limit,
        )

    def open(self) -> pickle.PickleBuffer | bytearray:
        """Return a writable buffer of these bytes that nobody else sees."""
        return self._mappings.open() or self._copy()

    def _copy(self) -> bytearray:
        copy = bytearray(self.size_bytes)
        view = memoryview(copy)
        read = 0
        while read < self.size_bytes:
            read += os.preadv(self._file, [view[read:]], read)
        return copy

    def __del__(self) -> None:
        # Without a file the constructor has failed.
        if hasattr(self, "_file"):
            os.close(self._file)
            self._limit.leave()


class FileMemory:
    """Bytes in a file that is never written to again.

    Parameters
    ----------
    file
        The file; it is kept open.
    offset, size_bytes
        Where the bytes are; the offset is one that can be mapped.
    limit
        Counts the mappings.
    """

    __slots__ = ("_file", "_limit", "_mappings", "_offset", "size_bytes")

    def __init__(
        self, file: MappedFile, offset: int, size_bytes: int, limit: MappingLimit = mappings
    ) -> None:
        self._file = file
        self._offset = offset
        self._limit = limit
        self.size_bytes = size_bytes
        self._mappings = PrivateMappings(
            lambda: _CountedMapping(
                file.descriptor, size_bytes, access=mmap.ACCESS_COPY, offset=offset
            ),
            limit,
        )
        limit.enter()

    def open(self) -> pickle.PickleBuffer | bytearray:
        """Return a writable buffer of these bytes that nobody else sees."""
        return self._mappings.open() or bytearray(self._file.read(self._offset, self.size_bytes))

    def __del__(self) -> None:
        self._limit.leave()


class CopiedMemory:
    """Bytes of which every caller gets a copy.

    Parameters
    ----------
    content
        The bytes to keep, contiguous.
    """

    __slots__ = ("_content", "size_bytes")

    def __init__(self, content: Buffer) -> None:
        self._content = bytes(content)
        self.size_bytes = len(self._content)

    def open(self) -> bytearray:
        """Return a writable copy."""
        return bytearray(self._content)


Memory: TypeAlias = "SealedMemory | FileMemory | CopiedMemory"
"""What private buffers are opened from."""


def map_shared(file: MappedFile, limit: MappingLimit = mappings) -> memoryview | None:
    """Return a file as read-only memory, or ``None`` near the limit of mappings."""
    if not limit.has_room():
        return None
    try:
        mapping = _CountedMapping(file.descriptor, file.size_bytes, access=mmap.ACCESS_READ)
    except OSError:
        return None
    mapping.limit = limit
    limit.enter()
    return memoryview(mapping)


def can_seal(platform: str = sys.platform) -> bool:
    """Return whether a platform has sealed memory files."""
    return platform == "linux" and hasattr(os, "memfd_create")


def keep(
    content: Buffer, *, limit: MappingLimit = mappings, platform: str = sys.platform
) -> SealedMemory | CopiedMemory:
    """Return memory that holds a copy of ``content``.

    Parameters
    ----------
    content
        The bytes to keep, contiguous.
    limit
        Counts the mappings.
    platform
        The name of the platform, as in ``sys.platform``.
    """
    if can_seal(platform) and limit.has_room():
        with contextlib.suppress(OSError):
            return SealedMemory(content, limit)
    return CopiedMemory(content)
