"""No change of a value that was handed out reaches the snapshot, whichever way it is made."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from millstream.caching.snapshot import freeze
from millstream.caching.snapshot.frames import FrozenFrame, FrozenIndex, SplitFrame

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.caching.api import Snapshot

# Made anew for each test: a frame shares what it was made from.
COLUMNS: dict[str, tuple[Callable[[], Any], Any]] = {
    "ints": (lambda: np.arange(5), 9),
    "floats": (lambda: np.arange(5.0), 9.5),
    "complex": (lambda: np.arange(5) * 1j, 9j),
    "bools": (lambda: [True] * 5, False),
    "texts": (lambda: list("abcde"), "Q"),
    "objects": (lambda: pd.Series(list("abcde"), dtype=object), "Q"),
    "cells": (lambda: pd.Series([[i] for i in range(5)], dtype=object), [99]),
    "categories": (lambda: pd.Categorical(list("aabbc")), "b"),
    "dates": (lambda: pd.date_range("2020", periods=5), pd.Timestamp("1999")),
    "zoned": (lambda: pd.date_range("2020", periods=5, tz="UTC"), pd.Timestamp("1999", tz="UTC")),
    "spans": (lambda: pd.to_timedelta(range(5), unit="D"), pd.Timedelta("9D")),
    "periods": (lambda: pd.period_range("2020", periods=5, freq="D"), pd.Period("1999", freq="D")),
    "intervals": (lambda: pd.interval_range(0, 5), pd.Interval(7, 8)),
    "masked": (lambda: pd.array([1, 2, None, 4, 5], dtype="Int64"), 9),
    "masked_bools": (lambda: pd.array([True, None, False, True, True], dtype="boolean"), False),
    "python_texts": (lambda: pd.array(list("abcde"), dtype="string[python]"), "Q"),
    "sparse": (lambda: pd.arrays.SparseArray([0, 0, 1, 0, 2]), 9),
    "arrow": (lambda: pd.array([1, 2, 3, 4, 5], dtype="int64[pyarrow]"), 9),
}

INDEXES: dict[str, Callable[[], Any]] = {
    "texts": lambda: list("vwxyz"),
    "range": lambda: pd.RangeIndex(5),
    "floats": lambda: [1.0, 2.0, 3.0, 4.0, 5.0],
    "dates": lambda: pd.date_range("2020", periods=5),
    "levels": lambda: pd.MultiIndex.from_product([["a"], list("vwxyz")], names=["one", "two"]),
    "categories": lambda: pd.CategoricalIndex(list("vwxyz")),
    "objects": lambda: pd.Index([1, "a", None, (1, 2), 3.0], dtype=object),
    "intervals": lambda: pd.interval_range(0, 5),
    "masked": lambda: pd.Index([1, 2, 3, 4, 5], dtype="Int64"),
}


def writable(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    array.setflags(write=True)
    return array


FRAME_CHANGES: dict[str, Callable[[Any, str, Any], Any]] = {
    "loc": lambda f, c, v: f.loc.__setitem__((f.index[0], c), v),
    "iloc": lambda f, c, v: f[c].iloc.__setitem__(0, v),
    "at": lambda f, c, v: f.at.__setitem__((f.index[0], c), v),
    "array": lambda f, c, v: f[c].array.__setitem__(0, v),
    "values": lambda f, c, v: f[c].values.__setitem__(0, v),
    "flags": lambda f, c, v: writable(f[c].to_numpy()).__setitem__(0, v),
    "flags of the array": lambda f, c, v: writable(np.asarray(f[c].array)).__setitem__(0, v),
    "base": lambda f, c, v: f[c].to_numpy().base.__setitem__(0, v),
    "cell": lambda f, c, v: f[c].iloc[0].append(v),
    "new column": lambda f, c, v: f.__setitem__(c, v),
    "drop": lambda f, c, v: f.drop(columns=c, inplace=True),
    "rename": lambda f, c, v: f.rename(columns={c: "other"}, inplace=True),
    "insert": lambda f, c, v: f.insert(0, "first", v),
    "sort": lambda f, c, v: f.sort_index(ascending=False, inplace=True),
    "fill value": lambda f, c, v: setattr(f[c].array, "fill_value", v),
    "sparse values": lambda f, c, v: f[c].array.sp_values.__setitem__(0, v),
    "categories": lambda f, c, v: setattr(f[c].cat.categories, "name", "changed"),
    "category cells": lambda f, c, v: writable(f[c].cat.categories.values).__setitem__(0, "zz"),
    "frequency": lambda f, c, v: setattr(f[c].array, "freq", None),
    "blocks": lambda f, c, v: [b.values.__setitem__(0, v) for b in f._mgr.blocks],
    "attributes": lambda f, c, v: f.attrs["source"].append("changed"),
    "flag": lambda f, c, v: setattr(f.flags, "allows_duplicate_labels", False),
}

INDEX_CHANGES: dict[str, Callable[[Any], Any]] = {
    "array": lambda i: i.array.__setitem__(0, i[1]),
    "values": lambda i: i.values.__setitem__(0, i[1]),
    "flags": lambda i: writable(i.values).__setitem__(0, i[1]),
    "flags of the data": lambda i: writable(np.asarray(i._values)).__setitem__(0, i[1]),
    "name": lambda i: setattr(i, "name", "changed"),
    "names": lambda i: setattr(i, "names", ["changed"] * i.nlevels),
    "rename": lambda i: i.rename("changed", inplace=True),
    "frequency": lambda i: setattr(i, "freq", None),
    "level": lambda i: i.levels[1].array.__setitem__(0, "zz"),
    "level values": lambda i: writable(i.levels[1].values).__setitem__(0, "zz"),
    "codes": lambda i: writable(i.codes[1]).__setitem__(0, 2),
    "categories": lambda i: i.categories.array.__setitem__(0, "zz"),
    "category name": lambda i: setattr(i.categories, "name", "changed"),
}


def frame_of(column: str) -> pd.DataFrame:
    frame = pd.DataFrame({column: COLUMNS[column][0](), "other": np.arange(5.0)})
    frame.attrs["source"] = ["disk"]
    return frame


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("change", FRAME_CHANGES)
@pytest.mark.parametrize("column", COLUMNS)
def test_no_change_of_a_frame_is_seen_by_the_next(
    column: str, change: str, written: Callable[[Any], Snapshot]
) -> None:
    frame, expected = frame_of(column), frame_of(column)
    for snapshot in (freeze(frame), written(frame_of(column))):
        # What pandas refuses changes nothing; what it allows must change this copy only.
        for changed in (frame, snapshot.open()):
            with contextlib.suppress(Exception):
                FRAME_CHANGES[change](changed, column, COLUMNS[column][1])
        following = snapshot.open()
        pd.testing.assert_frame_equal(following, expected, check_freq=True)
        assert following.attrs == expected.attrs
        assert following.flags == expected.flags
        if column == "categories":
            assert following[column].cat.categories.name is None


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("change", INDEX_CHANGES)
@pytest.mark.parametrize("index", INDEXES)
def test_no_change_of_an_index_is_seen_by_the_next(
    index: str, change: str, written: Callable[[Any], Snapshot]
) -> None:
    def make() -> pd.DataFrame:
        return pd.DataFrame({"a": range(5)}, index=INDEXES[index]())

    for snapshot, reach in (
        (freeze(make()), lambda frame: frame.index),
        (freeze(make().index), lambda one: one),
        (freeze(make()["a"]), lambda series: series.index),
        (written(make()), lambda frame: frame.index),
        (written(make().index), lambda one: one),
    ):
        first = reach(snapshot.open())
        # Fill the caches of the index, which shallow copies share in pandas.
        first.get_loc(first[0]), first.values
        with contextlib.suppress(ValueError):
            first.array
        with contextlib.suppress(Exception):
            INDEX_CHANGES[change](reach(snapshot.open()))
        following = reach(snapshot.open())
        pd.testing.assert_index_equal(following, make().index, exact=True)
        assert list(following.values) == list(make().index.values)
        if index == "categories":
            assert following.categories.name is None


WRITES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "loc": lambda f: f.loc.__setitem__((f.index[0], "a"), 9),
    "column": lambda f: f.__setitem__("a", f["a"] + 1),
    "fillna": lambda f: f.fillna({"b": 0}, inplace=True),
    "sort": lambda f: f.sort_values("b", inplace=True),
    "sub frame": lambda f: f[["a", "b"]].iloc.__setitem__((0, 0), 5),
    "series": lambda f: f["a"].iloc.__setitem__(0, 5),
    "transposed": lambda f: f[["b"]].T.iloc.__setitem__((0, 0), 5),
    "series of the index": lambda f: pd.Series(f.index).iloc.__setitem__(0, f.index[1]),
    "frame of the index": lambda f: f.index.to_frame().iloc.__setitem__((0, 0), f.index[1]),
    "reset index": lambda f: f.reset_index().iloc.__setitem__((0, 0), f.index[1]),
    "set index": lambda f: f.set_index("b").reset_index().iloc.__setitem__((0, 0), 5),
    "update": lambda f: f.update(pd.DataFrame({"a": [7]}, index=f.index[:1])),
    "eval": lambda f: f.eval("q = a + b", inplace=True),
    "replace": lambda f: f.replace(0, 9, inplace=True),
    "pop": lambda f: f.pop("a"),
    "group": lambda f: f.groupby("c")["b"].sum(),
    "rolling": lambda f: f["b"].rolling(2).mean(),
    "merge": lambda f: f.merge(f, on="a"),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("index", ["texts", "range", "floats", "dates"])
def test_a_frame_can_be_written_to_after_its_snapshot_is_gone(
    index: str, write: str, written: Callable[[Any], Snapshot]
) -> None:
    columns = {"a": np.arange(5), "b": np.arange(5.0), "c": list("aabbc")}
    frame = pd.DataFrame(columns, index=INDEXES[index]())
    opened = [freeze(frame).open(), written(frame).open()]
    gc.collect()
    for each in opened:
        WRITES[write](each)


@pytest.mark.parametrize("column", [c for c in COLUMNS if c != "cells"])
def test_frames_are_shared_not_copied(column: str) -> None:
    assert isinstance(freeze(frame_of(column)), FrozenFrame)
    assert isinstance(freeze(frame_of(column)[column]), FrozenFrame)


def test_columns_with_cells_that_can_change_are_copied_alone() -> None:
    frame = pd.DataFrame(
        [[1, [1], "a", {"x": [2]}]] * 3, columns=["n", "o", "s", "o"], index=list("xyz")
    )
    frame.attrs["source"] = ["disk"]
    snapshot = freeze(frame)
    assert isinstance(snapshot, SplitFrame)
    frame.iloc[0, 1].append(99)
    first = snapshot.open()
    assert first.dtypes.tolist() == frame.dtypes.tolist()
    assert first.columns.tolist() == ["n", "o", "s", "o"]
    first.iloc[0, 1].append(2)
    first.iloc[1, 3]["x"].append(3)
    first.iloc[2, 0] = 7
    second = snapshot.open()
    assert second.values.tolist() == [[1, [1], "a", {"x": [2]}]] * 3
    # One list in three rows stays one list.
    assert second.iloc[0, 1] is second.iloc[1, 1]
    assert second.attrs == {"source": ["disk"]}
    assert np.shares_memory(second["n"].to_numpy(), snapshot.open()["n"].to_numpy())


def test_an_index_of_objects_that_can_change_is_copied() -> None:
    snapshot = freeze(pd.DataFrame({"a": [1]}, index=pd.Index([Marker("a")], dtype=object)))
    snapshot.open().index[0].text = "b"
    assert snapshot.open().index[0].text == "a"


def test_indexes_are_shared_not_copied() -> None:
    for make in INDEXES.values():
        assert isinstance(freeze(pd.Index(make())), FrozenIndex)


def test_a_subclass_of_a_frame_keeps_its_class() -> None:
    snapshot = freeze(Marked({"a": [1]}))
    first = snapshot.open()
    assert type(first) is Marked
    first.loc[0, "a"] = 5
    assert snapshot.open().loc[0, "a"] == 1


class Marker:
    """A label that can change."""

    def __init__(self, text: str) -> None:
        self.text = text


class Marked(pd.DataFrame):  # type: ignore[misc]
    @property
    def _constructor(self) -> type[Marked]:
        return Marked


@pytest.mark.usefixtures("maps_early")
@pytest.mark.parametrize("count", [0, 10, 100_000])
@pytest.mark.parametrize("dtype", ["f8", "i2", "?", "M8[ns]", "m8[s]", "S3", "U2", "i4,f8", "O"])
def test_arrays_are_private_and_writable(count: int, dtype: str) -> None:
    array = np.zeros(count, dtype)
    snapshot = freeze(array)
    if count:
        array[0] = np.ones(1, dtype)[0]
    first = snapshot.open()
    assert first.dtype == array.dtype
    assert first.flags.writeable
    np.testing.assert_array_equal(first, np.zeros(count, dtype))
    if count:
        first[0] = np.ones(1, dtype)[0]
    np.testing.assert_array_equal(snapshot.open(), np.zeros(count, dtype))


@pytest.mark.usefixtures("maps_early")
@pytest.mark.parametrize("size", [4, 400])
def test_the_order_of_the_axes_in_memory_is_kept(size: int) -> None:
    base = np.arange(size * size, dtype="f8").reshape(size, size)
    for array in (base, np.asfortranarray(base), base[::2, ::3], base.T, base[0, 0]):
        opened = freeze(array).open()
        np.testing.assert_array_equal(opened, array)
        if array.ndim == 2 and array.flags.f_contiguous and not array.flags.c_contiguous:
            assert opened.flags.f_contiguous


def test_array_subclasses_survive() -> None:
    masked = np.ma.masked_array([1, 2, 3], mask=[0, 1, 0])
    snapshot = freeze(masked)
    first = snapshot.open()
    first[0] = 9
    second = snapshot.open()
    assert isinstance(second, np.ma.MaskedArray)
    assert second.tolist() == [1, None, 3]


def test_arrow_memory_is_a_copy_that_nobody_can_write_to() -> None:
    array = np.arange(1000)
    for value in (
        pa.table({"a": array}),
        pa.array(array),
        pa.chunked_array([array]),
        pa.record_batch({"a": array}),
    ):
        snapshot = freeze(value)
        array[0] = 99
        opened = snapshot.open()
        column = opened.column(0) if isinstance(opened, (pa.Table, pa.RecordBatch)) else opened
        assert column[0].as_py() == 0
        chunk = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
        assert not np.frombuffer(chunk.buffers()[1], "i8").flags.writeable
        array[0] = 0


def test_polars_frames_are_private() -> None:
    snapshot = freeze(pl.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
    first = snapshot.open()
    first[0, "a"] = 99
    first.drop_in_place("b")
    first.extend(first)
    array = snapshot.open()["a"].to_numpy()
    with contextlib.suppress(ValueError):
        writable(array)[0] = 77
    assert snapshot.open().to_dict(as_series=False) == {"a": [1, 2], "b": ["x", "y"]}


def test_polars_series_and_plans_are_private() -> None:
    snapshot = freeze(pl.Series("a", [1, 2]))
    snapshot.open()[0] = 99
    assert snapshot.open().to_list() == [1, 2]
    assert freeze(pl.LazyFrame({"a": [1]})).open().collect().height == 1


@dataclasses.dataclass
class Bundle:
    frame: pd.DataFrame
    arrays: dict[str, np.ndarray[Any, Any]]
    notes: list[str]


@pytest.mark.usefixtures("maps_early")
def test_frames_and_arrays_inside_containers_are_private() -> None:
    large = np.zeros(100_000)
    frame = pd.DataFrame({"a": np.arange(3)})
    bundle = Bundle(frame, {"large": large, "again": large}, ["a"])
    snapshot = freeze((bundle, [frame, pa.table({"a": [1]}), b"x" * 100_000]))
    first, parts = snapshot.open()
    assert first.arrays["large"] is first.arrays["again"]
    assert parts[0] is first.frame
    first.frame.loc[0, "a"] = 99
    first.arrays["large"][0] = 99
    first.notes.append("b")
    parts.clear()
    second, parts = snapshot.open()
    assert second.frame.loc[0, "a"] == 0
    assert second.arrays["large"][0] == 0
    assert second.notes == ["a"]
    assert len(parts) == 3


def test_containers_of_constants_are_copied_one_level() -> None:
    for value in ([1, "a"], {"a": 1, (1, 2): None}, {1, 2}):
        snapshot = freeze(value)
        first = snapshot.open()
        assert first == value
        assert type(first) is type(value)
        first.clear()
        assert snapshot.open() == value
    constant = (1, ("a", frozenset({2})), None)
    assert freeze(constant).open() is constant


def test_cycles_and_shared_parts_keep_their_shape() -> None:
    inner: list[Any] = [1]
    value = {"a": inner, "b": inner}
    inner.append(value)
    opened = freeze(value).open()
    assert opened["a"] is opened["b"]
    assert opened["a"][1] is opened
