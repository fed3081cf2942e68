"""The canonical bytes of plain values, and the names that keep types apart.

Every token says its type in the first byte and, where its length varies, its length next. So no
two lists of tokens have the same bytes.
"""

from __future__ import annotations

import math
import struct
import types
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Final, TypeAlias

from blake3 import blake3

Buffer: TypeAlias = bytes | bytearray | memoryview
Token: TypeAlias = Callable[[Any], bytes]

NODE: Final = b"D"
BACK: Final = b"B"
SEEN: Final = b"P"

_LONG: Final = 4096
PARALLEL_BYTES: Final = 1 << 20
"""From this size on, several threads hash faster than one."""

_length = struct.Struct("<Q").pack
_double = struct.Struct("<d").pack
_small_int = struct.Struct("<cq").pack
_big_int = struct.Struct("<cQ").pack
_HALF: Final = 1 << 63
_NAN: Final = b"f" + _double(math.nan)


def qualified_name(kind: type | types.FunctionType | types.BuiltinFunctionType) -> str:
    """Return the name that identifies a type: its module and its name inside it.

    Parameters
    ----------
    kind
        The type, or a function.
    """
    module = kind.__module__
    # So a script is called in processes that `multiprocessing` has started for it.
    return f"{'__main__' if module == '__mp_main__' else module}.{kind.__qualname__}"


def number(value: int) -> bytes:
    """Return the token of a whole number.

    Parameters
    ----------
    value
        The number; any size.
    """
    if -_HALF <= value < _HALF:
        return _small_int(b"i", value)
    size = value.bit_length() // 8 + 1
    return _big_int(b"j", size) + value.to_bytes(size, "little", signed=True)


def real(value: float) -> bytes:
    """Return the token of a floating point number; all NaNs are one.

    Parameters
    ----------
    value
        The number.
    """
    return b"f" + _double(value) if value == value else _NAN  # noqa: PLR0124


def compound(value: complex) -> bytes:
    """Return the token of a complex number.

    Parameters
    ----------
    value
        The number.
    """
    return b"c" + real(value.real) + real(value.imag)


def text(value: str) -> bytes:
    """Return the token of a short text.

    Parameters
    ----------
    value
        The text; lone surrogates are allowed.
    """
    data = value.encode("utf-8", "surrogatepass")
    return b"s" + _length(len(data)) + data


def data(value: bytes) -> bytes:
    """Return the token of a few bytes.

    Parameters
    ----------
    value
        The bytes.
    """
    return b"b" + _length(len(value)) + value


def size(value: int) -> bytes:
    """Return a length as bytes of a fixed number.

    Parameters
    ----------
    value
        Not negative.
    """
    return _length(value)


@lru_cache(maxsize=4096)
def header(name: str) -> bytes:
    """Return what the encoding of a value of a type begins with.

    Parameters
    ----------
    name
        The qualified name of the type.
    """
    return b"O" + text(name)


@lru_cache(maxsize=4096)
def label(name: str) -> bytes:
    """Return the token of an attribute's name.

    Parameters
    ----------
    name
        The name.
    """
    return text(f".{name}")


@lru_cache(maxsize=64)
def content_key(key: bytes) -> bytes:
    """Return the key under which raw memory is hashed, so that it is never taken for a value.

    Parameters
    ----------
    key
        The key of values.
    """
    return blake3(b"content", key=key).digest()


def content_digest(key: bytes, pieces: Iterable[Buffer]) -> bytes:
    """Return the digest of raw memory, hashed where it is.

    It is hashed by itself and not after what comes before it, since only what begins at the
    start of the tree is hashed at full speed.

    Parameters
    ----------
    key
        The key for content.
    pieces
        Contiguous memory, in order; the first one says whether they are large.
    """
    rest = iter(pieces)
    first = next(rest, b"")
    # Smaller pieces would be shared out among threads again and again.
    threads = blake3.AUTO if memoryview(first).nbytes >= PARALLEL_BYTES else 1
    hashed = blake3(first, key=key, max_threads=threads)
    for piece in rest:
        hashed.update(piece)
    return hashed.digest()


class Tokens:
    """The tokens of plain values under one key.

    Parameters
    ----------
    key
        32 bytes; long texts and bytes are hashed under it rather than copied.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._content_key = content_key(key)
        self.table: dict[type, Token] = {
            type(None): lambda _: b"N",
            bool: lambda value: b"T" if value else b"F",
            int: number,
            float: real,
            complex: compound,
            str: self._text,
            bytes: self._data,
            type(...): lambda _: b"E",
            type(NotImplemented): lambda _: b"I",
        }

    def _text(self, value: str) -> bytes:
        if len(value) <= _LONG:
            return text(value)
        return self._long(b"S", value.encode("utf-8", "surrogatepass"))

    def _data(self, value: bytes) -> bytes:
        return data(value) if len(value) <= _LONG else self._long(b"L", value)

    def _long(self, tag: bytes, content: bytes) -> bytes:
        digest = content_digest(self._content_key, [content])
        return NODE + blake3(tag + _length(len(content)) + digest, key=self._key).digest()


def packed(kind: type, values: Any) -> bytes | None:
    """Return many values of one plain type as one run of bytes, or ``None`` where it is not apt.

    Parameters
    ----------
    kind
        The type of all of them.
    values
        A list or tuple.
    """
    if kind is float:
        total = sum(values)
        # Their sum is a number only where all of them are.
        return struct.pack(f"<{len(values)}d", *values) if total == total else None  # noqa: PLR0124
    if kind is int:
        try:
            return struct.pack(f"<{len(values)}q", *values)
        except struct.error:
            return None
    if kind is bool:
        return bytes(values)
    if kind is str:
        lengths = struct.pack(f"<{len(values)}Q", *map(len, values))
        return lengths + "".join(values).encode("utf-8", "surrogatepass")
    return None
