from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from millstream.caching import api
from millstream.protocol import codec
from millstream.protocol.messages import Change, Client, Hello, Interact, Node, Rerun, Stop
from millstream.script import main_module
from millstream.script.media import Media
from millstream.script.runner import Outcome, execute
from millstream.script.source import Script
from millstream.session.events import Ended, Event, Send, Start
from millstream.session.options import SessionOptions
from millstream.session.session import Session
from millstream.tree import patch
from millstream.ui.write import magic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(autouse=True)
def _no_recorder() -> Iterator[None]:
    before = api.recorder.current
    api.recorder.provide(None)
    yield
    api.recorder.provide(before)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(32) as pool:
        yield pool


# --- runs ----------------------------------------------------------------------------------------


class Stage:
    """A session whose script stops at `at(name)` for what the schedule says; each line happens once."""

    def __init__(self, source: str, **schedule: Callable[[Stage], object]) -> None:
        main_module.install()
        script = Script(
            "app.py",
            "import millstream as st\nlog = st.session_state.setdefault('log', [])\n" + source,
        )
        script.names["at"] = self._at
        self.session = Session(script, Media(), SessionOptions(), "s")
        self.root: Node | None = None
        self.states: list[str] = []
        self.outcomes: list[Outcome] = []
        self._schedule = schedule
        self._waiting: list[Start] = []
        self._runs = 0
        self._seq = 0
        self.handle(Hello(protocol=1, client=Client()))

    def _at(self, name: str) -> None:
        if action := self._schedule.pop(name, None):
            action(self)

    def handle(self, event: Event) -> None:
        for effect in self.session.handle(event):
            if isinstance(effect, Send):
                self._receive(codec.decode_server(codec.encode(effect.message)))
            elif isinstance(effect, Start):
                self._waiting.append(effect)
        while self._waiting and self._runs == 0:
            run = self._waiting.pop(0).run
            self._runs += 1
            outcome = execute(run, magic)
            self._runs -= 1
            self.outcomes.append(outcome)
            self.handle(Ended(run, outcome))

    def _receive(self, message: Any) -> None:
        if state := getattr(message, "run", ""):
            self.states.append(state)
        if tree := [
            op
            for op in getattr(message, "ops", ())
            if type(op).__name__ in ("Put", "Splice", "Reset")
        ]:
            self.root = patch(self.root, tree)

    def change(self, **values: Any) -> None:
        self._seq += 1
        ids = {each.key: id for id, each in self.session.state.widgets.items()}
        changes = tuple(Change(ids[key], value) for key, value in values.items())
        self.handle(Interact(self._seq, changes))

    def rerun(self) -> None:
        self._seq += 1
        self.handle(Rerun(self._seq))

    def stop(self) -> None:
        self._seq += 1
        self.handle(Stop(self._seq))

    @property
    def log(self) -> list[Any]:
        return self.session.state["log"]

    @property
    def texts(self) -> list[str]:
        def walk(node: Node) -> list[str]:
            own = [node.element.body] if hasattr(node.element, "body") else []
            return own + [text for child in node.children for text in walk(child)]

        return walk(self.root) if self.root else []


@pytest.fixture
def play() -> type[Stage]:
    """Run a script whose interruptions are written out: `play(source, middle=lambda stage: ...)`."""
    return Stage
