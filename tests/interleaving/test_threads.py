"""Threads and parallel fragments that meet runs, while the script stands at `at(...)` for what the schedule says."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from typing import Any

import pytest

from millstream.script.runner import Outcome


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
