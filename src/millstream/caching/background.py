"""The default executor and timer: daemon threads that start when they are first needed."""

from __future__ import annotations

import heapq
import itertools
import logging
import os
import queue
import threading
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.clock import Clock

_log = logging.getLogger(__name__)


class Executor(Protocol):
    """What runs work beside the caller."""

    def submit(self, work: Callable[[], None]) -> None:
        """Run ``work`` soon, on another thread."""
        ...


class Timer(Protocol):
    """What calls back at a time."""

    def call_at(self, when_seconds: float, callback: Callable[[], None]) -> None:
        """Run ``callback`` at a time of the monotonic clock or soon after."""
        ...


class DaemonExecutor:
    """Run work on at most ``size`` daemon threads, started when they are needed.

    Parameters
    ----------
    size
        How many threads may run at once.
    """

    def __init__(self, size: int = 4) -> None:
        self._size = size
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._idle = 0

    def submit(self, work: Callable[[], None]) -> None:
        """Run ``work`` soon, on another thread."""
        if self._process != os.getpid():
            # The threads stayed behind in the process that this one was forked from.
            self._begin()
        with self._lock:
            self._work.put(work)
            if self._idle < self._work.qsize() and self._threads < self._size:
                self._threads += 1
                name = f"millstream-caching-{self._threads}"
                threading.Thread(target=self._run, name=name, daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._lock:
                self._idle += 1
            work = self._work.get()
            with self._lock:
                self._idle -= 1
            try:
                work()
            except BaseException:
                # A `sys.exit()` in a function of the user must not take the thread along.
                _log.exception("Background work of a cache failed")


class DaemonTimer:
    """Call back at given times from one daemon thread.

    Parameters
    ----------
    clock
        Tells the time in which deadlines are given.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._order = itertools.count()
        self._deadlines: list[tuple[float, int, Callable[[], None]]] = []
        self._begin()

    def _begin(self) -> None:
        self._process = os.getpid()
        self._changed = threading.Condition()
        self._started = False

    def call_at(self, when_seconds: float, callback: Callable[[], None]) -> None:
        """Run ``callback`` at a time of the monotonic clock or soon after."""
        if self._process != os.getpid():
            self._begin()
        with self._changed:
            heapq.heappush(self._deadlines, (when_seconds, next(self._order), callback))
            if not self._started:
                self._started = True
                threading.Thread(target=self._run, name="millstream-timer", daemon=True).start()
            self._changed.notify()

    def _run(self) -> None:
        while True:
            callback = self._next()
            try:
                callback()
            except BaseException:
                _log.exception("A timed callback of a cache failed")

    def _next(self) -> Callable[[], None]:
        with self._changed:
            while True:
                if not self._deadlines:
                    self._changed.wait()
                    continue
                rest = self._deadlines[0][0] - self._clock.monotonic()
                if rest <= 0:
                    return heapq.heappop(self._deadlines)[2]
                self._changed.wait(min(rest, threading.TIMEOUT_MAX))
