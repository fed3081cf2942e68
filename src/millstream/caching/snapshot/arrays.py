"""Snapshots of NumPy arrays: small ones are copied, large ones mapped privately."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final, Literal

from millstream.caching.snapshot import memory

if TYPE_CHECKING:
    import numpy as np

    from millstream.caching.api import Snapshot

MAPPED_FROM_BYTES: Final = 4 * 1024 * 1024
"""Smaller arrays are copied in less time than it takes to map all pages of one that is read."""


class CopiedArray:
    """An array of which every caller gets a copy.

    Parameters
    ----------
    array
        An array that belongs to the snapshot.
    """

    __slots__ = ("open", "size_bytes")
    shared = False

    def __init__(self, array: np.ndarray[Any, Any]) -> None:
        # "K" keeps the order of the axes in memory.
        self.open = lambda: array.copy("K")
        self.size_bytes = array.nbytes


class MappedArray:
    """An array over memory that every caller maps privately.

    Parameters
    ----------
    kept
        The memory.
    dtype, shape, order
        What it holds, in C or Fortran order.
    """

    __slots__ = ("_dtype", "_memory", "_order", "_shape", "size_bytes")
    shared = False

    def __init__(
        self,
        kept: memory.Memory,
        dtype: np.dtype[Any],
        shape: tuple[int, ...],
        order: Literal["C", "F"],
    ) -> None:
        self._memory = kept
        self._dtype = dtype
        self._shape = shape
        self._order: Literal["C", "F"] = order
        self.size_bytes = kept.size_bytes

    def open(self) -> np.ndarray[Any, Any]:
        """Return a writable array that nobody else sees."""
        numpy = sys.modules["numpy"]
        array: np.ndarray[Any, Any] = numpy.ndarray(
            self._shape, self._dtype, self._memory.open(), order=self._order
        )
        return array


def flat_bytes(array: np.ndarray[Any, Any]) -> memoryview:
    """Return the bytes of a contiguous array in the order they lie in memory."""
    flat = array.reshape(-1, order="C" if array.flags.c_contiguous else "F")
    return flat.view("u1").data


def freeze_array(array: np.ndarray[Any, Any]) -> Snapshot | None:
    """Return the snapshot of an array, or ``None`` where its cells are objects."""
    if array.dtype.hasobject:
        return None
    if array.nbytes < MAPPED_FROM_BYTES or array.dtype.itemsize == 0:
        return CopiedArray(array.copy("K"))
    if not (array.flags.c_contiguous or array.flags.f_contiguous):
        array = array.copy("C")
    order: Literal["C", "F"] = "C" if array.flags.c_contiguous else "F"
    return MappedArray(memory.keep(flat_bytes(array)), array.dtype, array.shape, order)


def read_only_copy(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return a copy over memory that cannot be made writable again.

    The owner of the memory is a ``bytes`` object, or for cells that are objects an array that
    is not writable itself and of which only views are known.
    """
    numpy = sys.modules["numpy"]
    if array.dtype.hasobject:
        owner = array.copy("K")
        owner.setflags(write=False)
        view: np.ndarray[Any, Any] = owner.view()
        return view
    order: Literal["C", "F"] = (
        "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"
    )
    content = array.tobytes(order)
    copy: np.ndarray[Any, Any] = numpy.ndarray(array.shape, array.dtype, content, order=order)
    return copy
