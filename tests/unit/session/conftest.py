"""A browser and a server in one thread: what a session wants done is done at once, or step by step."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from millstream.protocol import codec
from millstream.protocol.messages import (
    Change,
    Client,
    Hello,
    Interact,
    Location,
    Navigate,
    Navigation,
    Node,
    Page,
    ServerMessage,
    SourceChanged,
    Update,
    Welcome,
)
from millstream.script import main_module
from millstream.script.media import Media
from millstream.script.runner import Outcome, execute
from millstream.script.source import Script
from millstream.session.events import (
    Alarm,
    Effect,
    EmptyCaches,
    Ended,
    Event,
    Send,
    Silence,
    Start,
)
from millstream.session.options import SessionOptions
from millstream.session.session import Session
from millstream.tree import Put, patch
from millstream.ui.write import magic


class Browser:
    """Says what a browser says and holds what it holds, through the real codec."""

    def __init__(
        self, source: str, options: SessionOptions | None = None, path: str = "app.py"
    ) -> None:
        main_module.install()
        script = Script(path, source)
        self.session = Session(script, Media(), options or SessionOptions(), "s")
        self.root: Node | None = None
        self.page = Page()
        self.navigation = Navigation()
        self.locations: list[Location] = []
        self.updates: list[Update] = []
        self.welcomes: list[Welcome] = []
        self.messages: list[ServerMessage] = []
        self.effects: list[Effect] = []
        self.waiting: list[Start] = []
        self.alarms: dict[str, float] = {}
        self.emptied = 0
        self.seq = 0
        self.holds_runs = False

    @property
    def seen(self) -> int:
        return self.updates[-1].seq if self.updates else 0

    def connect(self, token: str = "") -> Browser:
        self.handle(Hello(protocol=1, client=Client(), token=token, seen=self.seen))
        return self

    def handle(self, event: Event) -> None:
        self.effects = self.session.handle(event)
        for effect in self.effects:
            if isinstance(effect, Send):
                self.receive(codec.decode_server(codec.encode(effect.message)))
            elif isinstance(effect, Start):
                self.waiting.append(effect)
            elif isinstance(effect, Alarm):
                self.alarms[effect.fragment] = effect.seconds
            elif isinstance(effect, Silence):
                del self.alarms[effect.fragment]
            elif isinstance(effect, EmptyCaches):
                self.emptied += 1
        while self.waiting and not self.holds_runs:
            self.run_next()

    def run_next(self) -> Outcome:
        run = self.waiting.pop(0).run
        outcome = execute(run, magic)
        self.handle(Ended(run, outcome))
        return outcome

    def receive(self, message: ServerMessage) -> None:
        self.messages.append(message)
        if isinstance(message, Welcome):
            self.welcomes.append(message)
        elif isinstance(message, Update):
            self.updates.append(message)
            tree = [op for op in message.ops if not isinstance(op, Page | Navigation | Location)]
            self.locations += [op for op in message.ops if isinstance(op, Location)]
            self.page = next((op for op in message.ops if isinstance(op, Page)), self.page)
            self.navigation = next(
                (op for op in message.ops if isinstance(op, Navigation)), self.navigation
            )
            if tree:
                self.root = patch(self.root, tree)
        else:
            assert isinstance(message, SourceChanged)

    def elements(self) -> list[Any]:
        """What stands in the middle and in the sidebar, from top to bottom."""
        found: list[Any] = []

        def walk(node: Node) -> None:
            found.append(node.element)
            for child in node.children:
                walk(child)

        assert self.root is not None
        walk(self.root)
        return [
            element
            for element in found
            if type(element).__name__ not in ("Root", "Main", "Sidebar", "Overlay")
        ]

    def texts(self) -> list[str]:
        return [element.body for element in self.elements() if hasattr(element, "body")]

    def find(self, kind: str) -> Any:
        return next(each for each in self.elements() if type(each).__name__ == kind)

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq

    def enter(self, id: str, value: Any) -> None:
        """Show what the user has entered, as a browser does at once, and report it."""
        nodes = [self.root]
        for node in nodes:
            nodes += node.children
        (field,) = [node for node in nodes if getattr(node.element, "id", "") == id]
        shown = msgspec.structs.replace(field.element, value=value)
        self.root = patch(self.root, [Put(field.id, shown)])
        self.change(id, value)

    def change(self, id: str, value: Any) -> None:
        self.handle(Interact(self.next_seq(), (Change(id, value),)))

    def navigate(self, path: str = "", query: str = "", *, earlier: bool = False) -> None:
        self.handle(Navigate(self.next_seq(), path, query, earlier))

    def fill(self, label: str, text: str) -> None:
        self.change(next(e.id for e in self.elements() if getattr(e, "label", "") == label), text)

    def fields(self) -> dict[str, str]:
        """The values of the text inputs that are shown, by their labels."""
        shown = [each for each in self.elements() if type(each).__name__ == "TextInput"]
        return {each.label: self.session.state.widgets[each.id].value for each in shown}

    def click(self, label: str) -> None:
        self.change(next(e.id for e in self.elements() if getattr(e, "label", None) == label), True)


@pytest.fixture
def open_app(tmp_path: Path) -> Callable[..., Browser]:
    """Open an app at an address; its script lies in an empty folder."""

    def open_app(source: str, path: str = "", query: str = "") -> Browser:
        browser = Browser(source, path=str(tmp_path / "app.py"))
        browser.handle(Hello(protocol=1, client=Client(path=path, query=query)))
        return browser

    return open_app


@pytest.fixture
def browse() -> Callable[..., Browser]:
    return lambda source, **options: Browser(source, SessionOptions(**options))
