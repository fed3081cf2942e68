"""One page: what is sent for what happens."""

from __future__ import annotations

import logging

import pytest

from millstream.protocol.messages import (
    Change,
    ClearCaches,
    Interact,
    Rerun,
    SourceChanged,
    Stop,
)
from millstream.session.events import Disconnected, FrameDue, SourceEdited
from millstream.tree import Put, Reset

COUNTER = """
import millstream as st
st.session_state.setdefault("n", 0)
if st.button("more"):
    st.session_state.n += 1
st.text(f"n = {st.session_state.n}")
"""

SLIDER = """
import millstream as st
x = st.slider("x", 0, 10, 3, key="x")
st.text(f"x = {x}")
"""


def test_a_new_session_runs_its_script_and_sends_the_page_whole_in_one_message(browse) -> None:
    browser = browse(COUNTER).connect()
    assert browser.texts() == ["n = 0"]
    (update,) = browser.updates
    assert isinstance(update.ops[0], Reset)
    assert update.run == "idle"
    assert browser.page.title == "app"


def test_a_click_reruns_the_script_and_sends_what_changed_in_one_message(browse) -> None:
    browser = browse(COUNTER).connect()
    browser.click("more")
    (update,) = browser.updates[1:]
    assert [type(op) for op in update.ops] == [Put]
    assert browser.texts() == ["n = 1"]
    assert update.ack == 1


def test_a_rerun_that_changes_nothing_sends_only_that_it_is_over(browse) -> None:
    browser = browse(COUNTER).connect()
    browser.seq += 1
    browser.handle(Rerun(browser.seq))
    assert browser.updates[-1].ops == ()
    assert browser.updates[-1].run == "idle"


def test_a_slider_that_shows_what_the_user_made_of_it_is_not_sent_back(browse) -> None:
    browser = browse(SLIDER).connect()
    browser.change("slider-x", (7,))
    (op,) = browser.updates[-1].ops
    assert op.element.body == "x = 7"


def test_a_value_that_the_script_sets_instead_is_sent(browse) -> None:
    browser = browse(
        """
import millstream as st
if st.session_state.get("x", 0) > 5:
    st.session_state.x = 5
st.slider("x", 0, 10, 3, key="x")
"""
    ).connect()
    browser.change("slider-x", (9,))
    assert browser.find("Slider").value == (5.0,)


def test_an_event_that_arrives_twice_counts_once(browse) -> None:
    browser = browse(COUNTER).connect()
    button = browser.find("Button").id
    browser.click("more")
    browser.handle(Interact(1, (Change(button, True),)))
    assert browser.texts() == ["n = 1"]


@pytest.mark.parametrize(
    ("id", "value", "why"),
    [
        ("slider-nowhere", (3,), "is not on the page"),
        ("slider-x", (11,), "not between"),
        ("slider-x", "3", "numbers are expected"),
        ("slider-x", (float("nan"),), "not between"),
        ("slider-x", (3.5,), "not a whole number"),
        ("slider-x", (True,), "not a number"),
        ("slider-x", (1, 2), "numbers are expected"),
    ],
)
def test_a_change_that_no_browser_of_ours_makes_is_refused_with_one_log_line(
    browse, caplog: pytest.LogCaptureFixture, id: str, value: object, why: str
) -> None:
    browser = browse(SLIDER).connect()
    with caplog.at_level(logging.WARNING):
        browser.change(id, value)
    (record,) = caplog.records
    assert why in record.getMessage()
    assert browser.texts() == ["x = 3"]
    assert browser.updates[-1].run == "idle"
    if id == "slider-x":
        (put,) = browser.updates[-1].ops
        assert put.element.value == (3.0,), "the browser shows again what it had"


def test_a_change_of_a_disabled_widget_is_refused(browse, caplog: pytest.LogCaptureFixture) -> None:
    browser = browse('import millstream as st\nst.checkbox("c", key="c", disabled=True)').connect()
    browser.change("checkbox-c", True)
    assert "is disabled" in caplog.text


def test_callbacks_run_before_the_script_and_see_the_new_value(browse) -> None:
    browser = browse(
        """
import millstream as st
st.session_state.setdefault("log", [])
def changed(*args, **kwargs):
    st.session_state.log.append((st.session_state.x, args, kwargs))
st.slider("x", 0, 10, 3, key="x", on_change=changed, args=(1,), kwargs={"k": 2})
st.text(st.session_state.log)
"""
    ).connect()
    browser.change("slider-x", (4,))
    assert browser.texts() == ["[(4, (1,), {'k': 2})]"]


def test_st_rerun_shows_only_the_page_of_the_last_run(browse) -> None:
    browser = browse(
        """
import millstream as st
st.session_state.setdefault("n", 0)
st.session_state.n += 1
st.text("first")
if st.session_state.n < 3:
    st.rerun()
st.text(f"runs: {st.session_state.n}")
"""
    ).connect()
    assert browser.texts() == ["first", "runs: 3"]
    assert len(browser.updates) == 1


def test_st_stop_ends_the_page_where_it_stands(browse) -> None:
    browser = browse('import millstream as st\nst.text("a")\nst.stop()\nst.text("b")').connect()
    assert browser.texts() == ["a"]


def test_an_exception_is_shown_with_the_users_frames_and_the_app_goes_on(browse) -> None:
    browser = browse(
        """
import millstream as st
def divide():
    return 1 / st.session_state.get("d", 0)
if st.button("fix"):
    st.session_state.d = 1
st.text("before")
divide()
st.text("after")
"""
    ).connect()
    shown = browser.find("Exception_")
    assert (shown.type, shown.message) == ("ZeroDivisionError", "division by zero")
    assert [frame.function for frame in shown.frames] == ["<module>", "divide"]
    assert browser.updates[-1].run == "idle"
    browser.click("fix")
    assert browser.texts() == ["before", "after"]


def test_a_script_that_is_not_python_says_where(browse) -> None:
    browser = browse("import millstream as st\nst.text('a'\n").connect()
    assert browser.updates[-1].run == "compile_error"
    assert browser.find("Exception_").type == "SyntaxError"


def test_what_a_long_run_has_drawn_is_shown_while_it_goes_on(browse) -> None:
    browser = browse(COUNTER)
    browser.holds_runs = True
    browser.connect()
    browser.handle(FrameDue())
    assert browser.updates[-1].run == "running"
    browser.handle(FrameDue())
    assert len(browser.updates) == 1, "a frame in which nothing was drawn sends nothing"
    browser.run_next()
    assert browser.texts() == ["n = 0"]
    assert browser.updates[-1].run == "idle"


def test_clicks_during_a_run_interrupt_it_and_none_is_lost(browse) -> None:
    browser = browse(
        COUNTER + 'st.session_state.other = st.session_state.get("other", 0) + st.button("other")'
    )
    browser.connect()
    browser.holds_runs = True
    browser.click("more")
    running = browser.waiting[0].run
    assert not running.interrupted
    browser.click("other")
    assert running.interrupted
    browser.click("more")
    browser.holds_runs = False
    browser.handle(Rerun(browser.seq + 1))
    assert browser.session.state["other"] == 1
    assert browser.session.state["n"] >= 1
    assert browser.updates[-1].run == "idle"


def test_stop_ends_the_run_and_forgets_what_waited(browse) -> None:
    browser = browse(COUNTER).connect()
    browser.holds_runs = True
    browser.click("more")
    run = browser.waiting[0].run
    browser.seq += 1
    browser.handle(Stop(browser.seq))
    assert run.interrupted
    browser.run_next()
    assert browser.waiting == []
    assert browser.updates[-1].run == "idle"


def test_a_browser_that_comes_back_goes_on_where_it_was(browse) -> None:
    browser = browse(COUNTER).connect()
    browser.click("more")
    browser.handle(Disconnected())
    before = len(browser.updates)
    browser.connect(browser.welcomes[-1].token)
    assert browser.welcomes[-1].resumed
    assert browser.welcomes[-1].token != browser.welcomes[0].token
    assert all(update.ops == () for update in browser.updates[before:])
    assert browser.texts() == ["n = 1"]


def test_a_browser_that_missed_an_update_gets_the_page_whole(browse) -> None:
    browser = browse(COUNTER).connect()
    browser.handle(Disconnected())
    browser.click("more")  # arrived, but its answer was lost
    browser.connect(browser.welcomes[-1].token)
    assert isinstance(browser.updates[-1].ops[0], Reset)
    assert browser.texts() == ["n = 1"]
    assert browser.welcomes[-1].ack == 1


def test_an_edited_script_runs_again_or_is_offered(browse) -> None:
    browser = browse(COUNTER).connect()
    browser.handle(SourceEdited(run=False))
    assert isinstance(browser.messages[-1], SourceChanged)
    before = len(browser.updates)
    browser.handle(SourceEdited(run=True))
    assert len(browser.updates) == before + 1


def test_clearing_the_caches_runs_again(browse) -> None:
    browser = browse(COUNTER).connect()
    browser.handle(ClearCaches(1))
    assert browser.emptied == 1
    assert browser.updates[-1].run == "idle"


def test_each_session_has_globals_of_its_own_as_its_main_module(browse) -> None:
    source = """
import pickle, sys
import millstream as st
class Point:
    def __init__(self, x): self.x = x
st.text(pickle.loads(pickle.dumps(Point(3))).x)
st.text(sys.modules["__main__"].Point is Point)
"""
    assert browse(source).connect().texts() == ["3", "True"]


def test_a_widget_that_a_complete_run_does_not_draw_is_forgotten(browse) -> None:
    browser = browse(
        """
import millstream as st
if st.checkbox("show", True, key="show"):
    st.slider("x", 0, 10, 3, key="x")
st.text("x" in st.session_state)
"""
    ).connect()
    browser.change("slider-x", (8,))
    browser.change("checkbox-show", False)
    browser.change("checkbox-show", True)
    assert browser.find("Slider").value == (3.0,)


def test_a_choice_that_was_made_among_earlier_options_stays_that_choice_or_is_refused(
    browse, caplog: pytest.LogCaptureFixture
) -> None:
    browser = browse("""
import millstream as st
country = st.selectbox("country", ["FR", "IT"])
cities = {"FR": ["Paris", "Nice"], "IT": ["Nice", "Rome"]}[country]
st.text(st.selectbox("city", cities, key="city"))
""").connect()
    (country,) = [each.id for each in browser.elements() if getattr(each, "label", "") == "country"]
    browser.change(country, "IT")
    browser.change("selectbox-city", "Paris")
    assert browser.texts() == ["Nice"]
    assert "has no choice 'Paris'" in caplog.text
    browser.change("selectbox-city", "Rome")
    assert browser.texts() == ["Rome"]
