"""pandas objects as Arrow streams: everything comes back, over the memory of the streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from millstream.storage.codecs import InexactError, frames

if TYPE_CHECKING:
    from millstream.storage.codecs import Encoded

MATRIX = np.arange(12.0).reshape(3, 4)
TEXTS = pd.array(["x", None, "z"], dtype="str")


def marked(frame: pd.DataFrame) -> pd.DataFrame:
    frame.attrs["source"] = {"name": "disk", "years": [2025, 2026]}
    frame.flags.allows_duplicate_labels = False
    return frame


FRAMES: dict[str, Any] = {
    "one type": pd.DataFrame({"a": [1.5, 2.5], "b": [3.5, np.nan]}),
    "many types": pd.DataFrame(
        {"a": [1, 2], "b": [1.5, None], "c": [True, False], "d": ["x", "y"]}
    ),
    "mixed order": pd.DataFrame({"a": [1], "b": ["x"], "c": [2], "d": ["y"]}),
    "matrix by rows": pd.DataFrame(MATRIX),
    "matrix by columns": pd.DataFrame(np.asfortranarray(MATRIX)),
    "every second row": pd.DataFrame(MATRIX).iloc[::2],
    "transposed": pd.DataFrame(MATRIX).T,
    "one cell": pd.DataFrame([[5]]),
    "wide": pd.DataFrame({f"column {number}": [number] for number in range(100)}),
    "no rows": pd.DataFrame({"a": pd.Series([], dtype="i8"), "b": pd.Series([], dtype="str")}),
    "no columns": pd.DataFrame(index=["x", "y"]),
    "nothing": pd.DataFrame(),
    "duplicate labels": pd.DataFrame([[1, 2]], columns=["a", "a"]),
    "labels of numbers": pd.DataFrame([[1, 2]], columns=[3, 1]),
    "labels of pairs": pd.DataFrame(
        [[1, 2]], columns=pd.MultiIndex.from_tuples([("a", 1), ("a", 2)])
    ),
    "a missing label": pd.DataFrame([[1, 2]], columns=["a", None]),
    "named axes": pd.DataFrame({"a": [1]}).rename_axis("rows").rename_axis("columns", axis=1),
    "attributes": marked(pd.DataFrame({"a": [1]})),
    "dates": pd.DataFrame({"a": pd.to_datetime(["2026-01-02", None])}),
    "zones": pd.DataFrame({"a": pd.to_datetime(["2026-01-02"]).tz_localize("Europe/Berlin")}),
    "spans": pd.DataFrame({"a": pd.to_timedelta(["1D", None])}),
    "index of dates": pd.DataFrame(
        {"a": [1, 2]}, index=pd.date_range("2026", periods=2, freq="MS")
    ),
    "index of levels": pd.DataFrame(
        {"a": [1, 2]}, index=pd.MultiIndex.from_arrays([["x", "y"], [1, 2]], names=["one", None])
    ),
    "index of categories": pd.DataFrame({"a": [1]}, index=pd.CategoricalIndex(["x"], ["y", "x"])),
    "index of texts": pd.DataFrame(
        {"a": range(100)}, index=[f"row {number}" for number in range(100)]
    ),
    "categories": pd.DataFrame({"a": pd.Categorical(["x", None], ["y", "x"], ordered=True)}),
    "categories of numbers": pd.DataFrame({"a": pd.Categorical([3, 1])}),
    "masked": pd.DataFrame({"a": pd.array([1, None], dtype="Int8"), "b": pd.array([True, None])}),
    "texts": pd.DataFrame({"a": TEXTS}),
    "texts with NA": pd.DataFrame({"a": pd.array(["x", None], dtype="string[pyarrow]")}),
    "texts in chunks": pd.concat([pd.DataFrame({"a": TEXTS, "b": [1, 2, 3]})] * 2),
    "arrow types": pd.DataFrame({"a": pd.array([1, None], dtype="int64[pyarrow]")}),
    "plain objects": pd.DataFrame({"a": pd.Series([1, "x", None, (1, 2), 2.5], dtype=object)}),
    "small numbers": pd.DataFrame({"a": np.array([1, 2], "i1"), "b": np.array([1, 2], "f4")}),
    "series": pd.Series([1, 2], name="a", index=["x", "y"]),
    "series of texts": pd.Series(["x", None], name=("a", 1)),
    "series of objects": pd.Series(["x", "y"], dtype=object),
    "empty series": pd.Series([], dtype="f8"),
    "range": pd.RangeIndex(5, 1, -2, name="a"),
    "texts as an index": pd.Index(["x", "y"], name="a"),
    "numbers as an index": pd.Index([1.5, 2.5]),
    "levels as an index": pd.MultiIndex.from_product([["x"], [1, 2]]),
}


def contents(encoded: Encoded) -> list[bytes]:
    return [b"".join(stream.chunks) for stream in encoded.buffers]


@pytest.mark.parametrize("name", FRAMES)
def test_a_pandas_object_comes_back_as_it_was(name: str) -> None:
    value = FRAMES[name]
    encoded = frames.encode(value)
    read = frames.decode(encoded.head, contents(encoded))
    if isinstance(value, pd.DataFrame):
        pd.testing.assert_frame_equal(read, value, check_freq=True, check_column_type=True)
        assert [type(block.values) for block in read._mgr.blocks] == [
            type(block.values) for block in value._mgr.blocks
        ]
    elif isinstance(value, pd.Series):
        pd.testing.assert_series_equal(read, value)
    else:
        pd.testing.assert_index_equal(read, value, exact=True)
    if not isinstance(value, pd.Index):
        assert read.attrs == value.attrs
        assert read.flags == value.flags


def test_none_and_not_a_number_stay_apart() -> None:
    frame = pd.DataFrame({"a": pd.Series([None, np.nan, 1.0], dtype=object)})
    encoded = frames.encode(frame)
    read = frames.decode(encoded.head, contents(encoded))
    assert [type(cell) for cell in read["a"]] == [type(None), float, float]


def test_the_bits_of_numbers_that_are_none_are_kept() -> None:
    bits = np.array([0x7FF8000000000001, 0xFFF8000000000002], "u8").view("f8")
    encoded = frames.encode(pd.DataFrame({"a": bits}))
    read = frames.decode(encoded.head, contents(encoded))
    assert read["a"].to_numpy().view("u8").tolist() == bits.view("u8").tolist()


@pytest.mark.parametrize("name", ["one type", "matrix by columns", "dates", "masked"])
def test_cells_lie_over_the_streams_and_cannot_be_written_to(name: str) -> None:
    encoded = frames.encode(FRAMES[name])
    streams = contents(encoded)
    read = frames.decode(encoded.head, streams)
    memory = [np.frombuffer(stream, "u1") for stream in streams]
    for block in read._mgr.blocks:
        cells = getattr(block.values, "_ndarray", getattr(block.values, "_data", block.values))
        assert any(np.shares_memory(cells, each) for each in memory)
        assert not cells.flags.writeable


def test_a_frame_of_usual_labels_is_one_stream() -> None:
    assert len(frames.encode(pd.DataFrame({"a": [1.5], "b": [2.5]})).buffers) == 1
    assert len(frames.encode(FRAMES["wide"]).buffers) == 2


@pytest.mark.parametrize(
    "value",
    [
        pd.DataFrame({"a": pd.Series([[1]], dtype=object)}),
        pd.DataFrame({"a": pd.Series([object()], dtype=object)}),
        pd.DataFrame({"a": pd.period_range("2026", periods=2)}),
        pd.DataFrame({"a": pd.interval_range(0, 2)}),
        pd.DataFrame({"a": [1j]}),
        pd.DataFrame({"a": np.array([1], ">i8")}),
        pd.DataFrame({"a": pd.arrays.SparseArray([0, 1])}),
        pd.DataFrame({"a": pd.array(["x"], dtype="string[python]")}),
        pd.DataFrame({"a": [1]}, index=pd.interval_range(0, 1)),
        pd.DataFrame({"a": pd.Series([pd.NA, pd.NaT], dtype=object)}),
        pd.Series([1], name=object()),
    ],
    ids=[
        *("lists", "objects", "periods", "intervals", "complex", "big endian", "sparse"),
        *("python texts", "index of intervals", "objects of pandas", "name"),
    ],
)
def test_what_has_no_exact_form_is_refused(value: Any) -> None:
    with pytest.raises(InexactError):
        frames.encode(value)


def test_an_attribute_that_is_no_plain_data_is_refused() -> None:
    frame = pd.DataFrame({"a": [1]})
    frame.attrs["source"] = object()
    with pytest.raises(InexactError):
        frames.encode(frame)
