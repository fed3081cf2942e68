"""Leases as locked files: the system frees them when their holder is killed.

The file says first on which epochs the result will depend, then for which other leases the holder
waits. Its name can be taken away while somebody holds the lease. That voids it: what is computed
under it is no longer stored, and who comes next begins anew.
"""

from __future__ import annotations

import errno
import os
import sys
import weakref
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from blake3 import blake3

from millstream.storage.files import make_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NAME_BYTES: Final = 16
_TRIES: Final = 16
_FLAGS: Final = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
_WITHOUT_LOCKS: Final = {
    errno.ENOLCK,
    errno.ENOSYS,
    errno.EOPNOTSUPP,
    getattr(errno, "ENOTSUP", errno.EOPNOTSUPP),
}


class NoLocksError(OSError):
    """The file system has no locks."""


class LeaseFile:
    """The right to compute one call, for as long as a file is locked.

    Parameters
    ----------
    path
        The file.
    descriptor
        The file as it was opened and locked.
    epochs
        The epochs on which the result will depend, by file, as they were before it is computed.
    """

    __slots__ = ("__weakref__", "_descriptor", "_path", "epochs", "name")

    def __init__(self, path: str, descriptor: int, epochs: dict[str, str]) -> None:
        self._path = path
        self._descriptor = descriptor
        self.epochs = epochs
        self.name = bytes.fromhex(os.path.basename(path))
        if descriptor >= 0:
            _held.add(self)
            self.announce(frozenset())

    def announce(self, names: frozenset[bytes]) -> None:
        """Write down what the computation waits for, for others to read."""
        if self._descriptor < 0:
            return
        content = b"".join((_digest(self.epochs), *sorted(names)))
        with suppress(OSError):
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, content)
            os.ftruncate(self._descriptor, len(content))

    def is_void(self) -> bool:
        """Return whether the lease was taken away."""
        return self._descriptor >= 0 and not _is_file(self._path, self._descriptor)

    def release(self) -> None:
        """Give the lease back."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor < 0:
            return
        _held.discard(self)
        if _is_file(self._path, descriptor):
            with suppress(OSError):
                os.unlink(self._path)
        os.close(descriptor)

    def abandon(self) -> None:
        """Close the file in a child process, which does not hold the lease of its parent."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


_held: weakref.WeakSet[LeaseFile] = weakref.WeakSet()


def _abandon_in_child() -> None:
    for lease in list(_held):
        lease.abandon()
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_abandon_in_child)


def take(path: str, read_epochs: Callable[[], dict[str, str]]) -> LeaseFile | None:
    """Take the lease of a call, unless somebody holds it for the present epochs.

    Parameters
    ----------
    path
        The file to lock.
    read_epochs
        Reads the epochs on which the result will depend.

    Raises
    ------
    NoLocksError
        Where the file system has no locks.
    OSError
        Where the file cannot be made.
    """
    for _ in range(_TRIES):
        epochs = read_epochs()
        descriptor = _open(path)
        try:
            is_locked = _lock(descriptor, is_shared=False, may_wait=False)
        except OSError:
            os.close(descriptor)
            raise
        if is_locked and _is_file(path, descriptor):
            return LeaseFile(path, descriptor, epochs)
        if not is_locked and not _is_outdated(path, descriptor, epochs, read_epochs):
            os.close(descriptor)
            return None
        # The file that was opened is no lease any more: removed by its holder, or just now.
        os.close(descriptor)
    return None


def _is_outdated(
    path: str, descriptor: int, epochs: dict[str, str], read_epochs: Callable[[], dict[str, str]]
) -> bool:
    """Void a lease that was taken before something it depends on was cleared."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    found = os.read(descriptor, _NAME_BYTES)
    if len(found) < _NAME_BYTES or found == _digest(epochs) or read_epochs() != epochs:
        return False
    if _is_file(path, descriptor):
        with suppress(OSError):
            os.unlink(path)
    return True


def _digest(epochs: dict[str, str]) -> bytes:
    content = "|".join(f"{path}={epochs[path]}" for path in sorted(epochs))
    return blake3(content.encode()).digest(length=_NAME_BYTES)


def announced(path: str) -> frozenset[bytes]:
    """Return what the holder of a lease has written down."""
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return frozenset()
    whole = len(content) - len(content) % _NAME_BYTES
    starts = range(_NAME_BYTES, whole, _NAME_BYTES)
    return frozenset(content[start : start + _NAME_BYTES] for start in starts)


@contextmanager
def locked(path: str, *, is_shared: bool) -> Iterator[None]:
    """Hold a lock for the moment of a commit; without one where there are no locks."""
    descriptor = -1
    with suppress(OSError):
        descriptor = _open(path)
        _lock(descriptor, is_shared=is_shared, may_wait=True)
    try:
        yield
    finally:
        if descriptor >= 0:
            os.close(descriptor)


@contextmanager
def alone(path: str) -> Iterator[bool]:
    """Try to be the only one; yields whether it was possible, which it is where no locks are."""
    descriptor, is_alone = -1, True
    with suppress(OSError):
        descriptor = _open(path)
        is_alone = _lock(descriptor, is_shared=False, may_wait=False)
    try:
        yield is_alone
    finally:
        if descriptor >= 0:
            os.close(descriptor)


def remove_abandoned(path: str) -> None:
    """Remove the file of a lease whose holder was killed, unless somebody else holds it now."""
    with suppress(OSError):
        descriptor = os.open(path, _FLAGS & ~os.O_CREAT)
        try:
            if _lock(descriptor, is_shared=False, may_wait=False) and _is_file(path, descriptor):
                os.unlink(path)
        finally:
            os.close(descriptor)


def _open(path: str) -> int:
    try:
        return os.open(path, _FLAGS, 0o600)
    except FileNotFoundError:
        make_folder(Path(path).parent)
        return os.open(path, _FLAGS, 0o600)


def _lock(descriptor: int, *, is_shared: bool, may_wait: bool) -> bool:
    if sys.platform == "win32":
        raise NoLocksError(errno.ENOSYS, "leases are not known on this platform")
    import fcntl

    kind = fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind if may_wait else kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in _WITHOUT_LOCKS:
            raise NoLocksError(error.errno, "the file system has no locks") from error
        raise
    return True


def _is_file(path: str, descriptor: int) -> bool:
    try:
        named, opened = os.stat(path), os.fstat(descriptor)
    except OSError:
        return False
    return (named.st_dev, named.st_ino) == (opened.st_dev, opened.st_ino)
