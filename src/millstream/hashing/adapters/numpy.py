"""How NumPy's arrays, scalars and types are encoded."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from millstream.hashing.objects import attributes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from millstream.hashing.canonical import Buffer
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer

_TILE_BYTES: Final = 1 << 22
_SMALL_BYTES: Final = 1 << 16
# So many columns of a table are copied at once.
_STRIPE: Final = 64
_TABLE: Final = 2
# Of an extended float of x87, 10 bytes count; the others pad it and hold anything. The long
# doubles of other processors fill all their bytes.
_EXTENDED_MANTISSA_BITS: Final = 63
_EXTENDED_BYTES: Final = 10


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
    _elements(value.view(np.ndarray), writer)
    if not type(value).__module__.startswith("numpy"):
        writer.attributes(attributes_of(value))


def encode_dtype(value: Any, writer: Writer) -> None:
    """Write what identifies a type of elements.

    Parameters
    ----------
    value
        The type.
    writer
        Takes the encoding.
    """
    writer.data(_names(value))
    if value.subdtype is not None:
        base, shape = value.subdtype
        encode_dtype(base, writer)
        writer.items(shape)
    if value.names is not None:
        writer.items(value.names)
        for name in value.names:
            field, offset, *title = value.fields[name]
            encode_dtype(field, writer)
            writer.number(offset)
            writer.items(title)
    if value.metadata:
        writer.child(".metadata", dict(value.metadata))


@lru_cache(maxsize=1024)
def _names(dtype: Any) -> bytes:
    return f"{dtype.str} {dtype.name}".encode()


def _elements(value: Any, writer: Writer) -> None:
    dtype = value.dtype
    if dtype.names is not None and not _is_packed(dtype):
        # Padding between the fields holds anything.
        for name in dtype.names:
            writer.child(f"[{name!r}]", value[name])
    elif dtype.hasobject or dtype.kind == "T":
        writer.items(value.ravel().tolist())
    elif _is_extended(dtype):
        _extended(value, writer)
    elif value.nbytes:
        _memory(value, writer)


def _is_packed(dtype: Any) -> bool:
    """Whether the fields fill a record without gaps, overlaps, objects or paddings of their own."""
    if dtype.hasobject or dtype.isalignedstruct:
        return False
    fields = [field[0] for field in dtype.fields.values()]
    plain = all(each.names is None and each.kind not in "fcTV" for each in fields)
    plain = plain or all(each.names is None and each.itemsize <= 8 for each in fields)
    offsets = sorted((field[1], field[0].itemsize) for field in dtype.fields.values())
    ends = [0, *(offset + size for offset, size in offsets)]
    return plain and ends[-1] == dtype.itemsize and ends[:-1] == [offset for offset, _ in offsets]


@lru_cache(maxsize=1024)
def _is_extended(dtype: Any) -> bool:
    return dtype.kind in "fc" and np.finfo(dtype).nmant == _EXTENDED_MANTISSA_BITS


def _extended(value: Any, writer: Writer) -> None:
    real_bytes = value.dtype.itemsize // (2 if value.dtype.kind == "c" else 1)
    parts = np.ascontiguousarray(value).reshape(-1).view("u1").reshape(-1, real_bytes)
    _memory(parts[:, :_EXTENDED_BYTES], writer)


def _memory(value: Any, writer: Writer) -> None:
    writer.stream(value.nbytes, memory_of([value]))


@lru_cache(maxsize=1024)
def is_plain(dtype: Any) -> bool:
    """Return whether elements are numbers, dates or durations of which every bit counts.

    Parameters
    ----------
    dtype
        The type of the elements.
    """
    return dtype.kind in "biumMfc" and not dtype.metadata and not _is_extended(dtype)


def memory_of(arrays: Iterable[Any]) -> Iterator[Buffer]:
    """Yield the memory of arrays, each in the order of its indices, in few large pieces.

    Parameters
    ----------
    arrays
        Arrays of any layout whose elements are plain memory.
    """
    small: list[Any] = []
    waiting_bytes = 0
    for array in arrays:
        is_small = array.nbytes < _SMALL_BYTES
        if is_small:
            small.append(np.ascontiguousarray(array).reshape(-1).view("u1").data)
            waiting_bytes += array.nbytes
        if small and (not is_small or waiting_bytes >= _TILE_BYTES):
            yield b"".join(small)
            small, waiting_bytes = [], 0
        if is_small:
            continue
        if array.flags.c_contiguous:
            yield array.reshape(-1).view("u1").data
        else:
            yield from _copied_tiles(array)
    if small:
        yield b"".join(small)


def _copied_tiles(value: Any) -> Iterator[Buffer]:
    """Copy an array piece by piece within the cache, each into the place of the one before."""
    memory = np.empty(0, value.dtype)
    for tile in _tiles(value):
        if memory.size < tile.size:
            memory = np.empty(tile.size, value.dtype)
        copy = memory[: tile.size].reshape(tile.shape)
        is_turned = tile.ndim == _TABLE and abs(tile.strides[0]) < abs(tile.strides[1])
        stripe = _STRIPE if is_turned and len(tile) >= _STRIPE else tile.size
        # A few columns at a time: each line of the processor's cache is then read once.
        for start in range(0, tile.shape[-1], stripe):
            copy[..., start : start + stripe] = tile[..., start : start + stripe]
        yield copy.reshape(-1).view("u1").data


def _tiles(value: Any) -> Iterator[Any]:
    """Cut an array into pieces of few bytes, in the order of its indices."""
    row_bytes = value.nbytes // len(value)
    if row_bytes > _TILE_BYTES and value.ndim > 1:
        for row in value:
            yield from _tiles(row)
        return
    rows = max(1, _TILE_BYTES // row_bytes)
    for start in range(0, len(value), rows):
        yield value[start : start + rows]


def _scalar(value: Any, writer: Writer) -> None:
    encode_array(np.asarray(value), writer)


def _masked(value: Any, writer: Writer) -> None:
    writer.child(".data", value.data)
    writer.child(".mask", value.mask)
    writer.child(".fill_value", value.fill_value)
    writer.child(".hardmask", value.hardmask)


def _masked_constant(value: Any, writer: Writer) -> None:
    """Of it there is one: the type says all."""


def _business_days(value: Any, writer: Writer) -> None:
    writer.child(".weekmask", value.weekmask)
    writer.child(".holidays", value.holidays)


ENCODERS: dict[str, Encode] = {
    "numpy.MaskedArray": _masked,
    "numpy.MaskedConstant": _masked_constant,
    "numpy.busdaycalendar": _business_days,
    "numpy.ndarray": encode_array,
    "numpy.generic": _scalar,
    "numpy.dtype": encode_dtype,
}
"""By package and name of a type or one of its bases."""
