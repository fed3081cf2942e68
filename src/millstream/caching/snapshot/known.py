"""What was handed out and is still unchanged: its digest is that of its snapshot.

A frame of 170 MB that goes from one cached function into another need not be hashed again.
For each copy that was handed out, a weak reference remembers what it was made of. It is
unchanged while it still consists of those very parts: any write through pandas puts another
part in the place, since the parts themselves lie in memory that nobody can write to.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable


class Origin(Protocol):
    """A snapshot that knows the digest of its content once it was computed."""

    master: Any
    digest: bytes | None


# The copy, its snapshot and the parts; a snapshot that is gone is not kept by its copies.
_Memory: TypeAlias = "tuple[weakref.ref[Any], weakref.ref[Origin], tuple[Any, ...]]"


class HandedOut:
    """The copies that were handed out, by identity."""

    def __init__(self) -> None:
        self._known: dict[int, _Memory] = {}

    def remember(self, copy: Any, origin: Origin, parts: tuple[Any, ...]) -> None:
        """Remember of what parts a copy was made.

        Parameters
        ----------
        copy
            What was handed out; it must allow weak references.
        origin
            The snapshot that it is a copy of.
        parts
            What ``parts_of`` says about the copy now.
        """
        number = id(copy)
        known = self._known

        def forget(_: object) -> None:
            known.pop(number, None)

        known[number] = (weakref.ref(copy, forget), weakref.ref(origin), parts)

    def origin(self, value: object) -> Origin | None:
        """Return the snapshot of which ``value`` is an unchanged copy, or ``None``."""
        found = self._known.get(id(value))
        if found is None or found[0]() is not value:
            return None
        _, origin, parts = found
        now = parts_of(value)
        if now is None or len(now) != len(parts):
            return None
        same = all(one is other for one, other in zip(now, parts, strict=True))
        return origin() if same else None

    def __len__(self) -> int:
        return len(self._known)


handed_out: Final = HandedOut()
"""What the snapshots of this process have handed out."""


def known_digest(value: object, digest: Callable[[Any], bytes]) -> bytes | None:
    """Return the digest of an unchanged copy, computed at most once for each snapshot.

    Parameters
    ----------
    value
        Any value.
    digest
        Computes the digest of a content that is not known yet.
    """
    origin = handed_out.origin(value)
    if origin is None:
        return None
    if origin.digest is None:
        origin.digest = digest(origin.master)
    return origin.digest


_PLAIN_INDEXES = {"Index", "DatetimeIndex", "TimedeltaIndex"}

# How deep each kind of column is looked into: the objects whose identity stands for its cells.
_COLUMN_PARTS: dict[str, tuple[str, ...]] = {
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
