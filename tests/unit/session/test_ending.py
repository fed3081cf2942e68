"""The end of a session: after its last run, once, and with everything gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from millstream.protocol.messages import Rerun
from millstream.script.ending import finish
from millstream.script.outcome import Outcome
from millstream.session.events import Expired, Finish, FrameDue, Leaving, Release

END = """
import millstream as st
st.session_state.setdefault("n", 0)
st.session_state.n += 1

@st.on_session_end
def first():
    st.session_state.log.append(f"first after {st.session_state.n}")

@st.on_session_end
async def second():
    st.session_state.log.append("second")
    st.text("nobody sees this")
    raise ValueError("the others are called nevertheless")

@st.on_session_end
def third():
    st.session_state.log.append("third")
    st.stop()
"""


def test_the_ends_are_called_once_each_last_one_first(browse: Callable[..., Any]) -> None:
    browser = browse(END).connect()
    log: list[str] = []
    browser.session.state["log"] = log
    browser.handle(Rerun(1))
    (effect,) = browser.session.handle(Expired())
    assert isinstance(effect, Finish)
    assert log == []
    finish(effect.run)
    finish(effect.run)
    assert log == ["third", "second", "first after 2"]
    assert browser.session.handle(Expired()) == []


def test_a_run_that_goes_on_ends_first(browse: Callable[..., Any]) -> None:
    browser = browse("import millstream as st; st.text(1); st.text(2)")
    browser.holds_runs = True
    browser.connect()
    assert browser.session.handle(Expired()) == []
    run = browser.waiting[0].run
    assert run.interrupted
    browser.run_next()
    assert [type(effect) for effect in browser.effects] == [Finish]


def test_an_ended_session_takes_nothing_in(browse: Callable[..., Any]) -> None:
    browser = browse("import millstream as st; st.text(1)").connect()
    browser.session.handle(Expired())
    assert browser.session.handle(Rerun(1)) == []
    assert browser.session.handle(FrameDue()) == []


def test_a_session_that_goes_on_elsewhere_ends_nothing_here(browse: Callable[..., Any]) -> None:
    browser = browse(END).connect()
    assert browser.session.handle(Leaving()) == [Release()]
    assert browser.session.handle(Rerun(1)) == []
    assert browser.session.handle(Expired()) == []


def test_a_run_comes_to_its_end_before_its_session_goes_on_elsewhere(
    browse: Callable[..., Any],
) -> None:
    browser = browse("import millstream as st; st.text(1); st.text(2)")
    browser.holds_runs = True
    browser.connect()
    run = browser.waiting[0].run
    assert browser.session.handle(Leaving()) == []
    assert not run.interrupted
    assert browser.run_next() is Outcome.FINISHED
    assert browser.effects == [Release()]


def test_what_waits_for_its_run_is_left_to_the_next_process(browse: Callable[..., Any]) -> None:
    browser = browse("import millstream as st; st.text(1); st.text(2)")
    browser.holds_runs = True
    browser.connect()
    browser.handle(Rerun(1))
    browser.session.handle(Leaving())
    browser.run_next()
    assert browser.effects == [Release()]
    assert browser.waiting == []
