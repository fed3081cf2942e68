"""The parts of pandas objects whose identity stands for the content, since copy-on-write replaces what is written to."""

from __future__ import annotations

from typing import Any, Final

_PLAIN_INDEXES: Final = {"Index", "DatetimeIndex", "TimedeltaIndex"}

# How deep each kind of column is looked into: the objects whose identity stands for its cells.
_COLUMN_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "ndarray": (),
    "ArrowStringArray": ("_pa_array",),
    "ArrowExtensionArray": ("_pa_array",),
    "IntegerArray": ("_data", "_mask"),
    "FloatingArray": ("_data", "_mask"),
    "BooleanArray": ("_data", "_mask"),
    "DatetimeArray": ("_ndarray", "_freq"),
    "TimedeltaArray": ("_ndarray", "_freq"),
}


def parts_of(value: Any) -> tuple[Any, ...] | None:
    """Return the objects whose identity stands for the content of a pandas or Arrow object.

    Returns
    -------
    tuple or None
        ``None`` where something in it could change in place.
    """
    if type(value).__module__ == "pyarrow.lib":
        return ()
    if value._attrs:
        return None
    manager = value._mgr
    parts: list[Any] = [value._flags._allows_duplicate_labels]
    for axis in manager.axes:
        found = _index_parts(axis)
        if found is None:
            return None
        parts += found
    for block in manager.blocks:
        found = _column_parts(block.values)
        if found is None:
            return None
        parts += (block, *found)
    if type(value).__name__ == "Series":
        parts.append(value._name)
    return tuple(parts)


def _index_parts(index: Any) -> tuple[Any, ...] | None:
    kind = type(index).__name__
    if kind == "RangeIndex":
        return (index, index._name, index._range)
    found = _column_parts(index._data) if kind in _PLAIN_INDEXES else None
    return None if found is None else (index, index._name, *found)


def _column_parts(values: Any) -> tuple[Any, ...] | None:
    kind = type(values).__name__
    if kind == "Categorical":
        categories = _index_parts(values._dtype._categories)
        return None if categories is None else (values, values._ndarray, values._dtype, *categories)
    names = _COLUMN_PARTS.get(kind)
    if names is None:
        return None
    return (values, *(getattr(values, name, None) for name in names))
