"""One computation per key, across threads and event loops, without deadlock.

Whoever comes first owns the flight of a key; whoever comes later waits for it. Each flight
knows for which others its own computation waits. Waiting that would close a circle is refused,
and the caller computes by itself: so a function that calls itself, or two that call each other
from two threads, go on.
"""

from __future__ import annotations

import enum
import os
import threading
import weakref
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from millstream.caching.api import Lease

T = TypeVar("T")
FlightT = TypeVar("FlightT", bound="Flight[Any]")


class _Abandoned(enum.Enum):
    ABANDONED = "ABANDONED"


ABANDONED: Final = _Abandoned.ABANDONED
"""The outcome of a flight whose owner was stopped: one of the waiters takes over."""

Outcome: TypeAlias = T | Literal[_Abandoned.ABANDONED]
FlightKey: TypeAlias = "tuple[str, bytes] | tuple[str, bytes, str]"
"""The function, the key of the call, and the purpose where it is not the call itself."""


class Flight(Generic[T]):
    """A computation under way."""

    __slots__ = ("discarded", "failed_key", "future", "lease", "tags", "waits")

    def __init__(self, tags: frozenset[str] = frozenset()) -> None:
        self.tags = tags
        self.future: Future[Outcome[T]] = Future()
        # A running future cannot be cancelled: a waiter that gives up cancels only itself.
        self.future.set_running_or_notify_cancel()
        self.waits: list[Flight[T]] = []
        self.discarded = False
        # The key of the call when it failed: it may have changed what the key is made from.
        self.failed_key = b""
        # The right to compute the call among other processes, where it has been taken.
        self.lease: Lease | None = None


_boards: weakref.WeakSet[FlightBoard[Any]] = weakref.WeakSet()


def _abandon_in_child() -> None:
    for board in list(_boards):
        board.abandon()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_abandon_in_child)


class FlightBoard(Generic[T]):
    """The computations under way, by key."""

    def __init__(self) -> None:
        self._flights: dict[FlightKey, Flight[T]] = {}
        self._lock = threading.Lock()
        _boards.add(self)
        self._held: ContextVar[tuple[Flight[T], ...]] = ContextVar("held_flights", default=())

    def abandon(self) -> None:
        """Forget all flights in a child process: the threads that fly them stayed behind."""
        self._flights = {}
        self._lock = threading.Lock()

    def join(
        self, key: FlightKey, make: Callable[[], FlightT], kind: type[FlightT]
    ) -> tuple[FlightT, bool]:
        """Take part in the computation of a key.

        Parameters
        ----------
        key
            What is computed.
        make
            Makes the flight where none is under way.
        kind
            What ``make`` returns; the flights of one key are of one kind.

        Returns
        -------
        flight
            The computation.
        is_owner
            Whether the caller has to compute it; else it may wait.
        """
        with self._lock:
            flight = self._flights.get(key)
            if isinstance(flight, kind):
                return flight, False
            made = make()
            self._flights[key] = made
            return made, True

    def may_wait(self, flight: Flight[T]) -> bool:
        """Return whether waiting for a flight would end: it does not wait for the caller."""
        with self._lock:
            return not _reaches(flight, frozenset(self._held.get()))

    @contextmanager
    def waiting(self, flight: Flight[T]) -> Iterator[bool]:
        """Mark the time during which the caller waits; yields whether it may wait at all.

        It may not where it would wait for itself: the flight needs what the caller computes.
        """
        held = self._held.get()
        with self._lock:
            may_wait = not _reaches(flight, frozenset(held))
            for holder in held if may_wait else ():
                holder.waits.append(flight)
        try:
            yield may_wait
        finally:
            with self._lock:
                for holder in held if may_wait else ():
                    holder.waits.remove(flight)

    def leases_behind(self) -> list[Lease]:
        """Return the leases of the caller's computation and of all that wait for it."""
        held = frozenset(self._held.get())
        with self._lock:
            flights = {*self._flights.values(), *held}
            return [
                flight.lease
                for flight in flights
                if flight.lease is not None and _reaches(flight, held)
            ]

    @contextmanager
    def holding(self, flight: Flight[T]) -> Iterator[None]:
        """Mark that what runs inside belongs to the computation of a flight."""
        token = self._held.set((*self._held.get(), flight))
        try:
            yield
        finally:
            self._held.reset(token)

    def land(self, key: FlightKey, flight: Flight[T], outcome: Outcome[T] | Exception) -> None:
        """End a flight: those who wait get the result or the error, or take over."""
        with self._lock:
            if self._flights.get(key) is flight:
                del self._flights[key]
        if isinstance(outcome, Exception):
            flight.future.set_exception(outcome)
        else:
            flight.future.set_result(outcome)

    @contextmanager
    def flying(self, key: FlightKey, flight: Flight[T]) -> Iterator[Callable[[T], None]]:
        """Own a flight: yields the function that lets it land; leaving without is its failure.

        An error is shared with the waiters. What is not an ``Exception`` (a stop, a rerun, an
        interrupt, a cancel) concerns the owner alone: the flight is abandoned.
        """
        outcome: Outcome[T] | Exception = ABANDONED

        def succeed(result: T) -> None:
            nonlocal outcome
            outcome = result

        try:
            with self.holding(flight):
                yield succeed
        except Exception as error:
            outcome = error
            raise
        finally:
            self.land(key, flight, outcome)

    def discard(self, matches: Callable[[FlightKey], bool]) -> None:
        """Let no flight under way be stored whose key matches, and let no newcomer join it."""
        with self._lock:
            for key in [key for key in self._flights if matches(key)]:
                self._flights.pop(key).discarded = True

    def discard_tagged(self, tags: frozenset[str], prefix: str = "") -> None:
        """Do the same for the flights whose entry would carry one of the tags.

        Parameters
        ----------
        tags
            The names.
        prefix
            How the names of the functions that are meant begin.
        """
        with self._lock:
            for key, flight in list(self._flights.items()):
                if key[0].startswith(prefix) and not tags.isdisjoint(flight.tags):
                    self._flights.pop(key).discarded = True


def _reaches(start: Flight[T], targets: frozenset[Flight[T]]) -> bool:
    seen: set[Flight[T]] = set()
    pending = [start]
    while pending:
        flight = pending.pop()
        if flight in targets:
            return True
        if flight not in seen:
            seen.add(flight)
            pending += flight.waits
    return False
