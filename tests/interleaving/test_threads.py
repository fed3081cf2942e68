"""Threads and parallel fragments that meet runs, while the script stands at `at(...)` for what the schedule says."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from millstream.script.runner import Outcome
from millstream.session.events import TimerDue


def test_a_thread_draws_for_the_run_that_started_it_and_not_after_its_end(
    play: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    go, done = threading.Event(), threading.Event()
    stage = play(
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


def test_two_threads_of_one_run_draw_without_disturbing_each_other(play: Any) -> None:
    stage = play("""
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


def parallel(play: Any, source: str, **names: Any) -> tuple[Any, Any]:
    """Run a script whose parallel fragments have threads; give its run, too."""
    stage = play("")
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


def test_parallel_fragments_are_drawn_at_the_same_time(play: Any) -> None:
    meeting = threading.Barrier(2, timeout=5)
    stage, run = parallel(
        play,
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


def test_no_more_fragments_than_the_option_says_go_on_at_the_same_time(play: Any) -> None:
    stage, run = parallel(
        play,
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


def test_st_stop_in_a_parallel_fragment_ends_the_script_at_its_next_call(play: Any) -> None:
    stopped = threading.Event()
    stage, run = parallel(
        play,
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
    assert run.stopped and stage.outcomes[-1] is Outcome.CUT
    assert stage.texts == ["part"]
    assert stage.states[-1] == "idle"


TIMED = """
@st.fragment(run_every=1, parallel=True)
def part(name):
    at(name)
    meet(name)
    st.text(f"{name} {log.count(name)} {st.button(name, key=name)}")
    log.append(name)
@st.fragment(run_every=1)
def alone():
    at("alone")
    st.text(f"alone {log.count('alone')}")
    log.append("alone")
for name in "fg":
    part(name)
alone()
log.append("app")
"""
TIMERS = {
    "f": "/__main__.part~0",
    "g": "/__main__.part~1",
    "h": "/__main__.part~2",
    "alone": "/__main__.alone~0",
}


def ring(stage: Any, name: str) -> None:
    stage.handle(TimerDue(TIMERS[name]))


def timed(play: Any, meet: Callable[[str], object], **schedule: Any) -> Any:
    """Draw fragments with timers once; from then on each waits for what `meet` waits for."""
    drawn: list[str] = []
    stage, _ = parallel(
        play, TIMED, meet=lambda name: meet(name) if len(drawn) == 2 else drawn.append(name)
    )
    stage.log.clear()
    stage._schedule.update(schedule)
    return stage


def test_parallel_fragments_whose_timers_ring_together_are_drawn_at_the_same_time(
    play: Any,
) -> None:
    meeting = threading.Barrier(2, timeout=5)
    stage = timed(play, lambda _: meeting.wait(), f=lambda s: ring(s, "g"))
    ring(stage, "f")
    assert sorted(stage.log) == ["f", "g"]
    assert stage.texts == ["f 0 False", "g 0 False", "alone 0"]
    assert stage.states[-1] == "idle" and len(stage.outcomes) == 3


def test_timers_that_have_rung_during_the_script_are_drawn_at_the_same_time_after_it(
    play: Any,
) -> None:
    meeting = threading.Barrier(2, timeout=5)
    stage = timed(play, lambda _: meeting.wait() if "app" in stage.log else None)
    stage._schedule["alone"] = lambda s: (ring(s, "f"), ring(s, "g"))
    stage.rerun()
    assert sorted(stage.log[-2:]) == ["f", "g"]
    assert stage.texts[:2] == ["f 1 False", "g 1 False"]


def test_a_fragment_that_is_not_parallel_waits_for_those_that_are(play: Any) -> None:
    stage = timed(play, lambda _: None, f=lambda s: ring(s, "alone"))
    ring(stage, "f")
    assert stage.log == ["f", "alone"]


def test_a_timer_joins_a_fragments_run_once_and_not_while_a_click_waits(play: Any) -> None:
    go = threading.Event()
    stage = timed(play, lambda name: go.wait(5) if name == "f" else go.set())

    def schedule(stage: Any) -> None:
        ring(stage, "g")
        ring(stage, "g")
        ring(stage, "f")

    stage._schedule["f"] = schedule
    ring(stage, "f")
    assert sorted(stage.log) == ["f", "g"]
    stage.log.clear()
    stage._schedule["f"] = lambda s: (s.change(g=True), ring(s, "g"))
    ring(stage, "f")
    assert stage.log == ["f", "g"]
    assert stage.texts[1] == "g 0 True", "the click was seen, and the timer had nothing to add"


def test_a_click_in_one_of_two_that_are_drawn_together_is_not_lost(play: Any) -> None:
    meeting = threading.Barrier(2, timeout=5)
    stage = timed(play, lambda _: meeting.wait())
    stage._schedule["f"] = lambda s: (ring(s, "g"), s.change(f=True))
    ring(stage, "f")
    assert stage.texts[:2] == ["f 0 True", "g 0 False"]
    assert stage.states[-1] == "idle"


def test_st_rerun_of_one_that_is_drawn_beside_others_leaves_them_alone(play: Any) -> None:
    stage, _ = parallel(
        play,
        """
@st.fragment(run_every=1, parallel=True)
def part(name):
    at(name)
    if "app" in log and name not in log:
        log.append(name)
        meet()
        st.rerun(scope="fragment" if name == "f" else "app")
    log.append(f"{name} drawn")
    st.text(name)
part("f")
part("g")
part("h")
if "app" not in log:
    log.append("app")
""",
        meet=lambda: None,
    )
    stage.log[:] = ["app", "h"]
    stage._schedule["f"] = lambda s: ring(s, "h")
    ring(stage, "f")
    assert sorted(stage.log) == ["app", "f", "f drawn", "h", "h drawn"]
    assert stage.outcomes[-2:] == [Outcome.RERUN, Outcome.FINISHED]
    stage.log[:] = ["app", "f"]
    stage._schedule["f"] = lambda s: ring(s, "g")
    ring(stage, "f")
    assert {"f drawn", "g drawn", "h drawn"} <= set(stage.log), "the script was run"


def test_st_rerun_of_the_script_does_not_wait_for_its_parallel_fragments(play: Any) -> None:
    drawing, interrupted = threading.Event(), threading.Event()
    stage, _ = parallel(
        play,
        """
@st.fragment(parallel=True)
def part():
    if not log:
        drawing.set()
        try:
            while True:
                st.empty()
        finally:
            interrupted.set()
    st.text("part")
part()
if not log:
    drawing.wait(5)
    log.append("again")
    st.rerun()
""",
        drawing=drawing,
        interrupted=interrupted,
    )
    assert interrupted.is_set()
    assert stage.texts == ["part"] and stage.outcomes[-1] is Outcome.FINISHED
