"""Linux tells at once what happens to files, and when whoever has written one closes it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from typing import Final

import asyncinotify
from asyncinotify import Mask

from millstream.server.notices import Listener

_READ_EVENTS: Final = 256

_FINISHED: Final = Mask.CLOSE_WRITE | Mask.MOVED_TO | Mask.ISDIR
_MASK: Final = Mask.MODIFY | Mask.CLOSE_WRITE | Mask.MOVE | Mask.CREATE | Mask.DELETE | Mask.ONLYDIR


class Inotify:
    """Notices of Linux, read on the event loop.

    Parameters
    ----------
    listener
        Who is told.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._loop = asyncio.get_running_loop()
        self._kernel: asyncinotify.Inotify | None = None
        self._folders: dict[asyncinotify.Watch, str] = {}

    def watch(self, folders: Iterable[str]) -> None:
        """Tell of these folders, and of no others, from now on.

        Raises
        ------
        OSError
            If the user has used up what the system grants (`fs.inotify.max_user_instances` and `max_user_watches`).
        """
        kernel = self._opened()
        wanted = {}
        for folder in folders:
            try:
                wanted[kernel.add_watch(folder, _MASK)] = folder
            except OSError:
                if os.path.isdir(folder):  # else it has gone just now
                    raise
        for watch in self._folders.keys() - wanted.keys():
            kernel.rm_watch(watch)
        self._folders = wanted

    def close(self) -> None:
        """Tell nothing more."""
        if self._kernel is not None:
            self._loop.remove_reader(self._kernel.fd)
            self._kernel.close()

    def _opened(self) -> asyncinotify.Inotify:
        if self._kernel is None:
            self._kernel = asyncinotify.Inotify(cache_size=_READ_EVENTS, sync_timeout=0)
            self._loop.add_reader(self._kernel.fd, self._read, self._kernel)
        return self._kernel

    def _read(self, kernel: asyncinotify.Inotify) -> None:
        changes: dict[str, bool] = {}
        lost = False
        for event in kernel:  # until nothing is left to read
            watch = event.watch
            lost = lost or Mask.Q_OVERFLOW in event.mask
            if watch is None:
                continue
            if Mask.IGNORED in event.mask:
                self._folders.pop(watch, None)
            elif watch in self._folders:
                path = os.path.join(self._folders[watch], event.name or "")
                changes[path] = bool(event.mask & _FINISHED)
        if lost:
            self._listener.lost()
        if changes:
            self._listener.heard(changes)
