"""How objects of Millstream itself are encoded, and which have no content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from millstream.hashing.canonical import qualified_name
from millstream.hashing.errors import UnhashableError

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


def _cached(value: Any, writer: Writer) -> None:
    writer.child("", value.__wrapped__)


def _bound(value: Any, writer: Writer) -> None:
    writer.child(".__func__", value.__func__)
    writer.child(".__self__", value.__self__)


def _element(value: Any, writer: Writer) -> None:
    raise UnhashableError("", qualified_name(type(value)), "an element of a page has no content")


def _session_state(value: Any, writer: Writer) -> None:
    reason = "every session has its own; pass the values that are used"
    raise UnhashableError("", qualified_name(type(value)), reason)


ENCODERS: dict[str, Encode] = {
    "millstream.CachedFunction": _cached,
    "millstream.BoundCachedFunction": _bound,
    "millstream.DeltaGenerator": _element,
    "millstream.SessionStateProxy": _session_state,
}
"""By package and name of a type or one of its bases."""
