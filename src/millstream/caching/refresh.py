"""Refreshes in the background: exactly one for each key, and none that outlives a clear."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from millstream.caching import policy
from millstream.caching.events import Refreshed
from millstream.caching.flight import Flight
from millstream.caching.request import OutdatedRequestError
from millstream.caching.snapshot import UnfreezableError, freeze

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from millstream.caching.api import Entry
    from millstream.caching.engine import Engine
    from millstream.caching.flight import FlightKey
    from millstream.caching.request import Request

_log = logging.getLogger(__name__)

# An event loop keeps only weak references to its tasks.
_tasks: set[asyncio.Task[None]] = set()


class Refresher:
    """Refresh the entries of one engine beside its callers.

    Parameters
    ----------
    engine
        The engine of the function.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._flights = engine.registry.flights

    def start(self, request: Request, entry: Entry) -> bool:
        """Start the one refresh of a key; returns whether it can be refreshed.

        It cannot where elements were drawn, since nobody would see them, and where an argument
        cannot be copied, since the caller may change it meanwhile.
        """
        if entry.recording is not None:
            return False
        if self._engine.registry.clock.monotonic() < entry.retry_seconds:
            return True
        key = (self._engine.record.namespace, request.key, "refresh")
        tags = self._engine.tags(request)
        flight, is_owner = self._flights.join(key, lambda: Flight(tags), Flight)
        if not is_owner:
            return True
        try:
            private = self._private(request)
        except UnfreezableError:
            self._flights.land(key, flight, entry)
            return False
        # A context of its own: a refresh belongs to no session and draws nothing.
        context = contextvars.Context()
        if self._engine.is_async:
            work = self._run_async(private, entry, key, flight)
            task = asyncio.get_running_loop().create_task(work, context=context)
            _tasks.add(task)
            task.add_done_callback(_tasks.discard)
        else:
            self._engine.registry.executor.submit(
                lambda: context.run(self._run, private, entry, key, flight)
            )
        return True

    def _private(self, request: Request) -> Request:
        """Return the call with copies of the arguments in its key."""
        parameters = self._engine.requests.parameters
        bound = parameters.bind_all(request.args, request.kwargs)
        for name, value in bound.arguments.items():
            if parameters.keeps(name):
                bound.arguments[name] = freeze(value).open()
        return replace(request, args=bound.args, kwargs=bound.kwargs, is_refresh=True)

    def _run(self, request: Request, stale: Entry, key: FlightKey, flight: Flight[Entry]) -> None:
        with self._guarded(stale), self._refreshing(request, stale, key, flight) as (known, land):
            if known is not None:
                land(known)
                return
            self._land(request, self._engine.compute(request), flight, land)

    async def _run_async(
        self, request: Request, stale: Entry, key: FlightKey, flight: Flight[Entry]
    ) -> None:
        with self._guarded(stale), self._refreshing(request, stale, key, flight) as (known, land):
            if known is not None:
                land(known)
                return
            self._land(request, await self._engine.compute_async(request), flight, land)

    @contextmanager
    def _refreshing(
        self, request: Request, stale: Entry, key: FlightKey, flight: Flight[Entry]
    ) -> Iterator[tuple[Entry | None, Callable[[Entry], None]]]:
        """Own the refresh among all processes; yields what takes the place of computing, if any."""
        store, namespace = self._engine.store, self._engine.record.namespace
        lease = store.lease(namespace, request.key, self._engine.tags(request))
        flight.lease = lease
        try:
            with self._flights.flying(key, flight) as land:
                # Without the lease, another process refreshes just now.
                yield (stale if lease is None else self._refreshed(request, stale)), land
        finally:
            if lease is not None:
                lease.release()

    def _refreshed(self, request: Request, stale: Entry) -> Entry | None:
        """Return the entry that another process has stored in the place of a stale one."""
        engine = self._engine
        entry = engine.store.get(engine.record.namespace, request.key)
        if entry is None or entry is stale:
            return None
        now = engine.registry.clock.monotonic()
        fresh = policy.state(entry, now, engine.record.limits) == "fresh"
        return entry if fresh else None

    @contextmanager
    def _guarded(self, stale: Entry) -> Iterator[None]:
        """Keep the old entry where its refresh fails, and do not try again at once."""
        try:
            yield
        except OutdatedRequestError:
            _log.debug("%s changed while it was refreshed", self._engine.label)
            self._put_off(stale)
        except Exception:
            _log.exception("The background refresh of %s failed", self._engine.label)
            self._put_off(stale)

    def _put_off(self, stale: Entry) -> None:
        stale.failed_refreshes += 1
        now = self._engine.registry.clock.monotonic()
        stale.retry_seconds = policy.retry_at(now, stale.failed_refreshes)

    def _land(
        self,
        request: Request,
        entry: Entry,
        flight: Flight[Entry],
        land: Callable[[Entry], None],
    ) -> None:
        self._engine.keep(request, entry, flight)
        land(entry)
        self._engine.registry.observers.emit(Refreshed(self._engine.record.name, entry.key))
