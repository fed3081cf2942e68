"""A browser in Python: it speaks the protocol with a session in the same process, and holds the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from millstream import ids
from millstream.clock import Clock, SystemClock
from millstream.protocol import codec
from millstream.protocol.messages import (
    PROTOCOL_VERSION,
    Change,
    Client,
    ClientMessage,
    Hello,
    Interact,
    Location,
    Navigation,
    Node,
    Page,
    Rerun,
    Stop,
    Update,
    Welcome,
)
from millstream.script.media import Media
from millstream.script.source import Script
from millstream.session.events import Effect, Ended, Event, InteractAndRun, Send, Start
from millstream.session.options import SessionOptions
from millstream.session.session import Session
from millstream.testing.execution import Execution
from millstream.tree import patch

HERE = Client(url="http://localhost:8501")
"""A browser that shows the first page of an app, and says no more."""

_GRACE_SECONDS = 0.5


class Browser:
    """One tab. Everything goes through the codec, in both directions, and the page is patched.

    Parameters
    ----------
    script
        The app.
    clock
        Measures how long runs take.

    Examples
    --------
    >>> from millstream.script.source import Script
    >>> browser = Browser(Script("app.py", "import millstream; millstream.text('hello')"))
    >>> browser.run(timeout_seconds=3)
    >>> browser.root.children[0].children[0].element.body
    'hello'
    """

    def __init__(self, script: Script, clock: Clock | None = None) -> None:
        self.media = Media()
        self.session = Session(script, self.media, SessionOptions(), ids.token())
        self.root: Node | None = None
        self.page = Page()
        self.location = Location()
        self.changes: Mapping[str, Any] = {}  # what the user had changed before the last run
        self._clock = clock or SystemClock()
        self._client: Client | None = None
        self._token = ""
        self._seen = 0
        self._seq = 0
        self._unfinished: Execution | None = None

    def run(
        self,
        timeout_seconds: float,
        changes: Mapping[str, Any] | None = None,
        client: Client = HERE,
        *,
        whole: bool = False,
    ) -> None:
        """Let the user open the page or change widgets, and wait for the script.

        Parameters
        ----------
        timeout_seconds
            How long it may take, with all reruns that it asks for.
        changes
            The wire values of the widgets that the user changes, by the widgets' ids.
        client
            What the browser knows about itself: also the address, to which the user has gone before.
        whole
            Whether changes run the whole script, also those that would run a fragment only, or nothing.

        Raises
        ------
        RuntimeError
            If the script takes longer than it may; it ends at its next call into Millstream.
        """
        deadline = self._clock.monotonic() + timeout_seconds
        try:
            if self._unfinished is not None:
                self._perform(self._ended(deadline), deadline)
            self._do(changes or {}, client, deadline, whole=whole)
        except TimeoutError:
            self._send(Stop(self._next()), deadline)
            self._let_go()
            raise RuntimeError(
                f"The script timed out: it ran for longer than {timeout_seconds:g} seconds. "
                "If it needs more, say so: `run(timeout=...)`, or `default_timeout=...` for all runs."
            ) from None

    def _do(
        self, changes: Mapping[str, Any], client: Client, deadline: float, *, whole: bool
    ) -> None:
        is_new = self._client is None
        self._go(client)
        if client != self._client:
            self._client = client
            self._send(
                Hello(protocol=PROTOCOL_VERSION, client=client, token=self._token, seen=self._seen),
                deadline,
            )
        if changes:
            listed = tuple([Change(id, value) for id, value in changes.items()])
            interact = Interact(self._next(), listed)
            self._send(interact, deadline, InteractAndRun if whole else None)
        elif not is_new:
            self._send(Rerun(self._next()), deadline)

    def _go(self, client: Client) -> None:
        """Let the user open an address; the run that follows is there."""
        at = self.location
        if self._client is None or (client.path, client.query) != (at.path, at.query):
            self.location = Location(client.path, client.query)
            self.session.where.open(client)

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    def _send(
        self, message: ClientMessage, deadline: float, wrap: Callable[[Any], Event] | None = None
    ) -> None:
        event: Event = codec.decode_client(codec.encode(message))
        self._perform(self.session.handle(wrap(event) if wrap else event), deadline)

    def _perform(self, effects: list[Effect], deadline: float) -> None:
        while effects:
            match effects.pop(0):
                case Send(message):
                    self._receive(codec.encode(message))
                case Start(run):
                    self.changes = run.changes
                    self._unfinished = Execution(run)
                    effects += self._ended(deadline)

    def _ended(self, deadline: float) -> list[Effect]:
        """Wait for the run that goes on; give what is to be done when it has ended."""
        execution = self._unfinished
        assert execution is not None
        outcome = execution.wait(deadline - self._clock.monotonic())
        if outcome is None:
            raise TimeoutError
        self._unfinished = None
        return self.session.handle(Ended(execution.run, outcome))

    def _let_go(self) -> None:
        """Give a run that was told to end the time to notice, while what it imports is still there."""
        if self._unfinished is not None:
            self._unfinished.wait(_GRACE_SECONDS)

    def _receive(self, data: bytes) -> None:
        match codec.decode_server(data):
            case Welcome(token=token):
                self._token = token
            case Update(seq=seq, ops=ops):
                self._seen = seq
                self.page = next((op for op in ops if isinstance(op, Page)), self.page)
                self.location = next((op for op in ops if isinstance(op, Location)), self.location)
                if tree := [op for op in ops if not isinstance(op, Page | Navigation | Location)]:
                    self.root = patch(self.root, tree)
            case message:
                raise AssertionError(f"a tab that runs and stops scripts was sent {message!r}")
