"""How pandas' tables, columns, indexes and scalars are encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from millstream.hashing.adapters.numpy import encode_dtype, is_plain, memory_of
from millstream.hashing.errors import UnhashableError
from millstream.hashing.writer import key_label

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


def _frame(value: Any, writer: Writer) -> None:
    columns, manager = value.columns, value._mgr
    writer.embed(".columns", columns)
    writer.child(".index", value.index)
    writer.note(
        (key_label(label), array)
        for label, array in zip(columns, value._iter_column_arrays(), strict=True)
    )
    groups, others = _columns_by_type(manager)
    writer.size(len(columns))
    writer.size(len(groups))
    for places, arrays in groups:
        encode_dtype(arrays[0].dtype, writer)
        writer.buffer(places.astype("<i8", copy=False).data.cast("B"))
        # Many columns are hashed as fast as one that is as large as all of them.
        writer.stream(sum(array.nbytes for array in arrays), memory_of(arrays))
    for place in others:
        writer.number(place)
        try:
            writer.embed("", manager.iget_values(place))
        except UnhashableError as error:
            error.prepend(key_label(columns[place]))
            raise
    _details(value, writer)


def _columns_by_type(manager: Any) -> tuple[list[tuple[Any, list[Any]]], list[int]]:
    """Return the places and the memory of columns of plain numbers, and the places of others.

    What is returned tells nothing of the blocks that pandas keeps the columns in: those of one
    type follow each other in the order of their places, and so do the types.
    """
    parts: dict[Any, list[tuple[Any, Any]]] = {}
    others: list[int] = []
    for block in manager.blocks:
        values, places = block.values, block.mgr_locs.as_array
        array = values if type(values) is np.ndarray else _datetimes(values)
        if array is None or not is_plain(array.dtype):
            others += places.tolist()
        else:
            parts.setdefault(array.dtype, []).append((places, array))
    groups = sorted(map(_in_order, parts.values()), key=lambda group: int(group[0][0]))
    return groups, sorted(others)


def _datetimes(values: Any) -> Any:
    """Return the numbers of dates or durations that are nothing but numbers, or ``None``."""
    kind = type(values).__name__
    if kind not in {"DatetimeArray", "TimedeltaArray"} or getattr(values, "_freq", None):
        return None
    return values._ndarray if isinstance(values.dtype, np.dtype) else None


def _in_order(parts: list[tuple[Any, Any]]) -> tuple[Any, list[Any]]:
    """Join blocks of columns of one type, in the order of their places."""
    parts.sort(key=lambda part: int(part[0][0]))
    places = np.concatenate([places for places, _ in parts])
    if (places[1:] > places[:-1]).all():
        return places, [values for _, values in parts]
    columns = [column for _, values in parts for column in values]
    order = places.argsort()
    return places[order], [columns[index] for index in order.tolist()]


def _series(value: Any, writer: Writer) -> None:
    writer.child(".name", value.name)
    writer.child(".index", value.index)
    writer.embed(".array", value._values)
    _details(value, writer)


def _details(value: Any, writer: Writer) -> None:
    writer.child(".attrs", dict(value.attrs) or None)
    writer.number(value.flags.allows_duplicate_labels)
    # What subclasses keep beside the data; `name` is covered.
    names = [name for name in value._metadata if name not in {"name", "_name"}]
    writer.attributes({name: getattr(value, name, None) for name in names})


def _index(value: Any, writer: Writer) -> None:
    writer.child(".name", value.name)
    writer.child(".freq", getattr(value, "freqstr", None))
    writer.embed("", value._values)


def _range_index(value: Any, writer: Writer) -> None:
    writer.child(".name", value.name)
    writer.items((value.start, value.stop, value.step))


def _multi_index(value: Any, writer: Writer) -> None:
    writer.child(".names", list(value.names))
    writer.child(".levels", list(value.levels))
    writer.child(".codes", list(value.codes))


def _categorical(value: Any, writer: Writer) -> None:
    writer.child(".categories", value.categories)
    writer.child(".codes", value.codes)
    writer.number(value.ordered)


def _masked(value: Any, writer: Writer) -> None:
    data, mask = value._data, value._mask
    writer.text(str(value.dtype))
    if mask.any():
        # What a mask hides is no part of the value.
        data = data.copy()
        data[mask] = 0
    writer.child("", data)
    writer.child("", mask)


def _datetimelike(value: Any, writer: Writer) -> None:
    writer.child(".dtype", value.dtype)
    writer.child(".freq", getattr(value, "freqstr", None))
    writer.child("", value._ndarray)


def _period(value: Any, writer: Writer) -> None:
    writer.text(str(value.dtype))
    writer.child("", value._ndarray)


def _interval(value: Any, writer: Writer) -> None:
    writer.text(value.closed)
    writer.child(".left", value.left)
    writer.child(".right", value.right)


def _sparse(value: Any, writer: Writer) -> None:
    writer.number(len(value))
    writer.child(".fill_value", value.fill_value)
    writer.child(".sp_index", value.sp_index.to_int_index().indices)
    writer.child(".sp_values", value.sp_values)


def _arrow(value: Any, writer: Writer) -> None:
    _string_dtype(value.dtype, writer)
    writer.embed("", value._pa_array)


def _numpy_backed(value: Any, writer: Writer) -> None:
    _string_dtype(value.dtype, writer)
    writer.embed("", value._ndarray)


def _string_dtype(dtype: Any, writer: Writer) -> None:
    writer.text(str(dtype))
    writer.child(".storage", getattr(dtype, "storage", None))
    writer.child(".na_value", getattr(dtype, "na_value", None))


def _timestamp(value: Any, writer: Writer) -> None:
    writer.number(value._value)
    writer.text(value.unit)
    writer.number(value.fold)
    writer.child(".tzinfo", value.tzinfo)


def _timedelta(value: Any, writer: Writer) -> None:
    writer.number(value._value)
    writer.text(value.unit)


def _period_scalar(value: Any, writer: Writer) -> None:
    writer.number(value.ordinal)
    writer.text(value.freqstr)


def _interval_scalar(value: Any, writer: Writer) -> None:
    writer.attributes({"left": value.left, "right": value.right, "closed": value.closed})


def _nothing(value: Any, writer: Writer) -> None:
    """Of these there is one each: the type says all."""


def _offset(value: Any, writer: Writer) -> None:
    writer.text(value.freqstr)
    writer.child(".kwds", dict(value.kwds))
    writer.number(value.n)
    writer.number(value.normalize)


def _categorical_dtype(value: Any, writer: Writer) -> None:
    writer.child(".categories", value.categories)
    writer.child(".ordered", value.ordered)


def _dtype(value: Any, writer: Writer) -> None:
    writer.text(str(value))
    writer.child(".tz", getattr(value, "tz", None))
    writer.child(".na_value", getattr(value, "na_value", None))


ENCODERS: dict[str, Encode] = {
    "pandas.DataFrame": _frame,
    "pandas.Series": _series,
    "pandas.RangeIndex": _range_index,
    "pandas.MultiIndex": _multi_index,
    "pandas.Index": _index,
    "pandas.Categorical": _categorical,
    "pandas.BaseMaskedArray": _masked,
    "pandas.DatetimeArray": _datetimelike,
    "pandas.TimedeltaArray": _datetimelike,
    "pandas.PeriodArray": _period,
    "pandas.IntervalArray": _interval,
    "pandas.SparseArray": _sparse,
    "pandas.ArrowExtensionArray": _arrow,
    "pandas.NumpyExtensionArray": _numpy_backed,
    "pandas.Timestamp": _timestamp,
    "pandas.Timedelta": _timedelta,
    "pandas.Period": _period_scalar,
    "pandas.Interval": _interval_scalar,
    "pandas.NaTType": _nothing,
    "pandas.NAType": _nothing,
    "pandas.BaseOffset": _offset,
    "pandas.CategoricalDtype": _categorical_dtype,
    "pandas.ExtensionDtype": _dtype,
}
"""By package and name of a type or one of its bases; the modules differ between versions."""
