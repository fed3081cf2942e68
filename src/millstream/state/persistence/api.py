"""What a store of sessions has to do: contracts only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from millstream.errors import MillstreamError


class SessionStoreError(MillstreamError):
    """A store does not answer: it may do so later."""


@dataclass(frozen=True, slots=True)
class Record:
    """A session as it is stored: named fields of signed bytes, and how often they were written."""

    version: int
    fields: Mapping[str, bytes]


class SessionStore(Protocol):
    """Records by session. All methods may be called from any thread, by several processes at once.

    A record belongs to whoever wrote it last: a write names the version that it follows, and comes to nothing where
    somebody else has written since. So two processes that have the same session cannot mix their values, and the browser's
    latest one wins. `millstream.testing.session_stores` holds a store to all this.
    """

    def read(self, session_id: str) -> Record | None:
        """Give a record that has not expired, as one write has left it."""

    def write(
        self,
        session_id: str,
        changes: Mapping[str, bytes | None],
        *,
        follows: int,
        ttl_seconds: float,
    ) -> int | None:
        """Change fields of a record, all or none, and keep the record for so long from now on.

        Parameters
        ----------
        session_id
            Whose record.
        changes
            Fields to set, and those to remove (None). The others stay.
        follows
            The version that the writer knows; 0 makes a new record.
        ttl_seconds
            When nobody has written for so long, the record is gone. A store frees the room by itself.

        Returns
        -------
        int or None
            The version from now on; None if the record is not of the version `follows`, and nothing was changed.
        """

    def take_expired(self) -> tuple[str, Record] | None:
        """Remove a record that has expired, and give it with its session's id, to one caller alone; None if there is none.

        A store that loses records by itself gives none, and nobody hears of the ends of their sessions.
        """

    def close(self) -> None:
        """Let go of files and connections."""
