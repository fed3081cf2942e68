"""Has sessions end whose browsers do not come back, in time or for lack of room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from millstream.server.executor import Executor
from millstream.session.footprint import footprint
from millstream.session.lifetime import Lifetimes
from millstream.session.session import Session


class Departures:
    """Watches the sessions that have no browser; all methods are called on the event loop.

    Parameters
    ----------
    lifetimes
        Decides whose time is over.
    executor
        Measures what sessions hold, beside the event loop.
    end
        Ends the session of this id.
    """

    def __init__(
        self, lifetimes: Lifetimes, executor: Executor, end: Callable[[str], None]
    ) -> None:
        self._lifetimes = lifetimes
        self._executor = executor
        self._end = end
        self._timer: asyncio.TimerHandle | None = None

    def left(self, session: Session) -> None:
        """Hear that a session has no browser any more."""
        loop = asyncio.get_running_loop()
        self._lifetimes.leave(session.id, loop.time())
        self._set_timer()

        def measure() -> None:
            size_bytes = footprint(session.contents())
            with suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(self._measured, session.id, size_bytes)

        self._executor.submit(measure)

    def returned(self, session: Session) -> None:
        """Hear that a session has a browser again, or has ended."""
        self._lifetimes.end(session.id)
        self._set_timer()

    def _measured(self, session_id: str, size_bytes: int) -> None:
        self._end_all(self._lifetimes.measure(session_id, size_bytes))

    def _ring(self) -> None:
        self._end_all(self._lifetimes.due(asyncio.get_running_loop().time()))

    def _end_all(self, session_ids: Iterable[str]) -> None:
        self._set_timer()
        for each in session_ids:
            self._end(each)

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        due = self._lifetimes.next_end_seconds
        loop = asyncio.get_running_loop()
        self._timer = None if due is None else loop.call_at(due, self._ring)
