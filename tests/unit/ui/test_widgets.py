"""What widgets give, take and refuse."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from millstream.state import Misfit
from millstream.ui.number_input import _Numeral
from millstream.ui.selectbox import _Choice
from millstream.ui.slider_scale import Points, scale_of
from millstream.ui.text_input import _Line


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ('st.slider("x")', 0),
        ('st.slider("x", 1.0, 2.0)', 1.0),
        ('st.slider("x", 5, 10)', 5),
        ('st.slider("x", 0, 10, (2, 4))', (2, 4)),
        ('st.slider("x", 0, 10, (4, 2))', (2, 4)),
        ('st.slider("x", 0, 10, [3])', (3,)),
        ('st.slider("x", 0, 10, [])', (0, 10)),
        ('st.slider("x", 0, 10, 11)', 11),
        ('st.slider("x", 10, 0)', 10),
        ('st.slider("x", value=True)', 1),
        ('st.slider("x", value=date(2026, 5, 1))', date(2026, 5, 1)),
        ('st.slider("x", value=time(8, 30))', time(8, 30)),
        ('st.slider("x", value=datetime(2026, 5, 1, 8, 30))', datetime(2026, 5, 1, 8, 30)),
        ('st.number_input("n")', 0.0),
        ('st.number_input("n", 2, 8)', 2),
        ('st.number_input("n", value=None)', None),
        ('st.number_input("n", max_value=-3)', -3),
        ('st.text_input("t")', ""),
        ('st.text_input("t", None)', None),
        ('st.text_input("t", 12)', "12"),
        ('st.text_input("t", "longer", 3)', "lon"),
        ('st.text_input("t", "any", 0)', "any"),
        ('st.checkbox("c", True)', True),
        ('st.color_picker("c")', "#000000"),
        ('st.selectbox("s", ["a", "b"], 1)', "b"),
        ('st.selectbox("s", [])', None),
        ('st.selectbox("s", [], 3)', None),
        ('st.selectbox("s", None)', None),
        ('st.selectbox("s", "abc")', "abc"),
        ('st.selectbox("s", {"a": 1, "b": 2}, 1)', "b"),
        ('st.selectbox("s", (x for x in "ab"), 1)', "b"),
        ('st.selectbox("s", ["a"], None)', None),
        ('st.button("b")', False),
    ],
)
def test_a_widget_starts_with_its_default(draw: Any, call: str, value: Any) -> None:
    page = draw(f"from datetime import date, datetime, time\nst.session_state.value = {call}\n")
    got = page.browser.session.state["value"]
    assert (got, type(got)) == (value, type(value))


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        ('st.slider("x", 5, 5)', "InvalidMinMaxError", "5, which is not below `max_value`, 5"),
        ('st.slider("x", 0, 1.5)', "InvalidParameterTypeError", "are of one type"),
        (
            'st.slider("x", 0, 10, 3, step=0.5)',
            "InvalidParameterTypeError",
            "`step` is of type `float`",
        ),
        ('st.slider("x", 0, 10, 3, step=-1)', "ValueError", "a number above zero. It is -1."),
        ('st.slider("x", 0, 10, (1, 2, 3))', "ValueError", "It has 3 parts."),
        ('st.slider("x", 0, 2**53)', "JSNumberBoundsError", "`max_value` is 9007199254740992"),
        ('st.slider("x", 0.0, 1e309)', "JSNumberBoundsError", "has to be finite"),
        ('st.slider("x", value="3")', "InvalidParameterTypeError", "is of type `str`"),
        (
            'st.number_input("n", 0, 1.5)',
            "MixedNumericTypesError",
            "`min_value=0`, `max_value=1.5`",
        ),
        (
            'st.number_input("n", 5, 1)',
            "InvalidMinMaxError",
            "5, which is not below `max_value`, 1",
        ),
        ('st.number_input("n", 0, 5, 9)', "ValueAboveMaxError", "9 is above `max_value`, 5"),
        ('st.number_input("n", 0, 5, -9)', "ValueBelowMinError", "-9 is below `min_value`, 0"),
        ('st.number_input("n", value=2**53)', "JSNumberBoundsError", "up to 9007199254740991"),
        ('st.number_input("n", value="3")', "InvalidParameterTypeError", "`int` or `float`"),
        ('st.number_input("n", format="nonsense")', "InvalidNumberFormatError", "like '%d'"),
        ('st.selectbox("s", ["a"], 3)', "ValueOutOfRangeError", "has to be from 0 to 0"),
        ('st.selectbox("s", ["a"], "a")', "InvalidParameterTypeError", "`int` or `None`"),
        ('st.selectbox("s", 3)', "InvalidParameterTypeError", "any other iterable"),
        ('st.color_picker("c", "teal")', "APIException", "is not a colour"),
        ('st.color_picker("c", 3)', "InvalidParameterTypeError", "has to be `str`"),
        ('st.text_input("t", max_chars=-1)', "ValueError", "a number of characters"),
        ('st.text_input("t", label_visibility="gone")', "ValueError", "'collapsed'. It is 'gone'."),
        ('st.text_input("t", key="")', "ValueError", "`key` has to be"),
        ('st.text_input("t", on_change=3)', "ValueError", "a function that is called"),
        ('st.text_input("t", live=300)', "InvalidParameterTypeError", "such as '300ms'"),
        ('st.text_input("t", live="2m")', "ValueError", "from '0ms' to '1m'. It is '2m'."),
        ('st.text_input("t", live="soon")', "ValueError", "from '0ms' to '1m'. It is 'soon'."),
        ('st.text_input("t", validate=3)', "InvalidParameterTypeError", "a tuple of two str"),
        ('st.text_input("t", type="date")', "ValueError", "'search'. It is 'date'."),
        ('st.text_input("t", persist_state="page")', "MissingRequiredParameterError", "its key"),
        ('st.text_input("t", key="k", persist_state="x")', "ValueError", "'session'. It is 'x'."),
        ('st.button("b", type="loud")', "ValueError", "'primary', 'secondary', 'tertiary'"),
        ('st.button("b", width=-1)', "InvalidWidthError", '"content" or a positive whole number'),
        ('st.button("b", on_click="ignore")', "ValueError", "A click always runs"),
        ('st.button("b", shortcut="Ctrl+R")', "APIException", "belong to the app"),
        ('st.button("b", shortcut="Ctrl+Shift")', "APIException", "one letter, digit or named key"),
        ('st.button("b", shortcut=3)', "InvalidParameterTypeError", "has to be `str`"),
        ('st.button("b", icon="x")', "APIException", "has to be one emoji"),
        ("st.columns(0)", "InvalidColumnSpecError", "a number of columns"),
        ("st.columns([1, -1])", "InvalidColumnSpecError", "above 0"),
        ('st.columns("ab")', "InvalidParameterTypeError", "a sequence of numbers"),
        ('st.columns(2, width="content")', "InvalidWidthError", '"stretch" or a positive'),
        ('st.container(gap="huge")', "ValueError", "'xxsmall'"),
        ('st.container(height="high")', "InvalidHeightError", "`height` is 'high'"),
        ("st.progress(101)", "ValueOutOfRangeError", "from 0 to 100"),
        ("st.progress(1.5)", "ValueOutOfRangeError", "from 0.0 to 1.0"),
        ('st.progress("half")', "InvalidParameterTypeError", "`int` or `float`"),
        ("st.progress(1, text=2)", "InvalidParameterTypeError", "`text` is of type `int`"),
        ('st.header("h", divider="teal")', "ValueError", "'violet'"),
        ('st.header("h", anchor=3)', "InvalidParameterTypeError", "`anchor` is of type `int`"),
        ('st.header("h", anchor=True)', "ValueError", "`anchor` has to be one of"),
        ('st.json({}, expanded="all")', "InvalidParameterTypeError", "`bool` or `int`"),
    ],
)
def test_a_mistake_says_what_was_expected_and_what_came(
    draw: Any, call: str, kind: str, message: str
) -> None:
    (shown,) = draw(call).elements
    assert shown.type == f"Streamlit{kind}"
    assert message in shown.message


@pytest.mark.parametrize(
    "call",
    [
        'st.expander("e", on_change="rerun")',
        'st.dataframe([1], on_select="rerun")',
    ],
)
def test_what_is_not_supported_yet_says_so(draw: Any, call: str) -> None:
    (shown,) = draw(call).elements
    assert shown.type == "NotImplementedError"
    assert "is not supported by this version" in shown.message


LINE = _Line(3, nullable=False, required=False)
REQUIRED = _Line(0, nullable=True, required=True)
CHOICE = _Choice(["a", "b"], ("a", "b"), accepts_new=False, clearable=False)
NUMBER = _Numeral(int, 0, 5, nullable=False)


@pytest.mark.parametrize(
    ("codec", "wire"),
    [
        (LINE, 3), (LINE, None), (LINE, "long"), (REQUIRED, " "), (REQUIRED, None),
        (CHOICE, 2), (CHOICE, -1), (CHOICE, "c"), (CHOICE, True), (CHOICE, None), (CHOICE, 1.0),
        (NUMBER, 6), (NUMBER, -1), (NUMBER, 2.5), (NUMBER, "2"), (NUMBER, True), (NUMBER, None), (NUMBER, float("nan")),
        (NUMBER, float("inf")),
    ],
)  # fmt: skip
def test_what_the_widget_could_not_have_sent_is_a_misfit(codec: Any, wire: Any) -> None:
    with pytest.raises(Misfit):
        codec.decode(wire)


def test_a_choice_gives_the_users_own_object_by_identity() -> None:
    options = [[1], [1], [2]]
    codec = _Choice(options, ("x", "y", "z"), accepts_new=False, clearable=False)
    assert codec.decode(1) is options[1]
    assert codec.decode("y") is options[1]
    assert codec.encode(options[1]) == 1


def test_a_new_option_is_its_text_unless_it_is_an_old_one() -> None:
    codec = _Choice([1, 2], ("one", "two"), accepts_new=True, clearable=True)
    assert codec.decode("three") == "three"
    assert codec.decode("two") == 2
    assert codec.decode(None) is None


@pytest.mark.parametrize(
    "value",
    [
        3,
        0.25,
        date(2026, 2, 28),
        time(23, 59, 59),
        datetime(1969, 12, 31, 23, 0),
        datetime(2026, 5, 1, 8, 30, 0, 250000),
    ],
)
def test_a_sliders_value_comes_back_from_the_wire_as_it_was(value: Any) -> None:
    scale = scale_of([value], None, None)
    low, high = scale.limits([value], None, None)
    points = Points(scale, low, high, count=0)
    assert points.decode(points.encode(value)) == value
    assert type(points.decode(points.encode(value))) is type(value)


def test_a_step_of_a_slider_of_time_is_a_timedelta(draw: Any) -> None:
    page = draw(
        "from datetime import time, timedelta\nst.slider('x', value=time(8), step=timedelta(minutes=5))"
    )
    assert page.only.step == timedelta(minutes=5).total_seconds()


def test_two_widgets_that_cannot_be_told_apart_ask_for_a_key(draw: Any) -> None:
    shown = draw('st.button("b")\nst.button("b")').elements[-1]
    assert shown.type == "StreamlitDuplicateElementId"
    assert "key=" in shown.message


def test_the_same_widget_may_stand_in_the_page_and_in_the_sidebar(draw: Any) -> None:
    assert len(draw('st.button("b")\nst.sidebar.button("b")').elements) == 2


def test_two_elements_with_one_key_are_refused(draw: Any) -> None:
    shown = draw('st.button("a", key="k")\nst.checkbox("b", key="k")').elements[-1]
    assert shown.type == "StreamlitDuplicateElementKey"
