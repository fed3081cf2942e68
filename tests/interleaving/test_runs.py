"""Runs that meet: each schedule is written out, and happens on one thread while the script stands at `at(...)`."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from millstream.script.runner import Outcome
from millstream.session.events import FrameDue

SLOW = """
clicked = st.button("a", key="a")
x = st.slider("x", 0, 10, 0, key="x")
log.append(("run", x, clicked))
at("middle")
st.text(f"{x}")
log.append(("end", x))
"""


def test_a_newer_interaction_ends_the_run_at_its_next_call(play: Any) -> None:
    stage = play(SLOW, middle=lambda s: s.change(x=(5,)))
    assert stage.log == [("run", 0, False), ("run", 5, False), ("end", 5)]
    assert stage.outcomes == [Outcome.INTERRUPTED, Outcome.FINISHED]
    assert stage.texts == ["5"]


def test_several_interactions_become_one_run_with_the_last_values_and_every_click(
    play: Any,
) -> None:
    def busy(stage: Any) -> None:
        stage.change(x=(1,))
        stage.change(a=True)
        stage.change(x=(2,))

    stage = play(SLOW, middle=busy)
    assert stage.log == [("run", 0, False), ("run", 2, True), ("end", 2)]


def test_a_click_whose_run_is_interrupted_before_the_button_is_not_lost(play: Any) -> None:
    source = "at('top')\nst.text('top')\n" + SLOW
    stage = play(source)
    stage._schedule["top"] = lambda s: s.change(x=(4,))
    stage.change(a=True)
    assert stage.log[-2:] == [("run", 4, True), ("end", 4)]


def test_a_click_is_not_lost_where_the_interruption_falls_into_the_buttons_own_call(
    play: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = play(SLOW)
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


def test_a_click_that_the_script_has_seen_is_not_given_again(play: Any) -> None:
    stage = play(SLOW)
    stage._schedule["middle"] = lambda s: s.change(x=(3,))
    stage.change(a=True)
    assert [entry for entry in stage.log if entry[0] == "run"][1:] == [
        ("run", 0, True),
        ("run", 3, False),
    ]


COUNTS = """
at("top")
st.text("top")
if st.button("+", key="plus", on_click=lambda: log.append("callback")):
    st.session_state.n = st.session_state.get("n", 0) + 1
    at("clicked")
    st.text("clicked")
    log.append("done")
x = st.slider("x", 0, 10, 0, key="x")
st.text(f"{st.session_state.get('n', 0)} {x}")
"""


def test_every_click_of_one_button_counts_however_fast_they_come(play: Any) -> None:
    stage = play(COUNTS)

    def busy(stage: Any) -> None:
        stage.change(plus=True)
        stage.change(x=(3,))
        stage.change(plus=True)

    stage._schedule["top"] = busy
    stage.change(plus=True)
    assert stage.texts[-1] == "3 3"
    assert stage.log == ["callback"] * 3 + ["done"]


def test_another_click_ends_the_run_as_soon_as_the_first_was_seen(play: Any) -> None:
    stage = play(COUNTS)
    stage._schedule["clicked"] = lambda s: s.change(plus=True)
    stage.change(plus=True)
    assert stage.outcomes[1:] == [Outcome.INTERRUPTED, Outcome.FINISHED]
    assert stage.texts[-1] == "2 0"


def test_a_click_that_waits_for_its_button_goes_on_where_the_button_is_gone(play: Any) -> None:
    stage = play("if not log:\n    st.button('+', key='plus')\nat('top')\nst.text(f'{len(log)}')")
    stage.log.append("hidden")
    stage._schedule["top"] = lambda s: s.change(plus=True)
    stage.change(plus=True)
    assert stage.texts == ["1"]
    assert stage.states[-1] == "idle"


def test_stop_ends_a_run_that_has_not_seen_its_click(play: Any) -> None:
    stage = play(COUNTS)
    stage._schedule["top"] = lambda s: (s.change(plus=True), s.stop())
    stage.change(plus=True)
    assert stage.outcomes[1:] == [Outcome.INTERRUPTED]
    assert stage.session.state["plus"] is True, "it is for the next run"


def test_two_submissions_of_a_form_are_two(play: Any) -> None:
    stage = play("""
with st.form("f", clear_on_submit=True):
    name = st.text_input("name", key="name")
    at("form")
    sent = st.form_submit_button("send", key="send")
if sent:
    st.session_state.names = [*st.session_state.get("names", []), name]
st.text(str(st.session_state.get("names")))
""")
    stage._schedule["form"] = lambda s: s.change(name="b", send=True)
    stage.change(name="a", send=True)
    assert stage.texts == ["['a', 'b']"]


def test_an_await_is_not_left_while_the_run_has_a_click_to_see(play: Any) -> None:
    stage = play("""
import asyncio
at("top")
await asyncio.sleep(0)
if st.button("+", key="plus"):
    log.append("clicked")
    if len(log) == 1:
        await asyncio.Event().wait()
""")
    stage._schedule["top"] = lambda s: s.change(plus=True)
    stage.change(plus=True)
    assert stage.log == ["clicked", "clicked"]
    assert stage.outcomes[1:] == [Outcome.INTERRUPTED, Outcome.FINISHED]


def test_a_callback_runs_to_its_end(play: Any) -> None:
    stage = play("""
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


def test_a_protected_section_runs_to_its_end_and_the_run_ends_right_after_it(play: Any) -> None:
    stage = play(
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


def test_stop_shows_what_was_drawn_and_leaves_the_rest_of_the_old_page(play: Any) -> None:
    source = 'st.text(f"one {len(log)}")\nlog.append(1)\nat("middle")\nst.text(f"two {len(log)}")\n'
    stage = play(source)
    stage._schedule["middle"] = lambda s: s.stop()
    stage.rerun()
    assert stage.texts == ["one 1", "two 1"]
    assert stage.states[-1] == "idle"


def test_a_spinner_that_is_stopped_goes_away(play: Any) -> None:
    stage = play(
        'with st.spinner("working"):\n    at("inside")\n    st.text("never")',
        inside=lambda s: (s.handle(FrameDue()), s.stop()),
    )
    assert "Spinner" not in repr(stage.root)
    assert stage.texts == []


def test_a_status_that_is_stopped_does_not_seem_to_go_on(play: Any) -> None:
    stage = play(
        'with st.status("working"):\n    at("inside")\n    st.text("never")',
        inside=lambda s: (s.handle(FrameDue()), s.stop()),
    )
    assert "state='error'" in repr(stage.root) and "running" not in repr(stage.root)


def test_a_stream_that_is_stopped_loses_its_cursor_and_is_closed(play: Any) -> None:
    stage = play(
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


def test_an_await_is_left_when_something_newer_comes(play: Any) -> None:
    reached, left = threading.Event(), []

    def interrupt(stage: Any) -> None:
        def later() -> None:
            reached.wait(5)
            run = stage.session._run
            assert run is not None
            run.interrupt()

        threading.Thread(target=later).start()

    stage = play(
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
