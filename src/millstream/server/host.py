"""Performs what sessions want done: sends their messages, runs their scripts, wakes them for frames."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from millstream.protocol import codec
from millstream.protocol.messages import Hello, ServerMessage
from millstream.script.context import Run
from millstream.script.runner import execute
from millstream.server.executor import Executor
from millstream.session.events import (
    Alarm,
    Disconnected,
    EmptyCaches,
    Ended,
    Event,
    FrameDue,
    Send,
    Silence,
    SourceEdited,
    Start,
    TimerDue,
)
from millstream.session.manager import SessionManager
from millstream.session.session import Session

FRAME_SECONDS = 0.016
"""How long a run may take before what it has drawn is shown, and between two showings after that."""


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
        disconnected_seconds: float,
    ) -> None:
        self.manager = manager
        self._executor = executor
        self._write = write
        self._empty_caches = empty_caches
        self._disconnected_seconds = disconnected_seconds
        self.after_run: Callable[[], None] = lambda: None
        self._connections: dict[str, Connection] = {}
        self._expiries: dict[str, asyncio.TimerHandle] = {}
        self._alarms: dict[tuple[str, str], asyncio.TimerHandle] = {}

    def connect(self, hello: Hello, connection: Connection) -> Session:
        """Give a connection its session: a new one, or the one that it resumes."""
        session = self.manager.open(hello)
        if expiry := self._expiries.pop(session.id, None):
            expiry.cancel()
        if older := self._connections.get(session.id):
            older.close()
        self._connections[session.id] = connection
        self.handle(session, hello)
        self.manager.welcomed(session)
        return session

    def disconnect(self, session: Session, connection: Connection) -> None:
        """Hear that a connection is gone; its session waits for another one, for a while."""
        if self._connections.get(session.id) is not connection:
            return
        del self._connections[session.id]
        self.handle(session, Disconnected())
        self._expiries[session.id] = asyncio.get_running_loop().call_later(
            self._disconnected_seconds, self._expire, session
        )

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

    def _expire(self, session: Session) -> None:
        self._expiries.pop(session.id, None)
        self.manager.forget(session)

    def close(self) -> None:
        """Let go of the browsers."""
        for connection in list(self._connections.values()):
            connection.close()
