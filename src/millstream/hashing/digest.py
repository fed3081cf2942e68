"""The digest of a value: keyed BLAKE3 over its canonical encoding.

Each object that holds others is hashed by itself, and stands in its owner's encoding with its
digest. Sharing is invisible: a list that holds one object twice equals a list that holds two equal
objects. An object that is being hashed further up is named by its distance.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from blake3 import blake3

from millstream.hashing import canonical
from millstream.hashing.canonical import BACK, NODE, SEEN, Tokens
from millstream.hashing.errors import UnhashableError
from millstream.hashing.writer import Writer

Encode: TypeAlias = Callable[[Any, Writer], None]
Resolve: TypeAlias = Callable[[type], "Plan"]
Known: TypeAlias = Callable[[Any, Callable[[Any], bytes]], bytes | None]

_NOWHERE: Final = 1 << 62


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

    def function(self, value: Any) -> object:
        """Take up a function."""
        ...

    def kind(self, value: type) -> object:
        """Take up a class."""
        ...

    def module(self, value: Any) -> object:
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
        plan = plan or self.plan(kind)
        writer = self.writer(plan.header)
        try:
            plan.encode(value, writer)
        except (UnhashableError, RecursionError):
            raise
        except Exception as error:
            reason = f"reading it raised {type(error).__name__}: {error}"
            raise UnhashableError("", canonical.qualified_name(kind), reason) from error
        return writer.digest()

    def plan(self, kind: type) -> Plan:
        """Return how the values of a type are encoded.

        Parameters
        ----------
        kind
            The type.
        """
        plan = self._plans.get(kind)
        if plan is None:
            plan = self._plans[kind] = self._resolve(kind)
            if plan.has_code and self.reached is not None:
                self.reached.kind(kind)
        return plan

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
