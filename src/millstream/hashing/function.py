"""The state of a cached function: a digest of its code and of everything it reads."""

from __future__ import annotations

import os
import threading
import types
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from millstream.hashing import project
from millstream.hashing.dependency import DependencyError, FileDependency
from millstream.hashing.reach import Reach, Track
from millstream.hashing.watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from millstream.hashing.hasher import Hasher


@dataclass(frozen=True, slots=True)
class FunctionState:
    """What a function was when it was asked.

    Parameters
    ----------
    digest
        Of all the parts.
    parts
        Digests by name: ``"code"``, ``"helper pkg.mod.f"``, ``"global LIMIT"``, ``"closure x"``,
        ``"class Model"``, ``"file data.csv"``, ``"package numpy 2.4.6"``.
    untracked
        The captured values that the digest does not cover, with the reason.
    changeable
        The captured values that a call of the function may change itself.
    awaiting
        The functions that import modules of the project which nobody has imported yet.
    """

    digest: bytes
    parts: Mapping[str, bytes]
    untracked: Mapping[str, str]
    changeable: frozenset[str] = frozenset()
    awaiting: frozenset[str] = frozenset()


class FunctionTracker:
    """Know the state of a function: its code, the project code it reaches, what it captures.

    Parameters
    ----------
    function
        The function as the user wrote it.
    hasher
        Makes the digests of captured values.
    track
        ``"all"``: code and values. ``"code"``: no values. ``"body"``: the function's own code.
    is_project
        Whether a file of code is the user's own; other code counts by the version of its package.
    depends_on
        Files and folders, modules and callables that count too.

    Raises
    ------
    DependencyError
        Where something else is in ``depends_on``.

    Examples
    --------
    >>> from millstream.hashing import Hasher
    >>> limit = 10
    >>> def cut(values):
    ...     return values[:limit]
    >>> tracker = FunctionTracker(cut, hasher=Hasher(bytes(32)))
    >>> tracker.state() is tracker.state()
    True
    """

    def __init__(
        self,
        function: Callable[..., Any],
        *,
        hasher: Hasher,
        track: Track = "all",
        is_project: Callable[[str], bool] = project.is_project,
        depends_on: Iterable[Any] = (),
    ) -> None:
        self._function = function
        self._hasher = hasher
        self._track: Track = track
        self._is_project = is_project
        self._others: list[Any] = []
        self._files: list[FileDependency] = []
        for each in depends_on:
            if isinstance(each, (str, bytes, os.PathLike)):
                self._files.append(FileDependency(each))
            elif isinstance(each, types.ModuleType) or callable(each):
                self._others.append(each)
            else:
                raise DependencyError(each)
        self._excluded: dict[str, str] = {}
        self._lock = threading.RLock()
        self._current: tuple[Watch, FunctionState] | None = None

    def state(self) -> FunctionState:
        """Return the state of the function as it is now.

        Costs well under a microsecond while everything captured is immutable and unchanged.
        """
        current = self._current
        if current is not None:
            watch, state = current
            if watch.is_unchanged() and (
                not (watch.values or self._files) or self._holds(watch, state)
            ):
                return state
        with self._lock:
            return self._rebuild()

    def exclude(self, names: Iterable[str], reason: str) -> None:
        """Leave captured values out of the digest from now on. Code cannot be left out.

        Parameters
        ----------
        names
            The names of their parts.
        reason
            Why, for those who ask.
        """
        with self._lock:
            self._excluded |= dict.fromkeys(names, reason)
            self._current = None

    def _holds(self, watch: Watch, state: FunctionState) -> bool:
        """Whether what can change in place, and files, have the digests they had."""
        for value, digest in watch.values:
            if self._hasher.value_digest(value) != digest:
                return False
        return all(state.parts.get(each.part) == each.digest(self._hasher) for each in self._files)

    def _rebuild(self) -> FunctionState:
        reach = Reach(self._hasher, self._track, self._is_project, self._excluded)
        reach.root(self._function)
        for each in self._others:
            reach.captured("dependency", each)
        for file in self._files:
            reach.parts[file.part] = file.digest(self._hasher)
        parts = dict(reach.parts)
        digest = self._hasher.plain(sorted(parts.items()))
        state = FunctionState(
            digest,
            types.MappingProxyType(parts),
            types.MappingProxyType(reach.untracked),
            reach.changeable(),
            frozenset(reach.awaiting),
        )
        self._current = (reach.watch, state)
        return state
