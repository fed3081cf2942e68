"""Sessions in a store, as whoever may sign them reads and writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec

from millstream.state.persistence.api import Record, SessionStore
from millstream.storage.envelope import EnvelopeError, Sealer

HEAD = "head"
"""The name of the field that every record has."""


class Head(msgspec.Struct, frozen=True):
    """What is stored of a session beside its values, as it was after its last run.

    Attributes
    ----------
    ack
        The last event of the browser that the run knew.
    welcome
        The number of the oldest welcome that the browser may still show.
    path, query
        The page that was open, and its parameters.
    started
        The names of the functions that were told of the session's start, and not yet of its end.
    ends
        The names of the functions that wait for the session's end.
    """

    ack: int
    welcome: int
    path: str = ""
    query: str = ""
    started: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Archive:
    """How all journals of a process write.

    Parameters
    ----------
    store
        Where to.
    sealer
        Signs, and checks signatures: nothing is decoded before its own was found right.
    ttl_seconds
        How long a session is kept after its last run.
    survives
        Whether the value of a key is written down.
    """

    store: SessionStore
    sealer: Sealer
    ttl_seconds: float
    survives: Callable[[str], bool]

    def seal(self, session_id: str, field: str, content: bytes) -> bytes:
        """Sign the content of a field: it is good for that field of that session only."""
        return self.sealer.seal(_filed(session_id, field), content)

    def open(self, session_id: str, record: Record) -> dict[str, bytes]:
        """Give the contents of a record.

        Raises
        ------
        EnvelopeError
            If one of them was not signed here, for this field of this session; or if there is no head.
        """
        contents = {}
        for field, sealed in record.fields.items():
            try:
                contents[field] = self.sealer.unseal(_filed(session_id, field), sealed)
            except EnvelopeError as error:
                raise EnvelopeError(f"{field!r} is not what was signed here: {error}") from error
        if HEAD not in contents:
            raise EnvelopeError("it has no head")
        return contents

    def write(
        self, session_id: str, changes: Mapping[str, bytes | None], follows: int
    ) -> int | None:
        """Write fields that are signed already; see `SessionStore.write`."""
        return self.store.write(session_id, changes, follows=follows, ttl_seconds=self.ttl_seconds)


def _filed(session_id: str, field: str) -> bytes:
    return msgspec.msgpack.encode(("session", session_id, field))
