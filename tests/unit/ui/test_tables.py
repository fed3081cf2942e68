"""What is like a table, and what it costs to show it again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from millstream.errors import StreamlitDataframeConversionError
from millstream.script.media import Media
from millstream.ui import tables
from millstream.ui.tables import encode, source_of

FRAME = pd.DataFrame(
    {"a": [1, 2, None], "b": ["x", None, "z"]}, index=pd.Index([10, 20, 30], name="id")
)


@dataclass
class Mill:
    name: str
    wheels: int


class Reading(NamedTuple):
    day: int
    flow: float


class Mills(Enum):
    UPPER = "upper"
    LOWER = "lower"


def read(content: bytes) -> pa.Table:
    return pa.ipc.open_stream(content).read_all()


@pytest.mark.parametrize(
    ("data", "names", "rows", "index_columns"),
    [
        (FRAME, ["id", "a", "b"], 3, 1),
        (FRAME["a"], ["id", "a"], 3, 1),
        (FRAME.style, ["id", "a", "b"], 3, 1),
        (pd.Series([1, 2]), ["", "0"], 2, 1),
        (pd.Index([1, 2], name="n"), ["", "n"], 2, 1),
        (np.array([(1, 2.0)], dtype=[("x", "i4"), ("y", "f4")]), ["x", "y"], 1, 0),
        (np.array(["2026-01-01"], dtype="datetime64[D]"), ["value"], 1, 0),
        ({"a": np.arange(2), "b": pd.Series([3, 4])}, ["a", "b"], 2, 0),
        ({"a": {"x": 1}, "b": {"x": 2, "y": 3}}, ["", "a", "b"], 2, 1),
        ({"a": [1], "b": [1, 2]}, ["", "0", "1"], 2, 1),
        ([Mill("upper", 2), Mill("lower", 1)], ["name", "wheels"], 2, 0),
        ([Reading(3, 0.5)], ["day", "flow"], 1, 0),
        (Reading(3, 0.5), ["", "value"], 2, 1),
        (Mills, ["value"], 2, 0),
        (iter([1, 2]), ["value"], 2, 0),
        ([], [], 0, 0),
        (pd.DataFrame({("a", 1): [1], ("a", 2): [2]}), ["", "a, 1", "a, 2"], 1, 1),
        (pd.DataFrame([[1, 2]], columns=["same", "same"]), ["", "same", "same"], 1, 1),
        (FRAME.set_index("b", append=True), ["id", "b", "a"], 3, 2),
        (pl.DataFrame({"a": [1, 2]}), ["a"], 2, 0),
        (pl.Series("a", [1, 2]), ["a"], 2, 0),
        (pl.LazyFrame({"a": [1, 2]}), ["a"], 2, 0),
        (pa.table({"a": [1]}), ["a"], 1, 0),
        (np.zeros((2, 3)), ["0", "1", "2"], 2, 0),
        (np.arange(4), ["value"], 4, 0),
        ([{"a": 1}, {"b": 2}], ["a", "b"], 2, 0),
        ([[1, 2], [3]], ["0", "1"], 2, 0),
        ({"a": [1, 2], "b": (3, 4)}, ["a", "b"], 2, 0),
        ({"one": 1, "two": 2}, ["", "value"], 2, 1),
        ([1, 2, 3], ["value"], 3, 0),
        (None, [], 0, 0),
    ],
)
def test_everything_like_a_table_becomes_one(
    data: Any, names: list[str], rows: int, index_columns: int
) -> None:
    source = source_of(data)
    table = read(encode(source.make()))
    assert table.column_names == names
    assert (source.rows, source.index_columns) == (rows, index_columns)
    assert table.num_rows == rows


def test_missing_values_stay_missing_and_types_stay() -> None:
    table = source_of(FRAME).make()
    assert table.column("a").to_pylist() == [1.0, 2.0, None]
    assert table.column("b").to_pylist() == ["x", None, "z"]


def test_mixed_objects_are_shown_as_text_rather_than_failing() -> None:
    table = source_of(pd.DataFrame({"a": [1, "two", {3}]})).make()
    assert table.column("a").to_pylist() == ["1", "two", "{3}"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (np.zeros((2, 2, 2)), "3 dimensions"),
        ("text", "str is not like a table"),
        (3, "int is not like a table"),
    ],
)
def test_what_is_no_table_says_what_would_be(data: Any, message: str) -> None:
    with pytest.raises(StreamlitDataframeConversionError, match=message):
        source_of(data)


def test_what_the_user_changes_later_does_not_change_what_is_shown() -> None:
    array = np.arange(3)
    frame = pd.DataFrame({"a": [1, 2]})
    sources = [source_of(array), source_of(frame)]
    array[0] = 99
    frame.loc[0, "a"] = 99
    assert [source.make().column(-1)[0].as_py() for source in sources] == [0, 1]


def test_an_unchanged_table_is_encoded_once_and_only_if_somebody_looks(
    draw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded = []
    encode_really = tables.encode

    def counting(table: pa.Table) -> bytes:
        encoded.append(table.num_rows)
        return encode_really(table)

    monkeypatch.setattr(tables, "encode", counting)
    page = draw("import pandas as pd\nst.dataframe(pd.DataFrame({'a': range(1000)}))")
    root = page.browser.root
    page.rerun()
    assert page.browser.root is root, "no operation came for an unchanged table"
    url = page.only.data
    assert encoded == []
    media: Media = page.browser.media
    for _ in range(2):
        assert read(media.get(url).read()).num_rows == 1000  # type: ignore[union-attr]
    assert encoded == [1000]


def test_one_changed_cell_gives_another_address(draw: Any) -> None:
    page = draw(
        """
import pandas as pd
n = st.number_input("n", 0, 9, key="n")
frame = pd.DataFrame({"a": range(200_000)})
frame.loc[123_456, "a"] = -n
st.dataframe(frame)
"""
    )
    before = page.elements[1].data
    page.rerun(**{"number_input-n": 1})
    assert page.elements[1].data != before


def test_a_table_that_is_no_longer_shown_is_let_go(draw: Any) -> None:
    page = draw(
        'import pandas as pd\nif not st.checkbox("c", key="c"):\n    st.dataframe(pd.DataFrame({"a": [1]}))'
    )
    url = page.elements[1].data
    page.rerun(**{"checkbox-c": True})
    assert page.browser.media.get(url) is None


def test_the_rows_of_a_query_are_part_of_its_address_and_not_the_query(draw: Any) -> None:
    page = draw(
        """
import polars as pl
n = st.number_input("n", 0, 9, key="n")
st.dataframe(pl.DataFrame({"a": [n]}).lazy().filter(pl.col("a") >= 0))
st.dataframe(iter([n]))
"""
    )
    before = [page.elements[1].data, page.elements[2].data]
    page.rerun(**{"number_input-n": 1})
    assert not {page.elements[1].data, page.elements[2].data} & set(before)


@pytest.mark.parametrize(
    ("data", "is_loose"),
    [
        ([1, "a", None], False),
        ([[1], [2]], False),
        ([[1, [2]], [3, [4]]], True),
        (pd.DataFrame({"a": [1, "x"]}, dtype=object), False),
        (pd.DataFrame({"a": [[1], [2]]}), True),
        (np.array([np.float64(1.5), None], dtype=object), False),
        (np.array([np.zeros(2), None], dtype=object), True),
    ],
)
def test_cells_that_can_change_are_noticed(data: Any, is_loose: bool) -> None:
    assert source_of(data).is_loose is is_loose


def test_a_cell_that_changes_after_it_was_drawn_is_shown_as_it_was(draw: Any) -> None:
    page = draw("cell = [1]\nst.dataframe({'a': [cell, [5]]})\ncell.append(2)")
    table = read(page.browser.media.get(page.only.data).read())
    assert table.column("a").to_pylist() == [[1], [5]]
