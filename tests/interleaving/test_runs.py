"""Runs that meet: each schedule is written out, and happens on one thread while the script stands at `at(...)`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from millstream.protocol import codec
from millstream.protocol.messages import Change, Client, Hello, Interact, Node, Rerun, Stop
from millstream.script import main_module
from millstream.script.media import Media
from millstream.script.runner import Outcome, execute
from millstream.script.source import Script
from millstream.session.events import Ended, Event, FrameDue, Send, Start, TimerDue
from millstream.session.options import SessionOptions
from millstream.session.session import Session
from millstream.tree import patch
from millstream.ui.write import magic


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


SLOW = """
clicked = st.button("a", key="a")
x = st.slider("x", 0, 10, 0, key="x")
log.append(("run", x, clicked))
at("middle")
st.text(f"{x}")
log.append(("end", x))
"""


def test_a_newer_interaction_ends_the_run_at_its_next_call(  # interrupt
) -> None:
    stage = Stage(SLOW, middle=lambda s: s.change(x=(5,)))
    assert stage.log == [("run", 0, False), ("run", 5, False), ("end", 5)]
    assert stage.outcomes == [Outcome.INTERRUPTED, Outcome.FINISHED]
    assert stage.texts == ["5"]


def test_several_interactions_become_one_run_with_the_last_values_and_every_click() -> None:
    def busy(stage: Stage) -> None:
        stage.change(x=(1,))
        stage.change(a=True)
        stage.change(x=(2,))

    stage = Stage(SLOW, middle=busy)
    assert stage.log == [("run", 0, False), ("run", 2, True), ("end", 2)]


def test_a_click_whose_run_is_interrupted_before_the_button_is_not_lost() -> None:
    source = "at('top')\nst.text('top')\n" + SLOW
    stage = Stage(source)
    stage._schedule["top"] = lambda s: s.change(x=(4,))
    stage.change(a=True)
    assert stage.log[-2:] == [("run", 4, True), ("end", 4)]


def test_a_click_is_not_lost_where_the_interruption_falls_into_the_buttons_own_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = Stage(SLOW)
    state = stage.session.state
    drawn = type(state).draw

    def draw(self: Any, id: str, *args: Any, **kwargs: Any) -> Any:
        widget = drawn(self, id, *args, **kwargs)
        if id == "button-a":
            monkeypatch.undo()
            stage.change(x=(6,))
        return widget

    monkeypatch.setattr(type(state), "draw", draw)
    stage.change(a=True)
    assert stage.log[-2:] == [("run", 6, True), ("end", 6)]


def test_a_click_that_the_script_has_seen_is_not_given_again() -> None:
    stage = Stage(SLOW)
    stage._schedule["middle"] = lambda s: s.change(x=(3,))
    stage.change(a=True)
    assert [entry for entry in stage.log if entry[0] == "run"][1:] == [
        ("run", 0, True),
        ("run", 3, False),
    ]


def test_a_callback_runs_to_its_end() -> None:
    stage = Stage("""
def save():
    log.append("begin")
    at("callback")
    st.text("drawn in the callback")
    log.append("saved")
st.button("save", key="save", on_click=save)
x = st.slider("x", 0, 10, 0, key="x")
log.append(x)
""")
    stage._schedule["callback"] = lambda s: s.change(x=(7,))
    stage.change(save=True)
    assert stage.log == [0, "begin", "saved", 7]


def test_a_protected_section_runs_to_its_end_and_the_run_ends_right_after_it() -> None:
    stage = Stage(
        """
x = st.slider("x", 0, 10, 0, key="x")
with st.uninterrupted():
    at("inside")
    st.text("inside")
    log.append(("saved", x))
log.append(("after", x))
""",
        inside=lambda s: s.change(x=(7,)),
    )
    assert stage.log == [("saved", 0), ("saved", 7), ("after", 7)]


def test_stop_shows_what_was_drawn_and_leaves_the_rest_of_the_old_page() -> None:
    source = 'st.text(f"one {len(log)}")\nlog.append(1)\nat("middle")\nst.text(f"two {len(log)}")\n'
    stage = Stage(source)
    stage._schedule["middle"] = lambda s: s.stop()
    stage.rerun()
    assert stage.texts == ["one 1", "two 1"]
    assert stage.states[-1] == "idle"


def test_a_spinner_that_is_stopped_goes_away() -> None:
    stage = Stage(
        'with st.spinner("working"):\n    at("inside")\n    st.text("never")',
        inside=lambda s: (s.handle(FrameDue()), s.stop()),
    )
    assert "Spinner" not in repr(stage.root)
    assert stage.texts == []


def test_a_stream_that_is_stopped_loses_its_cursor_and_is_closed() -> None:
    stage = Stage(
        """
def words():
    try:
        yield "one "
        at("second")
        yield "two "
        yield "three"
    finally:
        log.append("closed")
st.write_stream(words, cursor="|")
""",
        second=lambda s: (s.handle(FrameDue()), s.log.append(list(s.texts)), s.stop()),
    )
    assert stage.log == [["one |"], "closed"]
    assert stage.texts == ["one two "] or stage.texts == ["one "]


def test_an_await_is_left_when_something_newer_comes() -> None:
    reached, left = threading.Event(), []

    def interrupt(stage: Stage) -> None:
        def later() -> None:
            reached.wait(5)
            run = stage.session._run
            assert run is not None
            run.interrupt()

        threading.Thread(target=later).start()

    stage = Stage(
        """
import asyncio
async def endless():
    try:
        at.__self__.reached.set()
        await asyncio.Event().wait()
    finally:
        at.__self__.left.append(True)
if at.__self__.first:
    at("before")
    await endless()
st.text("done")
""".replace(
            "at.__self__.first",
            "not log.append(1) and len(log) == 1 and hasattr(at.__self__, 'reached')",
        ),
    )
    assert stage.texts == ["done"]
    stage.reached, stage.left = reached, left  # type: ignore[attr-defined]
    stage.log.clear()
    stage._schedule["before"] = interrupt
    stage.rerun()
    assert stage.outcomes[-1] is Outcome.INTERRUPTED
    assert left == [True]


# --- fragments -------------------------------------------------------------------------------------

FRAGMENTS = """
log.append("app")
x = st.slider("x", 0, 10, 0, key="x")
@st.fragment(run_every=1)
def part(name):
    log.append(name)
    at(name)
    st.text(f"{name} {st.button(name, key=name)}")
    log.append(f"{name} end")
part("f")
part("g")
at("app")
st.text(f"app {x}")
log.append("app end")
"""
FULL = ["app", "f", "f end", "g", "g end", "app end"]


def timer(stage: Stage, name: str) -> None:
    number = {"f": 0, "g": 1}[name]
    stage.handle(TimerDue(f"/__main__.part~{number}"))


def test_a_fragment_waits_for_the_run_of_the_script() -> None:
    stage = Stage(FRAGMENTS, app=lambda s: s.change(f=True))
    assert stage.log == [*FULL, "f", "f end"]
    assert stage.texts[0] == "f True"


def test_the_script_does_not_wait_for_a_fragment() -> None:
    stage = Stage(FRAGMENTS)
    stage.log.clear()
    stage._schedule["f"] = lambda s: s.change(x=(5,))
    stage.change(f=True)
    assert stage.log == ["f", *FULL]
    assert stage.texts == ["f True", "g False", "app 5"], "the click was not lost"


def test_a_fragment_interrupts_itself_and_nothing_else() -> None:
    stage = Stage(FRAGMENTS)
    stage.log.clear()
    stage._schedule["f"] = lambda s: s.change(f=True)
    stage.change(f=True)
    assert stage.log == ["f", "f", "f end"]
    stage.log.clear()
    stage._schedule["f"] = lambda s: s.change(g=True)
    stage.change(f=True)
    assert stage.log == ["f", "f end", "g", "g end"]


def test_a_timer_interrupts_nothing_and_runs_do_not_pile_up() -> None:
    stage = Stage(FRAGMENTS)
    stage.log.clear()

    def ring(stage: Stage) -> None:
        timer(stage, "f")
        timer(stage, "g")
        timer(stage, "g")

    stage._schedule["f"] = ring
    stage.change(f=True)
    assert stage.log == ["f", "f end", "g", "g end"], "what runs already is not asked to run again"


def test_a_timer_during_a_run_of_the_script_runs_the_fragment_once_after_it() -> None:
    stage = Stage(FRAGMENTS, app=lambda s: (timer(s, "g"), timer(s, "g")))
    assert stage.log == [*FULL, "g", "g end"]


def test_a_click_during_a_timers_run_interrupts_it_and_counts() -> None:
    stage = Stage(FRAGMENTS)
    stage.log.clear()
    stage._schedule["g"] = lambda s: s.change(g=True)
    timer(stage, "g")
    assert stage.log == ["g", "g", "g end"]
    assert stage.texts[1] == "g True"


def test_a_fragment_that_was_interrupted_beside_the_one_that_was_clicked_is_run_too() -> None:
    stage = Stage(FRAGMENTS)
    stage.log.clear()
    stage._schedule["f"] = lambda s: s.change(f=True)
    stage.change(f=True, g=True)
    assert stage.log == ["f", "f", "f end", "g", "g end"]
    assert stage.texts[:2] == ["f True", "g True"]


def test_a_frame_of_a_fragment_keeps_what_it_has_not_drawn_again() -> None:
    seen: list[list[str]] = []
    stage = Stage("""
@st.fragment
def part():
    n = len(log)
    log.append(n)
    st.button("go", key="go")
    st.text(f"first {n}")
    at("half")
    st.text(f"second {n}")
part()
st.text("rest")
""")
    stage._schedule["half"] = lambda s: (s.handle(FrameDue()), seen.append(list(s.texts)))
    stage.change(go=True)
    assert seen == [["first 1", "second 0", "rest"]]
    assert stage.texts == ["first 1", "second 1", "rest"]


def test_a_fragment_that_the_stopped_run_has_not_reached_runs_the_script() -> None:
    stage = Stage(FRAGMENTS)
    stage._schedule["f"] = lambda s: s.stop()
    stage.rerun()
    stage.log.clear()
    stage.change(g=True)
    assert stage.log == FULL
    assert stage.texts == ["f False", "g True", "app 0"]


# --- threads ---------------------------------------------------------------------------------------


def test_a_thread_draws_for_the_run_that_started_it_and_not_after_its_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    go, done = threading.Event(), threading.Event()
    stage = Stage(
        """
import threading
def work(place):
    place.text("in time")
    at.__self__.first.set()
    at.__self__.go.wait(5)
    place.text("too late")
    st.text("too late")
    log.append(helper())
    at.__self__.done.set()
def helper():
    return "helped"
at.__self__.first = threading.Event()
thread = threading.Thread(target=work, args=(st.container(),))
if not log:
    log.append("started")
    at("threads")
    thread.start()
    at.__self__.first.wait(5)
""",
        threads=lambda s: (setattr(s, "go", go), setattr(s, "done", done)),
    )
    assert stage.texts == ["in time"]
    stage.rerun()
    with caplog.at_level(logging.WARNING):
        go.set()
        assert done.wait(5)
    assert stage.texts == []
    assert stage.log == ["started", "helped"], "the thread still has the globals of its run"
    (record,) = caplog.records
    assert "after the run" in record.getMessage()


def test_two_threads_of_one_run_draw_without_disturbing_each_other() -> None:
    stage = Stage("""
from concurrent.futures import ThreadPoolExecutor
boxes = [st.container() for _ in range(4)]
def fill(i):
    with boxes[i]:
        for j in range(25):
            st.text(f"{i}.{j}")
    return i
with ThreadPoolExecutor(4) as pool:
    log.extend(pool.map(fill, range(4)))
""")
    assert stage.log == [0, 1, 2, 3]
    assert stage.texts == [f"{i}.{j}" for i in range(4) for j in range(25)]


def parallel(source: str, **names: Any) -> tuple[Stage, Any]:
    """Run a script whose parallel fragments have threads; give its run, too."""
    stage = Stage("")
    script = stage.session._script
    script.text = "import millstream as st\nlog = st.session_state.log\n" + source
    script.options = replace(script.options, parallel_max_workers=names.pop("most", None))
    script.names.update(names)
    runs: list[Any] = []
    start = stage.session._start

    def spawning(request: Any) -> Any:
        effects = start(request)
        run = effects[0].run
        run.spawn = lambda work: threading.Thread(target=work).start()
        runs.append(run)
        return effects

    stage.session._start = spawning  # type: ignore[method-assign]
    stage.rerun()
    return stage, runs[-1]


def test_parallel_fragments_are_drawn_at_the_same_time() -> None:
    meeting = threading.Barrier(2, timeout=5)
    stage, run = parallel(
        """
@st.fragment(parallel=True)
def part(name):
    meet()
    st.text(name)
part("a")
part("b")
st.text("script")
""",
        meet=meeting.wait,
    )
    assert stage.texts == ["a", "b", "script"]
    assert len(run.parts) == 2


def test_no_more_fragments_than_the_option_says_go_on_at_the_same_time() -> None:
    stage, run = parallel(
        """
busy = []
@st.fragment(parallel=True)
def inner(name):
    busy.append(name)
    log.append(len(busy))
    st.text(name)
    busy.remove(name)
@st.fragment(parallel=True)
def outer(name):
    busy.append(name)
    log.append(len(busy))
    inner(name + name)
    st.text(name)
    busy.remove(name)
for name in "abcd":
    outer(name)
""",
        most=1,
    )
    assert len(run.parts) == 8
    assert stage.log == [1] * 8
    assert stage.texts == ["aa", "a", "bb", "b", "cc", "c", "dd", "d"]


def test_st_stop_in_a_parallel_fragment_ends_the_script_at_its_next_call() -> None:
    stopped = threading.Event()
    stage, run = parallel(
        """
@st.fragment(parallel=True)
def part():
    try:
        st.text("part")
        st.stop()
    finally:
        stopped.set()
part()
stopped.wait(5)
while True:
    st.empty()
""",
        stopped=stopped,
    )
    assert run.stopped and stage.outcomes[-1] is Outcome.FINISHED
    assert stage.texts == ["part"]
    assert stage.states[-1] == "idle"
