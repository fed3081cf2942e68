"""How NumPy's arrays, scalars and types are encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode, Writer

_TILE_BYTES = 1 << 18


def encode_array(value: Any, writer: Writer) -> None:
    """Write type, shape and elements of an array, in the order of its indices.

    Parameters
    ----------
    value
        The array.
    writer
        Takes the encoding.
    """
    encode_dtype(value.dtype, writer)
    writer.items(value.shape)
    if value.dtype.hasobject or value.dtype.kind == "T":
        writer.items(value.ravel().tolist())
        return
    writer.buffer(np.ascontiguousarray(value).reshape(-1).view("u1"))


def encode_dtype(value: Any, writer: Writer) -> None:
    """Write what identifies the type of elements.

    Parameters
    ----------
    value
        The type.
    writer
        Takes the encoding.
    """
    writer.text(value.str)


def _scalar(value: Any, writer: Writer) -> None:
    encode_array(np.asarray(value), writer)


ENCODERS: dict[str, Encode] = {
    "numpy.ndarray": encode_array,
    "numpy.generic": _scalar,
}
"""By the qualified names of types or their bases."""
