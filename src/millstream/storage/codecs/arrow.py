"""Arrow and Polars objects as streams of the Arrow IPC format, read without a copy."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import msgspec

from millstream.storage.codecs.encoded import Encoded, InexactError
from millstream.storage.envelope import Gathered

if TYPE_CHECKING:
    import pyarrow as pa


class _Chunks:
    """A file for Arrow to write to that keeps the buffers instead of joining them."""

    closed = False

    def __init__(self) -> None:
        self.kept: list[Any] = []

    def write(self, chunk: Any) -> int:
        self.kept.append(chunk)
        return memoryview(chunk).nbytes

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def close(self) -> None:
        """Do nothing: there is no file."""


def write_table(table: pa.Table | pa.RecordBatch) -> Gathered:
    """Return a table as an Arrow stream."""
    import pyarrow as pa

    chunks = _Chunks()
    with pa.PythonFile(chunks, mode="w") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        if isinstance(table, pa.RecordBatch):
            writer.write_batch(table)
        else:
            writer.write_table(table)
    return Gathered(*chunks.kept)


def read_table(buffer: Any) -> pa.Table:
    """Return the table of an Arrow stream, over the memory of the stream."""
    import pyarrow as pa

    return pa.ipc.open_stream(pa.py_buffer(buffer)).read_all()


def encode(value: Any) -> Encoded:
    """Return a table, record batch, array, or chunked array of Arrow as a stream.

    Raises
    ------
    InexactError
        Where Arrow reads another type than it was given.
    """
    import pyarrow as pa

    table, kind = value, type(value).__name__
    if isinstance(value, pa.ChunkedArray):
        table, kind = pa.table({"": value}), "ChunkedArray"
    elif isinstance(value, pa.Array):
        table, kind = pa.record_batch({"": value}), "Array"
    elif not isinstance(value, pa.Table | pa.RecordBatch):
        raise InexactError(f"an Arrow object of type {kind}")
    empty = write_table(table.schema.empty_table())
    if not read_table(b"".join(empty.chunks)).schema.equals(table.schema, check_metadata=True):
        raise InexactError(f"the schema of a {kind}")
    return Encoded(msgspec.msgpack.encode(kind), [write_table(table)])


def decode(head: bytes, buffer: Any) -> Any:
    """Return the Arrow object over the memory of a buffer."""
    import pyarrow as pa

    kind = msgspec.msgpack.decode(head)
    table = read_table(buffer)
    if kind == "Table":
        return table
    if kind == "RecordBatch":
        batches = table.to_batches()
        return batches[0] if batches else pa.RecordBatch.from_pylist([], schema=table.schema)
    column = table.column(0)
    if kind == "ChunkedArray":
        return column
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def encode_polars(value: Any) -> Encoded:
    """Return a frame or series of Polars as an Arrow stream.

    Raises
    ------
    InexactError
        Where Polars reads another schema than it was given.
    """
    polars = sys.modules["polars"]
    is_frame = isinstance(value, polars.DataFrame)
    frame = value if is_frame else value.to_frame()
    newest = polars.CompatLevel.newest()
    try:
        empty = polars.from_arrow(frame.clear().to_arrow(compat_level=newest))
        table = frame.to_arrow(compat_level=newest)
    except Exception as error:
        # Polars panics with exceptions of its own on what Arrow does not know.
        raise InexactError(f"the schema of a Polars frame: {error}") from error
    if empty.schema != frame.schema:
        raise InexactError("the schema of a Polars frame")
    return Encoded(msgspec.msgpack.encode((is_frame, _sorted(frame))), [write_table(table)])


def _sorted(frame: Any) -> list[tuple[int, bool]]:
    """Return the columns that are known to be sorted, and whether they fall."""
    flags = [column.flags for column in frame.get_columns()]
    return [
        (number, each["SORTED_DESC"])
        for number, each in enumerate(flags)
        if each["SORTED_ASC"] or each["SORTED_DESC"]
    ]


def decode_polars(head: bytes, buffer: Any) -> Any:
    """Return the frame or series of Polars over the memory of a buffer."""
    import polars

    frame = polars.from_arrow(read_table(buffer), rechunk=False)
    assert isinstance(frame, polars.DataFrame)
    is_frame, known = msgspec.msgpack.decode(head)
    for number, falls in known:
        frame.replace_column(number, frame.to_series(number).set_sorted(descending=falls))
    return frame if is_frame else frame.to_series(0)
