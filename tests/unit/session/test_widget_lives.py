"""What becomes of the values of widgets that run nothing, or that are not drawn for a while."""

from __future__ import annotations

import pytest

from millstream.protocol.messages import Change, Interact, Rerun
from millstream.script.source import Script

QUIET = """
import millstream as st
name = st.text_input("name", key="name", on_change="ignore")
go = st.button("go", key="go")
st.text(f"{name or 'nobody'} {go}")
"""

HIDDEN = """
import millstream as st
if st.checkbox("show", True, key="show"):
    st.text_input("t", "default", key="t", persist_state={lifetime!r})
st.text(st.session_state.get("t"))
"""


def test_a_change_that_is_ignored_waits_for_the_next_run(browse) -> None:
    browser = browse(QUIET).connect()
    browser.change("text_input-name", "Ada")
    assert browser.texts() == ["nobody False"]
    assert browser.updates[-1].ops == ()
    assert browser.updates[-1].run == "idle"
    browser.change("button-go", True)
    assert browser.texts() == ["Ada True"]


def test_of_two_ignored_changes_the_later_counts(browse) -> None:
    browser = browse(QUIET).connect()
    browser.change("text_input-name", "Ada")
    browser.change("text_input-name", "Grace")
    browser.handle(Rerun(browser.next_seq()))
    assert browser.texts() == ["Grace False"]


def test_an_ignored_change_during_a_run_interrupts_nothing_and_is_for_the_next(browse) -> None:
    browser = browse(QUIET).connect()
    browser.holds_runs = True
    browser.change("button-go", True)
    browser.change("text_input-name", "Ada")
    assert not browser.waiting[0].run.interrupted
    browser.holds_runs = False
    browser.run_next()
    assert browser.texts() == ["nobody True"]
    browser.handle(Rerun(browser.next_seq()))
    assert browser.texts() == ["Ada False"]


@pytest.mark.parametrize(("lifetime", "kept"), [(None, "default"), ("page", "x"), ("session", "x")])
def test_a_widget_that_is_hidden_for_a_while_keeps_its_value_if_it_lasts(
    browse, lifetime: str | None, kept: str
) -> None:
    browser = browse(HIDDEN.format(lifetime=lifetime)).connect()
    browser.change("text_input-t", "x")
    browser.change("checkbox-show", False)
    browser.handle(Rerun(browser.next_seq()))
    assert browser.texts() == ["None" if lifetime is None else "x"]
    browser.change("checkbox-show", True)
    assert browser.texts() == [kept]


BESIDE_A_FRAGMENT = """
import millstream as st
st.text_input("name", key="name", on_change="ignore")
@st.fragment
def part():
    st.text(st.session_state.name)
    st.button("go", key="go")
part()
"""

TWO = """
import millstream as st
first = st.text_input("first", key="first", on_change="ignore")
st.button("go", key="go", on_click=lambda: st.session_state.update(second="from the script"))
second = st.text_input("second", key="second", on_change="ignore")
st.text(f"{first} {second}")
"""


def test_an_ignored_change_stays_on_the_page_when_a_fragment_is_run_beside_it(browse) -> None:
    browser = browse(BESIDE_A_FRAGMENT).connect()
    browser.enter("text_input-name", "Ada")
    browser.change("button-go", True)
    assert browser.texts() == ["Ada"]
    assert browser.find("TextInput").value == "Ada"


def test_what_is_entered_while_a_run_goes_on_stays_on_the_page(browse) -> None:
    browser = browse(TWO).connect()
    browser.holds_runs = True
    browser.change("button-go", True)
    browser.enter("text_input-first", "Ada")
    browser.enter("text_input-second", "Grace")
    browser.holds_runs = False
    browser.run_next()
    assert browser.texts() == ["from the script"]
    assert [each.value for each in browser.elements() if hasattr(each, "value")] == ["Ada", "Grace"]
    browser.handle(Rerun(browser.next_seq()))
    assert browser.texts() == ["Ada Grace"]


def test_what_the_script_sets_replaces_what_was_entered_before(browse) -> None:
    browser = browse(TWO).connect()
    browser.enter("text_input-second", "Grace")
    browser.change("button-go", True)
    assert browser.texts() == ["from the script"]
    assert browser.elements()[2].value == "from the script"


CUT_SHORT = """
import millstream as st
how = st.selectbox("how", ["not", "stop", "fail"], key="how")
if how == "stop":
    st.stop()
if how == "fail":
    raise ValueError("no")
st.text(st.text_input("t", "default", key="t"))
st.text(st.button("go", key="go"))
"""


@pytest.mark.parametrize("how", ["stop", "fail"])
def test_a_run_that_is_cut_short_forgets_no_values_but_clicks(browse, how: str) -> None:
    browser = browse(CUT_SHORT).connect()
    browser.change("text_input-t", "x")
    browser.handle(
        Interact(browser.next_seq(), (Change("selectbox-how", how), Change("button-go", True)))
    )
    assert "x" not in browser.texts()
    browser.change("text_input-t", "y")
    assert browser.session.state["t"] == "x", "nobody can change what is not on the page"
    browser.change("selectbox-how", "not")
    assert browser.texts() == ["x", "False"]


def test_values_outlast_a_script_that_does_not_compile_for_a_while(browse) -> None:
    browser = browse(CUT_SHORT).connect()
    browser.change("text_input-t", "x")
    script = browser.session._script
    browser.session._script = Script("app.py", "st.text(")
    browser.handle(Rerun(browser.next_seq()))
    assert browser.updates[-1].run == "compile_error"
    browser.session._script = script
    browser.handle(Rerun(browser.next_seq()))
    assert browser.texts() == ["x", "False"]


DELETED = """
import millstream as st
if "name" not in st.session_state:
    st.session_state.name = "new"
name = st.text_input("name", key="name")
if st.button("forget", key="forget"):
    del st.session_state["name"]
st.text(f"{name}, {'name' in st.session_state}")
"""


def test_a_widget_whose_key_was_deleted_after_it_was_drawn_begins_anew(browse) -> None:
    browser = browse(DELETED).connect()
    browser.change("text_input-name", "Ada")
    browser.change("button-forget", True)
    assert browser.texts() == ["Ada, False"]
    browser.handle(Rerun(browser.next_seq()))
    assert browser.texts() == ["new, True"]


def test_what_a_user_enters_after_the_key_was_deleted_counts(browse) -> None:
    browser = browse(DELETED).connect()
    browser.change("button-forget", True)
    assert browser.texts() == ["new, False"]
    browser.change("text_input-name", "Grace")
    assert browser.texts() == ["Grace, True"]
