"""Files that a cached function depends on."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.hashing.hasher import Hasher

_SETTLED_NANOSECONDS: Final = 2_000_000_000

Stamp = tuple[int, int, int, int]


class FileDependency:
    """One file, by its content; read again only when its time, size or place has changed.

    Parameters
    ----------
    path
        Where it is; a file that is missing counts as such.
    now_ns
        The time in nanoseconds. A file written a moment ago may be written again within the
        same tick of its clock, so its time alone says nothing yet.
    """

    def __init__(self, path: Any, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._path = os.fspath(path)
        self.part = f"file {os.fsdecode(self._path)}"
        self._now_ns = now_ns
        self._known: tuple[Stamp, bytes] | None = None

    def digest(self, hasher: Hasher) -> bytes:
        """Return the digest of the content as it is now.

        Parameters
        ----------
        hasher
            Makes it.
        """
        try:
            status = os.stat(self._path)
        except FileNotFoundError:
            return hasher.plain("there is no such file")
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino, status.st_dev)
        known = self._known
        if known is not None and known[0] == stamp:
            return known[1]
        with open(self._path, "rb") as file:
            digest = hasher.plain(file)
        settled = self._now_ns() - status.st_mtime_ns > _SETTLED_NANOSECONDS
        self._known = (stamp, digest) if settled else None
        return digest
