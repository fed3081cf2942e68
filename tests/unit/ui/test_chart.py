"""Which Vega-Lite specification a call becomes."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest

DATA = "data = {'when': [1, 2, 3], 'flow': [1.0, 2.0, 3.0], 'level': [3.0, 2.0, 1.0], 'kind': ['a', 'b', 'a']}\n"


def spec(page: Any) -> dict[str, Any]:
    return json.loads(page.only.spec)


def columns(page: Any) -> list[str]:
    file = page.browser.media.get(page.only.data)
    return pa.ipc.open_stream(file.read()).read_all().column_names


def test_all_columns_of_numbers_are_lines_over_the_row(draw: Any) -> None:
    page = draw(DATA + "st.line_chart(data)")
    chart = spec(page)
    assert chart["mark"]["type"] == "line"
    assert chart["transform"][1] == {"fold": ["when", "flow", "level"], "as": ["series", "value"]}
    assert columns(page) == ["when", "flow", "level"]


def test_the_index_of_a_frame_is_the_horizontal_axis(draw: Any) -> None:
    page = draw(
        "import pandas as pd\nst.line_chart(pd.Series([1.0, 2.0], index=pd.date_range('2026', periods=2), name='flow'))"
    )
    assert spec(page)["encoding"]["x"]["type"] == "temporal"
    assert columns(page) == ["index", "flow"]


def test_named_columns_play_their_parts(draw: Any) -> None:
    page = draw(
        DATA
        + "st.scatter_chart(data, x='when', y='flow', color='kind', size='level', x_label='day')"
    )
    encoding = spec(page)["encoding"]
    assert encoding["x"] == {
        "field": "when",
        "type": "quantitative",
        "title": "day",
        "scale": {"zero": False},
    }
    assert encoding["y"]["field"] == "flow"
    assert encoding["color"] == {"field": "kind", "type": "nominal", "title": "kind"}
    assert encoding["size"]["field"] == "level"
    assert set(columns(page)) == {"when", "flow", "kind", "level"}


@pytest.mark.parametrize(
    ("color", "expected"),
    [
        ("'#ff0000'", "#ff0000"),
        ("(255, 0, 0)", "rgba(255, 0, 0, 1)"),
        ("(1.0, 0.0, 0.0, 0.5)", "rgba(255, 0, 0, 0.5)"),
    ],
)
def test_a_colour_is_a_colour_however_it_is_written(draw: Any, color: str, expected: str) -> None:
    page = draw(DATA + f"st.line_chart(data, x='when', y='flow', color={color})")
    assert spec(page)["encoding"]["color"] == {"value": expected}


def test_one_colour_for_each_line(draw: Any) -> None:
    page = draw(DATA + "st.line_chart(data, x='when', y=['flow', 'level'], color=['red', 'blue'])")
    assert spec(page)["encoding"]["color"]["scale"] == {
        "domain": ["flow", "level"],
        "range": ["red", "blue"],
    }


def test_names_that_vega_would_read_as_paths_are_made_harmless(draw: Any) -> None:
    page = draw("st.line_chart({'a.b[0]': [1, 2], 'c': [3, 4]}, x='c', y='a.b[0]')")
    encoding = spec(page)["encoding"]
    assert encoding["y"]["field"] == "a_b_0_"
    assert encoding["y"]["title"] == "a.b[0]"
    assert columns(page) == ["c", "a_b_0_"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            "st.line_chart(data, x='nowhere')",
            "`x` is 'nowhere', but the columns are 'when', 'flow', 'level', 'kind'.",
        ),
        (
            "st.line_chart(data, x='when', y='flow', color=['red', 'blue'])",
            "2 colours, but there are 1 columns",
        ),
        ("st.line_chart(data, x=3)", "`x` is of type `int`"),
        ("st.scatter_chart(data, size='nowhere')", "It is 'nowhere'."),
        ("st.line_chart(data, x='when', y='flow', color='#12')", "'#12' is not a colour"),
        ("st.line_chart(data, x='when', y='flow', color='nonsense')", "'nonsense' is not a colour"),
        ("st.line_chart(data, x='when', y='flow', color=3)", "3 is not a colour"),
    ],
)
def test_a_mistake_is_said_with_what_there_is(draw: Any, call: str, message: str) -> None:
    page = draw(DATA + call)
    assert message in page.only.message


@pytest.mark.parametrize("call", ["st.line_chart()", "st.line_chart(data, y=[])"])
def test_a_chart_of_nothing_is_empty_rather_than_an_error(draw: Any, call: str) -> None:
    assert spec(draw(DATA + call))["encoding"] == {}


def test_columns_of_text_are_drawn_where_there_are_no_others(draw: Any) -> None:
    assert spec(draw("st.line_chart({'a': ['x', 'y']})"))["encoding"]["y"]["type"] == "nominal"


def test_a_column_of_colours_gives_each_point_its_own(draw: Any) -> None:
    page = draw(
        "st.scatter_chart({'a': [1, 2], 'b': [3, 4], 'c': ['#f00', '#00ff00']}, x='a', y='b', color='c')"
    )
    assert spec(page)["encoding"]["color"] == {
        "field": "c",
        "type": "nominal",
        "scale": None,
        "legend": None,
    }


def test_rows_that_can_be_read_only_once_are_drawn(draw: Any) -> None:
    page = draw("st.line_chart(iter([1, 2]))")
    content = page.browser.media.get(page.only.data).read()
    assert pa.ipc.open_stream(content).read_all().to_pydict() == {"value": [1, 2]}
