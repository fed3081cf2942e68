"""What was handed out and is still unchanged: its digest is that of its snapshot.

A frame of 170 MB that goes from one cached function into another need not be hashed again.
For each copy that was handed out, a weak reference remembers what it was made of. It is
unchanged while it still consists of those very parts: any write through pandas puts another
part in the place, since the parts themselves lie in memory that nobody can write to.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from millstream.hashing.parts import parts_of

if TYPE_CHECKING:
    from collections.abc import Callable


class Origin(Protocol):
    """A snapshot that knows the digest of its content once it was computed."""

    master: Any
    digest: bytes | None


# The copy, its snapshot and the parts; a snapshot that is gone is not kept by its copies.
_Memory: TypeAlias = "tuple[weakref.ref[Any], weakref.ref[Origin], tuple[Any, ...]]"


class HandedOut:
    """The copies that were handed out, by identity."""

    def __init__(self) -> None:
        self._known: dict[int, _Memory] = {}

    def remember(self, copy: Any, origin: Origin, parts: tuple[Any, ...]) -> None:
        """Remember of what parts a copy was made.

        Parameters
        ----------
        copy
            What was handed out; it must allow weak references.
        origin
            The snapshot that it is a copy of.
        parts
            What ``parts_of`` says about the copy now.
        """
        number = id(copy)
        known = self._known

        def forget(_: object) -> None:
            known.pop(number, None)

        known[number] = (weakref.ref(copy, forget), weakref.ref(origin), parts)

    def origin(self, value: object) -> Origin | None:
        """Return the snapshot of which ``value`` is an unchanged copy, or ``None``."""
        found = self._known.get(id(value))
        if found is None or found[0]() is not value:
            return None
        _, origin, parts = found
        now = parts_of(value)
        if now is None or len(now) != len(parts):
            return None
        same = all(one is other for one, other in zip(now, parts, strict=True))
        return origin() if same else None

    def __len__(self) -> int:
        return len(self._known)


handed_out: Final = HandedOut()
"""What the snapshots of this process have handed out."""


def known_digest(value: object, digest: Callable[[Any], bytes]) -> bytes | None:
    """Return the digest of an unchanged copy, computed at most once for each snapshot.

    Parameters
    ----------
    value
        Any value.
    digest
        Computes the digest of a content that is not known yet.
    """
    origin = handed_out.origin(value)
    if origin is None:
        return None
    if origin.digest is None:
        origin.digest = digest(origin.master)
    return origin.digest
