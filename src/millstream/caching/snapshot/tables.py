"""Snapshots of Arrow and Polars objects: one copy of the memory, which everybody shares."""

from __future__ import annotations

import pickle
import sys
from typing import TYPE_CHECKING, Any

from millstream.caching.snapshot.known import handed_out
from millstream.caching.snapshot.plain import Constant
from millstream.storage.codecs import InexactError, arrow

if TYPE_CHECKING:
    from collections.abc import Callable


class ClonedTable:
    """A Polars frame or series, of which every caller gets a clone over the same memory.

    Parameters
    ----------
    master
        The object, which belongs to the snapshot and is never handed out.
    size_bytes
        The memory it holds.
    """

    __slots__ = ("master", "open", "size_bytes")
    shared = False

    def __init__(self, master: Any, size_bytes: int) -> None:
        self.master = master
        self.open: Callable[[], Any] = master.clone
        self.size_bytes = size_bytes


class SharedTable(Constant):
    """An Arrow object, which nobody can change and everybody shares.

    Parameters
    ----------
    value
        The object.
    size_bytes
        The memory it holds.
    """

    __slots__ = ("__weakref__", "digest", "master")

    def __init__(self, value: Any, size_bytes: int) -> None:
        super().__init__(value, size_bytes)
        self.master = value
        self.digest: bytes | None = None
        handed_out.remember(value, self, ())


def freeze_arrow(value: Any) -> SharedTable:
    """Return the snapshot of an Arrow object: a copy that nobody can write to."""
    buffers: list[pickle.PickleBuffer] = []
    stream = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
    # `bytes` are immutable; Arrow's own buffers may be written to through their address space.
    copy = pickle.loads(stream, buffers=[bytes(buffer.raw()) for buffer in buffers])  # noqa: S301
    return SharedTable(copy, value.nbytes)


def freeze_polars(value: Any) -> ClonedTable:
    """Return the snapshot of a Polars frame or series."""
    try:
        head, (stream,) = arrow.encode_polars(value)
        master = arrow.decode_polars(head, b"".join(stream.chunks))
    except InexactError:
        master = pickle.loads(pickle.dumps(value, protocol=5))  # noqa: S301 - written here
    return ClonedTable(master, int(value.estimated_size()))


def freeze_plan(value: Any) -> ClonedTable:
    """Return the snapshot of a lazy frame, which is a plan and holds little."""
    return ClonedTable(value.clone(), sys.getsizeof(value, 64))


FREEZERS: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("pyarrow.lib", "Table"): freeze_arrow,
    ("pyarrow.lib", "RecordBatch"): freeze_arrow,
    ("pyarrow.lib", "ChunkedArray"): freeze_arrow,
    ("pyarrow.lib", "Array"): freeze_arrow,
    ("polars.dataframe.frame", "DataFrame"): freeze_polars,
    ("polars.series.series", "Series"): freeze_polars,
    ("polars.lazyframe.frame", "LazyFrame"): freeze_plan,
}
