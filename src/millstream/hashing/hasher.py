"""The hasher: from any value to the digest that stands for it."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from blake3 import blake3

from millstream.hashing import canonical, project, registry
from millstream.hashing.canonical import Tokens, qualified_name
from millstream.hashing.digest import Plan, Walk
from millstream.hashing.errors import UnhashableError
from millstream.hashing.function import FunctionState, FunctionTracker
from millstream.hashing.outline import OutlineWalk, finish
from millstream.hashing.project import owns_class

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from millstream.hashing.digest import Known, Reached


_MOST_TRACKERS = 256
_plans: Final[weakref.WeakKeyDictionary[type, Plan]] = weakref.WeakKeyDictionary()


class Brought(NamedTuple):
    """A value that was hashed with functions and classes in it.

    Parameters
    ----------
    content
        The digest of the value without their code.
    states
        What knows each of them, with what it was.
    """

    content: bytes
    states: list[tuple[FunctionTracker, FunctionState]]


class Hasher:
    """Make digests of values: exact, keyed, the same in every process and on every machine.

    Two values have one digest only if they are equal in value, type and bit pattern, recursively.

    Parameters
    ----------
    key
        32 bytes. Who does not know it cannot make two values with one digest on purpose.
    hash_funcs
        Functions by type or qualified name; what they return is hashed in the place of a value.
    known
        Asked with an object and a function that makes digests; returns its digest where that is
        known without looking at the content, else ``None``. Not used with ``hash_funcs``.
    is_project
        Whether a file of code is the user's own: such functions and classes count with what
        they reach, others by name.

    Examples
    --------
    >>> hasher = Hasher(bytes(32))
    >>> hasher.digest([1, 2]) == hasher.digest([1, 2])
    True
    >>> hasher.digest([1, 2]) == hasher.digest([1.0, 2])
    False
    """

    def __init__(
        self,
        key: bytes,
        *,
        hash_funcs: Mapping[type | str, Callable[[Any], Any]] | None = None,
        known: Known | None = None,
        is_project: Callable[[str], bool] = project.is_project,
    ) -> None:
        self.key = key
        self._is_project = is_project
        self._trackers: dict[int, tuple[Any, FunctionTracker]] = {}
        # What functions and classes in values read and does not count, with the reason.
        self.left_out: Mapping[str, str] = {}
        self._functions = dict(hash_funcs or {})
        self._known = None if self._functions else known
        self._all_tokens = tokens = Tokens(key).table
        self._tokens = {
            kind: token
            for kind, token in tokens.items()
            if self._functions.keys().isdisjoint((kind, qualified_name(kind), kind.__qualname__))
        }

    def digest(self, value: Any, brought: list[Brought] | None = None) -> bytes:
        """Return the digest of a value.

        Parameters
        ----------
        value
            Any value.
        brought
            Takes in what the value brings along, if it brings functions and classes.

        Returns
        -------
        bytes
            32 bytes.

        Raises
        ------
        UnhashableError
            Where the value, or one inside it, has nothing that stands for it.

        Examples
        --------
        >>> len(Hasher(bytes(32)).digest({"a": [1, 2.5]}))
        32
        """
        reached = _Reached(self._is_project)
        digest = self.reaching(value, reached)
        if not reached.roots:
            return digest
        trackers = [self._tracker_of(root) for root in reached.roots.values()]
        states = [(tracker, tracker.state()) for tracker in trackers]
        if brought is not None:
            brought.append(Brought(digest, states))
        return self._with_states(digest, (state for _, state in states))

    def renewed(self, brought: Brought) -> bytes:
        """Return the digest of a value that was hashed before, with its code as it is now.

        Parameters
        ----------
        brought
            What the value was, and what it brought along.
        """
        return self._with_states(brought.content, (each.state() for each, _ in brought.states))

    def _with_states(self, content: bytes, states: Iterable[FunctionState]) -> bytes:
        code = b"".join(sorted(state.digest for state in states))
        return blake3(content + code, key=self.key).digest()

    def outline(self, value: Any) -> dict[str, bytes]:
        """Return the digests of a value's parts by path, to a bounded depth and number.

        Parameters
        ----------
        value
            Any value.

        Returns
        -------
        dict
            Digests by path, such as ``[2].model['weights']``; nothing for a value without parts.

        Examples
        --------
        >>> sorted(Hasher(bytes(32)).outline({"a": [1, 2]}))
        ["['a']", "['a'][0]", "['a'][1]"]
        """
        walk = OutlineWalk(self.key, self._tokens, self._plan, registry.find_encoder, self._known)
        self._walk(value, walk)
        return walk.found

    def plain(self, value: Any) -> bytes:
        """Return the digest of a value of our own, without the user's hash functions.

        Parameters
        ----------
        value
            Any value.
        """
        walk = Walk(self.key, self._all_tokens, _plain_plan, registry.find_encoder)
        return self._walk(value, walk)

    def value_digest(self, value: Any) -> bytes | None:
        """Return the digest of a captured value, or ``None`` where it has none.

        Parameters
        ----------
        value
            Any value.
        """
        try:
            return self.reaching(value, None)
        except UnhashableError:
            return None

    def reaching(self, value: Any, reached: Reached | None) -> bytes:
        """Return the digest of a value, and tell which functions and classes are in it.

        Parameters
        ----------
        value
            Any value.
        reached
            Is told.
        """
        walk = Walk(self.key, self._tokens, self._plan, registry.find_encoder, self._known, reached)
        return self._walk(value, walk)

    def _walk(self, value: Any, walk: Walk) -> bytes:
        try:
            token = walk.token(value)
        except RecursionError:
            reason = "it is nested too deeply"
            raise UnhashableError("", qualified_name(type(value)), reason) from None
        return finish(token, self.key)

    def _plan(self, kind: type) -> Plan:
        name = qualified_name(kind)
        if self._functions:
            encode = registry.find_function(self._functions, kind)
            if encode is not None:
                # The user has said what stands for such values.
                return Plan(canonical.header(f"hash function of {name}"), encode, has_code=False)
        return _plain_plan(kind)

    def _tracker_of(self, root: Any) -> FunctionTracker:
        """Return what knows the code that a function or class reaches."""
        number = id(root)
        known = self._trackers.get(number)
        if known is None:
            if len(self._trackers) >= _MOST_TRACKERS:
                self._trackers.clear()
            tracker = FunctionTracker(root, hasher=self, is_project=self._is_project)
            for name, reason in self.left_out.items():
                tracker.exclude([name], reason)
            known = self._trackers[number] = (root, tracker)
        return known[1]


class _Reached:
    """Notes the project's functions and classes that an argument brings along."""

    def __init__(self, is_project: Callable[[str], bool]) -> None:
        self.roots: dict[int, Any] = {}
        self._is_project = is_project

    def function(self, value: Any) -> None:
        """Note a function."""
        self.roots[id(value)] = value

    def kind(self, value: type) -> None:
        """Note a class of the project."""
        if owns_class(value, self._is_project):
            self.roots[id(value)] = value

    def module(self, value: Any) -> None:
        """Note nothing: as an argument, a module is its name."""


def _plain_plan(kind: type) -> Plan:
    found = _plans.get(kind)
    if found is None:
        found = _plans[kind] = _make_plan(kind)
    return found


def _make_plan(kind: type) -> Plan:
    return Plan(canonical.header(qualified_name(kind)), registry.find_encoder(kind))
