"""What a session remembers."""

from __future__ import annotations

from typing import Any

import pytest

from millstream.errors import (
    StreamlitDuplicateElementId,
    StreamlitDuplicateElementKey,
    StreamlitValueAssignmentNotAllowedError,
    StreamlitWidgetAlreadyInstantiatedError,
)
from millstream.state import Callback, Misfit, SessionStateProxy, SessionValues, fitting, widget_id


class Small:
    """Numbers below ten."""

    @staticmethod
    def encode(value: Any) -> int:
        if not isinstance(value, int) or value >= 10:
            raise Misfit("too large")
        return value

    decode = encode


def draw(values: SessionValues, key: str = "x", default: int = 1, **more: Any) -> Any:
    return values.draw(f"slider-{key}", "slider", key, Small, default, **more)


@pytest.fixture
def values() -> SessionValues:
    return SessionValues()


def test_a_value_of_the_users_own_stays_from_run_to_run(values: SessionValues) -> None:
    values.begin({})
    values["a"] = 1
    values.end(complete=True)
    values.begin({})
    assert values["a"] == 1


def test_a_widget_has_its_default_until_its_user_changes_it(values: SessionValues) -> None:
    values.begin({})
    assert draw(values).value == 1
    values.end(complete=True)
    values.begin({"slider-x": 7})
    assert values["x"] == 7
    assert draw(values, default=2).value == 7


def test_a_value_set_before_the_widget_is_drawn_becomes_the_widgets(values: SessionValues) -> None:
    values.begin({})
    values["x"] = 5
    assert draw(values).value == 5
    values.end(complete=True)
    values.begin({"slider-x": 6})
    assert values["x"] == 6


def test_a_value_cannot_be_set_after_the_widget_was_drawn_in_this_run(
    values: SessionValues,
) -> None:
    values.begin({})
    draw(values)
    with pytest.raises(StreamlitWidgetAlreadyInstantiatedError, match="after the widget"):
        values["x"] = 2
    values.end(complete=True)
    values["x"] = 2
    values.begin({})
    assert draw(values).value == 2


def test_a_button_is_pressed_for_one_run_and_cannot_be_set(values: SessionValues) -> None:
    values.begin({})
    draw(values, trigger=True)
    values.end(complete=True)
    values.begin({"slider-x": True})
    assert draw(values, trigger=True).value is True
    values.end(complete=True)
    assert values["x"] is False
    with pytest.raises(StreamlitValueAssignmentNotAllowedError):
        values["x"] = True


def test_a_click_that_an_interrupted_run_did_not_get_to_is_kept(values: SessionValues) -> None:
    values.begin({})
    draw(values, trigger=True)
    values.end(complete=True)
    values.begin({"slider-x": True})
    values.end(complete=False)
    values.begin({})
    assert draw(values, trigger=True).value is True


def test_what_a_complete_run_does_not_draw_is_forgotten_and_what_an_interrupted_one_does_not_is_kept(
    values: SessionValues,
) -> None:
    values.begin({})
    draw(values)
    values.end(complete=True)
    values.begin({})
    values.end(complete=False)
    assert "x" in values
    values.begin({})
    values.end(complete=True)
    assert "x" not in values
    assert list(values) == []


def test_a_value_that_no_longer_fits_becomes_the_default(values: SessionValues) -> None:
    values.begin({})
    values["x"] = 50
    widget = draw(values)
    assert fitting(widget, 1) == 1
    assert widget.value == 1


def test_callbacks_are_those_of_changed_widgets(values: SessionValues) -> None:
    calls: list[str] = []
    callback = Callback(calls.append, ("changed",))
    values.begin({})
    draw(values, callback=callback)
    values.end(complete=True)
    assert values.begin({"slider-x": 1}) == []
    (found,) = values.begin({"slider-x": 2})
    found()
    assert calls == ["changed"]


def test_a_deleted_key_is_gone(values: SessionValues) -> None:
    values["a"] = 1
    del values["a"]
    with pytest.raises(KeyError):
        del values["a"]
    values.begin({})
    draw(values)
    del values["x"]
    assert "x" not in values


def test_two_widgets_with_one_identity_are_refused(values: SessionValues) -> None:
    values.begin({})
    draw(values)
    with pytest.raises(StreamlitDuplicateElementKey):
        draw(values)
    values.draw("slider~1", "slider", "", Small, 1)
    with pytest.raises(StreamlitDuplicateElementId):
        values.draw("slider~1", "slider", "", Small, 1)


def test_identity_is_the_key_or_else_kind_place_and_parameters() -> None:
    assert widget_id("slider", "k", "main", b"1") == widget_id("slider", "k", "sidebar", b"2")
    ids = {
        widget_id(kind, "", place, data) for kind in "ab" for place in "ab" for data in (b"a", b"b")
    }
    assert len(ids) == 8


def test_the_mapping_has_attributes_and_says_what_is_missing(values: SessionValues) -> None:
    state = SessionStateProxy(lambda: values)
    state.a = 1
    state["b"] = 2
    assert (state["a"], state.b, len(state), sorted(state)) == (1, 2, 2, ["a", "b"])
    assert state.to_dict() == {"a": 1, "b": 2}
    assert repr(state) == "{'a': 1, 'b': 2}"
    del state.a, state["b"]
    for missing in (lambda: state["a"], lambda: state.a):
        with pytest.raises((KeyError, AttributeError), match="no key 'a'"):
            missing()
    with pytest.raises(AttributeError):
        del state.a
    with pytest.raises(KeyError):
        del state["a"]


def test_a_change_comes_too_late_for_a_widget_that_is_disabled_by_now(
    values: SessionValues, caplog: pytest.LogCaptureFixture
) -> None:
    for disabled in (False, True):
        values.begin({})
        draw(values, callback=Callback(lambda: None), disabled=disabled)
        values.end(complete=True)
    assert values.begin({"slider-x": 5, "gone": 6}) == []
    assert values["x"] == 1
    (record,) = caplog.records
    assert "late changes of 2 widgets" in record.getMessage()
