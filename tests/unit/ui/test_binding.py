"""Widgets whose values stand in the page's address."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from millstream.testing.v1 import AppTest

BOUND = """
import datetime as dt
import streamlit as st
value = st.{call[:-1]}, key="k", bind="query-params")
st.session_state.seen = value
"""


def opened(call: str, **query: Any) -> AppTest:
    at = AppTest.from_string(BOUND.replace("{call[:-1]}", call[:-1]))
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def address(at: AppTest) -> dict[str, list[str]]:
    return {
        name: [texts] if isinstance(texts, str) else texts
        for name, texts in at.query_params.items()
    }


@pytest.mark.parametrize(
    ("call", "query", "value"),
    [
        ("checkbox('c')", "true", True),
        ("checkbox('c')", "TRUE", True),
        ("checkbox('c', True)", "false", False),
        ("text_input('t')", "hello there", "hello there"),
        ("text_input('t', 'default')", "", ""),
        ("text_input('t', None)", "x", "x"),
        ("number_input('n', 0, 10)", "7", 7),
        ("number_input('n')", "3.5", 3.5),
        ("number_input('n', value=None)", "2.0", 2.0),
        ("selectbox('s', ['x', 'y'])", "y", "y"),
        ("selectbox('s', [1, 2], format_func='n{}'.format)", "n2", 2),
        ("selectbox('s', ['x'], accept_new_options=True)", "z", "z"),
        ("slider('s', 0, 100)", "7", 7),
        ("slider('s', 0.0, 1.0)", "0.25", 0.25),
        ("slider('s', 0, 100, (20, 50))", ["10", "90"], (10, 90)),
        ("slider('s', value=dt.date(2020, 1, 5))", "2020-01-07", dt.date(2020, 1, 7)),
        ("slider('s', value=dt.time(9))", "10:15:00", dt.time(10, 15)),
        ("color_picker('c')", "#ff0000", "#ff0000"),
    ],
)
def test_a_widget_begins_with_what_the_address_says_and_writes_the_same(
    call: str, query: Any, value: Any
) -> None:
    at = opened(call, k=query, other="1")
    assert not at.exception
    assert at.session_state.seen == value
    assert [text.lower() for text in address(at)["k"]] == [
        text.lower() for text in ([query] if isinstance(query, str) else query)
    ]
    assert address(at)["other"] == ["1"]


@pytest.mark.parametrize(
    ("call", "query"),
    [
        ("checkbox('c')", "yes"),
        ("number_input('n', 0, 10)", "77"),
        ("number_input('n', 0, 10)", "seven"),
        ("number_input('n', 0, 10)", ""),
        ("number_input('n')", "nan"),
        ("selectbox('s', ['x', 'y'])", "q"),
        ("slider('s', 0, 100)", ["10", "90"]),
        ("slider('s', 0, 100)", "101"),
        ("slider('s', value=dt.date(2020, 1, 5))", "yesterday"),
        ("color_picker('c')", "red"),
        ("text_input('t', max_chars=3)", "too long"),
    ],
)
def test_what_stands_for_no_value_of_the_widget_is_taken_out_of_the_address(
    call: str, query: Any
) -> None:
    at, plain = opened(call, k=query), opened(call)
    assert not at.exception
    assert at.session_state.seen == plain.session_state.seen
    assert address(at) == {}


def test_the_address_follows_the_user_and_has_no_defaults() -> None:
    at = opened("slider('s', 0, 100, 5)")
    assert address(at) == {}
    at.slider[0].set_value(7)
    assert address(at.run()) == {"k": ["7"]}
    at.slider[0].set_value(5)
    assert address(at.run()) == {}


def test_the_address_follows_the_script() -> None:
    at = AppTest.from_string("""
import streamlit as st
if st.button("max"):
    st.session_state.k = 100
st.slider("s", 0, 100, key="k", bind="query-params")
""").run()
    at.button[0].click()
    assert address(at.run()) == {"k": ["100"]}
    assert at.slider[0].value == 100


def test_an_emptied_field_stands_in_the_address_if_its_default_is_not_empty() -> None:
    at = opened("text_input('t', 'default')")
    at.text_input[0].set_value("")
    assert address(at.run()) == {"k": [""]}


def test_a_link_counts_more_than_the_first_value_of_the_session() -> None:
    at = AppTest.from_string("""
import streamlit as st
st.session_state.setdefault("k", "first")
st.session_state.seen = st.text_input("t", key="k", bind="query-params")
""")
    at.query_params["k"] = "link"
    assert at.run().session_state.seen == "link"


@pytest.mark.parametrize(
    "change",
    [
        "st.query_params['k'] = 'x'",
        "del st.query_params['k']",
        "st.query_params.clear()",
        "st.query_params.from_dict({'a': '1'})",
        "st.query_params.update(k='x')",
    ],
)
def test_only_the_widget_changes_its_parameter(change: str) -> None:
    at = AppTest.from_string(f"""
import streamlit as st
st.text_input("t", key="k", bind="query-params")
{change}
""")
    at.query_params["k"] = "link"
    (error,) = at.run().exception
    assert "'k' belongs to the widget with that key" in error.message
    assert address(at) == {"k": ["link"]}


def test_a_script_may_set_the_parameter_of_a_widget_that_it_draws_no_longer() -> None:
    at = AppTest.from_string("""
import streamlit as st
if st.checkbox("show", True):
    st.text_input("t", key="k", bind="query-params")
else:
    st.query_params["k"] = "mine"
""").run()
    at.checkbox[0].uncheck()
    assert not at.run().exception
    assert address(at) == {"k": ["mine"]}
    at.checkbox[0].check()
    assert at.run().text_input[0].value == "mine"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("st.text_input('t', bind='query-params')", "has the name of its key"),
        ("st.text_input('t', key='k', bind='url')", "'query-params', None. It is 'url'."),
        (
            "st.text_input('t', key='k', type='password', bind='query-params')",
            "A password must not stand in an address.",
        ),
    ],
)
def test_what_cannot_be_bound_says_why(draw: Any, call: str, message: str) -> None:
    (shown,) = draw(call).elements
    assert message in shown.message
