"""The one path of every call: find the entry or compute it, once, and hand out a private value."""

from __future__ import annotations

import asyncio
import functools
import inspect
import math
import os
import types
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from millstream.caching import api, policy
from millstream.caching.api import Entry
from millstream.caching.budget import estimate_bytes
from millstream.caching.errors import UnserializableReturnValueError
from millstream.caching.events import Computed, Hit, Miss
from millstream.caching.flight import ABANDONED, Flight
from millstream.caching.leasing import Claim
from millstream.caching.refresh import Refresher
from millstream.caching.registry import session_tag
from millstream.caching.request import RequestMaker
from millstream.caching.sharing import creator_of, note_creator
from millstream.caching.snapshot import Constant, UnfreezableError, freeze, lend, settle
from millstream.hashing import code as codes
from millstream.hashing.project import MAIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from millstream.caching.api import Lease, Recording, Snapshot, Store
    from millstream.caching.registry import Registry
    from millstream.caching.request import Options, Request
    from millstream.hashing import FunctionTracker, Hasher

_LAMBDA_DIGITS = 8


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
        self.is_async = inspect.iscoroutinefunction(function)
        self.record = registry.record(options.kind, _qualified_name(function))
        self.store = self._choose_store()
        registry.configure(self.record, options.limits, options.on_release)
        self.requests = RequestMaker(function, options, self.record, hasher, tracker)
        self.label = self.requests.label
        self._refresher = Refresher(self)
        # Only these calls may be answered by the table of aliases alone.
        self._quick = (
            options.scope == "global" and options.validate is None and not options.allow_widgets
        )
        self._hot = self.record.hot
        self._state = tracker.state
        self._alias = self.requests.alias

    def _choose_store(self) -> Store:
        """Return memory, over the store that processes share where the function asks for it."""
        options, registry = self.options, self.registry
        # A resource cannot be kept in a file; what belongs to a session ends with it.
        fit = options.kind != "resource" and options.scope == "global"
        tiers = None
        if fit and (options.persist or registry.persist_all):
            tiers = registry.tiers()
        self.record.lower = None if tiers is None else tiers.lower
        return registry.store if tiers is None else tiers

    # --- Lookup ----------------------------------------------------------------------------

    def quick_hit(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Entry | None:
        """Return the entry of a call with primitive arguments, without hashing anything."""
        if not self._quick:
            return None
        alias = self._alias(self._state().digest, args, kwargs)
        entry = self._hot.get(alias) if alias is not None else None
        if entry is None:
            return None
        wake = entry.wake_seconds
        if wake != math.inf and self.registry.clock.monotonic() >= wake:
            return None
        lower = self.record.lower
        if lower is not None and not lower.holds(self.record.namespace, entry):
            return None
        self.count_hit(entry)
        return entry

    def find(self, request: Request) -> Entry | None:
        """Return an entry that may be handed out; start its refresh where one is due."""
        entry = self.store.get(self.record.namespace, request.key)
        if entry is None:
            return None
        state = policy.state(entry, self.registry.clock.monotonic(), self.record.limits)
        if state == "due":
            self._refresher.start(request, entry)
        if state == "expired" or (state == "stale" and not self._refresher.start(request, entry)):
            self.registry.remove(self.record, entry, "expired")
            return None
        validate = self.options.validate
        if validate is not None and not validate(entry.value):
            self.registry.remove(self.record, entry, "invalid")
            return None
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
        if not self._quick:
            return
        alias = self._alias(request.state.digest, request.args, request.kwargs)
        if alias is None:
            return
        with self.record.lock:
            if entry.alive and alias not in self._hot:
                entry.aliases.append(alias)
                self._hot[alias] = entry

    def open(self, entry: Entry) -> Any:
        """Return the value of an entry that the caller has just computed."""
        return entry.value if entry.snapshot.shared else entry.snapshot.open()

    def deliver(self, entry: Entry) -> Any:
        """Return the value of an entry and draw what was drawn when it was computed."""
        if entry.recording is not None:
            recorder = api.recorder.current()
            if recorder is not None:
                recorder.replay(entry.recording)
        if entry.creator:
            note_creator(entry, self.label)
        return self.open(entry)

    # --- Calls -----------------------------------------------------------------------------

    def answer(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Answer a call: without hashing if possible, else by the whole path."""
        entry = self.quick_hit(args, kwargs)
        if entry is None:
            return self._call(args, kwargs)
        return entry.value if entry.plain else self.deliver(entry)

    def _call(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        while True:
            request = self.requests.make(args, kwargs)
            entry = self.find(request)
            if entry is not None:
                return self.deliver(entry)
            flight, is_owner = self._join(request)
            if is_owner:
                return self._own(request, flight)
            try:
                with self.registry.flights.waiting(flight) as may_wait, self._spinner(may_wait):
                    outcome = flight.future.result() if may_wait else None
            except Exception:
                if self._is_answer(request, flight.failed_key):
                    raise
                continue
            if outcome is None:
                return self.open(self.compute(request))
            if outcome is not ABANDONED and self._is_answer(request, outcome.key):
                self.count_hit(outcome)
                return self.deliver(outcome)

    def _join(self, request: Request) -> tuple[Flight[Entry], bool]:
        request.flight_key = self.requests.flight_key(request)
        tags = self.tags(request)
        return self.registry.flights.join(request.flight_key, lambda: Flight(tags), Flight)

    def _renewed(self, request: Request) -> Request:
        """Return a call anew whose key may have changed before its flight began."""
        if not request.is_first:
            return request
        renewed = self.requests.make(request.args, request.kwargs)
        renewed.flight_key = request.flight_key
        return renewed

    def _is_answer(self, request: Request, key: bytes) -> bool:
        """Return whether a flight that has ended under a key was that of a call."""
        return not request.is_first or self._renewed(request).key == key

    @contextmanager
    def _flying(self, request: Request, flight: Flight[Entry]) -> Iterator[Callable[[Entry], None]]:
        """Own the flight of a call, and leave out of the key what the call changes if it fails."""
        code = request.state.parts.get("code", b"")
        with self.registry.flights.flying(request.flight_key, flight) as land:
            try:
                yield land
            except Exception:
                if request.is_first:
                    self.requests.leave_out_changed(request)
                    flight.failed_key = self.requests.key_with_widgets(request.base)
                raise
        self.record.settled.add(code)

    def _own(self, request: Request, flight: Flight[Entry]) -> Any:
        with self._flying(request, flight) as land:
            # Another flight may have landed between the look and the join.
            request = self._renewed(request)
            entry = self.find(request)
            found = entry is not None
            if entry is None:
                with closing(self._claim(request)) as claim:
                    self._settle(claim)
                    flight.lease, entry = claim.lease, claim.entry
                    found = entry is not None
                    if entry is None:
                        entry = self.compute(request)
                        self.keep(request, entry, flight)
            land(entry)
        return self.deliver(entry) if found else self.open(entry)

    async def answer_async(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Answer a call of a coroutine function."""
        entry = self.quick_hit(args, kwargs)
        if entry is not None:
            return self.deliver(entry)
        while True:
            request = self.requests.make(args, kwargs)
            entry = self.find(request)
            if entry is not None:
                return self.deliver(entry)
            flight, is_owner = self._join(request)
            if is_owner:
                # The work is a task of its own: who waits for it may be cancelled alone.
                task = asyncio.ensure_future(self._own_async(request, flight))
                task.add_done_callback(_retrieve)
                return await asyncio.shield(task)
            try:
                with self.registry.flights.waiting(flight) as may_wait, self._spinner(may_wait):
                    landed = asyncio.wrap_future(flight.future) if may_wait else None
                    outcome = await landed if landed is not None else None
            except Exception:
                if self._is_answer(request, flight.failed_key):
                    raise
                continue
            if outcome is None:
                return self.open(await self.compute_async(request))
            if outcome is not ABANDONED and self._is_answer(request, outcome.key):
                self.count_hit(outcome)
                return self.deliver(outcome)

    async def _own_async(self, request: Request, flight: Flight[Entry]) -> Any:
        with self._flying(request, flight) as land:
            request = self._renewed(request)
            entry = self.find(request)
            found = entry is not None
            if entry is None:
                with closing(self._claim(request)) as claim:
                    for seconds in claim.looks():
                        await asyncio.sleep(seconds)
                    flight.lease, entry = claim.lease, claim.entry
                    found = entry is not None
                    if entry is None:
                        entry = await self.compute_async(request)
                        self.keep(request, entry, flight)
            land(entry)
        return self.deliver(entry) if found else self.open(entry)

    # --- Computing -------------------------------------------------------------------------

    def compute(self, request: Request) -> Entry:
        """Run the function and return its entry, not yet stored."""
        outline = self.begin(request)
        started = self.registry.clock.monotonic()
        with self._spinner(), self.recording() as recording:
            value = self.function(*request.args, **request.kwargs)
        return self.finish(request, self._lent(value), recording, started, outline)

    async def compute_async(self, request: Request) -> Entry:
        """Run the coroutine function and return its entry, not yet stored."""
        outline = self.begin(request)
        started = self.registry.clock.monotonic()
        with self._spinner(), self.recording() as recording:
            value = await self.function(*request.args, **request.kwargs)
        return self.finish(request, self._lent(value), recording, started, outline)

    def begin(self, request: Request) -> dict[str, bytes]:
        """Count a miss and return the outline of the arguments before the function has them."""
        next(self.record.misses)
        if self.registry.observers.listeners:
            self.registry.observers.emit(Miss(self.record.name, request.key))
        return self.requests.outline(request)

    def finish(
        self,
        request: Request,
        snapshot: Snapshot,
        recording: Recording | None,
        started: float,
        outline: dict[str, bytes],
    ) -> Entry:
        """Return the entry of a finished computation, dated and under its final key."""
        now = self.registry.clock.monotonic()
        self.requests.leave_out_changed(request)
        for name in outline.keys() & request.arguments.keys() - request.digests.keys():
            del outline[name]
        if recording is not None and recording.widget_ids:
            self.record.widget_ids[request.base] = recording.widget_ids
        request.key = self.requests.key_with_widgets(request.base)
        if self.registry.observers.listeners:
            name, size_bytes = self.record.name, snapshot.size_bytes
            self.registry.observers.emit(Computed(name, request.key, now - started, size_bytes))
        return Entry(
            request.key,
            snapshot,
            born_seconds=now,
            created_seconds=self.registry.clock.wall(),
            cost_seconds=now - started,
            tags=self.tags(request),
            recording=None if recording is None or recording.is_empty else recording,
            arguments=outline,
            parts=dict(request.state.parts),
            creator=self._creator(snapshot),
        )

    def _creator(self, snapshot: Snapshot) -> str:
        if self.options.kind == "data" or self.options.scope == "session":
            return ""
        return creator_of(snapshot.open())

    def snapshot(self, value: Any) -> Snapshot:
        """Return what is stored for a value: a private copy, or a resource itself."""
        return self._snapshot(value, freeze)

    def _lent(self, value: Any) -> Snapshot:
        """Return the same for a value that is written down before anyone else sees it."""
        return self._snapshot(value, freeze if self.record.lower is None else lend)

    def _snapshot(self, value: Any, make: Callable[[Any], Snapshot]) -> Snapshot:
        if self.options.kind != "data":
            return Constant(value, estimate_bytes(value))
        try:
            return make(value)
        except UnfreezableError as error:
            kind = type(value)
            raise UnserializableReturnValueError(
                self.label, f"{kind.__module__}.{kind.__qualname__}", str(error)
            ) from error

    def keep(self, request: Request, entry: Entry, flight: Flight[Entry]) -> None:
        """Store an entry, unless it was cleared meanwhile or the code it ran was edited."""
        if request.is_outdated or not self.registry.keep(self.record, entry, flight, flight.lease):
            settle(entry)
            return
        self._add_alias(request, entry)

    def tags(self, request: Request) -> frozenset[str]:
        """Return the tags of the entry of a call."""
        if self.options.scope == "session":
            return self.options.tags | {session_tag(request.scope)}
        return self.options.tags

    def take_lease(self, request: Request) -> Lease | None:
        """Return the lease of a call if it is free, so that a clear meanwhile is noticed."""
        if self.record.lower is None:
            return None
        return self.store.lease(self.record.namespace, request.key, self.tags(request))

    def _claim(self, request: Request) -> Claim:
        return Claim(
            self.store if self.record.lower is not None else None,
            self.record.namespace,
            request.key,
            self.tags(request),
            lambda: self.find(request),
            self.registry.flights.leases_behind,
        )

    def _settle(self, claim: Claim) -> None:
        """Wait until a claim is settled, and say so where it takes long."""
        looks = claim.looks()
        seconds = next(looks, None)
        if seconds is None:
            return
        with self._spinner():
            self.registry.pause(seconds)
            for seconds in looks:
                self.registry.pause(seconds)

    @contextmanager
    def _spinner(self, is_needed: bool = True) -> Iterator[None]:
        recorder = api.recorder.current()
        show = self.options.show_spinner
        if recorder is None or show is False or not is_needed:
            yield
            return
        text = show if isinstance(show, str) else f"Running `{self.label}(...)`."
        with recorder.spinner(text, self.options.show_time):
            yield

    @contextmanager
    def recording(self) -> Iterator[Recording | None]:
        """Record the elements that the function draws inside."""
        recorder = api.recorder.current()
        if recorder is None:
            yield None
            return
        with recorder.record(self.label, self.options.allow_widgets) as recording:
            yield recording

    # --- What users ask --------------------------------------------------------------------

    def peek(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Entry | None:
        """Return the entry of a call without computing or counting."""
        request = self.requests.make(args, kwargs)
        entry = self.store.get(self.record.namespace, request.key)
        now = self.registry.clock.monotonic()
        if entry is None or policy.state(entry, now, self.record.limits) == "expired":
            return None
        return entry

    def clear(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Forget one call, or all of them without arguments."""
        if not args and not kwargs:
            self.registry.clear(self.record)
        else:
            request = self.requests.make(args, kwargs)
            flight_key = self.requests.flight_key(request)
            self.registry.flights.discard(lambda other: other == flight_key)
            self.registry.clear_key(self.record, request.key)


def _qualified_name(function: Callable[..., Any]) -> str:
    while isinstance(function, functools.partial):
        function = function.func
    module = getattr(function, "__module__", None) or "__main__"
    if module in MAIN:
        module = _script_name(function)
    name = getattr(function, "__qualname__", None) or type(function).__qualname__
    if name.endswith("<lambda>") and isinstance(function, types.FunctionType):
        # All lambdas of a place have one name: what they do tells them apart.
        name = f"{name}-{codes.facts(function.__code__).digest.hex()[:_LAMBDA_DIGITS]}"
    return f"{module}.{name}"


def _script_name(function: Callable[..., Any]) -> str:
    """Return the name of the script, for all scripts and pages are called ``__main__``.

    What is typed into a prompt or a notebook lies in no file.
    """
    code = getattr(inspect.unwrap(function), "__code__", None)
    file = "" if code is None else code.co_filename
    return Path(file).stem if os.path.isfile(file) else "__main__"


def _retrieve(task: asyncio.Future[Any]) -> None:
    """Look at the error of a task whose caller was cancelled, so that asyncio does not log it."""
    if not task.cancelled():
        task.exception()
