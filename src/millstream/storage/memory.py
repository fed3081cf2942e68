"""A file that is memory only, for content that is small, or goes into somebody else's files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class Memory:
    """What is written, as it would stand in a file.

    Parameters
    ----------
    content
        What stands there already.

    Examples
    --------
    >>> memory = Memory()
    >>> memory.write([b"mill", b"stone"])
    >>> memory.read(4, 5), memory.size_bytes
    (b'stone', 9)
    """

    __slots__ = ("_content", "_offset")

    def __init__(self, content: bytes = b"") -> None:
        self._content = bytearray(content)
        self._offset = 0

    @property
    def size_bytes(self) -> int:
        """How much there is."""
        return len(self._content)

    def seek(self, offset: int) -> None:
        """Continue at an offset; what is skipped reads as zeros."""
        self._content.extend(bytes(max(0, offset - len(self._content))))
        self._offset = offset

    def write(self, chunks: Iterable[Any]) -> None:
        """Write bytes-like chunks."""
        for chunk in chunks:
            end = self._offset + memoryview(chunk).nbytes
            self._content[self._offset : end] = chunk
            self._offset = end

    def read(self, offset: int, size: int) -> bytes:
        """Return a copy of a part, or of what there is of it."""
        return bytes(memoryview(self._content)[offset : offset + size])
