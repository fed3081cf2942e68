"""The exam that every store of sessions has to pass (`millstream.state.persistence.SessionStore`), and one that is memory.

Derive a class from `SessionStoreConformance`, say how a store is made, and let pytest collect it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial

from millstream.clock import Clock
from millstream.state.persistence import Record, SessionStore
from millstream.testing.manual import ManualTime

_TTL_SECONDS = 100.0
_WRITERS = 4
_WRITES = 25


class MemorySessionStore:
    """Records in the memory of a test, where the processes that share them are pretended.

    Parameters
    ----------
    clock
        Says when records expire.

    Examples
    --------
    >>> store = MemorySessionStore(ManualTime())
    >>> store.write("a", {"cart": b"..."}, follows=0, ttl_seconds=60)
    1
    >>> store.read("a")
    Record(version=1, fields={'cart': b'...'})
    """

    def __init__(self, clock: Clock) -> None:
        self.records: dict[str, Record] = {}
        self._clock = clock
        self._expiries: dict[str, float] = {}
        self._lock = threading.Lock()

    def read(self, session_id: str) -> Record | None:
        """Give a record that has not expired."""
        with self._lock:
            return self._read(session_id)

    def _read(self, session_id: str) -> Record | None:
        if self._expiries.get(session_id, 0.0) <= self._clock.wall():
            return None
        return self.records.get(session_id)

    def write(
        self,
        session_id: str,
        changes: Mapping[str, bytes | None],
        *,
        follows: int,
        ttl_seconds: float,
    ) -> int | None:
        """Change fields of a record, all or none; see `SessionStore.write`."""
        with self._lock:
            record = self._read(session_id) or Record(0, {})
            if record.version != follows:
                return None
            fields = {**record.fields, **changes}
            kept = {name: value for name, value in fields.items() if value is not None}
            self.records[session_id] = Record(follows + 1, kept)
            self._expiries[session_id] = self._clock.wall() + ttl_seconds
            return follows + 1

    def take_expired(self) -> tuple[str, Record] | None:
        """Remove a record that has expired, and give it."""
        with self._lock:
            for id, expiry in self._expiries.items():
                if expiry <= self._clock.wall() and (record := self.records.pop(id, None)):
                    return id, record
            return None

    def close(self) -> None:
        """Keep everything: another process may have it."""


class SessionStoreConformance:
    """Tests of a store; `open_store` gives another view of the same records each time.

    Examples
    --------
    >>> from millstream.state.persistence.sqlite import SQLiteStore
    >>> class TestSQLite(SessionStoreConformance):
    ...     def open_store(self, folder, time):
    ...         return SQLiteStore(folder / "sessions.db", time)
    """

    def open_store(self, folder: object, time: ManualTime) -> SessionStore:
        """Open the store whose records lie in `folder` (a `Path`), and that takes the time from `time`."""
        raise NotImplementedError

    @staticmethod
    def _write(
        store: SessionStore, changes: Mapping[str, bytes | None], follows: int, id: str = "a"
    ) -> int | None:
        return store.write(id, changes, follows=follows, ttl_seconds=_TTL_SECONDS)

    def test_a_record_that_nobody_wrote_is_not_there(self, tmp_path: object) -> None:
        """Read an unknown session."""
        assert self.open_store(tmp_path, ManualTime()).read("a") is None

    def test_what_was_written_is_read(self, tmp_path: object) -> None:
        """Write, and read."""
        store = self.open_store(tmp_path, ManualTime())
        version = self._write(store, {"x": b"1", "y": b"\0" * 100_000}, follows=0)
        record = store.read("a")
        assert record is not None
        assert record.version == version
        assert record.fields == {"x": b"1", "y": b"\0" * 100_000}

    def test_a_write_changes_only_what_it_names(self, tmp_path: object) -> None:
        """Set one field, remove one, leave one."""
        store = self.open_store(tmp_path, ManualTime())
        first = self._write(store, {"x": b"1", "y": b"2", "z": b"3"}, follows=0)
        assert first is not None
        self._write(store, {"x": b"4", "y": None, "unknown": None}, follows=first)
        record = store.read("a")
        assert record is not None
        assert record.fields == {"x": b"4", "z": b"3"}

    def test_sessions_do_not_mix(self, tmp_path: object) -> None:
        """Write two sessions."""
        store = self.open_store(tmp_path, ManualTime())
        self._write(store, {"x": b"1"}, follows=0, id="a")
        self._write(store, {"x": b"2"}, follows=0, id="b")
        records = [store.read(id) for id in ("a", "b")]
        assert [record and record.fields["x"] for record in records] == [b"1", b"2"]

    def test_a_write_that_does_not_follow_the_last_one_changes_nothing(
        self, tmp_path: object
    ) -> None:
        """Let two processes have the same session."""
        mine = self.open_store(tmp_path, ManualTime())
        theirs = self.open_store(tmp_path, ManualTime())
        known = self._write(mine, {"x": b"1"}, follows=0)
        assert known is not None
        newest = self._write(theirs, {"x": b"2"}, follows=known)
        assert self._write(mine, {"x": b"3"}, follows=known) is None
        assert self._write(mine, {"x": b"3"}, follows=0) is None
        record = mine.read("a")
        assert record is not None
        assert (record.version, record.fields) == (newest, {"x": b"2"})

    def test_a_record_expires_when_nobody_writes(self, tmp_path: object) -> None:
        """Let the time go by, with a write between."""
        time = ManualTime()
        store = self.open_store(tmp_path, time)
        version = self._write(store, {"x": b"1"}, follows=0)
        time.advance(_TTL_SECONDS - 1)
        assert version is not None
        again = self._write(store, {}, follows=version)
        time.advance(_TTL_SECONDS - 1)
        assert store.read("a") is not None
        time.advance(2)
        assert store.read("a") is None
        assert again is not None
        assert self._write(store, {"y": b"2"}, follows=again) is None

    def test_an_expired_record_leaves_nothing_to_its_successor(self, tmp_path: object) -> None:
        """Write a session anew whose record has expired."""
        time = ManualTime()
        store = self.open_store(tmp_path, time)
        self._write(store, {"x": b"1"}, follows=0)
        time.advance(_TTL_SECONDS + 1)
        assert self._write(store, {"y": b"2"}, follows=0) is not None
        record = store.read("a")
        assert record is not None
        assert record.fields == {"y": b"2"}

    def test_a_record_that_has_expired_is_given_to_one_alone(self, tmp_path: object) -> None:
        """Take what has expired, from two views; a store that loses it by itself gives nothing."""
        time = ManualTime()
        store, other = self.open_store(tmp_path, time), self.open_store(tmp_path, time)
        for id in ("a", "b"):
            self._write(store, {"x": id.encode()}, follows=0, id=id)
        assert store.take_expired() is None
        time.advance(_TTL_SECONDS / 2)
        self._write(store, {"x": b"c"}, follows=0, id="c")
        time.advance(_TTL_SECONDS / 2 + 1)
        taken = [store.take_expired(), other.take_expired(), store.take_expired()]
        given = {id: record.fields["x"] for id, record in filter(None, taken)}
        assert given in ({"a": b"a", "b": b"b"}, {})
        assert store.read("c") is not None

    def test_records_outlive_the_store_that_wrote_them(self, tmp_path: object) -> None:
        """Close a store and open it again."""
        store = self.open_store(tmp_path, ManualTime())
        self._write(store, {"x": b"1"}, follows=0)
        store.close()
        record = self.open_store(tmp_path, ManualTime()).read("a")
        assert record is not None
        assert record.fields == {"x": b"1"}

    def test_of_writers_at_the_same_time_one_after_the_other_gets_through(
        self, tmp_path: object
    ) -> None:
        """Count in a record, from several threads and several views."""
        first = self.open_store(tmp_path, ManualTime())
        self._write(first, {"n": b"0"}, follows=0)

        def count(store: SessionStore) -> None:
            for _ in range(_WRITES):
                while not self._increment(store):
                    pass

        views = [self.open_store(tmp_path, ManualTime()) for _ in range(_WRITERS)]
        _all_at_once([partial(count, view) for view in views])
        record = first.read("a")
        assert record is not None
        assert int(record.fields["n"]) == _WRITERS * _WRITES

    def _increment(self, store: SessionStore) -> bool:
        record = store.read("a")
        assert record is not None
        more = str(int(record.fields["n"]) + 1).encode()
        return self._write(store, {"n": more}, follows=record.version) is not None


def _all_at_once(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
