"""NumPy arrays: a head with type, shape and order, and the raw bytes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import msgspec

from millstream.storage.codecs.encoded import Encoded, InexactError
from millstream.storage.envelope import Gathered

if TYPE_CHECKING:
    import numpy as np


def encode(array: np.ndarray[Any, Any]) -> Encoded:
    """Return an array as a head and one buffer, without a copy if it is contiguous.

    Raises
    ------
    InexactError
        Where its type is not told by its description: cells that are objects, own metadata.
    """
    fortran = array.flags.f_contiguous and not array.flags.c_contiguous
    head = describe(array.dtype, array.shape, "F" if fortran else "C")
    if array.nbytes == 0:
        return Encoded(head, [Gathered()])
    flat = array.ravel("F" if fortran else "C")
    return Encoded(head, [Gathered(flat.view("u1"))])


def describe(dtype: np.dtype[Any], shape: tuple[int, ...], order: str) -> bytes:
    """Return the head of an array."""
    return msgspec.msgpack.encode((dtype_name(dtype), shape, order))


def decode(head: bytes, buffer: Any) -> np.ndarray[Any, Any]:
    """Return the array over a buffer; it can be written to if the buffer can."""
    import numpy as np

    dtype, shape, order = layout(head)
    return np.ndarray(shape, dtype, buffer, order=order)


def layout(head: bytes) -> tuple[np.dtype[Any], tuple[int, ...], Any]:
    """Return type, shape and order as the head tells them."""
    name, shape, order = msgspec.msgpack.decode(head, type=tuple[str, tuple[int, ...], str])
    return named_dtype(name), shape, order


def dtype_name(dtype: np.dtype[Any]) -> str:
    """Return the text that describes a type of cells exactly.

    Raises
    ------
    InexactError
        Where there is none.
    """
    import numpy as np

    if dtype.hasobject or dtype.kind == "T":
        raise InexactError(f"cells of type {dtype}")
    name = repr(np.lib.format.dtype_to_descr(dtype)) if dtype.names else dtype.str
    if dtype.metadata or dtype.isalignedstruct or named_dtype(name) != dtype:
        raise InexactError(f"cells of type {dtype!r}")
    return name


def named_dtype(name: str) -> np.dtype[Any]:
    """Return the type of cells that a text describes."""
    import numpy as np

    if not name.startswith("["):
        return np.dtype(name)
    return np.lib.format.descr_to_dtype(ast.literal_eval(name))
