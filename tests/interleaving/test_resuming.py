"""Schedules that are written out: what browsers and processes do while callbacks and runs go on, and what comes of it."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import Any

import pytest

from millstream.protocol import codec
from millstream.protocol.messages import (
    Change,
    Client,
    Hello,
    Interact,
    Node,
    Ready,
    Update,
    Welcome,
)
from millstream.script import main_module
from millstream.script.media import Media
from millstream.script.runner import execute
from millstream.script.source import Script
from millstream.session.events import Disconnected, Ended, Expired, FrameDue, Send, Start
from millstream.session.manager import SessionManager
from millstream.session.options import SessionOptions
from millstream.session.session import Session
from millstream.state.persistence.archive import Archive
from millstream.storage.envelope import Sealer
from millstream.testing.manual import ManualTime
from millstream.testing.session_stores import MemorySessionStore
from millstream.tree import Put, Reset, Splice, patch
from millstream.ui.write import magic

APP = """
import millstream as st
state = st.session_state
log = state.setdefault("log", [])

def save():
    log.append("begin")
    at("callback")
    log.append("saved")

st.button("save", key="save", on_click=save)
if st.button("add", key="add"):
    log.append("added")
    at("added")
name = st.text_input("name", key="name", on_change=lambda: log.append(state.name))
at("middle")
st.text(f"{name}: {', '.join(log)}")
"""


class Process:
    """A server with one session; its script stops at `at(name)` for what the schedule says, once."""

    def __init__(self, store: MemorySessionStore) -> None:
        script = Script("app.py", APP)
        script.names["at"] = self._at
        archive = Archive(store, Sealer(bytes(32)), 1000.0, lambda key: True)
        options = SessionOptions(survive="restart")
        self.manager = SessionManager(script, Media(), options, key=bytes(32), archive=archive)
        self.schedule: dict[str, Callable[[], object]] = {}
        self.session: Session | None = None
        self.sent: list[Any] = []
        self.root: Node | None = None
        self.token = ""
        self._is_running = False

    def _at(self, name: str) -> None:
        if action := self.schedule.pop(name, None):
            contextvars.Context().run(action)

    def hello(self, token: str = "", seen: int = 0) -> Welcome:
        """Connect a browser; it has whatever was sent to `sent` by then."""
        hello = Hello(1, Client(), token, seen=seen)
        journal = self.manager.recall(hello) if self.manager.is_stored(hello) else None
        self.session = self.manager.open(hello, journal)
        self.sent.clear()
        self.handle(hello)
        welcome = self.sent[0]
        assert isinstance(welcome, Welcome)
        self.token = welcome.token
        self.handle(Ready())
        return welcome

    def handle(self, event: Any) -> None:
        assert self.session is not None
        starts = []
        for effect in self.session.handle(event):
            if isinstance(effect, Send):
                self._receive(codec.decode_server(codec.encode(effect.message)))
            elif isinstance(effect, Start):
                starts.append(effect)
        for start in starts:
            assert not self._is_running, "two runs of a session at the same time"
            self._is_running = True
            outcome = execute(start.run, magic)
            self._is_running = False
            self.handle(Ended(start.run, outcome))

    def _receive(self, message: Any) -> None:
        self.sent.append(message)
        if isinstance(message, Update):
            ops = [op for op in message.ops if isinstance(op, Put | Splice | Reset)]
            self.root = patch(self.root, ops) if ops else self.root

    def change(self, seq: int, id: str, value: Any = True) -> None:
        self.handle(Interact(seq, (Change(id, value),)))

    def save(self, seq: int) -> None:
        self.change(seq, "button-save")

    @property
    def updates(self) -> list[Update]:
        return [each for each in self.sent if isinstance(each, Update)]

    @property
    def log(self) -> list[str]:
        assert self.session is not None
        log: list[str] = self.session.state["log"]
        return log

    @property
    def text(self) -> str:
        assert self.root is not None
        main = self.root.children[0]
        (body,) = [child.element.body for child in main.children if hasattr(child.element, "body")]
        return body


@pytest.fixture
def store() -> MemorySessionStore:
    main_module.install()
    return MemorySessionStore(ManualTime())


@pytest.fixture
def process(store: MemorySessionStore) -> Process:
    process = Process(store)
    process.hello()
    return process


# --- callbacks --------------------------------------------------------------------------------------


def test_a_callback_goes_on_while_its_browser_leaves_and_comes_back(process: Process) -> None:
    def leave_and_come_back() -> None:
        process.handle(Disconnected())
        process.handle(FrameDue())
        welcome = process.hello(process.token, seen=1)
        assert (welcome.resumed, welcome.ack, welcome.unsaved) == (True, 1, 1)

    process.schedule["callback"] = leave_and_come_back
    process.save(1)
    assert process.log == ["begin", "saved"]
    assert process.text == ": begin, saved"
    assert process.updates[-1].run == "idle"
    assert process.updates[-1].unsaved == 0


def test_a_click_that_is_sent_again_while_its_callback_goes_on_counts_once(
    process: Process,
) -> None:
    process.schedule["callback"] = lambda: process.save(1)
    process.save(1)
    assert process.log == ["begin", "saved"]


def test_two_callbacks_that_come_at_the_same_time_are_called_one_after_the_other(
    process: Process,
) -> None:
    process.schedule["callback"] = lambda: process.change(2, "text_input-name", "Ada")
    process.save(1)
    assert process.log == ["begin", "saved", "Ada"]
    assert process.text == "Ada: begin, saved, Ada"


def test_events_that_overtake_each_other_during_a_callback_are_handled_in_order(
    process: Process,
) -> None:
    def overtake() -> None:
        process.change(4, "text_input-name", "last")
        process.change(3, "text_input-name", "second")
        process.save(1)
        process.save(2)
        process.change(4, "text_input-name", "last")

    process.schedule["callback"] = overtake
    process.save(1)
    # What is typed on the way is replaced, as it waits for the same run.
    assert process.log == ["begin", "saved", "begin", "saved", "last"]


def test_a_session_that_expires_during_a_callback_has_it_called_to_its_end(
    process: Process,
) -> None:
    process.schedule["callback"] = lambda: process.handle(Expired())
    process.save(1)
    assert process.log == ["begin", "saved"]


# --- resuming in another process ---------------------------------------------------------------------


def test_a_callback_that_a_process_died_in_is_called_once_by_the_next(
    process: Process, store: MemorySessionStore
) -> None:
    next_one = Process(store)

    def die() -> None:
        welcome = next_one.hello(process.token, seen=len(process.updates))
        assert (welcome.resumed, welcome.ack) == (True, 0)
        next_one.save(1)

    process.schedule["callback"] = die
    process.save(1)
    assert next_one.log == ["begin", "saved"]
    third = Process(store)
    assert third.hello(next_one.token, seen=9).ack == 1
    assert third.log == ["begin", "saved"], "what the dead one did later is not stored"


def test_a_run_that_was_stored_though_its_answer_was_lost_is_not_run_again(
    process: Process, store: MemorySessionStore
) -> None:
    process.schedule["middle"] = lambda: process.handle(Disconnected())
    process.change(1, "button-add")
    next_one = Process(store)
    welcome = next_one.hello(process.token, seen=1)
    assert (welcome.ack, welcome.unsaved) == (1, 0)
    next_one.change(1, "button-add")
    assert next_one.log == ["added"]
    assert next_one.text == ": added"
    assert [type(op) for op in next_one.updates[-1].ops][:1] == [Reset]


def test_what_is_sent_before_the_first_run_of_the_next_process_waits_for_its_widgets(
    process: Process, store: MemorySessionStore
) -> None:
    process.change(1, "text_input-name", "Ada")
    next_one = Process(store)
    early = [
        lambda: next_one.change(3, "text_input-name", "Grace"),
        lambda: next_one.change(2, "button-add"),
        lambda: next_one.change(2, "button-add"),
    ]
    next_one.schedule["middle"] = lambda: [each() for each in early]
    next_one.hello(process.token, seen=2)
    # Both wait for the same run, in which callbacks are called before the script finds its click.
    assert next_one.log == ["Ada", "Grace", "added"]
    assert next_one.text == "Grace: Ada, Grace, added"


def test_while_the_next_process_runs_for_the_first_time_the_old_page_stays(
    process: Process, store: MemorySessionStore
) -> None:
    process.change(1, "button-add")
    next_one = Process(store)
    next_one.schedule["middle"] = lambda: next_one.handle(FrameDue())
    next_one.hello(process.token, seen=2)
    assert [(len(update.ops) > 0, update.run) for update in next_one.updates] == [
        (False, "running"),
        (True, "idle"),
    ]


def test_of_two_processes_that_resume_at_once_the_last_has_the_session(
    process: Process, store: MemorySessionStore
) -> None:
    process.change(1, "button-add")
    one, two = Process(store), Process(store)
    one.schedule["middle"] = lambda: two.hello(process.token, seen=2)
    one.hello(process.token, seen=2)
    two.change(2, "button-add")
    one.change(2, "text_input-name", "lost")
    third = Process(store)
    third.hello(two.token, seen=9)
    assert third.log == ["added", "added"]


def test_a_browser_that_was_overtaken_by_a_newer_page_begins_anew(
    process: Process, store: MemorySessionStore
) -> None:
    old_token = process.token
    process.change(1, "button-add")
    process.hello(old_token, seen=2)
    process.change(2, "button-add")  # so that the store knows that the newer token has arrived
    next_one = Process(store)
    assert not next_one.hello(old_token, seen=2).resumed
    assert next_one.log == []
