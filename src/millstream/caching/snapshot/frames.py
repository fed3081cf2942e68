"""Snapshots of pandas objects: one over read-only memory, handed out as copy-on-write copies.

A shallow copy of a pandas 3 frame shares its blocks until either side writes; then pandas
copies the block for the writer. Two things make that hold for a cache:

- The memory is read-only for good, so that arrays reached past copy-on-write (``.array``,
  ``to_numpy().setflags(write=True)``, index values) cannot be written to.
- Every block counts an eternal reference. Without it, a copy that outlives its snapshot would
  be the only holder of its blocks, and pandas would write into the read-only memory.

What pandas shares between shallow copies beside the blocks is renewed for each copy: caches of
indexes, the categories with their names, the levels.
"""

from __future__ import annotations

import io
import pickle
import sys
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from millstream.caching.snapshot.arrays import read_only_copy
from millstream.caching.snapshot.known import handed_out
from millstream.caching.snapshot.plain import is_constant
from millstream.hashing.parts import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import pandas as pd

    from millstream.caching.api import Snapshot


_FRAME_AXES: Final = 2
REMEMBERED_FROM_BYTES: Final = 32 * 1024


class MutableCellsError(Exception):
    """A column or index holds objects that can change: it must be copied for each caller."""


class FrozenFrame:
    """A frame, series or index over read-only memory.

    Parameters
    ----------
    master
        The object, which belongs to the snapshot and is never handed out.
    size_bytes
        The memory it holds.
    """

    __slots__ = ("__weakref__", "_is_remembered", "digest", "master", "size_bytes")
    shared = False

    def __init__(self, master: Any, size_bytes: int) -> None:
        self.master = master
        self.size_bytes = size_bytes
        self.digest: bytes | None = None
        # Below that size a copy is hashed faster than it is remembered.
        self._is_remembered = size_bytes >= REMEMBERED_FROM_BYTES and parts_of(master) is not None

    def open(self) -> Any:
        """Return a copy that shares memory until it is written to."""
        copy = self.master.copy(deep=False)
        manager = copy._mgr
        manager.axes = [private_index(axis) for axis in manager.axes]
        for block in manager.blocks:
            values = block.values
            if type(values).__name__ == "Categorical":
                block.values = _with_own_categories(values)
        if self._is_remembered:
            handed_out.remember(copy, self, parts_of(copy) or ())
        return copy


class SplitFrame:
    """A frame with columns of objects that can change: those alone are copied for each caller.

    Parameters
    ----------
    frozen
        The frame, with nothing in the place of those columns.
    positions
        Where the columns are.
    cells
        The arrays of their cells.
    """

    __slots__ = ("cells", "frozen", "positions", "size_bytes")
    shared = False

    def __init__(self, frozen: FrozenFrame, positions: list[int], cells: Snapshot) -> None:
        self.frozen = frozen
        self.positions = positions
        self.cells = cells
        self.size_bytes = frozen.size_bytes + cells.size_bytes

    def open(self) -> Any:
        """Return a copy that shares memory, but for the columns with cells of its own."""
        copy = self.frozen.open()
        for position, cells in zip(self.positions, self.cells.open(), strict=True):
            copy.isetitem(position, cells)
        return copy


class FrozenIndex:
    """An index over read-only memory.

    Parameters
    ----------
    master
        The index, which belongs to the snapshot.
    size_bytes
        The memory it holds.
    """

    __slots__ = ("master", "size_bytes")
    shared = False

    def __init__(self, master: Any, size_bytes: int) -> None:
        self.master = master
        self.size_bytes = size_bytes

    def open(self) -> Any:
        """Return a view with a name and caches of its own."""
        return private_index(self.master.view())


def private_index(index: pd.Index[Any]) -> pd.Index[Any]:
    """Renew what a view of an index shares with others and others could change."""
    index._cache = {}
    kind = type(index).__name__
    if kind == "MultiIndex":
        levels = index._levels
        index._levels = type(levels)([private_index(level.view()) for level in levels])
    elif kind == "CategoricalIndex":
        index._data = _with_own_categories(index._data)
    return index


def _with_own_categories(values: Any) -> Any:
    """Return a categorical over the same codes whose categories nobody else can rename."""
    dtype = values.dtype
    categories = private_index(dtype.categories.view())
    own = type(dtype)._from_fastpath(categories, dtype.ordered)
    return type(values)._simple_new(values._ndarray, own)


class _Freezer(pickle.Pickler):
    """Take a frame apart: arrays are kept by ``keep``, the rest becomes a pickle stream."""

    def __init__(
        self,
        stream: io.BytesIO,
        buffers: list[pickle.PickleBuffer],
        keep: Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]],
    ) -> None:
        super().__init__(stream, protocol=5, buffer_callback=buffers.append)
        self.arrays: list[np.ndarray[Any, Any]] = []
        # pandas refers to the cells of a series twice. Arrays are kept, so that no id recurs.
        self._seen: dict[int, tuple[int, Any]] = {}
        self._keep = keep
        self._array_type: Any = sys.modules["numpy"].ndarray

    def persistent_id(self, obj: Any) -> int | None:
        """Return the number of an array, or ``None`` for anything else."""
        array: Any = obj
        if type(array) is not self._array_type:
            return None
        seen = self._seen.get(id(array))
        if seen is not None:
            return seen[0]
        if array.dtype.hasobject and not _is_all_constant(array):
            raise MutableCellsError
        self.arrays.append(self._keep(array))
        self._seen[id(array)] = (len(self.arrays) - 1, array)
        return len(self.arrays) - 1


class _Builder(pickle.Unpickler):
    """Put a frame together again over the read-only arrays."""

    def __init__(
        self, stream: io.BytesIO, buffers: list[Any], arrays: list[np.ndarray[Any, Any]]
    ) -> None:
        super().__init__(stream, buffers=buffers)
        self._arrays = arrays

    def persistent_load(self, pid: int) -> Any:
        """Return an array by its number."""
        return self._arrays[pid]


class Parts(NamedTuple):
    """A pandas object taken apart: the stream refers to the others by number."""

    stream: bytes
    buffers: list[Any]
    arrays: list[np.ndarray[Any, Any]]


def take_apart(value: Any, keep: Callable[[np.ndarray[Any, Any]], np.ndarray[Any, Any]]) -> Parts:
    """Return the parts of a pandas object.

    Parameters
    ----------
    value
        A frame, series or index.
    keep
        Returns what takes the place of an array.

    Raises
    ------
    MutableCellsError
        Where cells are objects that can change.
    """
    stream, raw = io.BytesIO(), list[pickle.PickleBuffer]()
    freezer = _Freezer(stream, raw, keep)
    freezer.dump(value)
    return Parts(stream.getvalue(), [buffer.raw() for buffer in raw], freezer.arrays)


def put_together(parts: Parts) -> Any:
    """Return a pandas object over the memory of its parts."""
    return _Builder(io.BytesIO(parts.stream), parts.buffers, parts.arrays).load()


def rebuild(value: Any) -> tuple[Any, int]:
    """Return an equal pandas object over read-only memory, and the size of that memory."""
    stream, raw, arrays = take_apart(value, read_only_copy)
    buffers = [bytes(buffer) for buffer in raw]
    parts = Parts(stream, buffers, arrays)
    return put_together(parts), _size(parts)


def measure_shared(value: pd.DataFrame | pd.Series[Any]) -> int | None:
    """Return the memory that a frame or series holds, ``None`` if it must be copied in part."""
    if not copy_on_write_holds() or not _is_known(value._mgr.blocks):
        return None
    try:
        parts = take_apart(value, lambda array: array)
    except MutableCellsError:
        return None
    return _size(parts)


def _size(parts: Parts) -> int:
    arrays = sum(map(_array_bytes, parts.arrays))
    return len(parts.stream) + sum(map(len, parts.buffers)) + arrays


def adopt_frame(master: pd.DataFrame | pd.Series[Any], size_bytes: int) -> FrozenFrame | None:
    """Return the snapshot of a frame that lies over read-only memory already.

    ``None`` where this pandas does not isolate shallow copies.
    """
    if not copy_on_write_holds():
        return None
    _count_eternal_reference(master)
    return FrozenFrame(master, size_bytes)


def _array_bytes(array: np.ndarray[Any, Any]) -> int:
    if not array.dtype.hasobject:
        return array.nbytes
    return array.nbytes + sum(sys.getsizeof(cell, 64) for cell in array.ravel("K").tolist())


def freeze_frame(
    value: pd.DataFrame | pd.Series[Any], freeze_cells: Callable[[Any], Snapshot]
) -> FrozenFrame | SplitFrame | None:
    """Return the snapshot of a frame or series, or ``None`` where it must be copied in full.

    Parameters
    ----------
    value
        The frame or series.
    freeze_cells
        Makes the snapshot of cells that can change.
    """
    blocks: Any = value._mgr.blocks
    if not copy_on_write_holds() or not _is_known(blocks):
        return None
    try:
        master, size_bytes = rebuild(value)
    except MutableCellsError:
        return _split(value, freeze_cells) if value.ndim == _FRAME_AXES else None
    _count_eternal_reference(master)
    return FrozenFrame(master, size_bytes)


def _split(value: pd.DataFrame, freeze_cells: Callable[[Any], Snapshot]) -> SplitFrame | None:
    array_dtype = sys.modules["numpy"].dtype
    positions = [
        position
        for position, dtype in enumerate(value.dtypes)
        if isinstance(dtype, array_dtype)
        and dtype.hasobject
        and not _is_all_constant(value.iloc[:, position].to_numpy())
    ]
    rest = value.copy(deep=False)
    for position in positions:
        rest.isetitem(position, False)
    try:
        master, size_bytes = rebuild(rest)
    except MutableCellsError:
        # The objects that can change are in the index.
        return None
    _count_eternal_reference(master)
    cells = freeze_cells([value.iloc[:, position].to_numpy() for position in positions])
    return SplitFrame(FrozenFrame(master, size_bytes), positions, cells)


def _is_all_constant(cells: np.ndarray[Any, Any]) -> bool:
    return all(map(is_constant, cells.ravel("K").tolist()))


def _count_eternal_reference(master: Any) -> None:
    for block in master._mgr.blocks:
        block.refs.add_reference(_eternal_block())


def freeze_index(value: pd.Index[Any]) -> FrozenIndex | None:
    """Return the snapshot of an index, or ``None`` where it must be copied in full."""
    if not copy_on_write_holds():
        return None
    try:
        return FrozenIndex(*rebuild(value))
    except MutableCellsError:
        return None


def _is_known(blocks: Any) -> bool:
    """Return whether all columns are of the kinds that pandas itself brings."""
    array_type = sys.modules["numpy"].ndarray
    return all(
        type(block.values) is array_type
        or type(block.values).__module__.partition(".")[0] == "pandas"
        for block in blocks
    )


_state: dict[str, Any] = {}


def copy_on_write_holds() -> bool:
    """Return whether this pandas isolates shallow copies; tried once, on a small frame."""
    if "holds" not in _state:
        try:
            _state["holds"] = _try_copy_on_write()
        except Exception:
            _state["holds"] = False
    return bool(_state["holds"])


def _eternal_block() -> Any:
    """Return a block that lives as long as the process, to be counted as a reference."""
    if "block" not in _state:
        _state["block"] = sys.modules["pandas"].Series([0])._mgr.blocks[0]
    return _state["block"]


def _try_copy_on_write() -> bool:
    pandas = sys.modules["pandas"]
    if int(pandas.__version__.split(".")[0]) < 3:
        return False
    master, _ = rebuild(pandas.DataFrame({"a": [1, 2], "b": ["x", "y"]}))
    _count_eternal_reference(master)
    frozen = FrozenFrame(master, 0)
    first = frozen.open()
    first.loc[0, "a"] = 5
    first.loc[0, "b"] = "z"
    first.index.name = "changed"
    second = frozen.open()
    return bool(
        second.loc[0, "a"] == 1
        and second.loc[0, "b"] == "x"
        and second.index.name is None
        and not second["a"].to_numpy().flags.writeable
    )


INDEX_TYPES: Final = (
    *("Index", "RangeIndex", "MultiIndex", "CategoricalIndex", "IntervalIndex"),
    *("DatetimeIndex", "TimedeltaIndex", "PeriodIndex"),
)
