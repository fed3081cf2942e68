"""Dialogs: opened by the script, closed by the script or the user."""

from __future__ import annotations

from typing import Any

import pytest

from millstream.protocol.messages import Rerun

DIALOG = """
import millstream as st
log = st.session_state.setdefault("log", [])
log.append("app")
@st.dialog("Close the weir?", width="large", icon="🌊", on_dismiss={dismiss})
def ask(where):
    log.append("dialog")
    why = st.text_input("Why", key="why")
    st.text(f"{{where}} {{why}}")
    if st.button("close"):
        st.session_state.closed = why
        st.rerun()
if st.button("ask"):
    st.text(str(ask("upper")))
st.text(f"closed: {{st.session_state.get('closed')}}")
"""


def opened(browser: Any) -> list[Any]:
    assert browser.root is not None
    return [node.element for node in browser.root.children[2].children]


def dismiss(browser: Any) -> None:
    (dialog,) = opened(browser)
    browser.change(dialog.id, False)


def test_a_dialog_lies_over_the_page_and_gives_nothing_back(browse) -> None:
    browser = browse(DIALOG.format(dismiss='"ignore"')).connect()
    assert opened(browser) == []
    browser.click("ask")
    (dialog,) = opened(browser)
    assert (dialog.label, dialog.width, dialog.icon, dialog.value) == (
        "Close the weir?",
        "large",
        "🌊",
        True,
    )
    assert browser.texts() == ["None", "closed: None", "upper"]


def test_a_widget_in_it_runs_the_dialog_only(browse) -> None:
    browser = browse(DIALOG.format(dismiss='"ignore"')).connect()
    browser.click("ask")
    browser.change("text_input-why", "flood")
    assert browser.session.state["log"] == ["app", "app", "dialog", "dialog"]
    assert "upper flood" in browser.texts()


def test_st_rerun_closes_it(browse) -> None:
    browser = browse(DIALOG.format(dismiss='"ignore"')).connect()
    browser.click("ask")
    browser.change("text_input-why", "flood")
    browser.click("close")
    assert opened(browser) == []
    assert browser.texts() == ["closed: flood"]


def test_closing_it_runs_nothing_unless_asked_for(browse) -> None:
    browser = browse(DIALOG.format(dismiss='"ignore"')).connect()
    browser.click("ask")
    dismiss(browser)
    assert browser.session.state["log"] == ["app", "app", "dialog"]
    assert browser.updates[-1].run == "idle" and browser.updates[-1].ack == 2


@pytest.mark.parametrize(
    ("on_dismiss", "expected"),
    [('"rerun"', ["app"]), ('lambda: log.append("bye")', ["bye", "app"])],
)
def test_closing_it_may_run_the_script(browse, on_dismiss: str, expected: list[str]) -> None:
    browser = browse(DIALOG.format(dismiss=on_dismiss)).connect()
    browser.click("ask")
    dismiss(browser)
    assert browser.session.state["log"] == ["app", "app", "dialog", *expected]
    assert opened(browser) == []


def test_one_that_the_user_closed_opens_again_at_the_next_call(browse) -> None:
    browser = browse("""
import millstream as st
@st.dialog("Always")
def always():
    st.text("here")
always()
""").connect()
    dismiss(browser)
    browser.handle(Rerun(browser.next_seq()))
    (op,) = browser.updates[-1].ops
    assert op.element.value is True


def test_one_that_cannot_be_dismissed_is_closed_by_the_script_only(
    browse, caplog: pytest.LogCaptureFixture
) -> None:
    browser = browse("""
import millstream as st
@st.dialog("Stay", dismissible=False)
def stay():
    st.text("here")
stay()
""").connect()
    dismiss(browser)
    assert "closed by the script only" in caplog.text
    (op,) = browser.updates[-1].ops
    assert op.element.value is True, "the browser shows it again"


def test_a_fragment_may_open_one(browse) -> None:
    browser = browse("""
import millstream as st
@st.dialog("From a fragment")
def ask():
    st.button("in dialog")
@st.fragment
def part():
    if st.button("open"):
        ask()
    st.button("other")
part()
""").connect()
    browser.click("open")
    assert [each.label for each in browser.elements() if type(each).__name__ == "Dialog"] == [
        "From a fragment"
    ]
    browser.click("in dialog")
    assert [each.label for each in browser.elements() if type(each).__name__ == "Dialog"] == [
        "From a fragment"
    ]
    browser.click("other")
    assert "Dialog" not in [type(each).__name__ for each in browser.elements()]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            '@st.dialog("A")\ndef a(): pass\n@st.dialog("B")\ndef b(): pass\na(); b()',
            "'A' already, so 'B'",
        ),
        (
            '@st.dialog("B")\ndef b(): pass\n@st.dialog("A")\ndef a(): b()\na()',
            "cannot be opened in a dialog",
        ),
        ('@st.dialog("")\ndef a(): pass', "`title` has to be given"),
        ("@st.dialog\ndef a(): pass", "`title` has to be given"),
        ('st.dialog("A", width="huge")', "`width` has to be one of"),
        ('st.dialog("A", position="top")', "`position` has to be one of"),
        ('st.dialog("A", on_dismiss="close")', "`on_dismiss` has to be one of"),
    ],
)
def test_a_mistake_says_what_to_write_instead(browse, source: str, message: str) -> None:
    browser = browse(f"import millstream as st\n{source}").connect()
    assert message in browser.find("Exception_").message
