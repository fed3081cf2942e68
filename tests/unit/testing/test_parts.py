"""AppTest: forms, fragments and dialogs."""

from __future__ import annotations

import pytest

from millstream.testing.v1 import AppTest

FRAGMENT = """
import streamlit as st
log = st.session_state.setdefault("log", [])
log.append("app")
@st.fragment
def part():
    log.append("part")
    level = st.slider("Level", 0, 9, key="level")
    st.button("Again", key="again")
    st.text(f"inside {level}")
part()
st.text(f"outside {st.session_state.level}")
"""


def texts(at: AppTest) -> list[str]:
    return [each.value for each in at.text]


def test_run_runs_the_whole_script_also_for_a_widget_of_a_fragment() -> None:
    at = AppTest.from_string(FRAGMENT).run()
    at.slider(key="level").set_value(4).run()
    assert texts(at) == ["inside 4", "outside 4"]
    assert at.session_state.log == ["app", "part"] * 2


def test_interact_runs_the_fragment_alone_as_a_browser_would() -> None:
    at = AppTest.from_string(FRAGMENT).run()
    at.slider(key="level").set_value(4).interact()
    assert texts(at) == ["inside 4", "outside 0"]
    assert at.session_state.log == ["app", "part", "part"]
    assert texts(at.button(key="again").click().run()) == ["inside 4", "outside 4"]


def test_a_block_and_the_test_itself_can_interact() -> None:
    at = AppTest.from_string(FRAGMENT).run()
    at.button(key="again").click()
    assert at.main.interact().session_state.log[-2:] == ["part", "part"]
    at.button(key="again").click()
    assert at.interact().session_state.log == ["app", "part", "part", "part"]


def test_a_click_is_over_in_the_run_after_it() -> None:
    at = AppTest.from_string(FRAGMENT).run()
    assert at.button(key="again").click().interact().button(key="again").value is True
    assert at.run().button(key="again").value is False


def test_run_runs_what_a_browser_would_leave_for_later() -> None:
    at = AppTest.from_string("""
        import millstream as st
        name = st.text_input("Name", key="name", on_change="ignore")
        st.text(f"hello {name}")
    """).run()
    assert texts(at.text_input(key="name").input("Ada").interact()) == ["hello"]
    assert texts(at.text_input(key="name").input("Grace").run()) == ["hello Grace"]


def test_a_callback_of_a_fragment_may_ask_for_a_fragment() -> None:
    at = AppTest.from_string("""
        import millstream as st
        log = st.session_state.setdefault("log", [])
        log.append("app")
        @st.fragment(key="clock")
        def clock():
            log.append("clock")
        clock()
        st.button("Tick", on_click=lambda: st.rerun("clock"))
    """).run()
    assert at.button[0].click().run().session_state.log == ["app", "clock", "clock"]


FORM = """
import streamlit as st
with st.form("entry"):
    name = st.text_input("Name", key="name")
    saved = st.form_submit_button("Save", key="save")
    checked = st.form_submit_button("Check", key="check")
st.text(f"{name} {saved} {checked}")
"""


def test_what_stands_in_a_form_counts_when_it_is_submitted() -> None:
    at = AppTest.from_string(FORM).run()
    at.text_input(key="name").input("Ada")
    assert texts(at.run()) == ["False False"]
    at.text_input(key="name").input("Ada")
    assert texts(at.button(key="check").click().run()) == ["Ada False True"]
    assert at.button(key="save").form_id == at.text_input(key="name").form_id == "entry"


DIALOG = """
import streamlit as st
@st.dialog("Close the weir?")
def ask():
    why = st.text_input("Why", key="why")
    st.text(f"because {why}")
    if st.button("Close it", key="close"):
        st.session_state.why_closed = why
        st.rerun()
if st.button("Close", key="ask"):
    ask()
st.text(f"closed: {st.session_state.get('why_closed')}")
"""


def test_a_dialog_is_used_through_interact() -> None:
    at = AppTest.from_string(DIALOG).run()
    at.button(key="ask").click().run()
    (dialog,) = at.get("dialog")
    assert dialog.label == "Close the weir?"
    at.text_input(key="why").input("flood").interact()
    assert texts(at) == ["closed: None", "because flood"]
    at.button(key="close").click().interact()
    assert not at.get("dialog")
    assert texts(at) == ["closed: flood"]


def test_a_run_of_the_whole_script_does_not_open_the_dialog_again() -> None:
    at = AppTest.from_string(DIALOG).run()
    at.button(key="ask").click().run()
    assert not at.text_input(key="why").input("flood").run().get("dialog")


def test_a_status_says_how_it_ended() -> None:
    at = AppTest.from_string("""
        import streamlit as st
        with st.status("Read") as status:
            st.text("inside")
            status.update(label="Done")
        with st.expander("More"):
            st.status("Wait")
    """).run()
    first, second = at.status
    assert (first.label, first.state, first.icon) == ("Done", "complete", ":material/check:")
    assert (second.label, second.state, second.icon) == ("Wait", "running", "spinner")
    assert first.text[0].value == "inside"
    assert [each.label for each in at.expander] == ["More"]


@pytest.mark.parametrize(
    ("stream", "value"),
    [("iter('abc')", "abc"), ("(c async for c in letters())", "abc")],
)
def test_a_stream_has_ended_when_the_run_has(stream: str, value: str) -> None:
    at = AppTest.from_string(f"""
        import streamlit as st
        async def letters():
            for letter in "abc":
                yield letter
        st.session_state.value = st.write_stream({stream})
    """).run()
    assert at.markdown[0].value == at.session_state.value == value
