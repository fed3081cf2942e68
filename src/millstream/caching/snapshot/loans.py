"""Snapshots over the memory of the value itself, for a store that writes them down at once.

Between the return of a cached function and the return to its caller nobody changes the value. So
what is large need not be copied in memory to be written into a file: it is lent to the store, and
the entry then lies over the file, or over a copy where it could not be written.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, Final

from millstream.caching.snapshot import frames

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.caching.api import Snapshot

LENT_FROM_BYTES: Final = 1024 * 1024
_ITEMS: Final = 64


class Loan:
    """A snapshot that opens as the value itself, or with parts of it.

    Parameters
    ----------
    inner
        The snapshot over the memory of the value.
    """

    __slots__ = ("inner", "open", "size_bytes")
    shared = False

    def __init__(self, inner: Snapshot) -> None:
        self.inner = inner
        self.open = inner.open
        self.size_bytes = inner.size_bytes


class _Borrowed:
    """A value as it is.

    Parameters
    ----------
    master
        The value.
    size_bytes
        The memory it holds.
    """

    __slots__ = ("master", "size_bytes")
    shared = False

    def __init__(self, master: Any, size_bytes: int) -> None:
        self.master = master
        self.size_bytes = size_bytes

    def open(self) -> Any:
        """Return the value itself."""
        return self.master


class BorrowedArray(_Borrowed):
    """An array as it is."""


class BorrowedFrame(_Borrowed):
    """A frame or series as it is."""


class BorrowedTable(_Borrowed):
    """An Arrow object as it is."""


class BorrowedPolars(_Borrowed):
    """A Polars frame or series as it is."""


def _borrow_array(value: Any) -> _Borrowed | None:
    return None if value.dtype.hasobject else BorrowedArray(value, value.nbytes)


def _borrow_frame(value: Any) -> _Borrowed | None:
    size_bytes = frames.measure_shared(value)
    return None if size_bytes is None else BorrowedFrame(value, size_bytes)


_PANDAS: Final = (
    lambda value: sum(block.values.nbytes for block in value._mgr.blocks),
    _borrow_frame,
)
_ARROW: Final = (lambda value: value.nbytes, lambda value: BorrowedTable(value, value.nbytes))
_POLARS: Final = (
    lambda value: value.estimated_size(),
    lambda value: BorrowedPolars(value, int(value.estimated_size())),
)
# How the size of a value is told, and how it is borrowed; by the name of its type.
_KINDS: Final[
    dict[tuple[str, str], tuple[Callable[[Any], int], Callable[[Any], _Borrowed | None]]]
] = {
    ("numpy", "ndarray"): (lambda value: value.nbytes, _borrow_array),
    ("pandas", "DataFrame"): _PANDAS,
    ("pandas", "Series"): _PANDAS,
    **{("pyarrow.lib", name): _ARROW for name in ("Table", "RecordBatch", "ChunkedArray")},
    ("polars.dataframe.frame", "DataFrame"): _POLARS,
    ("polars.series.series", "Series"): _POLARS,
}


def _kind(value: Any) -> Any:
    kind = type(value)
    return _KINDS.get((kind.__module__, kind.__qualname__))


def _size(value: Any) -> int:
    known = _kind(value)
    return 0 if known is None else known[0](value)


def is_large(value: Any) -> bool:
    """Return whether a value, or what a container holds, is faster written than copied first."""
    kind = type(value)
    if kind is list or kind is tuple:
        items: Any = value
    elif kind is dict:
        items = value.values()
    else:
        items = (value,)
    return sum(map(_size, itertools.islice(items, _ITEMS))) >= LENT_FROM_BYTES


def borrow(value: Any) -> Snapshot | None:
    """Return a snapshot over the memory of a value, or ``None`` where it must be copied."""
    known = _kind(value)
    return None if known is None else known[1](value)
