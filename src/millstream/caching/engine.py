"""The one path of every call: find the entry or compute it, once, and hand out a private value."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import logging
import math
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from millstream.caching import api, policy
from millstream.caching.api import MISSING, Entry, Missing
from millstream.caching.budget import estimate_bytes
from millstream.caching.errors import UnhashableParamError, UnserializableReturnValueError
from millstream.caching.events import Computed, Hit, Miss, Refreshed
from millstream.caching.flight import ABANDONED
from millstream.caching.key import AliasTable, Parameters, call_digest
from millstream.caching.registry import count_of, session_tag
from millstream.caching.report import CacheInfo, Explanation, differences
from millstream.caching.snapshot import Constant, UnfreezableError, freeze
from millstream.hashing import UnhashableError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Mapping

    from millstream.caching.api import Recorder, Recording, Snapshot
    from millstream.caching.flight import Flight, FlightKey
    from millstream.caching.registry import Kind, Registry
    from millstream.hashing import FunctionState, FunctionTracker, Hasher

_log = logging.getLogger(__name__)

# An event loop keeps only weak references to its tasks.
_tasks: set[asyncio.Task[None]] = set()

_DECORATORS = {"data": "cache_data", "resource": "cache_resource", "classic": "cache"}


@dataclass(frozen=True)
class Options:
    """What the user chose for one cached function."""

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
    is_refresh: bool = False


class _OutdatedRequest(Exception):  # noqa: N818
    """What the function reads changed while its result was refreshed for the earlier state."""


class Engine:
    """Answer the calls of one decorated function from a registry.

    Parameters
    ----------
    registry
        Where entries are kept.
    function
        The function as the user wrote it.
    options
        What the user chose.
    hasher
        Makes digests of arguments.
    tracker
        Knows the state of the function: its code and what it reaches.
    """

    def __init__(
        self,
        registry: Registry,
        function: Callable[..., Any],
        options: Options,
        hasher: Hasher,
        tracker: FunctionTracker,
    ) -> None:
        self.registry = registry
        self.function = function
        self.options = options
        self.hasher = hasher
        self.tracker = tracker
        self.label = getattr(function, "__name__", type(function).__name__)
        self.is_async = inspect.iscoroutinefunction(function)
        self.parameters = Parameters(function, options.ignore)
        self.aliases = AliasTable(options.hash_funcs)
        self.record = registry.record(options.kind, _qualified_name(function))
        registry.configure(self.record, options.limits, options.on_release)
        if self.record.excluded:
            for name, reason in self.record.excluded.items():
                tracker.exclude([name], reason)
        self.hot = self.record.hot
        self._kinds = self.aliases.kinds
        # Only these calls may be answered by the table of aliases alone.
        self.quick = (
            options.scope == "global" and options.validate is None and not options.allow_widgets
        )

    # --- Keys ------------------------------------------------------------------------------

    def request(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Request:
        """Return a call with its key."""
        state = self.tracker.state()
        arguments = self.parameters.bind(args, kwargs)
        digests = {name: self._digest(name, value) for name, value in arguments.items()}
        scope = self._session_id() if self.options.scope == "session" else ""
        base = call_digest(self.hasher, state.digest, scope, digests)
        key = self._key_with_widgets(base)
        return Request(args, kwargs, arguments, digests, state, scope, base, key)

    def _digest(self, name: str, value: Any) -> bytes:
        try:
            return self.hasher.digest(value)
        except UnhashableError as error:
            raise self._unhashable(name, error) from error

    def _unhashable(self, name: str, error: UnhashableError) -> Exception:
        return UnhashableParamError(
            _DECORATORS[self.options.kind],
            self.label,
            name.lstrip("*"),
            str(error.path),
            str(error.value_type),
            str(error.reason),
        )

    def _key_with_widgets(self, base: bytes) -> bytes:
        widget_ids = self.record.widget_ids.get(base)
        recorder = api.recorder.current() if widget_ids else None
        if not widget_ids or recorder is None:
            return base
        return self.hasher.digest((base, recorder.widget_values(widget_ids)))

    def _session_id(self) -> str:
        recorder = api.recorder.current()
        return "" if recorder is None else recorder.session_id

    def _outline(self, request: Request) -> dict[str, bytes]:
        outline = dict(request.digests)
        for name, value in request.arguments.items():
            for path, digest in self.hasher.outline(value).items():
                outline[f"{name}{path}"] = digest
        return outline

    # --- Lookup ----------------------------------------------------------------------------

    def find(self, request: Request, *, count: bool = True) -> Entry | None:
        """Return an entry that may be handed out; start its refresh where one is due."""
        entry = self.registry.store.get(self.record.namespace, request.key)
        if entry is None:
            return None
        state = policy.state(entry, self.registry.clock.monotonic(), self.record.limits)
        if state == "expired":
            self.registry.remove(self.record, entry, "expired")
            return None
        validate = self.options.validate
        if validate is not None and not validate(entry.value):
            self.registry.remove(self.record, entry, "invalid")
            return None
        if state == "due":
            self._refresh(request, entry)
        if state == "stale" and not self._refresh(request, entry):
            self.registry.remove(self.record, entry, "expired")
            return None
        if count:
            self.count_hit(entry, stale=state == "stale")
            self._add_alias(request, entry)
        return entry

    def count_hit(self, entry: Entry, *, stale: bool = False) -> None:
        """Count that an entry answered a call."""
        next(self.record.hits)
        entry.hits += 1
        if self.registry.observers.listeners:
            self.registry.observers.emit(Hit(self.record.name, entry.key, stale))

    def _add_alias(self, request: Request, entry: Entry) -> None:
        if not self.quick:
            return
        args, kwargs = self.kept(request.args, request.kwargs)
        alias = self.aliases.alias(request.state.digest, args, kwargs)
        if alias is None:
            return
        with self.record.lock:
            if entry.alive and alias not in self.record.hot:
                entry.aliases.append(alias)
                self.record.hot[alias] = entry

    def kept(
        self, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Return the arguments of a call as they were spelled, without the ignored ones."""
        dropped = self.parameters.dropped_positions
        if dropped:
            # The number of arguments keeps `f(_a)` apart from `f()`, which is an error.
            kept = (arg for index, arg in enumerate(args) if index not in dropped)
            args = (len(args), *kept)
        if kwargs:
            kwargs = {name: kwargs[name] for name in kwargs if self.parameters.keeps(name)}
        return args, kwargs

    def open(self, entry: Entry) -> Any:
        """Return the value of an entry that the caller has just computed."""
        return entry.value if entry.snapshot.shared else entry.snapshot.open()

    def deliver(self, entry: Entry) -> Any:
        """Return the value of an entry and draw what was drawn when it was computed."""
        if entry.recording is not None:
            recorder = api.recorder.current()
            if recorder is not None:
                recorder.replay(entry.recording)
        return self.open(entry)

    def answer(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Answer a call: from the table of aliases if possible, else by the whole path."""
        entry = self._quick_hit(args, kwargs) if self.quick else None
        if self.is_async:
            return self._answer_async(entry, args, kwargs)
        if entry is None:
            return self.call(args, kwargs)
        return entry.value if entry.plain else self.deliver(entry)

    def _quick_hit(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Entry | None:
        if self.parameters.dropped_positions:
            args, kwargs = self.kept(args, kwargs)
        types = tuple(map(type, args))
        alias: tuple[Any, ...] | None
        if types in self._kinds and not kwargs:
            alias = (self.tracker.state().digest, *args, *types)
        else:
            alias = self.aliases.alias(self.tracker.state().digest, args, kwargs)
        entry = self.hot.get(alias) if alias is not None else None
        if entry is None:
            return None
        wake = entry.wake_seconds
        if wake != math.inf and self.registry.clock.monotonic() >= wake:
            return None
        self.count_hit(entry)
        return entry

    async def _answer_async(
        self, entry: Entry | None, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        return await self.call_async(args, kwargs) if entry is None else self.deliver(entry)

    # --- Computing -------------------------------------------------------------------------

    def call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Answer a call of a plain function."""
        while True:
            request = self.request(args, kwargs)
            entry = self.find(request)
            if entry is not None:
                return self.deliver(entry)
            flight, role = self._join(request)
            if role == "owner":
                return self._own(request, flight)
            if role == "alone":
                return self.open(self._compute(request))
            with self.registry.flights.waiting(flight), self._spinner():
                outcome = flight.future.result()
            if outcome is not ABANDONED:
                self.count_hit(outcome)
                return self.deliver(outcome)

    def _join(self, request: Request) -> tuple[Flight[Entry], str]:
        return self.registry.flights.join((self.record.namespace, request.key), self._tags(request))

    def _own(self, request: Request, flight: Flight[Entry]) -> Any:
        flight_key = (self.record.namespace, request.key)
        with self.registry.flights.flying(flight_key, flight) as land:
            entry = self.find(request)
            if entry is not None:
                land(entry)
                return self.deliver(entry)
            with ExitStack() as stack:
                entry = self._load(request, stack)
                found = entry is not None
                entry = entry or self._compute(request)
                self._keep(request, entry, flight, found=found)
            land(entry)
        return self.deliver(entry) if found else self.open(entry)

    def _load(self, request: Request, stack: ExitStack) -> Entry | None:
        """Look into the persistent store, and hold its lease where the entry is missing."""
        store = self.registry.persistent if self.options.persist else None
        if store is None:
            return None
        entry = store.get(self.record.namespace, request.key)
        if entry is None and stack.enter_context(store.lease(self.record.namespace, request.key)):
            entry = store.get(self.record.namespace, request.key)
        return entry

    def _keep(
        self, request: Request, entry: Entry, flight: Flight[Entry], *, found: bool = False
    ) -> None:
        if not self.registry.keep(self.record, entry, flight):
            return
        self._add_alias(request, entry)
        if self.options.persist and self.registry.persistent is not None and not found:
            self.registry.persistent.put(self.record.namespace, entry)

    def _compute(self, request: Request) -> Entry:
        outline = self._begin(request)
        started = self.registry.clock.monotonic()
        with self._spinner(), self._recording() as recording:
            value = self.function(*request.args, **request.kwargs)
        return self._entry(request, value, recording, started, outline)

    def _begin(self, request: Request) -> dict[str, bytes]:
        next(self.record.misses)
        if self.registry.observers.listeners:
            self.registry.observers.emit(Miss(self.record.name, request.key))
        return self._outline(request)

    @contextmanager
    def _spinner(self) -> Iterator[None]:
        recorder = api.recorder.current()
        show = self.options.show_spinner
        if recorder is None or show is False:
            yield
            return
        text = show if isinstance(show, str) else f"Running `{self.label}(...)`."
        with recorder.spinner(text, self.options.show_time):
            yield

    @contextmanager
    def _recording(self) -> Iterator[Recording | None]:
        recorder = api.recorder.current()
        if recorder is None:
            yield None
            return
        with recorder.record(self.label, self.options.allow_widgets) as recording:
            yield recording

    def _entry(
        self,
        request: Request,
        value: Any,
        recording: Recording | None,
        started: float,
        outline: dict[str, bytes],
    ) -> Entry:
        """Return the entry of a finished computation, dated and under its final key."""
        now = self.registry.clock.monotonic()
        snapshot = self.snapshot(value)
        self._leave_out_changed(request)
        key = self._final_key(request, recording)
        if self.registry.observers.listeners:
            self.registry.observers.emit(
                Computed(self.record.name, key, now - started, snapshot.size_bytes)
            )
        return Entry(
            key,
            snapshot,
            born_seconds=now,
            created_seconds=self.registry.clock.wall(),
            cost_seconds=now - started,
            tags=self._tags(request),
            recording=None if recording is None or recording.is_empty else recording,
            arguments=outline,
            parts=dict(request.state.parts),
        )

    def _tags(self, request: Request) -> frozenset[str]:
        if self.options.scope == "session":
            return self.options.tags | {session_tag(request.scope)}
        return self.options.tags

    def _leave_out_changed(self, request: Request) -> None:
        """Leave captured values that the call itself changed out of the key from now on."""
        before, after = request.state.parts, self.tracker.state()
        if after.digest == request.state.digest:
            return
        if request.is_refresh:
            raise _OutdatedRequest
        changed = [name for name in before if before[name] != after.parts.get(name)]
        reason = "a call of the function changes it"
        self.tracker.exclude(changed, reason)
        self.record.excluded |= dict.fromkeys(changed, reason)
        request.state = self.tracker.state()
        request.base = call_digest(
            self.hasher, request.state.digest, request.scope, request.digests
        )

    def _final_key(self, request: Request, recording: Recording | None) -> bytes:
        if recording is not None and recording.widget_ids:
            self.record.widget_ids[request.base] = recording.widget_ids
        return self._key_with_widgets(request.base)

    def snapshot(self, value: Any) -> Snapshot:
        """Return what is stored for a value: a private copy, or a resource itself."""
        if self.options.kind != "data":
            return Constant(value, estimate_bytes(value))
        try:
            return freeze(value)
        except UnfreezableError as error:
            kind = type(value)
            raise UnserializableReturnValueError(
                self.label, f"{kind.__module__}.{kind.__qualname__}", str(error)
            ) from error

    # --- Coroutines ------------------------------------------------------------------------

    async def call_async(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Answer a call of a coroutine function."""
        while True:
            request = self.request(args, kwargs)
            entry = self.find(request)
            if entry is not None:
                return self.deliver(entry)
            flight, role = self._join(request)
            if role == "owner":
                # The work is a task of its own: who waits for it may be cancelled alone.
                task = asyncio.ensure_future(self._own_async(request, flight))
                task.add_done_callback(_retrieve)
                return await asyncio.shield(task)
            if role == "alone":
                return self.open(await self._compute_async(request))
            with self.registry.flights.waiting(flight), self._spinner():
                outcome = await asyncio.wrap_future(flight.future)
            if outcome is not ABANDONED:
                self.count_hit(outcome)
                return self.deliver(outcome)

    async def _own_async(self, request: Request, flight: Flight[Entry]) -> Any:
        flight_key = (self.record.namespace, request.key)
        with self.registry.flights.flying(flight_key, flight) as land:
            entry = self.find(request)
            if entry is not None:
                land(entry)
                return self.deliver(entry)
            with ExitStack() as stack:
                entry = self._load(request, stack)
                found = entry is not None
                entry = entry or await self._compute_async(request)
                self._keep(request, entry, flight, found=found)
            land(entry)
        return self.deliver(entry) if found else self.open(entry)

    async def _compute_async(self, request: Request) -> Entry:
        outline = self._begin(request)
        started = self.registry.clock.monotonic()
        with self._spinner(), self._recording() as recording:
            value = await self.function(*request.args, **request.kwargs)
        return self._entry(request, value, recording, started, outline)

    # --- Refreshing ------------------------------------------------------------------------

    def _refresh(self, request: Request, entry: Entry) -> bool:
        """Start the one refresh of a key in the background; returns whether it can be done.

        It cannot where elements were drawn, since nobody would see them, and where an argument
        cannot be copied, since the caller may change it meanwhile.
        """
        if entry.recording is not None:
            return False
        flight_key = (self.record.namespace, request.key, "refresh")
        flight, role = self.registry.flights.join(flight_key, self._tags(request))
        if role != "owner":
            return True
        try:
            private = self._private(request)
        except UnfreezableError:
            with self.registry.flights.flying(flight_key, flight):
                return False
        if self.is_async:
            work = self._refresh_async(private, flight_key, flight)
            task = asyncio.get_running_loop().create_task(work, context=contextvars.Context())
            _tasks.add(task)
            task.add_done_callback(_tasks.discard)
        else:
            run = contextvars.Context().run
            self.registry.executor.submit(
                lambda: run(self._refresh_sync, private, flight_key, flight)
            )
        return True

    def _private(self, request: Request) -> Request:
        """Return the call with copies of the arguments in its key."""
        bound = self.parameters.bind_all(request.args, request.kwargs)
        for name, value in bound.arguments.items():
            if self.parameters.keeps(name):
                bound.arguments[name] = freeze(value).open()
        return replace(request, args=bound.args, kwargs=bound.kwargs, is_refresh=True)

    def _refresh_sync(self, request: Request, flight_key: FlightKey, flight: Flight[Entry]) -> None:
        with (
            self._refreshing(),
            self.registry.flights.flying(flight_key, flight) as land,
        ):
            self._land_refresh(request, self._compute(request), flight, land)

    async def _refresh_async(
        self, request: Request, flight_key: FlightKey, flight: Flight[Entry]
    ) -> None:
        with (
            self._refreshing(),
            self.registry.flights.flying(flight_key, flight) as land,
        ):
            self._land_refresh(request, await self._compute_async(request), flight, land)

    @contextmanager
    def _refreshing(self) -> Iterator[None]:
        try:
            yield
        except _OutdatedRequest:
            _log.debug("%s changed while it was refreshed", self.label)
        except Exception:
            _log.exception("The background refresh of %s failed", self.label)

    def _land_refresh(
        self,
        request: Request,
        entry: Entry,
        flight: Flight[Entry],
        land: Callable[[Entry], None],
    ) -> None:
        self._keep(request, entry, flight)
        land(entry)
        if self.registry.observers.listeners:
            self.registry.observers.emit(Refreshed(self.record.name, entry.key))

    def warm(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Future[None]:
        """Compute a call in the background if its entry is missing."""
        done: Future[None] = Future()
        context = contextvars.copy_context()

        def work() -> None:
            try:
                result = self.answer(args, kwargs)
                if self.is_async:
                    asyncio.run(_completed(result))
            except BaseException as error:
                done.set_exception(error)
            else:
                done.set_result(None)

        self.registry.executor.submit(lambda: context.run(work))
        return done

    # --- What users ask --------------------------------------------------------------------

    def peek(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any | Missing:
        """Return the stored value of a call without computing or counting, or ``MISSING``."""
        request = self.request(args, kwargs)
        entry = self.registry.store.get(self.record.namespace, request.key)
        if entry is None or self._state(entry) == "expired":
            return MISSING
        return self.open(entry)

    def clear(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Forget one call, or all of them without arguments."""
        if not args and not kwargs:
            self.registry.clear(self.record)
        else:
            self.registry.clear_key(self.record, self.request(args, kwargs).key)

    def info(self) -> CacheInfo:
        """Return the statistics of the function."""
        entries = self.registry.store.entries(self.record.namespace)
        now = self.registry.clock.monotonic()
        return CacheInfo(
            entries=len(entries),
            size_bytes=sum(entry.size_bytes for entry in entries),
            hits=count_of(self.record.hits),
            misses=count_of(self.record.misses),
            saved_seconds=self.record.past_saved_seconds
            + sum(entry.hits * entry.cost_seconds for entry in entries),
            age_seconds=max((now - entry.born_seconds for entry in entries), default=None),
        )

    def explain(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Explanation:
        """Return why a call would hit or miss."""
        request = self.request(args, kwargs)
        untracked = dict(request.state.untracked)
        entry = self.registry.store.get(self.record.namespace, request.key)
        if entry is not None:
            state = self._state(entry)
            return Explanation("hit" if state in {"fresh", "due"} else state, (), untracked)
        entries = self.registry.store.entries(self.record.namespace)
        found = differences(entries, self._outline(request), request.state.parts)
        return Explanation("miss", found, untracked)

    def _state(self, entry: Entry) -> policy.State:
        return policy.state(entry, self.registry.clock.monotonic(), self.record.limits)


def _qualified_name(function: Callable[..., Any]) -> str:
    module = getattr(function, "__module__", None) or "__main__"
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    return f"{module}.{name}"


def _retrieve(task: asyncio.Future[Any]) -> None:
    """Look at the error of a task whose caller was cancelled, so that asyncio does not log it."""
    if not task.cancelled():
        task.exception()


async def _completed(work: Awaitable[Any]) -> None:
    await work
