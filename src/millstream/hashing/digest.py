"""The digest of a value: keyed BLAKE3 over its canonical encoding.

Each object that holds others is hashed by itself, and stands in its owner's encoding with its
digest. Sharing is invisible: a list that holds one object twice equals a list that holds two equal
objects. An object that is being hashed further up is named by its distance.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from blake3 import blake3

from millstream.hashing import canonical
from millstream.hashing.canonical import BACK, NODE, SEEN, Buffer, Tokens
from millstream.hashing.errors import UnhashableError

Encode: TypeAlias = Callable[[Any, "Writer"], None]
Resolve: TypeAlias = Callable[[type], "Plan"]
Known: TypeAlias = Callable[[Any, Callable[[Any], bytes]], bytes | None]

_COPIED_BYTES: Final = 1 << 14
_NOWHERE: Final = 1 << 62
_RUN_LENGTH: Final = 4
# Members of one of these types are put in order by their values.
_ORDERED: Final = ({int}, {str})


class Plan(NamedTuple):
    """How the values of one type are encoded.

    Parameters
    ----------
    header
        What the encoding begins with.
    encode
        Writes the rest.
    has_code
        Whether the code of the class counts too.
    """

    header: bytes
    encode: Encode
    has_code: bool = True


class Reached(Protocol):
    """Is told which code a value brings along."""

    def function(self, value: Any) -> None:
        """Take up a function."""
        ...

    def kind(self, value: type) -> None:
        """Take up a class."""
        ...

    def module(self, value: Any) -> None:
        """Take up a module."""
        ...


class Walk:
    """One pass over a value.

    Parameters
    ----------
    key
        The key of the hash.
    tokens
        The encodings of plain values by type.
    resolve
        Returns the header and the encoder of a type.
    plain_encoder
        Returns the encoder of a type without asking the user's hash functions.
    known
        Returns the digest of an object for which it is known already.
    reached
        Is told which functions, classes and modules were met.
    """

    __slots__ = (
        "_active",
        "_count",
        "_known",
        "_lowest",
        "_members",
        "_memo",
        "_plain_encoder",
        "_plans",
        "_resolve",
        "_seen",
        "key",
        "reached",
        "tokens",
    )

    def __init__(
        self,
        key: bytes,
        tokens: Mapping[type, canonical.Token],
        resolve: Resolve,
        plain_encoder: Callable[[type], Encode],
        known: Known | None = None,
        reached: Reached | None = None,
    ) -> None:
        self.reached = reached
        self.key = key
        self._plain_encoder = plain_encoder
        self.tokens = tokens
        self._resolve = resolve
        self._known = known
        self._plans: dict[type, Plan] = {}
        # The objects being hashed, by identity, with their depth.
        self._active: dict[int, int] = {}
        # Finished objects; the reference keeps the identity from being used again.
        self._memo: dict[int, tuple[Any, bytes]] = {}
        # Finished objects that refer to one still being hashed: they have no digest of their own.
        self._seen: dict[int, int] = {}
        self._members: list[tuple[Any, int]] = []
        self._count = 0
        self._lowest = _NOWHERE

    def token(self, value: Any) -> bytes:
        """Return how a value stands in the encoding of its owner.

        Parameters
        ----------
        value
            Any value.
        """
        plain = self.tokens.get(type(value))
        return plain(value) if plain is not None else self.node(value)

    def node(self, value: Any) -> bytes:
        """Return the token of a value that is hashed by itself.

        Parameters
        ----------
        value
            Any value that is not plain.
        """
        number = id(value)
        found = self._memo.get(number)
        if found is not None:
            return NODE + found[1]
        depth = self._active.get(number)
        if depth is not None:
            self._lowest = min(self._lowest, depth)
            return BACK + canonical.number(len(self._active) - depth)
        order = self._seen.get(number)
        if order is not None:
            return SEEN + canonical.number(self._count - order)
        if self._known is not None:
            digest = self._known(value, self.digest)
            if digest is not None:
                return NODE + digest
        return NODE + self._visit(number, value)

    def _visit(self, number: int, value: Any) -> bytes:
        depth = len(self._active)
        self._active[number] = depth
        outer, self._lowest = self._lowest, _NOWHERE
        order, first_member = self._count, len(self._members)
        self._count += 1
        try:
            digest = self.encode(value)
        finally:
            del self._active[number]
        if self._lowest < depth:
            self._seen[number] = order
            self._members.append((value, order))
            self._lowest = min(outer, self._lowest)
            return digest
        self._memo[number] = (value, digest)
        self._lowest = outer
        if len(self._members) > first_member:
            self._close(digest, order, first_member)
        return digest

    def _close(self, digest: bytes, order: int, first_member: int) -> None:
        """Give the members of a finished cycle digests: that of its entrance and their place."""
        for member, place in self._members[first_member:]:
            self._seen.pop(id(member), None)
            content = digest + canonical.number(place - order)
            self._memo[id(member)] = (member, blake3(b"M" + content, key=self.key).digest())
        del self._members[first_member:]

    def encode(self, value: Any, plan: Plan | None = None) -> bytes:
        """Return the digest of a value by its encoder.

        Parameters
        ----------
        value
            The value.
        plan
            Its header and encoder, if not those of its type.
        """
        kind = type(value)
        plan = plan or self._plans.get(kind)
        if plan is None:
            plan = self._plans[kind] = self._resolve(kind)
            if plan.has_code and self.reached is not None:
                self.reached.kind(kind)
        writer = self.writer(plan.header)
        try:
            plan.encode(value, writer)
        except (UnhashableError, RecursionError):
            raise
        except Exception as error:
            reason = f"reading it raised {type(error).__name__}: {error}"
            raise UnhashableError("", canonical.qualified_name(kind), reason) from error
        return writer.digest()

    def plainly(self, value: Any) -> bytes:
        """Return the token of a value without asking the user's hash function for its type.

        Parameters
        ----------
        value
            The value.
        """
        kind = type(value)
        plain = Tokens(self.key).table.get(kind)
        if plain is not None:
            return plain(value)
        header = canonical.header(canonical.qualified_name(kind))
        return NODE + self.encode(value, Plan(header, self._plain_encoder(kind)))

    def writer(self, header: bytes) -> Writer:
        """Return what the encoding of a value is written to.

        Parameters
        ----------
        header
            What it begins with.
        """
        return Writer(self, header)

    def digest(self, value: Any) -> bytes:
        """Return the digest of a value hashed apart from the one being hashed.

        Parameters
        ----------
        value
            Any value.
        """
        return self.encode(value)

    def isolated(self, value: Any) -> bytes:
        """Return a token that does not depend on what was visited before, for members of sets.

        Parameters
        ----------
        value
            Any value.
        """
        seen, members, count = dict(self._seen), list(self._members), self._count
        token = self.token(value)
        self._seen, self._members, self._count = seen, members, count
        return token


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
            self._pieces += canonical.content_digest(key, size_bytes, pieces)
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
