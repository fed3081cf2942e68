"""What a file tells of its entry beside the value, readable without it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from millstream.caching.api import Entry
from millstream.caching.stores.content import Dismantler
from millstream.caching.stores.dating import Calendar, Date
from millstream.storage.codecs import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.caching.api import Snapshot
    from millstream.caching.stores.content import Node
    from millstream.storage.envelope import Gathered
    from millstream.storage.files import Identity


class Origin(NamedTuple):
    """Where an entry of this process is kept, and in which state it was found there."""

    path: str
    identity: Identity
    epochs: dict[str, str]


class Record(msgspec.Struct, array_like=True, frozen=True):
    """The metadata of one entry; fields are only ever added, at the end."""

    namespace: str
    key: bytes
    boot: str
    born_seconds: float
    created_seconds: float
    cost_seconds: float
    ttl_seconds: float | None
    size_bytes: int
    epochs: dict[str, str]
    arguments: dict[str, bytes]
    parts: dict[str, bytes]
    recording: int | None
    content: bytes
    version: bytes

    @property
    def tags(self) -> frozenset[str]:
        """The tags of the entry."""
        return frozenset(self.epochs)

    def node(self) -> Node:
        """Return how the value is put together."""
        node = plain.decode(self.content)
        assert isinstance(node, tuple)
        return node

    def age_seconds(self, calendar: Calendar) -> float:
        """Return how old the entry is."""
        return calendar.age_seconds(Date(self.boot, self.born_seconds, self.created_seconds))

    def is_expired(self, calendar: Calendar) -> bool:
        """Return whether the entry is past its time."""
        return self.ttl_seconds is not None and self.age_seconds(calendar) > self.ttl_seconds

    def entry(self, snapshot: Snapshot, calendar: Calendar, recording: Any) -> Entry:
        """Return the entry, dated by the clocks of this process."""
        born = calendar.clock.monotonic() - self.age_seconds(calendar)
        ttl = math.inf if self.ttl_seconds is None else self.ttl_seconds
        return Entry(
            self.key,
            snapshot,
            born_seconds=born,
            created_seconds=self.created_seconds,
            cost_seconds=self.cost_seconds,
            expires_seconds=born + ttl,
            tags=self.tags,
            recording=recording,
            arguments=self.arguments,
            parts=self.parts,
            version=self.version,
        )


class StoredSnapshot:
    """A value that is read when it is asked for.

    Parameters
    ----------
    size_bytes
        The memory it will hold.
    open_value
        Reads it.
    """

    __slots__ = ("open", "size_bytes")
    shared = False

    def __init__(self, size_bytes: int, open_value: Callable[[], Any]) -> None:
        self.size_bytes = size_bytes
        self.open = open_value


def envelope_key(namespace: str, key: bytes) -> bytes:
    """Return what the envelope of an entry is filed under."""
    return b"%s\0%s" % (namespace.encode(), key)


def encode(
    namespace: str,
    entry: Entry,
    calendar: Calendar,
    epochs: dict[str, str],
    *,
    allow_pickle: bool,
) -> tuple[bytes, list[Gathered]]:
    """Return the metadata and the sections of an entry.

    Parameters
    ----------
    namespace
        The function.
    entry
        The entry.
    calendar
        Dates it.
    epochs
        The epoch of each of its tags before it was computed.
    allow_pickle
        Whether pickle may be used.

    Raises
    ------
    InexactError
        Where the value or what was drawn has no form that may be used.
    """
    dismantler = Dismantler(allow_pickle=allow_pickle)
    node = dismantler.node(entry.snapshot)
    recording = None
    if entry.recording is not None:
        recording = dismantler.pickle_section(entry.recording)
    ttl = entry.expires_seconds - entry.born_seconds
    date = calendar.date(entry.born_seconds, entry.created_seconds)
    record = Record(
        namespace,
        entry.key,
        date.boot,
        date.monotonic_seconds,
        date.wall_seconds,
        entry.cost_seconds,
        None if math.isinf(ttl) else ttl,
        entry.snapshot.size_bytes,
        epochs,
        entry.arguments,
        entry.parts,
        recording,
        plain.encode(node),
        entry.version,
    )
    return _encoder.encode(record), dismantler.sections


def decode(content: bytes) -> Record:
    """Return the metadata of an entry."""
    return _decoder.decode(content)


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Record)
