"""Anything that is like a table, as an Arrow stream that is made once and only if somebody looks at it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from millstream.errors import StreamlitDataframeConversionError
from millstream.hashing import Hasher, UnhashableError
from millstream.script.context import Run
from millstream.storage import keys

if TYPE_CHECKING:
    import pyarrow as pa

MEDIA_TYPE = "application/vnd.apache.arrow.stream"


@dataclass(frozen=True, slots=True)
class Source:
    """A table to be: how to make it, how long it is, and its leading columns that are the index."""

    make: Callable[[], pa.Table]
    rows: int
    index_columns: int


def publish(
    run: Run, data: Any, extra: object = None, prepare: Callable[[Any], Any] = lambda t: t
) -> tuple[str, Source]:
    """Serve a table; give its address with what is known of it.

    The address is made of the content, so an unchanged table is neither encoded nor sent again. `prepare` changes the
    Arrow table before it is encoded; `extra` says how, as it is part of the content.
    """
    source = source_of(data)
    try:
        digest = Hasher(keys.hashing_key()).digest((data, extra))
    except UnhashableError:
        content = encode(prepare(source.make()))
        return run.publish(content, MEDIA_TYPE, "arrow"), source
    make = source.make
    return run.publish(lambda: encode(prepare(make())), MEDIA_TYPE, "arrow", digest), source


def encode(table: pa.Table) -> bytes:
    """Write a table as an Arrow IPC stream."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def source_of(data: Any) -> Source:
    """Find out how data becomes a table; what the user may change later is kept as it is now."""
    if hasattr(data, "data") and type(data).__name__ == "Styler":
        data = data.data
    for library, convert in (
        ("pandas", _from_pandas),
        ("polars", _from_polars),
        ("pyarrow", _from_arrow),
        ("numpy", _from_numpy),
    ):
        if library in sys.modules and (source := convert(data)) is not None:
            return source
    if hasattr(data, "to_pandas"):
        return source_of(data.to_pandas())
    if hasattr(data, "__arrow_c_stream__"):
        import pyarrow as pa

        return _arrow(pa.table(data))
    return _from_plain(data)


def _from_pandas(data: Any) -> Source | None:
    pd = sys.modules["pandas"]
    if isinstance(data, pd.Index):
        data = data.to_frame(index=False)
    elif isinstance(data, pd.Series):
        data = data.to_frame(name="value" if data.name is None else data.name)
    elif not isinstance(data, pd.DataFrame):
        return None
    # Under copy-on-write (always, from pandas 3) the copy shares memory until somebody writes.
    kept = data.copy(deep=int(pd.__version__.partition(".")[0]) < 3)
    return Source(lambda: _frame_table(kept), len(kept), kept.index.nlevels)


def _frame_table(frame: Any) -> pa.Table:
    import pyarrow as pa

    levels = [frame.index.get_level_values(i) for i in range(frame.index.nlevels)]
    columns = [frame.iloc[:, i] for i in range(frame.shape[1])]
    names = ["" if level.name is None else str(level.name) for level in levels]
    names += [
        ", ".join(map(str, name)) if isinstance(name, tuple) else str(name)
        for name in frame.columns
    ]
    return pa.Table.from_arrays([_array(values) for values in (*levels, *columns)], names=names)


def _array(values: Any) -> Any:
    """Give a column as Arrow; what Arrow cannot hold, such as mixed objects, as text."""
    import pyarrow as pa

    try:
        array = pa.array(values, from_pandas=True)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        return pa.array([None if value is None else str(value) for value in values], pa.string())
    return array.cast(pa.string()) if pa.types.is_string_view(array.type) else array


def _from_polars(data: Any) -> Source | None:
    pl = sys.modules["polars"]
    if isinstance(data, pl.LazyFrame):
        data = data.collect()
    elif isinstance(data, pl.Series):
        data = data.to_frame(data.name or "value")
    elif not isinstance(data, pl.DataFrame):
        return None
    kept = data.clone()
    return Source(lambda: kept.to_arrow(compat_level=pl.CompatLevel.oldest()), kept.height, 0)


def _from_arrow(data: Any) -> Source | None:
    import pyarrow as pa

    if isinstance(data, pa.RecordBatch):
        data = pa.Table.from_batches([data])
    return _arrow(data) if isinstance(data, pa.Table) else None


def _arrow(table: pa.Table) -> Source:
    return Source(lambda: table, table.num_rows, 0)


def _from_numpy(data: Any) -> Source | None:
    np = sys.modules["numpy"]
    if not isinstance(data, np.ndarray):
        return None
    if data.ndim > 2:
        raise StreamlitDataframeConversionError(
            f"An array of {data.ndim} dimensions is not a table; choose two, for instance `array[0]`."
        )
    kept = np.atleast_1d(data).copy()

    def make() -> pa.Table:
        import pyarrow as pa

        columns = [kept] if kept.ndim == 1 else [kept[:, i] for i in range(kept.shape[1])]
        names = ["value"] if kept.ndim == 1 else [str(i) for i in range(len(columns))]
        return pa.Table.from_arrays(
            [_array(np.ascontiguousarray(column)) for column in columns], names=names
        )

    return Source(make, len(kept), 0)


def _from_plain(data: Any) -> Source:
    """Take rows as dictionaries or lists, columns as a dictionary, or one column of values."""
    columns = _columns(data)
    lengths = {len(values) for values in columns.values()}
    if len(lengths) > 1:
        listed = ", ".join(f"{name}: {len(values)}" for name, values in columns.items())
        raise StreamlitDataframeConversionError(
            f"The columns of a table are equally long, but these are not: {listed}."
        )

    def make() -> pa.Table:
        import pyarrow as pa

        return pa.Table.from_arrays(
            [_array(values) for values in columns.values()], names=list(columns)
        )

    return Source(make, lengths.pop() if lengths else 0, 0)


def _columns(data: Any) -> dict[str, list[Any]]:
    if data is None:
        return {}
    if isinstance(data, Mapping):
        if all(_is_column(values) for values in data.values()):
            return {str(name): list(values) for name, values in data.items()}
        return {"": [str(name) for name in data], "value": list(data.values())}
    if isinstance(data, (str, bytes)) or not hasattr(data, "__iter__"):
        raise StreamlitDataframeConversionError(
            f"{type(data).__name__} is not like a table. Give a frame, an array, a list of rows or a dictionary of columns."
        )
    rows = list(data)
    if rows and all(isinstance(row, Mapping) for row in rows):
        names = dict.fromkeys(name for row in rows for name in row)
        return {str(name): [row.get(name) for row in rows] for name in names}
    if rows and all(_is_column(row) for row in rows):
        width = max(map(len, rows))
        return {str(i): [row[i] if i < len(row) else None for row in rows] for i in range(width)}
    return {"value": rows}


def _is_column(values: Any) -> bool:
    return isinstance(values, Sequence) and not isinstance(values, (str, bytes))
