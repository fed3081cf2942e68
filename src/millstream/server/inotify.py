"""Linux tells at once what happens to files, and when whoever has written one closes it."""

from __future__ import annotations

import asyncio
import ctypes
import os
import struct
from collections.abc import Iterable
from typing import Final

from millstream.server.notices import Listener

_EVENT: Final = struct.Struct("iIII")
_READ_BYTES: Final = 64 * 1024

_MODIFY: Final = 0x0002
_CLOSE_WRITE: Final = 0x0008
_MOVED_FROM: Final = 0x0040
_MOVED_TO: Final = 0x0080
_CREATE: Final = 0x0100
_DELETE: Final = 0x0200
_OVERFLOW: Final = 0x4000
_IGNORED: Final = 0x8000
_ONLY_FOLDERS: Final = 0x0100_0000
_IS_FOLDER: Final = 0x4000_0000

_FINISHED: Final = _CLOSE_WRITE | _MOVED_TO | _IS_FOLDER
_MASK: Final = _MODIFY | _CLOSE_WRITE | _MOVED_FROM | _MOVED_TO | _CREATE | _DELETE | _ONLY_FOLDERS


class Inotify:
    """Notices of Linux, read on the event loop.

    Parameters
    ----------
    listener
        Who is told.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._library = ctypes.CDLL(None, use_errno=True)
        self._loop = asyncio.get_running_loop()
        self._file: int | None = None
        self._folders: dict[int, str] = {}

    def watch(self, folders: Iterable[str]) -> None:
        """Tell of these folders, and of no others, from now on.

        Raises
        ------
        OSError
            If the user has used up what the system grants (`fs.inotify.max_user_instances` and `max_user_watches`).
        """
        file = self._opened()
        wanted = {}
        for folder in folders:
            path = os.fsencode(folder)
            number = self._library.inotify_add_watch(file, path, ctypes.c_uint32(_MASK))
            if number >= 0 or os.path.isdir(folder):  # it may have gone just now
                wanted[self._checked(number)] = folder
        for number in self._folders.keys() - wanted.keys():
            self._library.inotify_rm_watch(file, number)
        self._folders = wanted

    def close(self) -> None:
        """Tell nothing more."""
        if self._file is not None:
            self._loop.remove_reader(self._file)
            os.close(self._file)

    def _opened(self) -> int:
        if self._file is None:
            self._file = self._checked(self._library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
            self._loop.add_reader(self._file, self._read, self._file)
        return self._file

    def _checked(self, result: int) -> int:
        if result < 0:
            error = ctypes.get_errno()
            raise OSError(error, os.strerror(error))
        return result

    def _read(self, file: int) -> None:
        changes: dict[str, bool] = {}
        lost = False
        data = os.read(file, _READ_BYTES)
        offset = 0
        while offset < len(data):
            number, mask, _, length = _EVENT.unpack_from(data, offset)
            offset += _EVENT.size + length
            name = data[offset - length : offset].rstrip(b"\0")
            lost = lost or bool(mask & _OVERFLOW)
            if mask & _IGNORED:
                self._folders.pop(number, None)
            elif folder := self._folders.get(number):
                changes[os.path.join(folder, os.fsdecode(name))] = bool(mask & _FINISHED)
        if lost:
            self._listener.lost()
        if changes:
            self._listener.heard(changes)
