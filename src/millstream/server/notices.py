"""What the system tells of the files in folders, in one form for all systems."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Iterable, Mapping
from typing import Protocol

from watchfiles._rust_notify import RustNotify  # documented as the way below `watch`

from millstream.config.server import WatcherType
from millstream.server.executor import Executor

IS_LINUX: bool = sys.platform == "linux"

_STEP_MILLISECONDS = 10
_DEBOUNCE_MILLISECONDS = 50
_TIMEOUT_MILLISECONDS = 5_000
_POLL_SECONDS = 0.15


class Listener(Protocol):
    """Who is told; always on the event loop."""

    def heard(self, changes: Mapping[str, bool]) -> None:
        """Hear which files have changed, and of each whether whoever has written it is done with it."""

    def lost(self) -> None:
        """Hear that something may have changed that nobody tells of."""


class Notices(Protocol):
    """Tells a listener of changes in folders."""

    def watch(self, folders: Iterable[str]) -> None:
        """Tell of these folders, and of no others, from now on; raise `OSError` if the system cannot."""

    def close(self) -> None:
        """Tell nothing more."""


class Polling:
    """Notices for file systems that tell nothing: they have the listener look itself, again and again.

    Parameters
    ----------
    listener
        Who is told.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._loop = asyncio.get_running_loop()
        self._timer = self._loop.call_later(_POLL_SECONDS, self._look)

    def _look(self) -> None:
        self._timer = self._loop.call_later(_POLL_SECONDS, self._look)
        self._listener.lost()

    def watch(self, folders: Iterable[str]) -> None:
        """Leave to the listener which folders it looks at."""

    def close(self) -> None:
        """Look no more."""
        self._timer.cancel()


class PortableNotices:
    """Notices of any system; whoever writes a file has been done with it for a moment when it is told.

    Parameters
    ----------
    listener
        Who is told.
    executor
        Has the thread that waits for changes.
    """

    def __init__(self, listener: Listener, executor: Executor) -> None:
        self._listener = listener
        self._executor = executor
        self._loop = asyncio.get_running_loop()
        self._stop = threading.Event()

    def watch(self, folders: Iterable[str]) -> None:
        """Tell of these folders from now on; of those before until then."""
        older, self._stop = self._stop, threading.Event()
        notify = RustNotify(
            sorted(folders),
            False,  # these arguments have no names: debug,
            False,  # polling,
            _TIMEOUT_MILLISECONDS,
            False,  # with all below,
            True,  # without those that may not be read
        )
        stop = self._stop
        self._executor.submit(lambda: self._wait(notify, stop))
        older.set()

    def _wait(self, notify: RustNotify, stop: threading.Event) -> None:
        with notify:
            while not stop.is_set():
                found = notify.watch(
                    _DEBOUNCE_MILLISECONDS, _STEP_MILLISECONDS, _TIMEOUT_MILLISECONDS, stop
                )
                if isinstance(found, set):
                    changes = {path: True for _, path in found}
                    self._loop.call_soon_threadsafe(self._tell, changes, stop)

    def _tell(self, changes: Mapping[str, bool], stop: threading.Event) -> None:
        if not stop.is_set() or stop is not self._stop:
            self._listener.heard(changes)

    def close(self) -> None:
        """End the thread."""
        self._stop.set()


def notices(kind: WatcherType, listener: Listener, executor: Executor) -> Notices:
    """Give the notices that are best here.

    Parameters
    ----------
    kind
        What the option says.
    listener
        Who is told.
    executor
        Has the thread, where one is needed.
    """
    if kind == "poll":
        return Polling(listener)
    if IS_LINUX:
        from millstream.server.inotify import Inotify

        return Inotify(listener)
    return PortableNotices(listener, executor)
