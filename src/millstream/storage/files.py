"""Files that are written aside and renamed, and files that are mapped read-only.

A file that has its name is never written to again: whoever has it open or mapped keeps what was
there. Replacing it is a rename, removing it an unlink.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Self

DRAFT_PREFIX: Final = ".draft-"
_BINARY: Final = getattr(os, "O_BINARY", 0)
_NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_READ_FLAGS: Final = os.O_RDONLY | _BINARY | _NO_FOLLOW
_WRITE_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY | _NO_FOLLOW
_GATHERED: Final = 256
_FOLDERS: Final = {
    "win32": "AppData/Local/millstream/Cache",
    "darwin": "Library/Caches/millstream",
}

Identity = tuple[int, int, int, int, int]
"""Device, number, size and both times of a file: together they name one state of it."""


def cache_folder(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Return the folder for what this user can do without.

    A user without a home has it among the temporary files.

    Parameters
    ----------
    environ
        The environment variables.
    platform
        The name of the platform, as in ``sys.platform``.

    Examples
    --------
    >>> cache_folder({"XDG_CACHE_HOME": "/fast"}, "linux").as_posix()
    '/fast/millstream'
    """
    local, configured = environ.get("LOCALAPPDATA", ""), environ.get("XDG_CACHE_HOME", "")
    if platform == "win32" and local:
        return Path(local) / "millstream" / "Cache"
    # The specification of these folders ignores relative paths.
    if platform not in _FOLDERS and configured.startswith("/"):
        return Path(configured) / "millstream"
    try:
        return Path.home() / _FOLDERS.get(platform, ".cache/millstream")
    except RuntimeError:
        user = os.getuid() if hasattr(os, "getuid") else "user"
        return Path(tempfile.gettempdir()) / f"millstream-{user}"


def no_fault(step: str) -> None:
    """Go on; a test passes a function that ends the process at a step."""


def identity(status: os.stat_result) -> Identity:
    """Return what changes when a file is replaced or written to."""
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


class Draft:
    """A file that gets its name when it is complete; leaving with an error removes it.

    Parameters
    ----------
    path
        Its name to be. The folder is made where it is missing, for this user alone.
    sync
        Whether the content is on the disk before the file has its name, and the name after.
    fault
        Called with the name of each step.
    """

    def __init__(
        self, path: Path, *, sync: bool = False, fault: Callable[[str], None] = no_fault
    ) -> None:
        self._path = path
        self._draft = path.with_name(f"{DRAFT_PREFIX}{secrets.token_hex(8)}")
        self._sync = sync
        self._fault = fault
        self._file = -1

    def __enter__(self) -> Self:
        self._fault("write.open")
        try:
            self._file = os.open(self._draft, _WRITE_FLAGS, 0o600)
        except FileNotFoundError:
            make_folder(self._path.parent, sync=self._sync)
            self._file = os.open(self._draft, _WRITE_FLAGS, 0o600)
        return self

    def write(self, chunks: Iterable[Any]) -> None:
        """Append bytes-like chunks.

        Parameters
        ----------
        chunks
            Contiguous buffers, written as they are, without being joined.
        """
        views = [memoryview(chunk).cast("B") for chunk in chunks if memoryview(chunk)]
        self._fault("write.content")
        if not hasattr(os, "writev"):
            for view in views:
                _write_all(self._file, view)
            return
        while views:
            written = os.writev(self._file, views[:_GATHERED])
            while views and written >= views[0].nbytes:
                written -= views.pop(0).nbytes
            if views and written:
                views[0] = views[0][written:]

    def seek(self, offset: int) -> None:
        """Continue at an offset; what is skipped reads as zeros."""
        os.lseek(self._file, offset, os.SEEK_SET)

    def stamp(self, modified_ns: int) -> None:
        """Set the time of modification."""
        if os.utime in os.supports_fd:
            os.utime(self._file, ns=(modified_ns, modified_ns))
        else:
            os.utime(self._draft, ns=(modified_ns, modified_ns))

    def complete(self) -> None:
        """Let the content reach the disk, if that is wanted."""
        if self._sync:
            self._fault("write.sync")
            os.fsync(self._file)

    def publish(self) -> os.stat_result:
        """Give the complete file its name, in the place of another one if there is one."""
        self._fault("write.rename")
        if os.name == "nt":
            os.close(self._file)
            self._file = -1
        os.replace(self._draft, self._path)
        self._fault("write.done")
        if self._sync:
            sync_folder(self._path.parent)
        return os.fstat(self._file) if self._file >= 0 else os.stat(self._path)

    def __exit__(self, *_: object) -> None:
        if self._file >= 0:
            os.close(self._file)
        with contextlib.suppress(OSError):
            os.unlink(self._draft)


def _open_unnoted(path: str | os.PathLike[str]) -> int:
    try:
        return os.open(path, _READ_FLAGS | getattr(os, "O_NOATIME", 0))
    except PermissionError:
        # Only the owner of a file may do that.
        return os.open(path, _READ_FLAGS)


def _write_all(file: int, view: memoryview) -> None:
    while view:
        view = view[os.write(file, view) :]


def make_folder(folder: Path, *, sync: bool = False) -> None:
    """Make a folder and those above it where they are missing, for this user alone.

    Parameters
    ----------
    folder
        The folder.
    sync
        Whether their names are on the disk when this returns.
    """
    missing: list[Path] = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        if sync:
            sync_folder(each.parent)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder reach the disk, where the platform can be asked for it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class MappedFile:
    """A file that is read, or mapped read-only; it stays readable when its name is gone.

    Parameters
    ----------
    path
        The file; a symbolic link is refused.
    is_use
        Whether the file system may note that the file was used.
    """

    __slots__ = ("_mapping", "descriptor", "identity", "size_bytes")

    def __init__(self, path: str | os.PathLike[str], *, is_use: bool = True) -> None:
        self.descriptor = -1
        self._mapping: memoryview | None = None
        self.descriptor = os.open(path, _READ_FLAGS) if is_use else _open_unnoted(path)
        status = os.fstat(self.descriptor)
        self.identity = identity(status)
        self.size_bytes = status.st_size

    def read(self, offset: int, size: int) -> bytes:
        """Return a copy of bytes of the file; fewer where it ends before."""
        content = self._read(offset, size)
        if len(content) == size or offset + len(content) >= self.size_bytes:
            return content
        # The kernel moves at most 2 GB at a time.
        pieces = [content]
        done = len(content)
        while pieces[-1] and done < size:
            pieces.append(self._read(offset + done, size - done))
            done += len(pieces[-1])
        return b"".join(pieces)

    def _read(self, offset: int, size: int) -> bytes:
        if hasattr(os, "pread"):
            return os.pread(self.descriptor, size, offset)
        os.lseek(self.descriptor, offset, os.SEEK_SET)
        return os.read(self.descriptor, size)

    def view(self, offset: int, size: int) -> memoryview:
        """Return bytes of the file as read-only memory, without a copy."""
        if self._mapping is None:
            mapping = mmap.mmap(self.descriptor, self.size_bytes, access=mmap.ACCESS_READ)
            self._mapping = memoryview(mapping)
        return self._mapping[offset : offset + size]

    def unmap(self) -> None:
        """Let go of the mapping; views of it stay valid."""
        self._mapping = None

    def now(self) -> Identity:
        """Return the present state of the file, to be compared with ``identity``."""
        return identity(os.fstat(self.descriptor))

    def close(self) -> None:
        """Let go of the descriptor; views of the mapping stay valid."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def __del__(self) -> None:
        self.close()
