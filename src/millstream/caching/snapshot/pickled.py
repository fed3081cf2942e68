"""Snapshots by pickle, protocol 5: large parts stay outside the stream, each by its own way.

The stream refers to such parts by number. Each is a snapshot of its own, so a dictionary of
frames opens as fast as the frames. Classes that a session's script defines are referred to by
name and found again in the session that opens the value.

A value of plain containers and records that is opened often is copied by a blueprint instead.
"""

from __future__ import annotations

import contextlib
import io
import pickle
import threading
import weakref
from typing import TYPE_CHECKING, Any, Final

from millstream.caching import api
from millstream.caching.snapshot.blueprint import Blueprint
from millstream.caching.snapshot.records import UnfitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.caching.api import Recorder, Snapshot

# What is opened so often pays for a blueprint, which costs about as much as so many readings.
_OFTEN: Final = 8
_NEVER: Final = 1 << 62
_LEAST_BYTES: Final = 1000
_MOST_BYTES: Final = 1 << 20
_MOST_BLUEPRINT_BYTES: Final = 1 << 26


class PickledSnapshot:
    """A value as a pickle stream and the snapshots of its large parts.

    Parameters
    ----------
    stream
        The pickle, made by ``pickle_value``.
    parts
        The snapshots that it refers to.
    has_references
        Whether the stream refers to parts or to classes of a session.
    """

    __slots__ = ("_blueprint", "_opened", "has_references", "parts", "size_bytes", "stream")
    shared = False

    def __init__(self, stream: bytes, parts: list[Snapshot], *, has_references: bool) -> None:
        self.stream = stream
        self.parts = parts
        self.has_references = has_references
        self.size_bytes = len(stream) + sum(part.size_bytes for part in parts)
        self._blueprint: Blueprint | None = None
        self._opened = 0 if not parts and _LEAST_BYTES <= len(stream) <= _MOST_BYTES else -_NEVER

    def open(self) -> Any:
        """Return a new value that shares nothing that can be changed."""
        if self._blueprint is not None:
            with contextlib.suppress(UnfitError):
                return self._blueprint.open()
        self._opened += 1
        if self._opened >= _OFTEN:
            self._opened = -_NEVER
            self._blueprint = allowance.make(self._read)
        return self._read()

    def _read(self) -> Any:
        if not self.has_references:
            return pickle.loads(self.stream)  # noqa: S301 - written here, or signed
        return _Opener(io.BytesIO(self.stream), self.parts).load()


class Allowance:
    """How much memory blueprints may hold together, beside the entries they belong to.

    Parameters
    ----------
    limit_bytes
        The greatest memory of all of them.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._alive: weakref.WeakSet[Blueprint] = weakref.WeakSet()
        self._lock = threading.Lock()

    def make(self, read: Callable[[], Any]) -> Blueprint | None:
        """Return the blueprint of a value, or ``None`` where it is too large or unfit.

        Parameters
        ----------
        read
            Returns the value, which nobody else gets.
        """
        try:
            blueprint = Blueprint(read(), lambda found: freeze_pickled(found, lambda _: None))
        except Exception:
            # What pickle copies need not let itself be looked into.
            return None
        with self._lock:
            used_bytes = sum(each.size_bytes for each in self._alive)
            if used_bytes + blueprint.size_bytes > self._limit_bytes:
                return None
            self._alive.add(blueprint)
        return blueprint


class _Freezer(pickle.Pickler):
    """Write the stream; hand parts that have a way of their own to ``freeze_part``."""

    def __init__(self, stream: io.BytesIO, freeze_part: Callable[[Any], Snapshot | None]) -> None:
        super().__init__(stream, protocol=5)
        self.parts: list[Snapshot] = []
        self._freeze_part = freeze_part
        self._recorder = api.recorder.current()
        self._names: dict[type, str | None] = {}
        self.has_names = False
        # The objects are kept until the stream is written, so that no id is used twice.
        self._seen: dict[int, tuple[int, Any]] = {}

    def persistent_id(self, obj: Any) -> int | str | None:
        """Return the number of a part, the name of a session's class, or ``None``."""
        seen = self._seen.get(id(obj))
        if seen is not None:
            return seen[0]
        if self._recorder is not None and isinstance(obj, type):
            return self._name_of(self._recorder, obj)
        part = self._freeze_part(obj)
        if part is None:
            return None
        number = len(self.parts)
        self.parts.append(part)
        self._seen[id(obj)] = (number, obj)
        return number

    def _name_of(self, recorder: Recorder, kind: type) -> str | None:
        if kind not in self._names:
            self._names[kind] = recorder.name_class(kind)
            self.has_names = self.has_names or self._names[kind] is not None
        return self._names[kind]


class _Opener(pickle.Unpickler):
    """Read the stream in the name of the calling session."""

    def __init__(self, stream: io.BytesIO, parts: list[Snapshot]) -> None:
        super().__init__(stream)
        self._parts = parts
        self._opened: dict[int, Any] = {}

    def persistent_load(self, pid: int | str) -> Any:
        """Return a part, the same one for each reference, or a class of the session."""
        if isinstance(pid, str):
            recorder = api.recorder.current()
            if recorder is None:
                raise pickle.UnpicklingError(
                    f"the class {pid} belongs to a session, and no session is calling"
                )
            return recorder.find_class(pid)
        if pid not in self._opened:
            self._opened[pid] = self._parts[pid].open()
        return self._opened[pid]


def freeze_pickled(value: Any, freeze_part: Callable[[Any], Snapshot | None]) -> PickledSnapshot:
    """Return a snapshot by pickle.

    Parameters
    ----------
    value
        Any value that pickle can copy.
    freeze_part
        Returns the snapshot of a part that has a faster way, or ``None``.
    """
    stream = io.BytesIO()
    freezer = _Freezer(stream, freeze_part)
    freezer.dump(value)
    has_references = bool(freezer.parts) or freezer.has_names
    return PickledSnapshot(stream.getvalue(), freezer.parts, has_references=has_references)


allowance: Final = Allowance(_MOST_BLUEPRINT_BYTES)
"""What the blueprints of this process may hold."""
