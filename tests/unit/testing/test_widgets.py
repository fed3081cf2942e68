"""Widgets under test: what a test sets is what a user could set."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest

from millstream.testing.v1 import AppTest, AppTestError

PAGE = """
import datetime as dt
import streamlit as st
st.button("go", key="go", help="press"); st.button("off", disabled=True)
st.checkbox("c", key="c"); st.text_input("fixed", "f", disabled=True, key="fixed")
st.slider("s", 0, 10, 3, key="s"); st.slider("r", 0.0, 1.0, (0.2, 0.4), key="r")
st.slider("d", dt.date(2020, 1, 1), dt.date(2020, 2, 1), dt.date(2020, 1, 10), key="d")
st.slider("t", dt.time(1), dt.time(2), dt.time(1, 30), key="t")
st.selectbox("sb", [10, 20, 30], format_func=lambda v: f"n{v}", key="sb")
st.selectbox("none", ["a", "b"], index=None, key="none")
st.selectbox("new", ["a", "b"], accept_new_options=True, key="new")
st.text_input("ti", "v", key="ti", placeholder="ph", max_chars=5)
st.number_input("ni", 0, 10, 3, key="ni"); st.number_input("nf", key="nf")
st.number_input("nn", value=None, key="nn")
st.color_picker("cp", "#00ff00", key="cp")
"""
KINDS = {
    "go": "button", "c": "checkbox", "fixed": "text_input", "s": "slider", "r": "slider", "d": "slider",
    "t": "slider", "sb": "selectbox", "none": "selectbox", "new": "selectbox", "ti": "text_input",
    "ni": "number_input", "nf": "number_input", "nn": "number_input", "cp": "color_picker",
}  # fmt: skip


@pytest.fixture
def at() -> AppTest:
    return AppTest.from_string(PAGE).run()


def widget(at: AppTest, key: str) -> Any:
    return getattr(at, KINDS[key])(key=key)


@pytest.mark.parametrize(
    ("key", "act", "value"),
    [
        ("go", lambda w: w.click(), True),
        ("go", lambda w: w.set_value(False), False),
        ("c", lambda w: w.check(), True),
        ("c", lambda w: w.check().uncheck(), False),
        ("s", lambda w: w.set_value(5), 5),
        ("r", lambda w: w.set_range(0.1, 0.9), (0.1, 0.9)),
        ("d", lambda w: w.set_value(date(2020, 1, 5)), date(2020, 1, 5)),
        ("t", lambda w: w.set_value(time(1, 45)), time(1, 45)),
        ("sb", lambda w: w.select(20), 20),
        ("sb", lambda w: w.select_index(2), 30),
        ("none", lambda w: w.select("b"), "b"),
        ("none", lambda w: w.select_index(None), None),
        ("new", lambda w: w.select("z"), "z"),
        ("ti", lambda w: w.input("abc"), "abc"),
        ("ni", lambda w: w.increment(), 4),
        ("ni", lambda w: w.set_value(10).increment(), 10),
        ("ni", lambda w: w.set_value(0).decrement(), 0),
        ("nf", lambda w: w.decrement(), -0.01),
        ("nn", lambda w: w.increment(), None),
        ("nn", lambda w: w.set_value(3), 3.0),
        ("cp", lambda w: w.pick("#123456"), "#123456"),
        ("cp", lambda w: w.pick("ff0000"), "#ff0000"),
    ],
)
def test_what_is_set_shows_at_once_and_is_the_scripts_after_the_run(
    at: AppTest, key: str, act: Callable[[Any], Any], value: object
) -> None:
    changed = act(widget(at, key))
    assert changed.value == value
    after = widget(changed.run(), key)
    assert after.value == value and type(after.value) is type(value)


@pytest.mark.parametrize(
    ("key", "act", "kept"),
    [
        ("s", lambda w: w.set_value(99), 3),
        ("ni", lambda w: w.set_value(11), 3),
        ("cp", lambda w: w.pick("red"), "#00ff00"),
        ("ti", lambda w: w.input("too long"), "v"),
    ],
)
def test_what_the_app_would_refuse_changes_nothing(
    at: AppTest, key: str, act: Callable[[Any], Any], kept: object
) -> None:
    act(widget(at, key)).run()
    assert widget(at, key).value == kept


@pytest.mark.parametrize(
    ("key", "wrong"), [("sb", "n20"), ("r", 0.5), ("ni", None), ("s", (1, 2)), ("s", "three")]
)
def test_what_a_widget_of_this_kind_cannot_have_is_an_error(
    at: AppTest, key: str, wrong: object
) -> None:
    with pytest.raises(ValueError):
        widget(at, key).set_value(wrong)


def test_a_position_without_an_option_is_an_index_error(at: AppTest) -> None:
    with pytest.raises(IndexError, match="no option 3 of 3"):
        widget(at, "sb").select_index(3)


def test_what_is_disabled_cannot_be_used(at: AppTest) -> None:
    with pytest.raises(AppTestError, match="button 'off' is disabled"):
        at.button[1].click()
    with pytest.raises(AppTestError, match=r"'fixed'.*disabled"):
        widget(at, "fixed").input("x")


def test_a_click_counts_for_one_run(at: AppTest) -> None:
    at.button[0].click().run()
    assert at.button[0].value is True
    assert at.run().button[0].value is False


def test_several_changes_go_into_one_run() -> None:
    at = AppTest.from_string(
        """
        import streamlit as st
        st.session_state.runs = st.session_state.get("runs", 0) + 1
        st.text((st.checkbox("a"), st.slider("b", 0, 9), st.session_state.runs))
        """
    ).run()
    at.checkbox[0].check()
    at.slider[0].set_value(4)
    assert at.run().text[0].value == "(True, 4, 2)"


def test_what_was_set_on_a_page_that_is_gone_is_forgotten(at: AppTest) -> None:
    stale = widget(at, "s")
    at.run()
    stale.set_value(9)
    assert widget(at.run(), "s").value == 3


def test_widgets_tell_what_they_were_drawn_with(at: AppTest) -> None:
    sb, ti, ni, d = (widget(at, key) for key in ("sb", "ti", "ni", "d"))
    assert (sb.options, sb.index, sb.format_func(30)) == (["n10", "n20", "n30"], 0, "n30")
    assert (widget(at, "none").index, sb.select(20).index) == (None, 1)
    assert (ti.placeholder, ti.max_chars, ti.label) == ("ph", 5, "ti")
    assert (ni.min, ni.max, ni.step) == (0, 10, 1)
    assert (d.min, d.max) == (date(2020, 1, 1), date(2020, 2, 1))
    assert (at.button[0].help, at.button[0].key, at.button[1].key) == ("press", "go", None)
    assert [button.disabled for button in at.button] == [False, True]
