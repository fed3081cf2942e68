"""What the encoding of one value is written to: texts, numbers, memory, and the values inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from blake3 import blake3

from millstream.hashing import canonical
from millstream.hashing.errors import UnhashableError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from millstream.hashing.canonical import Buffer
    from millstream.hashing.digest import Walk

_COPIED_BYTES: Final = 1 << 14
_RUN_LENGTH: Final = 4
# Members of one of these types are put in order by their values.
_ORDERED: Final = ({int}, {str})


class Writer:
    """Takes the encoding of one value, piece by piece.

    Parameters
    ----------
    walk
        The pass that the value is part of.
    header
        What the encoding begins with.
    """

    __slots__ = ("_pieces", "walk")

    def __init__(self, walk: Walk, header: bytes) -> None:
        self.walk = walk
        self._pieces = bytearray(header)

    def text(self, value: str) -> None:
        """Write a text.

        Parameters
        ----------
        value
            The text.
        """
        self._pieces += canonical.text(value)

    def number(self, value: int) -> None:
        """Write a whole number.

        Parameters
        ----------
        value
            The number.
        """
        self._pieces += canonical.number(value)

    def data(self, value: bytes) -> None:
        """Write a few bytes.

        Parameters
        ----------
        value
            The bytes.
        """
        self._pieces += canonical.data(value)

    def size(self, value: int) -> None:
        """Write how many bytes or items follow.

        Parameters
        ----------
        value
            Not negative.
        """
        self._pieces += canonical.size(value)

    def buffer(self, content: Buffer) -> None:
        """Write the size and the content of contiguous memory, hashed where it is.

        Parameters
        ----------
        content
            Any contiguous memory.
        """
        view = memoryview(content)
        self.stream(view.nbytes, [view])

    def stream(self, size_bytes: int, pieces: Iterable[Buffer]) -> None:
        """Write the size and the content of memory that comes in pieces.

        Parameters
        ----------
        size_bytes
            The size of all pieces together.
        pieces
            Contiguous memory, in order; where it is cut does not count.
        """
        self._pieces += canonical.size(size_bytes)
        if size_bytes > _COPIED_BYTES:
            key = canonical.content_key(self.walk.key)
            self._pieces += canonical.content_digest(key, pieces)
        else:
            for piece in pieces:
                self._pieces += piece

    def child(self, label: str, value: Any) -> None:
        """Write a value inside this one.

        Parameters
        ----------
        label
            The step that leads to it, for error messages: ``.name`` or ``['key']``.
        value
            The value.
        """
        try:
            self._pieces += self.walk.token(value)
        except UnhashableError as error:
            error.prepend(label)
            raise

    def embed(self, label: str, value: Any) -> None:
        """Write a part of this value where it stands, without a digest of its own.

        Parameters
        ----------
        label
            The step that leads to it.
        value
            A part that is no other's, and refers to nothing that is being hashed. Its encoding
            says where it ends.
        """
        plain = self.walk.tokens.get(type(value))
        try:
            if plain is not None:
                self._pieces += plain(value)
                return
            plan = self.walk.plan(type(value))
            self._pieces += plan.header
            plan.encode(value, self)
        except UnhashableError as error:
            error.prepend(label)
            raise

    def plainly(self, value: Any) -> None:
        """Write a value without asking the user's hash function for its type.

        Parameters
        ----------
        value
            The value.
        """
        self._pieces += self.walk.plainly(value)

    def children(self, labelled: Iterable[tuple[str, Any]]) -> None:
        """Write values with their labels, and how many there are.

        Parameters
        ----------
        labelled
            Labels and values.
        """
        pairs = list(labelled)
        self.size(len(pairs))
        for label, value in pairs:
            self.text(label)
            self.child(label, value)

    def note(self, labelled: Iterable[tuple[str, Any]]) -> None:
        """Name parts of the value that are written otherwise; only an outline asks for them.

        Parameters
        ----------
        labelled
            The parts with the steps that lead to them.
        """

    def attributes(self, values: Mapping[str, Any]) -> None:
        """Write named attributes in their order.

        Parameters
        ----------
        values
            The attributes by name.
        """
        self.size(len(values))
        tokens, node = self.walk.tokens, self.walk.node
        name, pieces = "", self._pieces
        try:
            for name, value in values.items():
                plain = tokens.get(type(value))
                pieces += canonical.label(name)
                pieces += plain(value) if plain is not None else node(value)
        except UnhashableError as error:
            error.prepend(f".{name}")
            raise

    def items(self, values: Sequence[Any]) -> None:
        """Write a sequence of values.

        Parameters
        ----------
        values
            The values.
        """
        self._labelled(values, lambda index: f"[{index}]")

    def _labelled(self, values: Sequence[Any], label: Callable[[int], str]) -> None:
        self.size(len(values))
        if len(values) >= _RUN_LENGTH and self._run(values):
            return
        self._pieces += b"x"
        tokens, node = self.walk.tokens, self.walk.node
        pieces, index = self._pieces, 0
        try:
            for index, value in enumerate(values):  # noqa: B007
                plain = tokens.get(type(value))
                pieces += plain(value) if plain is not None else node(value)
        except UnhashableError as error:
            error.prepend(label(index))
            raise

    def _run(self, values: Sequence[Any]) -> bool:
        """Write values of one plain type at once, if they are."""
        kind = type(values[0])
        if kind not in self.walk.tokens or set(map(type, values)) != {kind}:
            return False
        packed = canonical.packed(kind, values)
        if packed is None:
            return False
        self._pieces += b"r"
        self.text(kind.__name__)
        self.buffer(packed)
        return True

    def entries(self, mapping: Mapping[Any, Any]) -> None:
        """Write the entries of a mapping in their order: the keys, then the values.

        Parameters
        ----------
        mapping
            The mapping.
        """
        keys = list(mapping)
        Writer.items(self, keys)
        self._labelled(list(mapping.values()), lambda index: key_label(keys[index]))

    def members(self, values: Collection[Any]) -> None:
        """Write values whose order does not count.

        Parameters
        ----------
        values
            The values.
        """
        self.size(len(values))
        if {type(value) for value in values} in _ORDERED and self._run(sorted(values)):
            return
        plain, isolated = self.walk.tokens, self.walk.isolated
        try:
            tokens = [
                plain[type(value)](value) if type(value) in plain else isolated(value)
                for value in values
            ]
        except UnhashableError as error:
            error.prepend("{...}")
            raise
        self._pieces += b"x" + b"".join(sorted(tokens))

    def digest(self) -> bytes:
        """Return the digest of what was written."""
        return blake3(self._pieces, key=self.walk.key).digest()


def key_label(key: object) -> str:
    """Return how the key of a mapping is shown in a path.

    Parameters
    ----------
    key
        The key.
    """
    if isinstance(key, (str, bytes, int, float, tuple, frozenset)) or key is None:
        shown = repr(key)
        return f"[{shown}]" if len(shown) <= 60 else f"[{shown[:57]}...]"
    return f"[<{type(key).__qualname__}>]"
