"""One call and its key: arguments, function and scope turned into a digest or a plain tuple."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from millstream.caching import api, policy
from millstream.caching.errors import UnhashableParamError, UnhashableTypeError
from millstream.caching.key import AliasTable, Parameters, call_digest
from millstream.caching.snapshot.known import handed_out
from millstream.hashing import UnhashableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from millstream.caching.flight import FlightKey
    from millstream.caching.registry import Kind, Record
    from millstream.hashing import FunctionState, FunctionTracker, Hasher
    from millstream.hashing.hasher import Brought

_OUTLINED_ITEMS = 1000
_STRICT = 2
_DECORATORS = {"data": "cache_data", "resource": "cache_resource"}


@dataclass(frozen=True)
class Options:
    """What the user chose for one cached function; the decorators describe it."""

    kind: Kind = "data"
    limits: policy.Limits = field(default_factory=policy.Limits)
    show_spinner: bool | str = True
    show_time: bool = False
    persist: bool = False
    scope: Literal["global", "session"] = "global"
    tags: frozenset[str] = frozenset()
    ignore: tuple[str, ...] = ()
    hash_funcs: Mapping[type | str, Callable[[Any], Any]] = field(default_factory=dict)
    validate: Callable[[Any], bool] | None = None
    on_release: Callable[[Any], object] | None = None
    allow_widgets: bool = False
    allow_output_mutation: bool = False
    allow_drawing: bool = True

    def values(self) -> tuple[Any, ...]:
        """Return all of them."""
        return tuple(getattr(self, name) for name in self.__dataclass_fields__)


@dataclass(slots=True)
class Request:
    """One call, with what its key was made from."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    arguments: dict[str, Any]
    digests: dict[str, bytes]
    state: FunctionState
    scope: str
    base: bytes
    key: bytes
    brought: dict[str, Brought] = field(default_factory=dict)
    is_refresh: bool = False
    is_outdated: bool = False
    flight_key: FlightKey = ("", b"")

    @property
    def is_first(self) -> bool:
        """Whether its flight is shared by calls of which a key is not known yet."""
        return len(self.flight_key) > _STRICT


class OutdatedRequestError(Exception):
    """What the function reads changed while its result was refreshed for the earlier state."""


class RequestMaker:
    """Make the requests of one decorated function.

    Parameters
    ----------
    function
        The function as the user wrote it.
    options
        What the user chose.
    record
        What is kept of the function.
    hasher
        Makes digests of arguments.
    tracker
        Knows the state of the function: its code and what it reaches.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        options: Options,
        record: Record,
        hasher: Hasher,
        tracker: FunctionTracker,
    ) -> None:
        self._options = options
        self._record = record
        self.hasher = hasher
        self.tracker = tracker
        self.label = getattr(function, "__name__", type(function).__name__)
        self.parameters = Parameters(function, options.ignore)
        self.aliases = AliasTable(options.hash_funcs)
        for name, reason in record.excluded.items():
            tracker.exclude([name], reason)
        hasher.left_out = record.left_out
        self._loose = self.parameters.with_defaults(record.excluded)

    def make(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        """Return a call with its key."""
        state = self.tracker.state()
        arguments = self.parameters.bind(args, kwargs)
        for name in self._loose and self.parameters.missing(self._loose, args, kwargs):
            arguments.pop(name, None)
        brought: dict[str, Brought] = {}
        digests = {name: self._digest(name, value, brought) for name, value in arguments.items()}
        scope = _session_id() if self._options.scope == "session" else ""
        base = call_digest(self.hasher, state.digest, scope, digests)
        key = self.key_with_widgets(base)
        return Request(args, kwargs, arguments, digests, state, scope, base, key, brought)

    def flight_key(self, request: Request) -> FlightKey:
        """Return what calls that are computed together have in common.

        Until a call has ended, nobody knows which captured values such calls change: those are
        left out, lest each of many first calls at once take what another has changed for a call
        of its own.
        """
        state, record = request.state, self._record
        if not state.changeable or state.parts.get("code", b"") in record.settled:
            return (record.namespace, request.key)
        kept = sorted(part for part in state.parts.items() if part[0] not in state.changeable)
        digest = self.hasher.plain(kept)
        shared = call_digest(self.hasher, digest, request.scope, request.digests)
        return (record.namespace, shared, "first")

    def _digest(self, name: str, value: Any, brought: dict[str, Brought]) -> bytes:
        found: list[Brought] = []
        try:
            digest = self.hasher.digest(value, found)
        except UnhashableError as error:
            raise self._unhashable(name.lstrip("*"), error) from error
        if found:
            brought[name] = found[0]
        return digest

    def _unhashable(self, name: str, error: UnhashableError) -> Exception:
        path, kind, reason = str(error.path), str(error.value_type), str(error.reason)
        if self._options.kind == "classic":
            return UnhashableTypeError(self.label, f"argument `{name}{path}`", kind, reason)
        decorator = _DECORATORS[self._options.kind]
        return UnhashableParamError(decorator, self.label, name, path, kind, reason)

    def key_with_widgets(self, base: bytes) -> bytes:
        """Return a key that covers the widgets which the last computation called."""
        widget_ids = self._record.widget_ids.get(base)
        recorder = api.recorder.current() if widget_ids else None
        if not widget_ids or recorder is None:
            return base
        return self.hasher.digest((base, recorder.widget_values(widget_ids)))

    def outline(self, request: Request) -> dict[str, bytes]:
        """Return the digests of the arguments and of their parts, by path."""
        outline = dict(request.digests)
        for name, value in request.arguments.items():
            # An unchanged result of another cached function is not read again, and of a large
            # container it is enough to know that it differs.
            if handed_out.origin(value) is not None or _is_large(value):
                continue
            for path, digest in self.hasher.outline(value).items():
                outline[f"{name}{path}"] = digest
        return outline

    def leave_out_changed(self, request: Request) -> None:
        """Leave captured values that the call itself changed out of the key from now on.

        What another thread changed meanwhile stays in it, and the result is not kept: nobody
        knows which value it was made from.
        """
        is_other = self.tracker.state().digest != request.state.digest
        arguments = [
            name
            for name, brought in request.brought.items()
            if name in request.digests and self.hasher.renewed(brought) != request.digests[name]
        ]
        if not is_other and not arguments:
            return
        if request.is_refresh:
            raise OutdatedRequestError
        record = self._record
        if is_other:
            request.state = _leave_out(request, self.tracker, request.state, record.excluded)
            self._loose = self.parameters.with_defaults(record.excluded)
            for name in self.parameters.missing(self._loose, request.args, request.kwargs):
                request.digests.pop(name, None)
        for name in request.digests.keys() & arguments:
            for tracker, state in request.brought[name].states:
                _leave_out(request, tracker, state, record.left_out)
            request.digests[name] = self.hasher.renewed(request.brought[name])
        request.base = call_digest(
            self.hasher, request.state.digest, request.scope, request.digests
        )

    def alias(
        self, digest: bytes, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[Any, ...] | None:
        """Return the plain tuple that stands for a call, or ``None`` where a digest is needed."""
        dropped = self.parameters.dropped_positions
        if dropped:
            # The number of arguments keeps `f(_a)` apart from `f()`, which is an error.
            kept = (arg for index, arg in enumerate(args) if index not in dropped)
            args = (len(args), *kept)
        elif not kwargs:
            types = tuple(map(type, args))
            if types in self.aliases.kinds:
                return (digest, *args, *types)
        if kwargs:
            kwargs = {name: kwargs[name] for name in kwargs if self.parameters.keeps(name)}
        return self.aliases.alias(digest, args, kwargs)


def _leave_out(
    request: Request, tracker: FunctionTracker, state: FunctionState, excluded: dict[str, str]
) -> FunctionState:
    """Leave out what differs from the state before a call; return the state after."""
    before, after = state.parts, tracker.state()
    # What the call has imported was not there to be counted before.
    imported = state.awaiting - after.awaiting
    changed = [
        name
        for name in before
        if before[name] != after.parts.get(name) and not _belongs(name, imported)
    ]
    reason = "a call of the function changes it"
    own = [name for name in changed if name in state.changeable]
    tracker.exclude(own, reason)
    excluded |= dict.fromkeys(own, reason)
    after = tracker.state()
    # Code is never left out: an edit during the call leaves no telling what was run.
    request.is_outdated |= any(name in after.parts for name in changed)
    return after


def _belongs(part: str, functions: frozenset[str]) -> bool:
    """Whether a part is one of the functions, or the class of one."""
    return any(each == part or each.startswith(f"{part}.") for each in functions)


def _is_large(value: Any) -> bool:
    return isinstance(value, (list, tuple, dict, set, frozenset)) and len(value) > _OUTLINED_ITEMS


def _session_id() -> str:
    recorder = api.recorder.current()
    return "" if recorder is None else recorder.session_id
