"""What a browser says of widgets, and what of it is passed on."""

from __future__ import annotations

import logging

import pytest

from millstream.protocol.messages import Change, Interact

PAGE = """
import millstream as st
st.text_input("name", key="name", max_chars=5, on_change=lambda: seen.append("called"))
st.number_input("count", 0, 9, key="count")
st.selectbox("which", ["a", "b"], key="which")
st.checkbox("off", key="off", disabled=True)
if st.session_state.get("more"):
    st.checkbox("more", key="gone")
st.text(f"{st.session_state.name!r} {st.session_state.count} {st.session_state.which}")
"""


@pytest.fixture
def browser(browse):
    return browse(PAGE).connect()


def say(browser, *changes: tuple[str, object]) -> None:
    event = Interact(browser.next_seq(), tuple([Change(*each) for each in changes]))
    browser.handle(event)


def test_what_fits_is_taken_though_something_beside_it_is_refused(
    browser, caplog: pytest.LogCaptureFixture
) -> None:
    say(browser, ("text_input-name", "Ada"), ("number_input-count", 99), ("checkbox-off", True))
    assert browser.texts() == ["'Ada' 0 a"]
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    message = record.getMessage()
    assert "'number_input-count' cannot have that value: 99 is not between 0 and 9" in message
    assert "'checkbox-off' is disabled" in message
    assert "Ada" not in message


def test_a_thousand_unknown_widgets_are_one_line(browser, caplog: pytest.LogCaptureFixture) -> None:
    say(browser, *[(f"nowhere-{n}", True) for n in range(1000)])
    (record,) = caplog.records
    assert "'nowhere-0' is not on the page" in record.getMessage()
    assert record.getMessage().endswith("and 997 more.")
    assert browser.updates[-1].run == "idle"


@pytest.mark.parametrize(
    ("id", "value"),
    [
        ("x" * 100_000, True),
        ("checkbox-off", "y" * 100_000),
        ("text_input-name", "y" * 100_000),
        ("number_input-count", "y" * 100_000),
        ("selectbox-which", "y" * 100_000),
    ],
    ids=["id", "disabled", "text", "number", "choice"],
)
def test_what_is_huge_does_not_fill_the_log(
    browser, caplog: pytest.LogCaptureFixture, id: str, value: object
) -> None:
    say(browser, (id, value))
    (record,) = caplog.records
    assert len(record.getMessage()) < 600
    assert browser.texts() == ["'' 0 a"]


@pytest.mark.parametrize(
    ("id", "value"),
    [
        ("text_input-name", 3),
        ("text_input-name", None),
        ("text_input-name", ("a",)),
        ("text_input-name", "too long"),
        ("number_input-count", True),
        ("number_input-count", -1),
        ("number_input-count", 1.5),
        ("number_input-count", float("inf")),
        ("number_input-count", "3"),
        ("selectbox-which", 2),
        ("selectbox-which", -1),
        ("selectbox-which", True),
        ("selectbox-which", 0.0),
        ("selectbox-which", "c"),
    ],
)
def test_what_a_widget_cannot_have_calls_nothing_and_is_shown_as_it_was(
    browser, caplog: pytest.LogCaptureFixture, id: str, value: object
) -> None:
    runs = len(browser.updates)
    say(browser, (id, value))
    assert len(caplog.records) == 1
    assert browser.texts() == ["'' 0 a"]
    assert len(browser.updates) == runs + 1, "the answer; nothing was run"
    (put,) = browser.updates[-1].ops
    assert put.element.id == id


def test_of_two_values_of_one_widget_in_one_event_the_last_counts(browser) -> None:
    say(browser, ("number_input-count", 99), ("number_input-count", 4))
    assert browser.texts() == ["'' 4 a"]
    say(browser, ("number_input-count", 5), ("number_input-count", 99))
    assert browser.texts() == ["'' 4 a"]
    (put,) = browser.updates[-1].ops
    assert put.element.value == 4


def test_a_widget_that_is_gone_is_refused(browse, caplog: pytest.LogCaptureFixture) -> None:
    browser = browse(PAGE)
    browser.session.state["more"] = True
    browser.connect()
    say(browser, ("checkbox-gone", True))
    browser.session.state["more"] = False
    say(browser, ("number_input-count", 1))
    assert caplog.records == []
    say(browser, ("checkbox-gone", False))
    (record,) = caplog.records
    assert "'checkbox-gone' is not on the page" in record.getMessage()
