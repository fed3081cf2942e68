"""The event loop of this process: what scripts await runs on it.

The script itself stays on its own thread, outside of any loop, so that its slow lines hold nobody else up and
`asyncio.run` works in it. As all runs of all sessions share the loop, a client that is bound to it works in each of them.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from typing import Any, TypeVar

from millstream.errors import MillstreamError
from millstream.script import context

T = TypeVar("T")
_END = object()


class LoopError(MillstreamError):
    """Something waited on the loop for the loop itself."""


def _start_daemon(work: Callable[[], None]) -> None:
    threading.Thread(target=work, name="millstream-loop", daemon=True).start()


class _Escape:
    """What must not reach the loop, as it would end it."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


class EventLoop:
    """A loop on a thread of its own, which starts with the first await.

    Examples
    --------
    >>> async def answer() -> int:
    ...     return 42
    >>> EventLoop().run(answer())
    42
    """

    def __init__(self, start: Callable[[Callable[[], None]], None] = _start_daemon) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    def is_running_here(self) -> bool:
        """Whether the calling code is a coroutine on some loop, which must not be held up."""
        return asyncio._get_running_loop() is not None

    def run(self, awaitable: Awaitable[T]) -> T:
        """Wait for an awaitable; a newer interaction cancels it, unless this part of the script is protected."""
        if self.is_running_here():
            if isinstance(awaitable, Coroutine):
                awaitable.close()
            raise LoopError(
                "A coroutine cannot wait like this for another one: it would hold up the loop that both are on. "
                "Write `await` before the call."
            )
        task = _Task(self._running(), awaitable)
        run = context.current.get()
        if run is None or context.is_protected.get():
            return task.result()  # type: ignore[no-any-return]
        run.on_interrupt.add(task.cancel)
        try:
            if run.is_leaving:
                task.cancel()
            return task.result()  # type: ignore[no-any-return]
        except asyncio.CancelledError:
            run.checkpoint()
            raise
        finally:
            run.on_interrupt.discard(task.cancel)

    def iterate(self, items: AsyncIterator[T]) -> Iterator[T]:
        """Give what an asynchronous iterator gives, waiting for each."""
        try:
            while (item := self.run(_next(items))) is not _END:
                yield item
        finally:
            if (close := getattr(items, "aclose", None)) is not None:
                token = context.is_protected.set(True)
                try:
                    self.run(close())
                finally:
                    context.is_protected.reset(token)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                nobody = (
                    contextvars.Context()
                )  # a loop would keep the run that happened to start it
                self._loop = nobody.run(asyncio.new_event_loop)
                nobody.run(self._start, self._loop.run_forever)
            return self._loop


class _Task:
    """One awaitable on the loop, in the context of the caller."""

    def __init__(self, loop: asyncio.AbstractEventLoop, awaitable: Awaitable[Any]) -> None:
        self._loop = loop
        self._awaitable = awaitable
        self._context = contextvars.copy_context()
        self._done = threading.Event()
        self._task: asyncio.Task[Any] | None = None
        loop.call_soon_threadsafe(self._begin)

    def _begin(self) -> None:
        task = self._loop.create_task(_guarded(self._awaitable), context=self._context)
        task.add_done_callback(lambda _: self._done.set())
        self._task = task

    def cancel(self) -> None:
        self._loop.call_soon_threadsafe(self._cancel)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def result(self) -> Any:
        self._done.wait()
        assert self._task is not None
        self._take_over()
        value = self._task.result()
        if isinstance(value, _Escape):
            raise value.error
        return value

    def _take_over(self) -> None:
        """Have the caller see what was set in context variables: it goes on where the awaitable has ended."""
        before = contextvars.copy_context()
        for variable, value in self._context.items():
            if before.get(variable, _END) is not value:
                variable.set(value)


async def _guarded(awaitable: Awaitable[Any]) -> Any:
    try:
        return await awaitable
    except (SystemExit, KeyboardInterrupt) as error:
        return _Escape(error)


async def _next(items: AsyncIterator[Any]) -> Any:
    return await anext(items, _END)


event_loop = EventLoop()
"""The one that scripts share."""
