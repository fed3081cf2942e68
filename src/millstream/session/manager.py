"""All sessions of a process, by the tokens that resume them."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from millstream import ids
from millstream.protocol.messages import Hello
from millstream.script.media import Media
from millstream.script.source import Script
from millstream.session.options import SessionOptions
from millstream.session.session import Session


class SessionManager:
    """Makes sessions, finds them again, and forgets them.

    A token resumes its session once. Until the browser has used the connection that brought it a new one, the old one
    stays good too: the answer may have been lost.
    """

    def __init__(self, script: Script, media: Media, options: SessionOptions) -> None:
        self._script = script
        self._media = media
        self._options = options
        self._sessions: dict[str, Session] = {}
        self._tokens: dict[str, Session] = {}

    def __iter__(self) -> Iterator[Session]:
        """Go through the sessions."""
        return iter(list(self._sessions.values()))

    def __len__(self) -> int:
        """Count the sessions."""
        return len(self._sessions)

    def open(self, hello: Hello) -> Session:
        """Find the session that a browser resumes, or make a new one."""
        session = self._tokens.get(hello.token) if hello.token else None
        if session is None:
            session = Session(self._script, self._media, self._options, ids.token())
            self._sessions[session.id] = session
        return session

    def welcomed(self, session: Session) -> None:
        """Let the token that the session has now resume it."""
        self._tokens[session.token] = session

    def confirmed(self, session: Session) -> None:
        """Forget the session's older tokens: its browser has the newest."""
        for token in [t for t, s in self._tokens.items() if s is session and t != session.token]:
            del self._tokens[token]

    def forget(self, session: Session) -> None:
        """Forget a session and all that it holds, also in caches that were used."""
        if caching := sys.modules.get("millstream.caching"):
            caching.forget_session(session.id)
        self._sessions.pop(session.id, None)
        for token in [t for t, s in self._tokens.items() if s is session]:
            del self._tokens[token]
