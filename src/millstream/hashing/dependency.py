"""Files that a cached function depends on."""

from __future__ import annotations

import os
import stat
import time
from typing import TYPE_CHECKING, Any, Final

from millstream.errors import MillstreamError

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.hashing.hasher import Hasher

_SETTLED_NANOSECONDS: Final = 2_000_000_000

Stamp = tuple[int, int, int, int]


class DependencyError(MillstreamError, TypeError):
    """Something in ``depends_on`` is nothing that a function can depend on.

    Parameters
    ----------
    got
        What arrived.
    """

    def __init__(self, got: object) -> None:
        super().__init__(
            "`depends_on` takes paths of files and folders, modules and callables, "
            f"got {got!r} of type `{type(got).__qualname__}`."
        )


class FileDependency:
    """A file or folder, by content; read again only when its time, size or place has changed.

    Parameters
    ----------
    path
        Where it is; a file that is missing counts as such.
    now_ns
        The time in nanoseconds. A file written a moment ago may be written again within the
        same tick of its clock, so its time alone says nothing yet.
    """

    def __init__(self, path: Any, now_ns: Callable[[], int] = time.time_ns) -> None:
        self._path: str = os.fsdecode(path)
        self.part = f"file {self._path}"
        self._now_ns = now_ns
        self._known: tuple[Stamp, bytes] | None = None
        self._inner: dict[str, FileDependency] = {}

    def digest(self, hasher: Hasher) -> bytes:
        """Return the digest of the content as it is now.

        Parameters
        ----------
        hasher
            Makes it.
        """
        try:
            status = os.stat(self._path)
            if stat.S_ISDIR(status.st_mode):
                return self._folder(hasher)
            return self._file(status, hasher)
        except FileNotFoundError:
            return hasher.plain("there is no such file")

    def _file(self, status: os.stat_result, hasher: Hasher) -> bytes:
        stamp = (status.st_mtime_ns, status.st_size, status.st_ino, status.st_dev)
        known = self._known
        if known is not None and known[0] == stamp:
            return known[1]
        with open(self._path, "rb") as file:
            digest = hasher.plain(file)
        settled = self._now_ns() - status.st_mtime_ns > _SETTLED_NANOSECONDS
        self._known = (stamp, digest) if settled else None
        return digest

    def _folder(self, hasher: Hasher) -> bytes:
        for name in os.listdir(self._path):
            if name not in self._inner:
                path = os.path.join(self._path, name)
                self._inner[name] = FileDependency(path, self._now_ns)
        inner = sorted(self._inner.items())
        return hasher.plain([(name, each.digest(hasher)) for name, each in inner])
