"""A value as the store has it: a pickle, or a pickle and the buffers of its arrays behind a table of their sizes."""

from __future__ import annotations

import struct
from typing import Any, Final, NamedTuple, TypeAlias

from blake3 import blake3

from millstream.storage.codecs import InexactError, pickled

LARGEST_BYTES: Final = 256_000_000
"""Larger values would hold up every run that changes them."""

Digest: TypeAlias = bytes

_WITH_BUFFERS: Final = 0
"""The first byte of a content that has buffers; a pickle begins with another one."""

_START: Final = struct.Struct("<BIQ")
_BUFFER: Final = struct.Struct("<Q?")


class UnstorableError(Exception):
    """A value that cannot be written down; the message says why."""


class Content(NamedTuple):
    """The pieces of a stored value, one after the other; the buffers are the value's own memory."""

    pieces: tuple[Any, ...]

    def digest(self) -> Digest:
        """Give what tells this content from others."""
        hasher = blake3()
        for piece in self.pieces:
            hasher.update(piece)
        return hasher.digest()

    def joined(self) -> bytes:
        """Give all of it."""
        return b"".join(self.pieces)


def encode(value: Any) -> Content:
    """Give the content that stands for a value.

    Raises
    ------
    UnstorableError
        If it cannot be pickled, or is too large.
    """
    try:
        head, buffers = pickled.encode(value)
    except InexactError as error:
        raise UnstorableError(str(error)) from None
    size_bytes = len(head) + sum(buffer.size_bytes for buffer in buffers)
    if size_bytes > LARGEST_BYTES:
        raise UnstorableError(f"{size_bytes} bytes, at most {LARGEST_BYTES}")
    if not buffers:
        return Content((head,))
    chunks = [chunk for buffer in buffers for chunk in buffer.chunks]
    sizes = [
        _BUFFER.pack(buffer.size_bytes, any(not chunk.readonly for chunk in buffer.chunks))
        for buffer in buffers
    ]
    start = _START.pack(_WITH_BUFFERS, len(buffers), len(head))
    return Content((b"".join((start, *sizes)), head, *chunks))


def decode(content: bytes) -> Any:
    """Give the value back; its arrays can be written to as they could before. The content must have been verified."""
    if content[0] != _WITH_BUFFERS:
        return pickled.decode(content, ())
    _, count, head_bytes = _START.unpack_from(content)
    sizes = [_BUFFER.unpack_from(content, _START.size + i * _BUFFER.size) for i in range(count)]
    place = _START.size + count * _BUFFER.size
    head = content[place : place + head_bytes]
    place += head_bytes
    buffers = []
    for size_bytes, is_writable in sizes:
        part = memoryview(content)[place : place + size_bytes]
        buffers.append(bytearray(part) if is_writable else bytes(part))
        place += size_bytes
    return pickled.decode(head, buffers)
