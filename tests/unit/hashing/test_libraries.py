"""The values of libraries: equal ones have equal digests, and each change is another digest.

Longer than 500 lines because most of it is one table of values, which every test below goes through.
"""

from __future__ import annotations

import copy
import datetime
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pydantic
import pytest
import scipy.sparse as sp
import sqlalchemy as sa
from PIL import Image

from millstream.hashing import Hasher, UnhashableError

if TYPE_CHECKING:
    from collections.abc import Callable

RECORD = np.dtype([("a", "i4"), ("b", "f8")])
PADDED = np.dtype([("a", "i1"), ("b", "f8")], align=True)
NESTED = np.dtype([("p", PADDED), ("q", "i2", (2,))])


class Model(pydantic.BaseModel):
    a: int = 1
    b: list[int] = []
    _private: int = pydantic.PrivateAttr(0)


class OtherModel(pydantic.BaseModel):
    a: int = 1
    b: list[int] = []


class Open(pydantic.BaseModel, extra="allow"):
    a: int = 1


@attrs.define
class Attrs:
    x: Any
    y: Any = 2


@attrs.frozen(slots=False)
class FrozenAttrs:
    x: Any


class Tagged(np.ndarray):  # type: ignore[type-arg]
    unit: str

    def __array_finalize__(self, origin: Any) -> None:
        self.unit = getattr(origin, "unit", "")


class Sub(pd.DataFrame):
    _metadata = ["unit"]  # noqa: RUF012
    unit = "m"

    @property
    def _constructor(self) -> type[Sub]:
        return Sub


def tagged(unit: str) -> Tagged:
    value = np.arange(3).view(Tagged)
    value.unit = unit
    return value


def sub(unit: str) -> Sub:
    value = Sub({"a": [1]})
    value.unit = unit
    return value


def attributed(**attrs_: Any) -> pd.DataFrame:
    value = pd.DataFrame({"a": [1]})
    value.attrs.update(attrs_)
    return value


def image(mode: str, pixel: Any, **info: Any) -> Image.Image:
    value = Image.new(mode, (3, 2), pixel)
    value.info.update(info)
    return value


def palette(last: int) -> Image.Image:
    value = Image.new("P", (2, 2))
    value.putpalette([0, 0, 0, 1, 1, last])
    return value


GROUPS: dict[str, Callable[[], list[Any]]] = {
    "numpy": lambda: [
        np.arange(4),
        np.arange(4, dtype="i4"),
        np.arange(4, dtype=">i4"),
        np.arange(4, dtype="f8"),
        np.arange(4).reshape(2, 2),
        np.arange(4).reshape(4, 1),
        np.array([0, 1, 2, 4]),
        np.array(1),
        np.array([1]),
        np.int64(1),
        np.int32(1),
        np.float64(1),
        np.float64("nan"),
        np.array([0.0]),
        np.array([-0.0]),
        np.zeros((0, 3)),
        np.zeros((3, 0)),
        np.zeros((0, 3), "i4"),
        np.array(["a", "bc"]),
        np.array([b"a", b"bc"]),
        np.array(["a", "bc"], object),
        np.array(["a", "bc"], np.dtypes.StringDType()),
        np.array([1, "a", None, [1]], object),
        np.array([1, "a", None, [2]], object),
        np.array(["2024-01-01"], "M8[D]"),
        np.array(["2024-01-01"], "M8[s]"),
        np.array([1], "m8[s]"),
        np.array([True]),
        np.array([1 + 0j]),
        np.zeros(2, np.longdouble),
        np.ones(2, np.longdouble),
        np.zeros(2, np.clongdouble),
        np.zeros(2, RECORD),
        np.array([(1, 2.0)], RECORD),
        np.array([(1, 2.0)], PADDED),
        np.array([(1, 3.0)], PADDED),
        np.array([((1, 2.0), (3, 4))], NESTED),
        np.array([((1, 2.0), (3, 5))], NESTED),
        np.array([(1, [2])], [("a", "i4"), ("b", object)]),
        np.rec.array([(1, 2.0)], RECORD),
        np.ma.array([1, 2], mask=[0, 1]),
        np.ma.array([1, 2], mask=[1, 0]),
        np.ma.array([1, 2]),
        np.ma.array([1, 2], fill_value=7),
        np.array([[1]]).view(np.matrix),
        tagged("m"),
        tagged("km"),
        np.arange(100_000),
        np.arange(100_000).reshape(1000, 100),
        np.dtype("i4"),
        RECORD,
        PADDED,
        np.random.default_rng(1),
        np.random.default_rng(2),
        np.random.RandomState(1),
        np.datetime64("2024-01-01"),
        np.timedelta64(1, "s"),
        np.str_("a"),
        np.bool_(True),
    ],
    "pandas": lambda: [
        pd.DataFrame({"a": [1, 2]}),
        pd.DataFrame({"a": [1.0, 2.0]}),
        pd.DataFrame({"b": [1, 2]}),
        pd.DataFrame({"a": [1, 2]}, index=[0, 1]),
        pd.DataFrame({"a": [1, 2]}, index=["x", "y"]),
        pd.DataFrame({"a": [1, 2]}, index=pd.Index([0, 1], name="n")),
        pd.DataFrame({"a": [1], "b": [1]}),
        pd.DataFrame({"b": [1], "a": [1]}),
        pd.DataFrame([[1, 2]], columns=["a", "a"]),
        pd.DataFrame(columns=pd.MultiIndex.from_tuples([("a", 1), ("a", 2)]), data=[[1, 2]]),
        pd.DataFrame(),
        pd.DataFrame(index=[1]),
        attributed(source="x"),
        attributed(source="y"),
        pd.DataFrame({"a": [1]}).set_flags(allows_duplicate_labels=False),
        sub("m"),
        sub("km"),
        pd.Series([1, 2]),
        pd.Series([1, 2], name="a"),
        pd.Series([1, 2], dtype="Int64"),
        pd.Series([1, None], dtype="Int64"),
        pd.Series([None, 1], dtype="Int64"),
        pd.Series([1, 2], dtype="Float32"),
        pd.Series([True, None], dtype="boolean"),
        pd.Series(["a", "b"]),
        pd.Series(["a", None]),
        pd.Series(["a", None], dtype="string"),
        pd.Series(["a", "b"], dtype="string[python]"),
        pd.Series(["a", "b"], dtype="string[pyarrow]"),
        pd.Series(["a", "b"], dtype=object),
        pd.Series(["a", [1]], dtype=object),
        pd.Series(["a", "b"], dtype="category"),
        pd.Series(["a", "b"], dtype=pd.CategoricalDtype(["b", "a"])),
        pd.Series(["a", "b"], dtype=pd.CategoricalDtype(["a", "b"], ordered=True)),
        pd.Series([1, 2], dtype="int64[pyarrow]"),
        pd.Series([[1], [2]], dtype=pd.ArrowDtype(pa.list_(pa.int64()))),
        pd.Series(pd.date_range("2024", periods=2)),
        pd.Series(pd.date_range("2024", periods=2, tz="UTC")),
        pd.Series(pd.date_range("2024", periods=2, tz="Europe/Berlin")),
        pd.Series(pd.date_range("2024", periods=2, unit="ns")),
        pd.Series(pd.date_range("2024", periods=2, unit="s")),
        pd.Series(pd.timedelta_range("1D", periods=2)),
        pd.Series(pd.period_range("2024", periods=2, freq="D")),
        pd.Series(pd.period_range("2024", periods=2, freq="M")),
        pd.Series(pd.interval_range(0, 2)),
        pd.Series(pd.interval_range(0, 2, closed="left")),
        pd.Series(pd.arrays.SparseArray([0, 0, 1])),
        pd.Series(pd.arrays.SparseArray([0, 0, 1], fill_value=1)),
        pd.Series([0.0]),
        pd.Series([-0.0]),
        pd.Index([1, 2]),
        pd.Index([1, 2], name="a"),
        pd.RangeIndex(2),
        pd.RangeIndex(0, 3, 2),
        pd.MultiIndex.from_tuples([(1, "a"), (2, "b")]),
        pd.MultiIndex.from_tuples([(1, "a"), (2, "c")]),
        pd.MultiIndex.from_tuples([(1, "a"), (2, "b")], names=["x", "y"]),
        pd.date_range("2024", periods=2),
        pd.date_range("2024", periods=2)[[0, 1]],
        pd.CategoricalIndex(["a", "b"]),
        pd.Timestamp("2024-01-01"),
        pd.Timestamp("2024-01-01", tz="UTC"),
        pd.Timestamp("2024-01-01").as_unit("s"),
        pd.Timestamp("2024-01-01").as_unit("ns") + pd.Timedelta(1, "ns"),
        datetime.datetime(2024, 1, 1),
        pd.Timedelta(1, "s"),
        pd.Timedelta(1, "ns"),
        pd.Period("2024", "D"),
        pd.Period("2024", "M"),
        pd.Interval(0, 1),
        pd.Interval(0, 1, closed="both"),
        pd.NaT,
        pd.NA,
        pd.offsets.Day(1),
        pd.offsets.Day(2),
        pd.offsets.Week(weekday=1),
        pd.offsets.Week(weekday=2),
        pd.Int64Dtype(),
        pd.CategoricalDtype(["a"]),
        pd.CategoricalDtype(["b"]),
        pd.DatetimeTZDtype(tz="UTC"),
        pd.array([1, 2]),
    ],
    "pyarrow": lambda: [
        pa.array([1, 2]),
        pa.array([1, 3]),
        pa.array([1, None]),
        pa.array([None, 1]),
        pa.array([1, 2], pa.int32()),
        pa.array([True, False]),
        pa.array([True, None]),
        pa.array([None, None]),
        pa.array(["a", "bc"]),
        pa.array(["ab", "c"]),
        pa.array(["a", None]),
        pa.array(["a", ""]),
        pa.array(["a", "bc"], pa.large_string()),
        pa.array(["a", "bc"], pa.string_view()),
        pa.array([b"a", b"bc"]),
        pa.array([b"a", b"b"], pa.binary(1)),
        pa.array([f"text {number}" for number in range(100)]),
        pa.array([f"text {number}" for number in range(99)] + [None]),
        pa.array([[1], [2, 3]]),
        pa.array([[1, 2], [3]]),
        pa.array([[1, 2], None]),
        pa.array([[1, 2], []]),
        pa.array([[1, 2], [3, 4]], pa.list_(pa.int64(), 2)),
        pa.array([{"a": 1}, {"a": 2}]),
        pa.array([{"a": 1}, None]),
        pa.array([{"a": 1}, {"a": None}]),
        pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())),
        pa.array(["a", "b"]).dictionary_encode(),
        pa.array(["a", "c"]).dictionary_encode(),
        pa.array([datetime.datetime(2024, 1, 1)]),
        pa.array([datetime.datetime(2024, 1, 1)], pa.timestamp("s", "UTC")),
        pa.array([1.5]),
        pa.chunked_array([[1, 2]]),
        pa.table({"a": [1, 2]}),
        pa.table({"b": [1, 2]}),
        pa.table({"a": [1, 2]}).replace_schema_metadata({"k": "v"}),
        pa.record_batch({"a": [1, 2]}),
        pa.scalar(1),
        pa.scalar("a"),
        pa.scalar(None, pa.int64()),
        pa.int64(),
        pa.field("a", pa.int64()),
        pa.field("a", pa.int64(), nullable=False),
        pa.schema({"a": pa.int64()}),
        pa.py_buffer(b"a"),
        pa.nulls(3),
    ],
    "polars": lambda: [
        pl.DataFrame({"a": [1, 2]}),
        pl.DataFrame({"b": [1, 2]}),
        pl.DataFrame({"a": [1, 3]}),
        pl.DataFrame({"a": [1, None]}),
        pl.DataFrame({"a": ["x", None]}),
        pl.DataFrame({"a": [[1], [2]]}),
        pl.DataFrame({"a": [{"b": 1}]}),
        pl.DataFrame(),
        pl.Series([1, 2]),
        pl.Series("a", [1, 2]),
        pl.Series([1, 2], dtype=pl.Int8),
        pl.Series(["a"], dtype=pl.Categorical),
        pl.Series(["a"], dtype=pl.Enum(["a"])),
        pl.Series(["a"], dtype=pl.Enum(["a", "b"])),
        pl.Series([datetime.datetime(2024, 1, 1)]),
        pl.Series([datetime.date(2024, 1, 1)]),
        pl.Series([Model()], dtype=pl.Object),
        pl.LazyFrame({"a": [1, 2]}),
        pl.LazyFrame({"a": [1, 2]}).filter(pl.col("a") > 1),
        pl.LazyFrame({"a": [1, 2]}).filter(pl.col("a") > 2),
        pl.col("a"),
        pl.col("b"),
        pl.Int64(),
        pl.Datetime("ms"),
    ],
    "pillow": lambda: [
        image("RGB", (1, 2, 3)),
        image("RGB", (1, 2, 4)),
        image("L", 1),
        image("F", 1.0),
        image("RGBA", (1, 2, 3, 4)),
        image("RGB", (1, 2, 3), dpi=(72, 72)),
        palette(1),
        palette(2),
        image("RGB", (1, 2, 3)).resize((2, 3)),
    ],
    "scipy": lambda: [
        *[
            make(np.array(content))
            for make in (
                sp.csr_array,
                sp.csc_array,
                sp.coo_array,
                sp.lil_array,
                sp.dia_array,
                sp.dok_array,
                sp.bsr_array,
                sp.csr_matrix,
                sp.dok_matrix,
            )
            for content in ([[1, 0], [0, 2]], [[1, 0], [0, 3]], [[1.0, 0], [0, 2]])
        ],
        sp.csr_array((2, 3)),
        sp.csr_array((3, 2)),
    ],
    "pydantic": lambda: [
        Model(),
        Model(a=1),
        Model(a=2),
        Model(b=[1]),
        OtherModel(),
        Open(),
        Open(b=1),  # type: ignore[call-arg]
        Open(b=2),  # type: ignore[call-arg]
        pydantic.SecretStr("a"),
        pydantic.SecretStr("b"),
    ],
    "attrs": lambda: [Attrs(1), Attrs(1.0), Attrs(1, 3), FrozenAttrs(1), FrozenAttrs([1])],
    "sqlalchemy": lambda: [
        sa.create_engine("sqlite://"),
        sa.create_engine("sqlite:///a.db"),
        sa.engine.make_url("sqlite://"),
        sa.text("select 1"),
        sa.text("select 2"),
        sa.select(sa.column("a")).where(sa.column("a") > 1),
        sa.select(sa.column("a")).where(sa.column("a") > 2),
    ],
}


@pytest.mark.parametrize("library", GROUPS)
def test_values_that_differ_have_different_digests(hasher: Hasher, library: str) -> None:
    digests: dict[bytes, Any] = {}
    for value in GROUPS[library]():
        digest = hasher.digest(value)
        assert digest not in digests, (value, digests[digest])
        digests[digest] = value


@pytest.mark.parametrize("library", GROUPS)
def test_values_made_alike_have_one_digest(hasher: Hasher, library: str) -> None:
    for one, other in zip(GROUPS[library](), GROUPS[library](), strict=True):
        assert hasher.digest(one) == hasher.digest(other), one
        assert hasher.digest([one, {"a": one}]) == hasher.digest([other, {"a": other}])
        assert hasher.outline([one]) == hasher.outline([other])


@pytest.mark.parametrize("library", ["numpy", "pandas", "pillow", "scipy", "pydantic", "attrs"])
def test_copies_have_one_digest(hasher: Hasher, library: str) -> None:
    for value in GROUPS[library]():
        assert hasher.digest(copy.deepcopy(value)) == hasher.digest(value), value


@pytest.mark.parametrize("rows", [10, 3000, 300_000])
def test_the_layout_of_an_array_in_memory_does_not_count(hasher: Hasher, rows: int) -> None:
    value = np.arange(rows * 6, dtype="f8").reshape(rows, 2, 3)
    wide = np.zeros((rows, 4, 6))
    wide[:, ::2, ::2] = value
    layouts = [np.asfortranarray(value), wide[:, ::2, ::2], value[::-1].copy()[::-1]]
    assert {hasher.digest(each) for each in layouts} == {hasher.digest(value)}
    assert hasher.digest(value.T) == hasher.digest(value.T.copy()) != hasher.digest(value)
    assert hasher.digest(value.T.astype("U8")) == hasher.digest(value.T.astype("U8").copy())


def test_padding_inside_records_does_not_count(hasher: Hasher) -> None:
    one, other = np.zeros(3, PADDED), np.full(3 * PADDED.itemsize, 255, "u1").view(PADDED)
    other["a"], other["b"] = 0, 0
    assert hasher.digest(one) == hasher.digest(other)
    deep, filled = np.zeros(3, NESTED), np.full(3 * NESTED.itemsize, 255, "u1").view(NESTED)
    filled["p"]["a"], filled["p"]["b"], filled["q"] = 0, 0, 0
    assert hasher.digest(deep) == hasher.digest(filled)


def test_padding_inside_extended_floats_does_not_count(hasher: Hasher) -> None:
    one, other = np.ones(3, np.longdouble), np.ones(3, np.longdouble)
    other.view("u1").reshape(3, -1)[:, 10:] = 255
    assert hasher.digest(one) == hasher.digest(other)


def test_a_memory_map_counts_by_its_content(hasher: Hasher, tmp_path: Any) -> None:
    def mapped(name: str, last: int) -> Any:
        value = np.memmap(tmp_path / name, "i4", "w+", shape=(50_000,))
        value[-1] = last
        return value

    assert hasher.digest(mapped("a", 1)) == hasher.digest(mapped("b", 1))
    assert hasher.digest(mapped("c", 1)) != hasher.digest(mapped("d", 2))


def test_what_a_mask_of_pandas_hides_does_not_count(hasher: Hasher) -> None:
    one, other = pd.array([1, 2], dtype="Int64"), pd.array([1, 3], dtype="Int64")
    assert hasher.digest(one) != hasher.digest(other)
    one[1] = other[1] = pd.NA
    assert hasher.digest(one) == hasher.digest(other)
    assert one._data[1] == 2 or other._data[1] == 3


def test_the_blocks_of_a_frame_do_not_count(hasher: Hasher) -> None:
    values = np.arange(12.0).reshape(4, 3)
    one = pd.DataFrame(values, columns=list("abc"))
    other = pd.DataFrame({"a": values[:, 0]})
    other["b"] = values[:, 1]
    other["c"] = values[:, 2]
    assert hasher.digest(one) == hasher.digest(other)


def test_one_cell_of_a_large_frame_is_another_digest_every_time(hasher: Hasher) -> None:
    rows = 200_000
    frame = pd.DataFrame(
        {"n": np.arange(rows), "f": np.zeros(rows), "s": [f"name {row}" for row in range(rows)]}
    )
    seen = {hasher.digest(frame)}
    random = np.random.default_rng(1)
    for column, value in [("n", -1), ("f", 1.0), ("s", "other")] * 3:
        changed = frame.copy()
        changed.loc[int(random.integers(rows)), column] = value
        seen.add(hasher.digest(changed))
    assert len(seen) == 10


def test_the_chunks_and_offsets_of_arrow_do_not_count(hasher: Hasher) -> None:
    values: list[list[Any]] = [
        list(range(500)),
        [f"text {number}" for number in range(500)],
        [None if number % 7 == 0 else f"text {number}" for number in range(500)],
        [None if number % 7 == 0 else number for number in range(500)],
        [number % 3 == 0 for number in range(500)],
        [[number] * (number % 3) for number in range(500)],
        [{"a": number, "b": str(number)} for number in range(500)],
        [None if number % 5 == 0 else {"a": number} for number in range(500)],
    ]
    for each in values:
        whole = pa.array(each)
        sliced = pa.concat_arrays([whole, whole])[500:]
        assert hasher.digest(whole) == hasher.digest(sliced)
        chunked = pa.chunked_array([whole[:123], whole[123:130], whole[130:]])
        assert hasher.digest(chunked) == hasher.digest(pa.chunked_array([whole]))
        encoded = pa.chunked_array([whole[:200], whole[200:]])
        if not pa.types.is_nested(whole.type):
            assert hasher.digest(encoded.dictionary_encode()) == hasher.digest(
                pa.chunked_array([whole]).dictionary_encode()
            )


def test_bytes_that_no_text_of_arrow_owns_do_not_count(hasher: Hasher) -> None:
    texts = [f"text {number}" for number in range(100)]
    whole = pa.array(texts)
    validity = np.packbits(np.arange(100) % 2 == 0, bitorder="little").tobytes()
    _, offsets, data = whole.buffers()
    hidden = pa.Array.from_buffers(pa.string(), 100, [pa.py_buffer(validity), offsets, data])
    plain = pa.array([text if row % 2 == 0 else None for row, text in enumerate(texts)])
    assert hidden.equals(plain)
    assert hasher.digest(hidden) == hasher.digest(plain)


def test_the_chunks_of_polars_do_not_count(hasher: Hasher) -> None:
    frame = pl.DataFrame({"a": range(10), "s": [str(n) for n in range(10)]})
    pieces = pl.concat([frame[:3], frame[3:]], rechunk=False)
    assert hasher.digest(frame) == hasher.digest(pieces)
    with_categories = pl.Series(["x", "y"], dtype=pl.Categorical)
    assert hasher.digest(with_categories) == hasher.digest(
        pl.Series(["y", "x", "y"], dtype=pl.Categorical)[1:]
    )


def test_every_frame_of_an_animation_counts_and_stays_in_place(
    hasher: Hasher, tmp_path: Any
) -> None:
    def animation(name: str, last: int) -> Image.Image:
        path = tmp_path / name
        frames = [Image.new("L", (4, 4), level) for level in (0, 100, last)]
        frames[0].save(path, save_all=True, append_images=frames[1:])
        return Image.open(path)

    with animation("a.gif", 200) as one, animation("b.gif", 200) as same:
        one.seek(1)
        same.seek(1)
        assert hasher.digest(one) == hasher.digest(same)
        assert one.tell() == 1
        with animation("c.gif", 210) as other:
            other.seek(1)
            assert hasher.digest(one) != hasher.digest(other)


def test_private_attributes_of_models_count(hasher: Hasher) -> None:
    one, other = Model(), Model()
    other._private = 1
    assert hasher.digest(one) != hasher.digest(other)


def test_the_password_of_an_engine_does_not_count(hasher: Hasher) -> None:
    def engine(url: str) -> Any:
        return type("Engine", (), {"__module__": "sqlalchemy.engine.base"}), sa.engine.make_url(url)

    def made(url: str) -> Any:
        kind, address = engine(url)
        value = kind()
        value.url = address
        return value

    one = made("postgresql://me:secret@host/db")
    assert hasher.digest(one) == hasher.digest(made("postgresql://me:other@host/db"))
    assert hasher.digest(one) != hasher.digest(made("postgresql://you:secret@host/db"))


def test_paths_lead_into_the_values_of_libraries(hasher: Hasher) -> None:
    generator = (each for each in "a")
    cases: list[tuple[Any, str]] = [
        (np.array([1, generator], object), "[1]"),
        (pd.DataFrame({"a": [1], "b": [generator]}), "['b'][0]"),
        (attributed(lock=generator), ".attrs['lock']"),
        (Attrs([generator]), ".x[0]"),
        (Open(b=generator), ".b"),  # type: ignore[call-arg]
        (image("L", 1, note=generator), ".info['note']"),
    ]
    for value, path in cases:
        with pytest.raises(UnhashableError) as caught:
            hasher.digest([value])
        assert caught.value.path == f"[0]{path}"
