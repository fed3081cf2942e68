"""A browser in Python: says what a browser says, holds what it holds, and reruns the script in a thread of its own."""

from __future__ import annotations

import threading
from typing import Any

from millstream import compat, ids
from millstream.protocol import codec
from millstream.protocol.messages import (
    Change,
    Client,
    ClientMessage,
    Hello,
    Interact,
    Node,
    Page,
    Rerun,
    ServerMessage,
    Update,
)
from millstream.script import main_module
from millstream.script.context import Run
from millstream.script.media import Media
from millstream.script.runner import Outcome, execute
from millstream.script.source import Script
from millstream.session.events import Ended, Event, Send, Start
from millstream.session.options import SessionOptions
from millstream.session.session import Session
from millstream.tree import patch
from millstream.ui.write import magic


class Browser:
    """One page of an app, driven through the real session and the real protocol.

    Examples
    --------
    >>> from millstream.script.source import Script
    >>> browser = Browser(Script("app.py", "import millstream as st; st.text('hello')"))
    >>> browser.run(timeout_seconds=3)
    >>> browser.root.children[0].children[0].element.body
    'hello'
    """

    def __init__(self, script: Script) -> None:
        self.media = Media()
        self.session = Session(script, self.media, SessionOptions(), ids.token())
        self.page = Page()
        self.root: Node | None = None
        self.updates: list[Update] = []
        self._seq = 0
        self._starts: list[Start] = []

    def run(self, timeout_seconds: float, changes: dict[str, Any] | None = None) -> None:
        """Tell the session what the user did, and wait until its script has run.

        Parameters
        ----------
        timeout_seconds
            How long the script may take.
        changes
            The widgets that the user changed, with their values as they go over the wire.

        Raises
        ------
        RuntimeError
            If the script takes longer.
        """
        main_module.install()
        with compat.alias():
            self._say(changes or {})
            while self._starts:
                run = self._starts.pop(0).run
                self._handle(Ended(run, self._execute(run, timeout_seconds)))

    def _say(self, changes: dict[str, Any]) -> None:
        if not self.updates and self._seq == 0 and not self.session.connected:
            self._send(Hello(protocol=1, client=Client()))
            if not changes:
                return
        self._seq += 1
        event: Interact | Rerun = Rerun(self._seq)
        if changes:
            event = Interact(self._seq, tuple([Change(id, wire) for id, wire in changes.items()]))
        self._send(event)

    def _send(self, message: ClientMessage) -> None:
        self._handle(codec.decode_client(codec.encode(message)))

    def _handle(self, event: Event) -> None:
        for effect in self.session.handle(event):
            if isinstance(effect, Send):
                self._receive(codec.decode_server(codec.encode(effect.message)))
            elif isinstance(effect, Start):
                self._starts.append(effect)

    def _receive(self, message: ServerMessage) -> None:
        if not isinstance(message, Update):
            return
        self.updates.append(message)
        tree = [operation for operation in message.ops if not isinstance(operation, Page)]
        for operation in message.ops:
            if isinstance(operation, Page):
                self.page = operation
        if tree:
            self.root = patch(self.root, tree)

    @staticmethod
    def _execute(run: Run, timeout_seconds: float) -> Outcome:
        outcomes: list[Outcome] = []
        thread = threading.Thread(target=lambda: outcomes.append(execute(run, magic)), daemon=True)
        thread.start()
        thread.join(timeout_seconds)
        if not outcomes:
            run.interrupted = True
            raise RuntimeError(
                f"The script has not ended after {timeout_seconds} seconds. "
                "Allow more with `.run(timeout=...)` or `default_timeout=...`."
            )
        return outcomes[0]
