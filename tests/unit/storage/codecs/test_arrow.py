"""Arrow and Polars objects as streams."""

from __future__ import annotations

from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from millstream.storage.codecs import Encoded, InexactError, arrow

TABLE = pa.table({"a": [1, None, 3], "b": ["x", "y", None]})
DICTIONARY = pa.array(["x", "y", "x"]).dictionary_encode()
ARROW: dict[str, Any] = {
    "table": TABLE,
    "table in chunks": pa.concat_tables([TABLE, TABLE]),
    "table with metadata": TABLE.replace_schema_metadata({"k": "v"}),
    "no rows": TABLE.slice(0, 0),
    "no columns": pa.table({}),
    "slice": TABLE.slice(1, 1),
    "batch": TABLE.to_batches()[0],
    "empty batch": TABLE.slice(0, 0).to_batches()[0]
    if TABLE.slice(0, 0).to_batches()
    else pa.RecordBatch.from_pylist([], schema=TABLE.schema),
    "array": pa.array([1, None, 3]),
    "empty array": pa.array([], pa.int8()),
    "dictionary": DICTIONARY,
    "chunks": pa.chunked_array([[1], [2, 3]]),
    "no chunks": pa.chunked_array([], pa.int8()),
    "nested": pa.array([[{"a": 1}], None]),
    "decimals": pa.array(["1.20"]).cast(pa.decimal128(5, 2)),
}
POLARS: dict[str, Any] = {
    "frame": pl.DataFrame({"a": [1, None, 3], "b": ["x", "y", None]}),
    "no rows": pl.DataFrame({"a": []}, schema={"a": pl.Int8}),
    "no columns": pl.DataFrame(),
    "series": pl.Series("a", [1, 2]),
    "nested": pl.DataFrame({"a": [[1], [2, 3]], "b": [{"x": 1}, {"x": None}]}),
    "categories": pl.DataFrame({"a": pl.Series(["x", "y"], dtype=pl.Categorical)}),
    "enumeration": pl.DataFrame({"a": pl.Series(["x"], dtype=pl.Enum(["y", "x"]))}),
    "zones": pl.DataFrame({"a": pl.Series([0], dtype=pl.Datetime("ms", "Europe/Berlin"))}),
    "chunks": pl.concat([pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [2]})], rechunk=False),
}


def content(encoded: Encoded) -> bytes:
    (stream,) = encoded.buffers
    return b"".join(stream.chunks)


@pytest.mark.parametrize("name", ARROW)
def test_an_arrow_object_comes_back_as_it_was(name: str) -> None:
    value = ARROW[name]
    encoded = arrow.encode(value)
    read = arrow.decode(encoded.head, content(encoded))
    assert type(read).__name__ == type(value).__name__
    assert read.equals(value)
    if hasattr(value, "schema"):
        assert read.schema.equals(value.schema, check_metadata=True)


@pytest.mark.parametrize("name", POLARS)
def test_a_polars_object_comes_back_as_it_was(name: str) -> None:
    value = POLARS[name]
    encoded = arrow.encode_polars(value)
    read = arrow.decode_polars(encoded.head, content(encoded))
    assert type(read) is type(value)
    assert read.equals(value, null_equal=True)
    schema = "schema" if isinstance(value, pl.DataFrame) else "dtype"
    assert getattr(read, schema) == getattr(value, schema)
    assert read.n_chunks() == value.n_chunks()


def test_what_polars_knows_to_be_sorted_stays_known() -> None:
    frame = pl.DataFrame({"a": [1, 2], "b": [2, 1], "c": [1, 2]}).with_columns(
        pl.col("a").set_sorted(), pl.col("b").set_sorted(descending=True)
    )
    encoded = arrow.encode_polars(frame)
    read = arrow.decode_polars(encoded.head, content(encoded))
    assert [each.flags for each in read] == [each.flags for each in frame]


def test_what_is_read_lies_over_the_buffer() -> None:
    column = pa.array(range(1000))
    encoded = arrow.encode(pa.table({"a": column}))
    buffer = content(encoded)
    read = arrow.decode(encoded.head, buffer)
    start = pa.py_buffer(buffer).address
    assert start < read.column(0).chunk(0).buffers()[1].address < start + len(buffer)


def test_what_arrow_cannot_tell_is_refused() -> None:
    with pytest.raises(InexactError, match="a Polars frame"):
        arrow.encode_polars(pl.DataFrame({"a": pl.Series([object()], dtype=pl.Object)}))
    with pytest.raises(InexactError, match="an Arrow object of type Schema"):
        arrow.encode(TABLE.schema)
