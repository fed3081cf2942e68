"""Fragments and timers that meet runs, while the script stands at `at(...)` for what the schedule says."""

from __future__ import annotations

from typing import Any

from millstream.session.events import FrameDue, TimerDue

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


def timer(stage: Any, name: str) -> None:
    number = {"f": 0, "g": 1}[name]
    stage.handle(TimerDue(f"/__main__.part~{number}"))


def test_a_fragment_waits_for_the_run_of_the_script(play: Any) -> None:
    stage = play(FRAGMENTS, app=lambda s: s.change(f=True))
    assert stage.log == [*FULL, "f", "f end"]
    assert stage.texts[0] == "f True"


def test_the_script_does_not_wait_for_a_fragment(play: Any) -> None:
    stage = play(FRAGMENTS)
    stage.log.clear()
    stage._schedule["f"] = lambda s: s.change(x=(5,))
    stage.change(f=True)
    assert stage.log == ["f", *FULL]
    assert stage.texts == ["f True", "g False", "app 5"], "the click was not lost"


def test_a_fragment_interrupts_itself_and_nothing_else(play: Any) -> None:
    stage = play(FRAGMENTS)
    stage.log.clear()
    stage._schedule["f"] = lambda s: s.change(f=True)
    stage.change(f=True)
    assert stage.log == ["f", "f", "f end"]
    stage.log.clear()
    stage._schedule["f"] = lambda s: s.change(g=True)
    stage.change(f=True)
    assert stage.log == ["f", "f end", "g", "g end"]


def test_a_timer_interrupts_nothing_and_runs_do_not_pile_up(play: Any) -> None:
    stage = play(FRAGMENTS)
    stage.log.clear()

    def ring(stage: Any) -> None:
        timer(stage, "f")
        timer(stage, "g")
        timer(stage, "g")

    stage._schedule["f"] = ring
    stage.change(f=True)
    assert stage.log == ["f", "f end", "g", "g end"], "what runs already is not asked to run again"


def test_a_timer_during_a_run_of_the_script_runs_the_fragment_once_after_it(play: Any) -> None:
    stage = play(FRAGMENTS, app=lambda s: (timer(s, "g"), timer(s, "g")))
    assert stage.log == [*FULL, "g", "g end"]


def test_a_click_during_a_timers_run_interrupts_it_and_counts(play: Any) -> None:
    stage = play(FRAGMENTS)
    stage.log.clear()
    stage._schedule["g"] = lambda s: s.change(g=True)
    timer(stage, "g")
    assert stage.log == ["g", "g", "g end"]
    assert stage.texts[1] == "g True"


def test_a_fragment_that_was_interrupted_beside_the_one_that_was_clicked_is_run_too(
    play: Any,
) -> None:
    stage = play(FRAGMENTS)
    stage.log.clear()
    stage._schedule["f"] = lambda s: s.change(f=True)
    stage.change(f=True, g=True)
    assert stage.log == ["f", "f", "f end", "g", "g end"]
    assert stage.texts[:2] == ["f True", "g True"]


def test_a_frame_of_a_fragment_keeps_what_it_has_not_drawn_again(play: Any) -> None:
    seen: list[list[str]] = []
    stage = play("""
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


def test_a_fragment_that_the_stopped_run_has_not_reached_runs_the_script(play: Any) -> None:
    stage = play(FRAGMENTS)
    stage._schedule["f"] = lambda s: s.stop()
    stage.rerun()
    stage.log.clear()
    stage.change(g=True)
    assert stage.log == FULL
    assert stage.texts == ["f False", "g True", "app 0"]
