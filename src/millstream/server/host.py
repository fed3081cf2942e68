"""Performs what sessions want done: sends their messages, runs their scripts, wakes them for frames."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from functools import partial
from typing import Protocol

from millstream.protocol import codec
from millstream.protocol.elements import Exception_
from millstream.protocol.messages import Hello, ServerMessage
from millstream.script.context import Run
from millstream.script.ending import finish
from millstream.script.peer import Peer
from millstream.script.runner import Outcome, execute
from millstream.server.departures import Departures
from millstream.server.executor import Executor
from millstream.server.memory import return_memory
from millstream.session.events import (
    Alarm,
    Connected,
    Disconnected,
    EmptyCaches,
    Ended,
    Event,
    Expired,
    Finish,
    FrameDue,
    Leaving,
    Release,
    Send,
    Silence,
    SourceEdited,
    Start,
    TimerDue,
)
from millstream.session.lifetime import Lifetimes
from millstream.session.manager import SessionManager
from millstream.session.options import SessionOptions
from millstream.session.session import Session
from millstream.tree import Draft

FRAME_SECONDS = 0.016
"""How long a run may take before what it has drawn is shown, and between two showings after that."""

_FAREWELL_SECONDS = 5.0
"""How long a server that ends waits for what sessions do at their end."""

_TIDY_SECONDS = 1.0

_EXPIRED = Expired()


class Connection(Protocol):
    """The way to a browser."""

    def send(self, message: bytes) -> None:
        """Send a message, now or as soon as the browser can take it."""

    def close(self) -> None:
        """End the connection."""


class Host:
    """The sessions of a process and their connections; all methods are called on the event loop."""

    def __init__(
        self,
        manager: SessionManager,
        executor: Executor,
        *,
        write: Callable[..., object],
        empty_caches: Callable[[], None],
        lifetimes: Lifetimes,
    ) -> None:
        self.manager = manager
        self._executor = executor
        self._write = write
        self._empty_caches = empty_caches
        self._departures = Departures(lifetimes, executor, self._end)
        self.after_run: Callable[[], None] = lambda: None
        self._connections: dict[str, Connection] = {}
        self._alarms: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self._endings: dict[str, asyncio.Future[None]] = {}
        self._tidying: asyncio.TimerHandle | None = None

    async def connect(self, hello: Hello, connection: Connection, peer: Peer) -> Session:
        """Give a connection its session: a new one, or the one that it resumes, here or from the store."""
        journal = None
        if self.manager.is_stored(hello):
            journal = await self._executor.result_of(partial(self.manager.recall, hello))
        session = self.manager.open(hello, journal)
        self._departures.returned(session)
        if older := self._connections.get(session.id):
            older.close()
        self._connections[session.id] = connection
        self.handle(session, Connected(peer))
        self.handle(session, hello)
        return session

    def disconnect(self, session: Session, connection: Connection) -> None:
        """Hear that a connection is gone; its session waits for another one, for a while."""
        if self._connections.get(session.id) is not connection:
            return
        del self._connections[session.id]
        if self.manager.get(session.id) is session:
            self.handle(session, Disconnected())
            self._departures.left(session)

    async def probe(self) -> bool:
        """Run the script once for nobody; say whether it compiled and raised nothing."""
        run = self.manager.probe()
        outcome = await self._executor.result_of(partial(execute, run, self._write))
        return outcome is not Outcome.COMPILE_ERROR and not _has_failed(run.root)

    def options_changed(self, options: SessionOptions) -> None:
        """Have all sessions follow options that a script has changed."""
        self.manager.options = options
        for session in self.manager:
            for effect in session.line.adopt(options):
                self._send(session, effect.message)

    def source_edited(self, *, run: bool) -> None:
        """Tell every session that its script has changed."""
        for session in self.manager:
            self.handle(session, SourceEdited(run))

    def handle(self, session: Session, event: Event) -> None:
        """Let a session take an event in, and do what it wants done."""
        for effect in session.handle(event):
            match effect:
                case Send(message):
                    self._send(session, message)
                case Start(run):
                    self._start(session, run)
                case Finish(run, is_ours):
                    self._finish(session, lambda: finish(run) if is_ours() else None)
                case Release():
                    self._finish(session, lambda: None)
                case Alarm(fragment, seconds):
                    self._silence(session, fragment)
                    due = asyncio.get_running_loop().time() + seconds
                    self._alarm(session, fragment, seconds, due)
                case Silence(fragment):
                    self._silence(session, fragment)
                case EmptyCaches():
                    self._empty_caches()

    def _send(self, session: Session, message: ServerMessage) -> None:
        if connection := self._connections.get(session.id):
            connection.send(codec.encode(message))

    def _alarm(self, session: Session, fragment: str, seconds: float, due: float) -> None:
        """Wake a session when a timer is due, and again after each interval; intervals that were missed are left out."""
        loop = asyncio.get_running_loop()

        def ring() -> None:
            following = max(due + seconds, loop.time())
            self._alarm(session, fragment, seconds, following)
            self.handle(session, TimerDue(fragment))

        self._alarms[session.id, fragment] = loop.call_at(due, ring)

    def _silence(self, session: Session, fragment: str) -> None:
        if alarm := self._alarms.pop((session.id, fragment), None):
            alarm.cancel()

    def _start(self, session: Session, run: Run) -> None:
        loop = asyncio.get_running_loop()

        timer: asyncio.TimerHandle

        def frame() -> None:
            nonlocal timer
            timer = loop.call_later(FRAME_SECONDS, frame)
            self.handle(session, FrameDue())

        def ended(event: Ended) -> None:
            timer.cancel()
            self.handle(session, event)
            self.after_run()

        def work() -> None:
            outcome = execute(run, self._write)
            loop.call_soon_threadsafe(ended, Ended(run, outcome))

        run.spawn = self._executor.submit
        timer = loop.call_later(FRAME_SECONDS, frame)
        self._executor.submit(work)

    def _end(self, session_id: str, how: Expired | Leaving = _EXPIRED) -> None:
        if session := self.manager.get(session_id):
            self.manager.forget(session)
            self._departures.returned(session)
            self._endings[session_id] = asyncio.get_running_loop().create_future()
            self.handle(session, how)

    def _finish(self, session: Session, call_ends: Callable[[], None]) -> None:
        """Have the script's own functions for the end called, then let caches forget the session."""
        loop, id = asyncio.get_running_loop(), session.id
        ending = self._endings[id]
        ending.add_done_callback(lambda _: self._has_ended(id))

        def work() -> None:
            try:
                call_ends()
                if caching := sys.modules.get("millstream.caching"):
                    caching.forget_session(id)
            finally:
                loop.call_soon_threadsafe(ending.set_result, None)

        self._executor.submit(work)

    def _has_ended(self, session_id: str) -> None:
        """Forget the last of a session; return memory soon, once for all that end at about the same time."""
        del self._endings[session_id]
        if self._tidying is None:
            loop = asyncio.get_running_loop()
            self._tidying = loop.call_later(_TIDY_SECONDS, self._tidy)

    def _tidy(self) -> None:
        self._tidying = None
        nobody_waits = not self._connections
        self._executor.submit(lambda: return_memory(collect=nobody_waits))

    async def close(self) -> None:
        """Let go of the browsers and end all sessions, as far as they end soon; those that survive go on elsewhere."""
        how = Leaving() if self.manager.is_archived else _EXPIRED
        for connection in list(self._connections.values()):
            connection.close()
        for session in self.manager:
            self._end(session.id, how)
        if self._endings:
            await asyncio.wait(self._endings.values(), timeout=_FAREWELL_SECONDS)


def _has_failed(draft: Draft) -> bool:
    """Whether an exception was drawn in a place."""
    if isinstance(draft.element, Exception_):
        return True
    return any(_has_failed(child) for child in draft.children or ())
