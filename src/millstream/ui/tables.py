"""Anything that is like a table, as an Arrow stream that is made once and only if somebody looks at it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import EnumMeta
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

from millstream.errors import StreamlitDataframeConversionError
from millstream.hashing import Hasher, UnhashableError
from millstream.script.context import Run
from millstream.secret_store.section import masked
from millstream.storage import keys

if TYPE_CHECKING:
    import pyarrow as pa

MEDIA_TYPE = "application/vnd.apache.arrow.stream"


@dataclass(frozen=True, slots=True)
class Source:
    """A table to be: how to make it, how long it is, and its leading columns that are the index.

    `content` is what its address is made of: all that the table shows. `is_loose` says that cells are objects that
    the user could still change, such as lists.
    """

    make: Callable[[], pa.Table]
    content: object
    rows: int
    index_columns: int
    is_loose: bool = False


def publish(
    run: Run, source: Source, extra: object = None, prepare: Callable[[Any], Any] = lambda t: t
) -> str:
    """Serve a table; give its address.

    The address is made of the content, so an unchanged table is neither encoded nor sent again. `prepare` changes the
    Arrow table before it is encoded; `extra` says how, as it is part of the content.
    """
    try:
        digest = Hasher(keys.hashing_key()).digest((source.content, extra))
    except UnhashableError:
        content = encode(prepare(source.make()))
        return run.publish(content, MEDIA_TYPE, "arrow")
    make = source.make
    url = run.publish(lambda: encode(prepare(make())), MEDIA_TYPE, "arrow", digest)
    if source.is_loose:
        run.files[-1].read()
    return url


def encode(table: pa.Table) -> bytes:
    """Write a table as an Arrow IPC stream."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()  # type: ignore[no-any-return]


def source_of(data: Any) -> Source:
    """Find out how data becomes a table; what the user may change later is kept as it is now."""
    data = masked(data)
    if type(data).__name__ == "Styler" and hasattr(data, "data"):
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
        data = data.to_frame(name=0 if data.name is None else data.name)
    elif not isinstance(data, pd.DataFrame):
        return None
    # Under copy-on-write (always, from pandas 3) the copy shares memory until somebody writes.
    kept = data.copy(deep=int(pd.__version__.partition(".")[0]) < 3)
    objects = [
        kept.iloc[:, i] for i, kind in enumerate(kept.dtypes) if getattr(kind, "char", "") == "O"
    ]
    return Source(
        lambda: _frame_table(kept), data, len(kept), kept.index.nlevels, _is_loose(objects)
    )


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
    return Source(lambda: kept.to_arrow(compat_level=pl.CompatLevel.oldest()), data, kept.height, 0)


def _from_arrow(data: Any) -> Source | None:
    import pyarrow as pa

    if isinstance(data, pa.RecordBatch):
        data = pa.Table.from_batches([data])
    return _arrow(data) if isinstance(data, pa.Table) else None


def _arrow(table: pa.Table) -> Source:
    return Source(lambda: table, table, table.num_rows, 0)


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

        fields = kept.dtype.names
        if fields and kept.ndim == 1:
            columns, names = [kept[field] for field in fields], list(fields)
        elif kept.ndim == 1:
            columns, names = [kept], ["value"]
        else:
            columns = [kept[:, i] for i in range(kept.shape[1])]
            names = [str(i) for i in range(len(columns))]
        return pa.Table.from_arrays(
            [_array(np.ascontiguousarray(column)) for column in columns], names=names
        )

    is_loose = kept.dtype == object and _is_loose([kept.flat])
    return Source(make, data, len(kept), 0, is_loose)


def _from_plain(data: Any) -> Source:
    """Take rows as dictionaries, tuples or lists, columns as a dictionary, or one column of values."""
    if isinstance(data, Mapping):
        index, columns = _of_mapping(data)
    elif hasattr(data, "_asdict"):
        index, columns = _of_mapping(data._asdict())
    else:
        index, columns = None, _of_rows(data)
    kept = [] if index is None else [index]
    kept += columns.values()
    names = ([] if index is None else [""]) + [str(name) for name in columns]

    def make() -> pa.Table:
        import pyarrow as pa

        return pa.Table.from_arrays([_array(values) for values in kept], names=names)

    rows = len(kept[0]) if kept else 0
    return Source(make, (names, kept), rows, 0 if index is None else 1, _is_loose(kept))


Columns = dict[Any, Any]


def _of_mapping(data: Mapping[Any, Any]) -> tuple[list[str] | None, Columns]:
    """Give the index, if the keys are that, and the columns."""
    values = list(data.values())
    if values and all(isinstance(value, Mapping) for value in values):
        index = list(dict.fromkeys(key for value in values for key in value))
        return [*map(str, index)], {
            name: [value.get(key) for key in index] for name, value in data.items()
        }
    if all(_is_column(value) for value in values) and len({*map(len, values)}) < 2:
        return None, {name: _kept(value) for name, value in data.items()}
    return [*map(str, data)], _of_rows(values)


def _of_rows(data: Any) -> Columns:
    if data is None:
        return {}
    if isinstance(data, EnumMeta):
        data = [data[name].value for name in data.__members__]
    if isinstance(data, (str, bytes)) or not hasattr(data, "__iter__"):
        raise StreamlitDataframeConversionError(
            f"{type(data).__name__} is not like a table. Give a frame, an array, a list of rows or a dictionary of columns."
        )
    rows = list(data)
    if not rows:
        return {}
    if all(hasattr(row, "_asdict") for row in rows):
        rows = [row._asdict() for row in rows]
    elif all(is_dataclass(row) and not isinstance(row, type) for row in rows):
        rows = [{field.name: getattr(row, field.name) for field in fields(row)} for row in rows]
    if all(isinstance(row, Mapping) for row in rows):
        names = dict.fromkeys(name for row in rows for name in row)
        return {name: [row.get(name) for row in rows] for name in names}
    if all(_is_column(row) for row in rows):
        width = max(map(len, rows))
        return {i: [row[i] if i < len(row) else None for row in rows] for i in range(width)}
    return {"value": rows}


def _is_column(values: Any) -> bool:
    if isinstance(values, Sequence):
        return not isinstance(values, (str, bytes))
    return getattr(values, "ndim", 0) == 1 and hasattr(values, "dtype")


def _kept(values: Any) -> Any:
    """Keep a column as it is now: arrays and the columns of frames in their own form."""
    return list(values) if isinstance(values, Sequence) else values.copy()


_FIXED = {
    *(str, int, float, bool, complex, bytes, type(None)),
    *(date, time, datetime, timedelta, Decimal, Fraction, UUID),
}


def _is_loose(columns: Iterable[Iterable[Any]]) -> bool:
    """Tell whether some cell is of a type whose values can change."""
    kinds = {type(value) for column in columns for value in column}
    return not all(kind in _FIXED or _is_scalar(kind) for kind in kinds)


def _is_scalar(kind: type) -> bool:
    """Tell the numbers and times of NumPy and pandas from their arrays and frames, which have no hash."""
    return getattr(kind, "__hash__", None) is not None and kind.__module__.startswith(
        ("numpy", "pandas")
    )
