"""`st.on_session_start` and `st.on_session_end`: once for each session."""

from __future__ import annotations

from typing import Any

import pytest

import millstream as st
from millstream.errors import StreamlitAPIException
from millstream.testing.v1 import AppTest

START = """
import millstream as st

@st.on_session_start
def begin():
    st.session_state.begun = st.session_state.get("begun", 0) + 1

st.text(f"begun {st.session_state.begun}")
"""


def test_the_start_is_called_in_the_first_run_only_and_before_the_next_line() -> None:
    app = AppTest.from_string(START).run()
    assert app.text[0].value == "begun 1"
    assert app.run().text[0].value == "begun 1"


def test_each_session_has_a_start_of_its_own() -> None:
    for _ in range(2):
        assert AppTest.from_string(START).run().text[0].value == "begun 1"


def test_a_start_that_raises_is_called_again() -> None:
    script = """
import millstream as st
st.session_state.setdefault("tries", 0)

@st.on_session_start
def begin():
    st.session_state.tries += 1
    if st.session_state.tries < 2:
        raise ValueError("not yet")

st.text(f"tries {st.session_state.tries}")
"""
    app = AppTest.from_string(script).run()
    assert app.exception[0].message == "not yet"
    assert app.run().text[0].value == "tries 2"
    assert app.run().text[0].value == "tries 2"


def test_a_start_may_be_awaited() -> None:
    script = """
import asyncio
import millstream as st

@st.on_session_start
async def begin():
    await asyncio.sleep(0)
    st.session_state.begun = True

st.text(f"{st.session_state.begun}")
"""
    assert AppTest.from_string(script).run().text[0].value == "True"


@pytest.mark.parametrize("given", [lambda: None, "close", None])
def test_what_has_no_name_is_refused(given: Any) -> None:
    with pytest.raises(StreamlitAPIException, match="takes a function with a name"):
        st.on_session_end(given)
