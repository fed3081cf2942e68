"""Tells the ends of sessions that nobody came back to after their server was gone, and keeps those whose pages are open."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from contextlib import suppress

from millstream.protocol.messages import PROTOCOL_VERSION, Client, Hello
from millstream.script.context import Run
from millstream.script.ending import finish
from millstream.script.outcome import Outcome
from millstream.script.runner import execute
from millstream.server.executor import Executor
from millstream.session.events import Effect, Ended, Expired, Finish, Start
from millstream.session.manager import SessionManager
from millstream.session.session import Session

_log = logging.getLogger("millstream.server")
_MOST_SECONDS = 300.0
_LEAST_SECONDS = 1.0
_MOST_RUNS = 10
"""So often a script may ask for another run before its session ends."""


class Sweeper:
    """Goes through the stored sessions again and again.

    What is to be done at the end of a session, the script alone can say. So for a session that has expired in the store
    and waits for its end, the script runs once, with its state and for nobody, and what it then registers is called.

    Parameters
    ----------
    manager
        Has the sessions, and their store.
    executor
        Has the threads.
    write
        Writes a bare expression.
    stored_seconds
        How long a session is stored.
    """

    def __init__(
        self,
        manager: SessionManager,
        executor: Executor,
        write: Callable[..., object],
        stored_seconds: float,
    ) -> None:
        self._manager = manager
        self._executor = executor
        self._write = write
        self._interval_seconds = max(_LEAST_SECONDS, min(_MOST_SECONDS, stored_seconds / 3))
        self._timer: asyncio.TimerHandle | None = None
        self._is_over = False

    def start(self) -> None:
        """Begin now; called on the event loop."""
        loop = asyncio.get_running_loop()

        def work() -> None:
            try:
                self.sweep()
            except Exception as error:  # whatever a store raises
                _log.error("Stored sessions cannot be swept: %s: %s", type(error).__name__, error)
            with suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(rest)

        def rest() -> None:
            if not self._is_over:
                self._timer = loop.call_later(self._interval_seconds, self._executor.submit, work)

        self._executor.submit(work)

    def stop(self) -> None:
        """Begin no more."""
        self._is_over = True
        if self._timer is not None:
            self._timer.cancel()

    def sweep(self) -> None:
        """Go through the sessions once; this waits for the store, and for scripts."""
        for session in self._manager:
            session.line.renew()
        for session in self._manager.expired():
            if self._is_over:
                return
            self._end(session)

    def _end(self, session: Session) -> None:
        effects = session.handle(Hello(protocol=PROTOCOL_VERSION, client=Client()))
        count = 0
        while (run := _started(effects)) is not None:
            run.spawn = self._executor.submit
            outcome = execute(run, self._write)
            count += 1
            if outcome is not Outcome.RERUN or count == _MOST_RUNS:
                session.handle(Expired())
            effects = session.handle(Ended(run, outcome))
        for effect in effects:
            if isinstance(effect, Finish):
                finish(effect.run)
        if caching := sys.modules.get("millstream.caching"):
            caching.forget_session(session.id)


def _started(effects: list[Effect]) -> Run | None:
    return next((effect.run for effect in effects if isinstance(effect, Start)), None)
