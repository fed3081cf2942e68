"""The embedded store: one file, in SQLite's write-ahead mode, so that several processes of a machine may share it."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from blake3 import blake3

from millstream.clock import Clock, SystemClock
from millstream.state.persistence.api import Record, SessionStoreError

_log = logging.getLogger("millstream.state")
_BUSY_SECONDS = 5.0
_PURGE_SECONDS = 600.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS sessions (
    id TEXT PRIMARY KEY, version INTEGER NOT NULL, expires REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS by_expiry ON sessions (expires);
CREATE TABLE IF NOT EXISTS fields (
    id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (id, name)
);
"""


def default_path(script: str, environ: Mapping[str, str] = os.environ) -> Path:
    """Give the file of an app's sessions, in the user's folder for states of programs.

    Parameters
    ----------
    script
        The path of the app.
    environ
        The environment variables.

    Raises
    ------
    SessionStoreError
        If the user has no folder.
    """
    configured = environ.get("XDG_STATE_HOME", "")
    # The specification of these folders ignores relative paths.
    try:
        base = Path(configured) if os.path.isabs(configured) else Path.home() / ".local" / "state"
    except RuntimeError as error:  # so says Python of users without a home
        raise SessionStoreError(
            "There is no folder for sessions. Name a file that can be written with session.store."
        ) from error
    path = os.path.realpath(script)
    digest = blake3(path.encode()).hexdigest()[:16]
    return base / "millstream" / "sessions" / f"{Path(path).stem}-{digest}.db"


class SQLiteStore:
    """Sessions in a file that only its owner can read.

    A process that is killed loses nothing that was written; a machine that loses its power may lose the last moments.

    Parameters
    ----------
    path
        The file; it is made, with its folder, if it is not there.
    clock
        Says when records expire.

    Raises
    ------
    SessionStoreError
        If the file cannot be written.
    """

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._purged = self._clock.wall()
        try:
            self._connection = _open(path)
        except (OSError, sqlite3.Error) as error:
            raise SessionStoreError(
                f"Sessions cannot be kept in {path}: {error}. Name a file that can be written with session.store."
            ) from error

    def read(self, session_id: str) -> Record | None:
        """Give a record that has not expired, as one write has left it."""
        with self._transaction(write=False) as sql:
            head = sql.execute(
                "SELECT version FROM sessions WHERE id = ? AND expires > ?",
                (session_id, self._clock.wall()),
            ).fetchone()
            if head is None:
                return None
            rows = sql.execute("SELECT name, value FROM fields WHERE id = ?", (session_id,))
            return Record(head[0], dict(rows.fetchall()))

    def write(
        self,
        session_id: str,
        changes: Mapping[str, bytes | None],
        *,
        follows: int,
        ttl_seconds: float,
    ) -> int | None:
        """Change fields of a record, all or none; see `SessionStore.write`."""
        now = self._clock.wall()
        removed = [(session_id, name) for name, value in changes.items() if value is None]
        kept = [(session_id, name, value) for name, value in changes.items() if value is not None]
        with self._transaction() as sql:
            if now - self._purged > _PURGE_SECONDS:
                self._purge()
            if not self._advance(session_id, follows, now, now + ttl_seconds):
                return None
            sql.executemany("DELETE FROM fields WHERE id = ? AND name = ?", removed)
            sql.executemany("INSERT OR REPLACE INTO fields VALUES (?, ?, ?)", kept)
        return follows + 1

    def _advance(self, session_id: str, follows: int, now: float, expires: float) -> bool:
        """Go to the next version of a record, if it is of the version that the writer knows."""
        sql = self._connection
        if follows == 0:
            sql.execute("DELETE FROM sessions WHERE id = ? AND expires <= ?", (session_id, now))
            done = sql.execute(
                "INSERT OR IGNORE INTO sessions VALUES (?, 1, ?)", (session_id, expires)
            )
        else:
            done = sql.execute(
                "UPDATE sessions SET version = version + 1, expires = ?"
                " WHERE id = ? AND version = ? AND expires > ?",
                (expires, session_id, follows, now),
            )
        return done.rowcount == 1

    def take_expired(self) -> tuple[str, Record] | None:
        """Remove a record that has expired, and give it; see `SessionStore.take_expired`."""
        with self._transaction() as sql:
            found = sql.execute(
                "SELECT id, version FROM sessions WHERE expires <= ? ORDER BY expires LIMIT 1",
                (self._clock.wall(),),
            ).fetchone()
            if found is None:
                return None
            rows = sql.execute("SELECT name, value FROM fields WHERE id = ?", found[:1]).fetchall()
            sql.execute("DELETE FROM sessions WHERE id = ?", found[:1])
        return found[0], Record(found[1], dict(rows))

    def _purge(self) -> None:
        """Remove what has expired and nobody has taken; the file uses the room again."""
        self._purged = self._clock.wall()
        late = self._purged - _PURGE_SECONDS
        self._connection.execute("DELETE FROM sessions WHERE expires <= ?", (late,))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _transaction(self, *, write: bool = True) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return _connect(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        aside = path.with_name(path.name + ".damaged")
        _log.warning(
            "The sessions in %s cannot be read (%s); the file is now %s.", path, error, aside
        )
        path.replace(aside)
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(
        path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.executescript(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection
