"""What an encoder returns, and how it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from millstream.storage.envelope import Gathered


class InexactError(Exception):
    """A format would not give a value back exactly as it is."""


class Encoded(NamedTuple):
    """A value as a small head, which says how to read it, and its large buffers."""

    head: bytes
    buffers: list[Gathered]
