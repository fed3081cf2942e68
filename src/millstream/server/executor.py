"""Threads for scripts: the only place that starts any. An idle session holds none."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import TypeVar

_IDLE_SECONDS = 30.0

T = TypeVar("T")


class Executor:
    """Runs each piece of work on a thread of its own, and keeps idle threads for a while.

    There are as many threads as pieces of work at the same time; the one that became idle last works next, so that
    the others can end.
    """

    def __init__(self, idle_seconds: float = _IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()

    def submit(self, work: Callable[[], None]) -> None:
        """Do some work on a thread, now."""
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        if worker is None:
            worker = _Worker(self)
            worker.start()
        worker.queue.put(work)

    async def result_of(self, work: Callable[[], T]) -> T:
        """Do some work on a thread, and wait for its result without holding the event loop up."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def report() -> None:
            try:
                result = work()
            except BaseException as error:
                loop.call_soon_threadsafe(done.set_exception, error)
            else:
                loop.call_soon_threadsafe(done.set_result, result)

        self.submit(report)
        return await done

    def rest(self, worker: _Worker) -> None:
        """Take a thread back that has nothing to do."""
        with self._lock:
            self._idle.append(worker)

    def leave(self, worker: _Worker) -> bool:
        """Let an idle thread end, unless it was given work just now."""
        with self._lock:
            if worker in self._idle:
                self._idle.remove(worker)
                return True
            return False


class _Worker(threading.Thread):
    """One thread; the program does not wait for it at its end."""

    def __init__(self, executor: Executor) -> None:
        super().__init__(name="millstream-script", daemon=True)
        self.queue: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._executor = executor

    def run(self) -> None:
        while True:
            try:
                work = self.queue.get(timeout=self._executor._idle_seconds)
            except Empty:
                if self._executor.leave(self):
                    return
                continue
            work()
            del work
            self._executor.rest(self)
