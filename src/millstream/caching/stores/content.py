"""How snapshots lie in the sections of an envelope, and become snapshots again.

A snapshot is written as a node: a tuple of plain data whose first item names its reader, with the
numbers of the sections that hold its bytes. Large sections are not read but mapped: frames and
tables lie over read-only memory of the file, arrays are mapped privately for each caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

from millstream.caching.snapshot import (
    Constant,
    UnfreezableError,
    frames,
    freeze,
    lend,
    loans,
    tables,
)
from millstream.caching.snapshot.arrays import MAPPED_FROM_BYTES, CopiedArray, MappedArray
from millstream.caching.snapshot.memory import CopiedMemory, FileMemory
from millstream.caching.snapshot.output import SharedOutput
from millstream.caching.snapshot.pickled import PickledSnapshot
from millstream.caching.snapshot.plain import FlatCopy
from millstream.caching.streams import RecordedStream
from millstream.storage.codecs import Encoded, InexactError, arrays, arrow, pickled, plain
from millstream.storage.codecs import frames as frame_codec
from millstream.storage.envelope import Gathered

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.caching.api import Snapshot

Node = tuple[Any, ...]

# Above it MessagePack is slower than pickle, which is used then where it may be.
_PLAIN_BYTES: Final = 64 * 1024
_INLINE_BYTES: Final = 1024


class Source(Protocol):
    """The checked sections of one envelope."""

    def read(self, number: int) -> bytes:
        """Return a private copy of a section, which may hold code."""
        ...

    def copy(self, number: int) -> bytes:
        """Return a private copy of a section that holds no code."""
        ...

    def view(self, number: int) -> Any:
        """Return a section as read-only memory: mapped if it is large."""
        ...

    def memory(self, number: int) -> FileMemory | CopiedMemory:
        """Return a large section as memory that is mapped privately for each caller."""
        ...


class DecodedCopy:
    """Plain data of which every caller gets a copy by reading its MessagePack.

    Parameters
    ----------
    content
        The MessagePack.
    """

    __slots__ = ("_content", "size_bytes")
    shared = False

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.size_bytes = len(content)

    def open(self) -> Any:
        """Return a new value that shares nothing that can be changed."""
        return plain.decode(self._content)


class Dismantler:
    """Turn snapshots into nodes and sections.

    Parameters
    ----------
    allow_pickle
        Whether pickle may be used for what has no other form.
    """

    def __init__(self, *, allow_pickle: bool) -> None:
        self._allow_pickle = allow_pickle
        self.sections: list[Gathered] = []

    def node(self, snapshot: Snapshot) -> Node:
        """Return the node of a snapshot.

        Raises
        ------
        InexactError
            Where it has no form that may be used.
        """
        kind = type(snapshot)
        writer = _WRITERS.get(kind)
        if writer is None:
            raise InexactError(f"a snapshot of type {kind.__qualname__}")
        node = writer(self, snapshot)
        assert isinstance(node, tuple)
        return node

    def pickled(self, value: Any) -> Node:
        """Return the node of a value that is frozen anew when it is read."""
        return ("pickled", *self._encoded(self._pickle(value)))

    def pickle_section(self, value: Any) -> int:
        """Return the number of a section that holds a pickle with all of its buffers inside."""
        if not self._allow_pickle:
            raise InexactError("drawn elements, which need pickle")
        return self._add(pickled.encode_whole(value))

    def _pickle(self, value: Any) -> Encoded:
        if not self._allow_pickle:
            raise InexactError(f"a {type(value).__qualname__}, which needs pickle")
        return pickled.encode(value)

    def _add(self, *chunks: Any) -> int:
        self.sections.append(Gathered(*chunks))
        return len(self.sections) - 1

    def _encoded(self, encoded: Encoded) -> tuple[bytes | int, list[int]]:
        start = len(self.sections)
        self.sections += encoded.buffers
        numbers = list(range(start, len(self.sections)))
        head = encoded.head
        return (head if len(head) <= _INLINE_BYTES else self._add(head)), numbers

    # --- One method for each kind of snapshot ------------------------------------------------

    def _constant(self, snapshot: Constant) -> Node:
        value = snapshot.open()
        if type(value) is bytes and len(value) > _INLINE_BYTES:
            return ("bytes", self._add(value))
        try:
            return ("constant", self._add(plain.encode(value)), snapshot.size_bytes)
        except InexactError:
            return self.pickled(value)

    def _output(self, output: SharedOutput) -> Node:
        try:
            return ("output", self.node(lend(output.open())), output.digest)
        except UnfreezableError as error:
            raise InexactError(str(error)) from error

    def _flat(self, snapshot: FlatCopy) -> Node:
        value = snapshot.open()
        try:
            return ("flat", self._add(plain.encode(value)), snapshot.size_bytes)
        except InexactError:
            return self.pickled(value)

    def _decoded(self, snapshot: DecodedCopy) -> Node:
        return ("data", self._add(plain.encode(snapshot.open())))

    def _pickled(self, snapshot: PickledSnapshot) -> Node:
        is_plain = not snapshot.has_references and (
            len(snapshot.stream) <= _PLAIN_BYTES or not self._allow_pickle
        )
        if is_plain:
            try:
                return ("data", self._add(plain.encode(snapshot.open())))
            except InexactError:
                if not self._allow_pickle:
                    raise
        if not self._allow_pickle:
            raise InexactError("an object that needs pickle")
        parts = [self.node(part) for part in snapshot.parts]
        return ("pickle", self._add(snapshot.stream), parts, snapshot.has_references)

    def _array(self, snapshot: Snapshot) -> Node:
        array = snapshot.open()
        try:
            return ("array", *self._encoded(arrays.encode(array)))
        except InexactError:
            return self.pickled(array)

    def _frame(
        self, snapshot: frames.FrozenFrame | frames.FrozenIndex | loans.BorrowedFrame
    ) -> Node:
        name = "frozen index" if isinstance(snapshot, frames.FrozenIndex) else "frame"
        try:
            encoded = frame_codec.encode(snapshot.master)
            return (name, *self._encoded(encoded), snapshot.size_bytes)
        except InexactError:
            if not self._allow_pickle:
                raise
        stream, buffers, cells = frames.take_apart(snapshot.master, lambda array: array)
        nodes = [self._cells(each) for each in cells]
        numbers = [self._add(each) for each in buffers]
        return (f"parts of {name}", self._add(stream), numbers, nodes, snapshot.size_bytes)

    def _cells(self, cells: Any) -> Node:
        if cells.dtype.hasobject:
            return (False, *self._encoded(self._pickle(cells)))
        return (True, *self._encoded(arrays.encode(cells)))

    def _split(self, snapshot: frames.SplitFrame) -> Node:
        frozen, cells = self.node(snapshot.frozen), self.node(snapshot.cells)
        return ("split", frozen, list(snapshot.positions), cells)

    def _arrow(self, snapshot: tables.SharedTable | loans.BorrowedTable) -> Node:
        try:
            return ("arrow", *self._encoded(arrow.encode(snapshot.master)), snapshot.size_bytes)
        except InexactError:
            return self.pickled(snapshot.master)

    def _polars(self, snapshot: tables.ClonedTable | loans.BorrowedPolars) -> Node:
        if type(snapshot.master).__name__ == "LazyFrame":
            return self.pickled(snapshot.master)
        try:
            encoded = arrow.encode_polars(snapshot.master)
            return ("polars", *self._encoded(encoded), snapshot.size_bytes)
        except InexactError:
            return self.pickled(snapshot.master)

    def _stream(self, snapshot: RecordedStream) -> Node:
        return ("stream", [self.node(item) for item in snapshot.items], self.node(snapshot.result))


_WRITERS: Final[dict[type, Callable[[Dismantler, Any], Node]]] = {
    Constant: Dismantler._constant,
    FlatCopy: Dismantler._flat,
    DecodedCopy: Dismantler._decoded,
    PickledSnapshot: Dismantler._pickled,
    CopiedArray: Dismantler._array,
    MappedArray: Dismantler._array,
    frames.FrozenFrame: Dismantler._frame,
    frames.FrozenIndex: Dismantler._frame,
    frames.SplitFrame: Dismantler._split,
    tables.SharedTable: Dismantler._arrow,
    tables.ClonedTable: Dismantler._polars,
    RecordedStream: Dismantler._stream,
    SharedOutput: Dismantler._output,
    loans.Loan: lambda dismantler, loan: dismantler.node(loan.inner),
    loans.BorrowedArray: Dismantler._array,
    loans.BorrowedFrame: Dismantler._frame,
    loans.BorrowedTable: Dismantler._arrow,
    loans.BorrowedPolars: Dismantler._polars,
}

_PICKLES: Final = frozenset({"pickled", "pickle", "parts of frame", "parts of frozen index"})


class Assembler:
    """Turn nodes and sections into snapshots.

    Parameters
    ----------
    source
        The sections.
    allow_pickle
        Whether what was pickled may be read.
    """

    def __init__(self, source: Source, *, allow_pickle: bool) -> None:
        self._source = source
        self._allow_pickle = allow_pickle

    def snapshot(self, node: Node) -> Snapshot:
        """Return the snapshot of a node.

        Raises
        ------
        InexactError
            Where it cannot be read as it was: it was pickled and that is off, or the library that
            it belongs to is another.
        """
        name = node[0]
        if name in _PICKLES and not self._allow_pickle:
            raise InexactError("a pickle, which this store may not read")
        made: Snapshot = _READERS[name](self, *node[1:])
        return made

    def _head(self, head: bytes | int) -> bytes:
        return self._source.read(head) if isinstance(head, int) else head

    def _views(self, numbers: list[int]) -> list[Any]:
        return [self._source.view(number) for number in numbers]

    # --- One method for each kind of node ----------------------------------------------------

    def _constant(self, number: int, size_bytes: int) -> Snapshot:
        return Constant(plain.decode(self._source.read(number)), size_bytes)

    def _bytes(self, number: int) -> Snapshot:
        content = self._source.copy(number)
        return Constant(content, len(content))

    def _flat(self, number: int, size_bytes: int) -> Snapshot:
        return FlatCopy(plain.decode(self._source.read(number)), size_bytes)

    def _data(self, number: int) -> Snapshot:
        return DecodedCopy(self._source.read(number))

    def _output(self, node: Node, digest: bytes | None) -> Snapshot:
        return SharedOutput(self.snapshot(node).open(), digest)

    def _pickled(self, head: bytes | int, numbers: list[int]) -> Snapshot:
        return freeze(pickled.decode(self._head(head), self._views(numbers)))

    def _pickle(self, number: int, parts: list[Node], has_references: bool) -> Snapshot:
        snapshots = [self.snapshot(part) for part in parts]
        stream = self._source.read(number)
        return PickledSnapshot(stream, snapshots, has_references=has_references)

    def _array(self, head: bytes | int, numbers: list[int]) -> Snapshot:
        dtype, shape, order = arrays.layout(self._head(head))
        (number,) = numbers
        memory = self._source.memory(number)
        if memory.size_bytes >= MAPPED_FROM_BYTES:
            return MappedArray(memory, dtype, shape, order)
        return CopiedArray(arrays.decode(self._head(head), memory.open()))

    def _frame(self, head: bytes | int, numbers: list[int], size_bytes: int) -> Snapshot:
        master = frame_codec.decode(self._head(head), self._views(numbers))
        return self._adopted(master, size_bytes)

    def _adopted(self, master: Any, size_bytes: int) -> Snapshot:
        frozen = frames.adopt_frame(master, size_bytes)
        if frozen is None:
            raise InexactError("a frame, which this pandas does not isolate")
        return frozen

    def _frozen_index(self, head: bytes | int, numbers: list[int], size_bytes: int) -> Snapshot:
        master = frame_codec.decode(self._head(head), self._views(numbers))
        return frames.FrozenIndex(master, size_bytes)

    def _together(self, number: int, numbers: list[int], nodes: list[Node]) -> Any:
        cells = [self._cells(*each) for each in nodes]
        parts = frames.Parts(self._source.read(number), self._views(numbers), cells)
        return frames.put_together(parts)

    def _cells(self, is_raw: bool, head: bytes | int, numbers: list[int]) -> Any:
        if is_raw:
            return arrays.decode(self._head(head), self._source.view(numbers[0]))
        cells = pickled.decode(self._head(head), self._views(numbers))
        # Nobody knows the owner of this memory, so nobody can make it writable again.
        cells.setflags(write=False)
        return cells.view()

    def _frame_parts(
        self, number: int, numbers: list[int], nodes: list[Node], size_bytes: int
    ) -> Snapshot:
        return self._adopted(self._together(number, numbers, nodes), size_bytes)

    def _index_parts(
        self, number: int, numbers: list[int], nodes: list[Node], size_bytes: int
    ) -> Snapshot:
        return frames.FrozenIndex(self._together(number, numbers, nodes), size_bytes)

    def _split(self, frozen: Node, positions: list[int], cells: Node) -> Snapshot:
        frame = self.snapshot(frozen)
        assert isinstance(frame, frames.FrozenFrame)
        return frames.SplitFrame(frame, positions, self.snapshot(cells))

    def _arrow(self, head: bytes | int, numbers: list[int], size_bytes: int) -> Snapshot:
        (buffer,) = self._views(numbers)
        return tables.SharedTable(arrow.decode(self._head(head), buffer), size_bytes)

    def _polars(self, head: bytes | int, numbers: list[int], size_bytes: int) -> Snapshot:
        (buffer,) = self._views(numbers)
        return tables.ClonedTable(arrow.decode_polars(self._head(head), buffer), size_bytes)

    def _stream(self, items: list[Node], result: Node) -> Snapshot:
        return RecordedStream([self.snapshot(item) for item in items], self.snapshot(result))


_READERS: Final[dict[str, Callable[..., Snapshot]]] = {
    "constant": Assembler._constant,
    "bytes": Assembler._bytes,
    "flat": Assembler._flat,
    "data": Assembler._data,
    "output": Assembler._output,
    "pickled": Assembler._pickled,
    "pickle": Assembler._pickle,
    "array": Assembler._array,
    "frame": Assembler._frame,
    "frozen index": Assembler._frozen_index,
    "parts of frame": Assembler._frame_parts,
    "parts of frozen index": Assembler._index_parts,
    "split": Assembler._split,
    "arrow": Assembler._arrow,
    "polars": Assembler._polars,
    "stream": Assembler._stream,
}
