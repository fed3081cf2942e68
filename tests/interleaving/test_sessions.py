"""Whatever happens to the wire, the page and the process, a session comes to the one result that its user's acts have.

A user clicks and types; messages are late, doubled and out of order; the wire is cut, the page is loaded again, the server
is killed, also in the middle of a run. When everything has calmed down, each click has counted once and in order.
"""

from __future__ import annotations

import contextvars
import itertools
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from millstream.protocol import codec
from millstream.protocol.messages import (
    Change,
    Client,
    ClientMessage,
    Hello,
    Interact,
    Location,
    Node,
    Ready,
    Update,
    Welcome,
)
from millstream.script import main_module
from millstream.script.context import Run
from millstream.script.control import StopException
from millstream.script.media import Media
from millstream.script.runner import execute
from millstream.script.source import Script
from millstream.session.events import Disconnected, Ended, FrameDue, Leaving, Release, Send, Start
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
@st.on_session_start
def started():
    state.log, state.starts = [], state.get("starts", 0) + 1
for letter in "abc":
    if st.button(letter, key=letter):
        state.log.append(letter)
    pause()
name = st.text_input("Name", key="name", on_change=lambda: state.log.append(state.name))
pause()
twin = st.text_input("Unkeyed")
st.text(f"{len(state.log)} acts; {name}; {twin}.")
st.query_params["acts"] = len(state.log)
"""
NAME = "text_input-name"


class Tab:
    """A browser's side, as `frontend/src/core/session.ts` plays it; `up` and `down` are the wire."""

    def __init__(self, left: str = "", query: str = "") -> None:
        self.token = left
        self.query = query
        self.is_heir = bool(left)
        self.seq = self.seen = self.ack = 0
        self.root: Node | None = None
        self.kept: list[Interact] = []
        self.touched: dict[str, tuple[int, Any]] = {}
        self.is_connected = False
        self.up: deque[bytes] = deque()
        self.down: deque[bytes] = deque()

    def connect(self) -> None:
        self.lose()
        self.is_connected = True
        hello = Hello(1, Client(query=self.query), self.token, self.is_heir, self.seen)
        self.up.append(codec.encode(hello))

    def lose(self) -> None:
        self.is_connected = False
        self.up = deque()
        self.down = deque()

    def act(self, id: str, value: Any) -> None:
        self.seq += 1
        self.kept.append(Interact(self.seq, (Change(id, value),)))
        if value is not True:
            self.touched[id] = (self.seq, value)
            self.root = self._changed(self.root, id, value)
        if self.is_connected:
            self.up.append(codec.encode(self.kept[-1]))

    def receive(self) -> None:
        message = codec.decode_server(self.down.popleft())
        if isinstance(message, Welcome):
            self._welcomed(message)
        elif isinstance(message, Update):
            self._update(message)

    def _welcomed(self, message: Welcome) -> None:
        self.token = message.token
        assert message.resumed or not self.seen, "a session was lost"
        if not message.resumed or self.is_heir:
            self.seq, self.seen = message.ack, 0
            self.kept.clear()
            self.touched.clear()
            self.is_heir = False
        self._acknowledge(message.ack, message.unsaved)
        self.up.append(codec.encode(Ready()))
        self.up.extend(codec.encode(event) for event in self.kept)

    def _update(self, message: Update) -> None:
        if message.seq <= self.seen:
            return
        whole = bool(message.ops) and isinstance(message.ops[0], Reset)
        assert whole or message.seq == self.seen + 1, "an update was left out"
        self.seen = message.seq
        self._acknowledge(message.ack, message.unsaved)
        for op in message.ops:
            if isinstance(op, Location):
                self.query = op.query
        ops = [self._adopted(op) for op in message.ops if isinstance(op, Put | Splice | Reset)]
        if ops:
            self.root = patch(self.root, ops)

    def _acknowledge(self, ack: int, unsaved: int) -> None:
        self.kept = [event for event in self.kept if event.seq > ack - unsaved]
        saved = ack - unsaved
        self.touched = {id: mine for id, mine in self.touched.items() if mine[0] > saved}
        self.ack = ack

    def _adopted(self, op: Any) -> Any:
        for id, (seq, value) in self.touched.items():
            if seq <= self.ack:
                continue
            if isinstance(op, Put) and getattr(op.element, "id", "") == id:
                op = Put(op.id, msgspec.structs.replace(op.element, value=value))
            elif isinstance(op, Reset):
                op = Reset(self._changed(op.root, id, value))
            elif isinstance(op, Splice):
                new = [n if isinstance(n, int) else self._changed(n, id, value) for n in op.insert]
                op = msgspec.structs.replace(op, insert=tuple(new))
        return op

    def _changed(self, node: Any, id: str, value: Any) -> Any:
        children = tuple([self._changed(child, id, value) for child in node.children])
        element = node.element
        if getattr(element, "id", "") == id:
            element = msgspec.structs.replace(element, value=value)
        return msgspec.structs.replace(node, element=element, children=children)

    def find(self, kind: str, label: str = "") -> Any:
        def walk(node: Node | None) -> Any:
            if node is None:
                return None
            element = node.element
            if type(element).__name__ == kind and getattr(element, "label", "") == label:
                return element
            return next(filter(None, map(walk, node.children)), None)

        return walk(self.root)


class Process:
    """A server: it can be killed, and what it had not stored is gone."""

    def __init__(self, store: MemorySessionStore, pause: Callable[[], None]) -> None:
        script = Script("app.py", APP)
        script.names["pause"] = pause
        archive = Archive(store, Sealer(bytes(32)), 1000.0, lambda key: True)
        options = SessionOptions(survive="restart")
        self.manager = SessionManager(script, Media(), options, key=bytes(32), archive=archive)
        self.session: Session | None = None
        self.run: Run | None = None
        self.down: deque[bytes] = deque()  # the wire that brought the last hello, cut or not

    def receive(self, tab: Tab, message: ClientMessage) -> None:
        if isinstance(message, Hello):
            journal = self.manager.recall(message) if self.manager.is_stored(message) else None
            self.session = self.manager.open(message, journal)
            self.down = tab.down
        self.handle(message)

    def handle(self, event: Any) -> None:
        assert self.session is not None
        for effect in self.session.handle(event):
            if isinstance(effect, Send):
                self.down.append(codec.encode(effect.message))
            elif isinstance(effect, Release):
                self.session = None
            elif isinstance(effect, Start):
                assert self.run is None, "two runs of a session at the same time"
                self.run = effect.run


class Sessions(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        main_module.install()
        self.store = MemorySessionStore(ManualTime())
        self.tab = Tab()
        self.process = Process(self.store, self._pause)
        self.clicks: list[str] = []
        self.names: list[str] = []
        self.twin = ""
        self.plan: deque[Callable[[], None]] = deque()
        self.numbers = itertools.count()

    def _pause(self) -> None:
        """In the middle of a run, something happens."""
        if self.plan:
            contextvars.Context().run(self.plan.popleft())

    @initialize()
    def open(self) -> None:
        self.tab.connect()
        self._calm_down()

    # --- the user -----------------------------------------------------------------------------------

    @rule(letter=st.sampled_from("abc"))
    def click(self, letter: str) -> None:
        self.clicks.append(letter)
        self.tab.act(f"button-{letter}", True)

    @rule()
    def type_a_name(self) -> None:
        self.names.append(f"name {next(self.numbers)}")
        self.tab.act(NAME, self.names[-1])

    @rule()
    def type_into_the_other(self) -> None:
        self.twin = f"twin {next(self.numbers)}"
        self.tab.act(self.tab.find("TextInput", "Unkeyed").id, self.twin)

    @precondition(lambda self: not self.tab.kept and not self.tab.is_heir and self.tab.token)
    @rule()
    def load_the_page_again(self) -> None:
        self._disconnect()
        self.tab = Tab(self.tab.token, self.tab.query)
        self.tab.connect()
        self._calm_down()

    # --- the wire -----------------------------------------------------------------------------------

    @precondition(lambda self: self.tab.up)
    @rule()
    def an_event_arrives(self) -> None:
        self._deliver()

    @precondition(lambda self: len(self.tab.up) > 1)
    @rule(data=st.data())
    def events_change_places(self, data: st.DataObject) -> None:
        first = next((i for i, each in enumerate(self.tab.up) if _is_event(each)), len(self.tab.up))
        late = list(itertools.islice(self.tab.up, first, None))
        while len(self.tab.up) > first:
            self.tab.up.pop()
        self.tab.up.extend(data.draw(st.permutations(late)))

    @precondition(lambda self: self.tab.up and _is_event(self.tab.up[0]))
    @rule()
    def an_event_arrives_twice(self) -> None:
        self.tab.up.appendleft(self.tab.up[0])
        self._deliver()

    @precondition(lambda self: self.tab.down)
    @rule()
    def an_answer_arrives(self) -> None:
        self.tab.receive()

    @rule(is_noticed=st.booleans())
    def the_wire_is_cut(self, is_noticed: bool) -> None:
        if is_noticed:
            self._disconnect()
        else:
            self.tab.lose()

    @precondition(lambda self: not self.tab.is_connected)
    @rule()
    def the_wire_is_joined(self) -> None:
        self.tab.connect()

    # --- the server ---------------------------------------------------------------------------------

    @precondition(lambda self: self.process.run)
    @rule(steps=st.lists(st.sampled_from(["deliver", "frame", "cut"]), max_size=2))
    def a_run_goes_to_its_end(self, steps: list[str]) -> None:
        events = {"deliver": self._deliver, "frame": self._frame, "cut": self._disconnect}
        self.plan = deque(events[step] for step in steps)
        self._run()

    @precondition(lambda self: self.process.run)
    @rule()
    def a_frame_is_due(self) -> None:
        self._frame()

    @rule()
    def the_server_is_killed(self) -> None:
        self._kill()

    @precondition(lambda self: self.process.run)
    @rule()
    def the_server_is_killed_in_the_middle_of_a_run(self) -> None:
        run = self.process.run
        assert run is not None

        def kill() -> None:
            raise StopException

        self.plan = deque([kill])
        run.after = lambda run: None  # the dead store nothing
        execute(run, magic)
        self._kill()

    @precondition(lambda self: self.process.session)
    @rule(is_patient=st.booleans())
    def the_server_ends_in_order(self, is_patient: bool) -> None:
        self.process.handle(Leaving())
        if self.process.run and is_patient:
            self._run()
            assert self.process.session is None
        self._kill()

    # --- how it is done -----------------------------------------------------------------------------

    def _deliver(self) -> None:
        if self.tab.up:
            self.process.receive(self.tab, codec.decode_client(self.tab.up.popleft()))

    def _frame(self) -> None:
        if self.process.session:
            self.process.handle(FrameDue())

    def _disconnect(self) -> None:
        self.tab.lose()
        if self.process.session:
            self.process.handle(Disconnected())

    def _run(self) -> None:
        run = self.process.run
        assert run is not None
        outcome = execute(run, magic)
        self.process.run = None
        self.plan.clear()
        self.process.handle(Ended(run, outcome))

    def _kill(self) -> None:
        self.tab.lose()
        self.plan.clear()
        self.process = Process(self.store, self._pause)

    def _calm_down(self) -> None:
        """Let everything that is on its way arrive, and every run end."""
        if not self.tab.is_connected:
            self.tab.connect()
        while self.tab.up or self.tab.down or self.process.run:
            while self.tab.up:
                self._deliver()
            if self.process.run:
                self._run()
            while self.tab.down:
                self.tab.receive()

    def teardown(self) -> None:
        self._calm_down()
        session = self.process.session
        assert session is not None
        log = session.state["log"]
        assert sorted(each for each in log if len(each) == 1) == sorted(self.clicks)
        seen = [each for each in log if len(each) > 1]  # of names typed at a time, the last counts
        assert seen == [each for each in self.names if each in seen]
        name = self.names[-1] if self.names else ""
        assert (seen or [""])[-1] == name
        text = f"{len(log)} acts; {name}; {self.twin}."
        assert self.tab.find("Text").body == text
        assert self.tab.find("TextInput", "Name").value == name
        assert self.tab.find("TextInput", "Unkeyed").value == self.twin
        assert self.tab.kept == []
        assert self.tab.query == f"acts={len(log)}"
        assert session.state["starts"] == 1


def _is_event(message: bytes) -> bool:
    return isinstance(codec.decode_client(message), Interact)


TestSessions = Sessions.TestCase
TestSessions.settings = settings(settings.get_profile(settings.get_current_profile_name()))
