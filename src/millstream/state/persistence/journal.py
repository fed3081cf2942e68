"""Writes down, after each run of a session, what the run has changed, and reads it back in another process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec
from blake3 import blake3
from msgspec import structs

from millstream.state.persistence.api import Record, SessionStoreError
from millstream.state.persistence.archive import HEAD, Archive, Head
from millstream.state.persistence.content import Digest, UnstorableError, decode, encode
from millstream.state.persistence.marks import Mark
from millstream.state.persistence.restored import NOTHING, Restored, Thaw
from millstream.state.values import SessionValues
from millstream.state.widgets import Widget
from millstream.storage.envelope import EnvelopeError

_log = logging.getLogger("millstream.state")

_OWN, _KEYED, _UNKEYED = "own:", "key:", "id:"
"""What a field holds: a value of the user's own, that of a widget with a key, that of one without."""

_TRIES = 3
_decode_head = msgspec.json.Decoder(Head).decode


class Journal:
    """One session in the store.

    Parameters
    ----------
    archive
        How to write.
    session_id
        Whose values they are.
    """

    def __init__(self, archive: Archive, session_id: str) -> None:
        self.session_id = session_id
        self.head: Head | None = None  # as it is in the store
        self.restored: Restored | None = None
        self._archive = archive
        self._lock = threading.Lock()
        self._version = 0
        self._is_ours = True
        self._digests: dict[str, Digest] = {}
        self._marks: dict[str, Mark] = {}
        self._shown: dict[str, object] = {}  # the values of widgets that are in the store
        self._held: set[str] = set()  # the keys whose values the functions of fragments may know
        self._unserialisable: set[str] = set()

    # --- reading ------------------------------------------------------------------------------------

    @classmethod
    def resume(cls, archive: Archive, session_id: str, welcome: int) -> Journal | None:
        """Take a session over from whoever had it.

        Parameters
        ----------
        welcome
            The number of the welcome that the browser shows; one that is older than what the store knows comes too late.

        Returns
        -------
        Journal or None
            None if there is no such session any more, or the browser has given it away.

        Raises
        ------
        SessionStoreError
            If the store does not answer.
        """
        try:
            return cls._resume(archive, session_id, welcome)
        except Exception as error:  # whatever a store raises
            raise SessionStoreError(f"{type(error).__name__}: {error}") from error

    @classmethod
    def _resume(cls, archive: Archive, session_id: str, welcome: int) -> Journal | None:
        for _ in range(_TRIES):
            journal = cls(archive, session_id)
            head = journal._load()
            if head is None or welcome < head.welcome:
                return None
            if journal._write({}, structs.replace(head, welcome=welcome)):
                return journal
        return None

    @classmethod
    def expired(cls, archive: Archive) -> Iterator[Journal]:
        """Take the sessions out of the store that have expired before their end was told; each is given once.

        What is written to such a journal comes to nothing.
        """
        while (taken := archive.store.take_expired()) is not None:
            session_id, record = taken
            journal = cls(archive, session_id)
            journal._is_ours = False
            journal.head = journal._open(record)
            if journal.head is not None and journal.head.ends:
                yield journal

    def _load(self) -> Head | None:
        record = self._archive.store.read(self.session_id)
        return None if record is None else self._open(record)

    def _open(self, record: Record) -> Head | None:
        self._version = record.version
        try:
            contents = self._archive.open(self.session_id, record)
        except EnvelopeError as error:
            _log.warning("A stored session is refused: %s.", error)
            return None
        head = _decode_head(contents.pop(HEAD))
        found: dict[str, dict[str, Thaw]] = {_OWN: {}, _KEYED: {}, _UNKEYED: {}}
        for field, content in contents.items():
            kind = next(kind for kind in found if field.startswith(kind))
            self._digests[field] = blake3(content).digest()
            found[kind][field.removeprefix(kind)] = partial(_thaw, field, content)
        self.restored = Restored(found[_OWN], found[_KEYED], found[_UNKEYED])
        return head

    # --- writing ------------------------------------------------------------------------------------

    def save(self, values: SessionValues, head: Head, *, of_fragments: bool = False) -> None:
        """Write down what has changed, unless a click still waits for a run that gets to its button.

        Then the next run writes both, so that a click that is heard again cannot count twice, nor not at all.

        Parameters
        ----------
        values
            The values after a run.
        head
            What else there is to say of the session.
        of_fragments
            Whether the run was of fragments only. What the script has read before, their functions may have changed.
        """
        with self._lock:
            if not self._is_ours or any(each.trigger and each.value for each in _widgets(values)):
                return
            touched = values.take_touched()
            if of_fragments:
                touched |= self._held
            else:
                self._held = touched
            digests, shown = dict(self._digests), dict(self._shown)
            try:
                self._is_ours = self._follow(values, touched, head)
                if not self._is_ours:
                    _log.info("The session %s goes on in another process.", self.session_id)
            except Exception as error:  # whatever a store raises: the run itself went well
                values.touched.update(touched)
                self._digests, self._shown = digests, shown
                self._marks.clear()
                _log.error("A session could not be stored: %s: %s", type(error).__name__, error)

    def _follow(self, values: SessionValues, touched: set[str], head: Head) -> bool:
        """Have the store know everything; say whether the session is still this process's."""
        if self._write(self._changes(values, touched), head):
            return True
        if not self._is_gone():
            return False
        everything = set(values)  # its time was over, though the page was still open
        self._version = 0
        self._digests.clear()
        self._shown.clear()
        self._marks.clear()
        return self._write(self._changes(values, everything), head)

    def renew(self) -> None:
        """Keep what is in the store for its whole time from now on: the page is open."""
        with self._lock:
            if self.head is None or not self._is_ours:
                return
            try:
                self._put({}, self.head)
            except Exception as error:  # whatever a store raises
                _log.error("A session could not be stored: %s: %s", type(error).__name__, error)

    def end(self) -> bool:
        """Hear that the session's life in this process ends; say whether it does not go on in another."""
        with self._lock:
            if self.head is None or not self._is_ours:
                return self._is_ours
            try:
                return (
                    self._write({}, structs.replace(self.head, started=(), ends=()))
                    or self._is_gone()
                )
            except Exception as error:  # whatever a store raises
                _log.error("A session could not be stored: %s: %s", type(error).__name__, error)
                return True

    def _is_gone(self) -> bool:
        return self._archive.store.read(self.session_id) is None

    def _changes(self, values: SessionValues, touched: set[str]) -> dict[str, bytes | None]:
        changes: dict[str, bytes | None] = {}
        failed: dict[str, str] = {}
        present: set[str] = set()
        for field, value in self._current(values, touched, present):
            mark = Mark(value)
            if field in self._marks and mark.is_same(self._marks[field]):
                continue
            self._marks.pop(field, None)
            try:
                content = encode(value)
            except UnstorableError as error:
                failed[field] = str(error)
                present.discard(field)
                continue
            digest = content.digest()
            if self._digests.get(field) != digest:
                self._digests[field] = digest
                changes[field] = self._archive.seal(self.session_id, field, content.joined())
            if mark.tells:
                mark.hold()
                self._marks[field] = mark
        for field in self._digests.keys() - present:
            del self._digests[field]
            self._shown.pop(field, None)
            self._marks.pop(field, None)
            changes[field] = None
        self._warn(failed)
        return changes

    def _current(
        self, values: SessionValues, touched: set[str], present: set[str]
    ) -> Iterator[tuple[str, Any]]:
        """Give what may have changed; note the fields that there are."""
        survives = self._archive.survives
        for key in list(values.own):
            field = _OWN + key
            if key in touched:
                if survives(key):
                    present.add(field)
                    yield field, values.own[key]
            elif field in self._digests or _KEYED + key in self._digests:
                present.add(field if field in self._digests else _KEYED + key)
        for field, widget in _fields(values):
            if widget.key and not survives(widget.key):
                continue
            present.add(field)
            if field not in self._shown or self._shown[field] is not widget.value:
                self._shown[field] = widget.value
                yield field, widget.value
        if self.restored is not None:
            present.update(field for field in self._digests if self._waits(field))

    def _waits(self, field: str) -> bool:
        """Whether nobody has asked yet for what an earlier process has stored."""
        assert self.restored is not None
        kind, _, name = field.partition(":")
        if kind + ":" == _UNKEYED:
            return self.restored.holds_widget(name)
        return name in self.restored

    def _warn(self, failed: dict[str, str]) -> None:
        new = {field: why for field, why in failed.items() if field not in self._unserialisable}
        if new:
            self._unserialisable.update(new)
            listed = "; ".join(f"{field.partition(':')[2]!r} ({why})" for field, why in new.items())
            _log.warning(
                "These values of the session cannot be stored, so they end with this process: %s. Keep what they are "
                "made from instead, or name them in session.surviveKeys, such as '!model'.",
                listed,
            )

    def _write(self, changes: dict[str, bytes | None], head: Head) -> bool:
        return (head == self.head and not changes) or self._put(changes, head)

    def _put(self, changes: dict[str, bytes | None], head: Head) -> bool:
        changes[HEAD] = self._archive.seal(self.session_id, HEAD, msgspec.json.encode(head))
        version = self._archive.write(self.session_id, changes, self._version)
        if version is None:
            return False
        self._version, self.head = version, head
        return True


def _fields(values: SessionValues) -> Iterator[tuple[str, Any]]:
    """Give the widgets whose values are worth writing down: a trigger's is not, nor one that is the default.

    One that lasts while nothing draws it is written like a value of the user's own, which waits for its widget too.
    """
    for widget in _widgets(values):
        if widget.trigger or widget.is_cleared or widget.value is widget.default:
            continue
        kind = _OWN if widget.lasts else _KEYED
        yield (kind + widget.key if widget.key else _UNKEYED + widget.id), widget


def _widgets(values: SessionValues) -> list[Widget]:
    return list(values.widgets.values())


def _thaw(field: str, content: bytes) -> Any:
    """Decode what was signed here; a value whose class is gone is gone too."""
    try:
        return decode(content)
    except Exception as error:  # whatever the methods of the user's classes raise
        name = field.partition(":")[2]
        _log.warning(
            "The stored value %r cannot be read: %s: %s", name, type(error).__name__, error
        )
        return NOTHING
