"""All sessions of a process, and how a browser comes back to its own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import partial

from millstream import ids
from millstream.protocol.messages import PROTOCOL_VERSION, Client, Hello
from millstream.script.context import Run
from millstream.script.media import Media
from millstream.script.source import Script
from millstream.session.events import Start
from millstream.session.options import SessionOptions
from millstream.session.session import Session
from millstream.session.tokens import Claim, TokenMint
from millstream.state.persistence.archive import Archive
from millstream.state.persistence.journal import Journal


class SessionManager:
    """Makes sessions, finds them again, and forgets them.

    A token resumes its session once. Until the browser has said that it is ready with the connection that brought it a
    new one, the old one stays good too: the answer may have been lost.

    Parameters
    ----------
    script
        The app.
    media
        Where the payloads of pages lie.
    options
        What survives what.
    key
        Signs tokens: one of this process, or where sessions survive it, of the installation.
    archive
        Where sessions are written down, if they survive their process.
    """

    def __init__(
        self,
        script: Script,
        media: Media,
        options: SessionOptions,
        *,
        key: bytes | None = None,
        archive: Archive | None = None,
    ) -> None:
        self.script = script
        self._media = media
        self.options = options
        self._mint = TokenMint(key or secrets.token_bytes(32))
        self._archive = archive
        self._sessions: dict[str, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        """Go through the sessions."""
        return iter(list(self._sessions.values()))

    def __len__(self) -> int:
        """Count the sessions."""
        return len(self._sessions)

    def get(self, session_id: str) -> Session | None:
        """Find a session by its id."""
        return self._sessions.get(session_id)

    def find(self, hello: Hello) -> Session | None:
        """Find the session that a browser may resume, in this process."""
        claim = self._claim(hello)
        session = self._sessions.get(claim.session_id) if claim else None
        if claim is None or session is None or claim.number < session.line.confirmed:
            return None
        return session

    @property
    def is_archived(self) -> bool:
        """Whether sessions are written down."""
        return self._archive is not None

    def is_stored(self, hello: Hello) -> bool:
        """Whether it is worth to look into the store for the session that a browser wants."""
        claim = self._claim(hello) if self._archive else None
        return claim is not None and claim.session_id not in self._sessions

    def recall(self, hello: Hello) -> Journal | None:
        """Take over the stored session that a browser may resume; this waits for the store."""
        claim = self._claim(hello)
        if claim is None or self._archive is None:
            return None
        return Journal.resume(self._archive, claim.session_id, claim.number)

    def open(self, hello: Hello, journal: Journal | None = None) -> Session:
        """Give the session that a browser resumes, here or from the store, or else a new one."""
        return self.find(hello) or self._make(journal)

    def _make(self, journal: Journal | None) -> Session:
        id = ids.token() if journal is None else journal.session_id
        if journal is None and self._archive is not None:
            journal = Journal(self._archive, id)
        session = Session(
            self.script,
            self._media,
            self.options,
            id,
            mint=partial(self._mint.make, id),
            journal=journal,
        )
        self._sessions[id] = session
        return session

    def expired(self) -> Iterator[Session]:
        """Take over, for their end alone, the sessions whose time in the store is over; this waits for the store."""
        for journal in Journal.expired(self._archive) if self._archive else ():
            if journal.session_id not in self._sessions:
                yield Session(
                    self.script, self._media, self.options, journal.session_id, journal=journal
                )

    def _claim(self, hello: Hello) -> Claim | None:
        if hello.reloaded and not self.options.survive:
            return None
        return self._mint.read(hello.token)

    def probe(self) -> Run:
        """Give a run of the app for a session that nobody looks at."""
        session = Session(self.script, self._media, SessionOptions(), ids.token())
        effects = session.handle(Hello(protocol=PROTOCOL_VERSION, client=Client()))
        return next(effect.run for effect in effects if isinstance(effect, Start))

    def forget(self, session: Session) -> None:
        """Let nobody come back to a session any more."""
        self._sessions.pop(session.id, None)
