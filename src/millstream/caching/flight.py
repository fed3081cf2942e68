"""One computation per key, across threads and event loops, without deadlock.

Whoever comes first owns the flight of a key; whoever comes later waits for it. Each flight
knows for which others its own computation waits. Waiting that would close a circle is refused,
and the caller computes by itself: so a function that calls itself, or two that call each other
from two threads, go on.
"""

from __future__ import annotations

import enum
import threading
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

T = TypeVar("T")


class _Abandoned(enum.Enum):
    ABANDONED = "ABANDONED"


ABANDONED: Final = _Abandoned.ABANDONED
"""The outcome of a flight whose owner was stopped: one of the waiters takes over."""

Outcome: TypeAlias = T | Literal[_Abandoned.ABANDONED]
FlightKey: TypeAlias = "tuple[str, bytes] | tuple[str, bytes, str]"
"""The function, the key of the call, and the purpose where it is not the call itself."""

Role = Literal["owner", "waiter", "alone"]


class Flight(Generic[T]):
    """A computation under way."""

    __slots__ = ("discarded", "future", "tags", "waits")

    def __init__(self, tags: frozenset[str] = frozenset()) -> None:
        self.tags = tags
        self.future: Future[Outcome[T]] = Future()
        # A running future cannot be cancelled: a waiter that gives up cancels only itself.
        self.future.set_running_or_notify_cancel()
        self.waits: list[Flight[T]] = []
        self.discarded = False


class FlightBoard(Generic[T]):
    """The computations under way, by key."""

    def __init__(self) -> None:
        self._flights: dict[FlightKey, Flight[T]] = {}
        self._lock = threading.Lock()
        self._held: ContextVar[tuple[Flight[T], ...]] = ContextVar("held_flights", default=())

    def join(self, key: FlightKey, tags: frozenset[str] = frozenset()) -> tuple[Flight[T], Role]:
        """Take part in the computation of a key, whose entry will carry ``tags``.

        Returns
        -------
        flight
            The computation.
        role
            ``owner``: compute it and let it land. ``waiter``: wait inside ``waiting``.
            ``alone``: waiting would never end; compute without it.
        """
        with self._lock:
            flight = self._flights.get(key)
            if flight is None:
                flight = self._flights[key] = Flight(tags)
                return flight, "owner"
            held = self._held.get()
            if held and _reaches(flight, frozenset(held)):
                return flight, "alone"
            for holder in held:
                holder.waits.append(flight)
            return flight, "waiter"

    @contextmanager
    def waiting(self, flight: Flight[T]) -> Iterator[None]:
        """Mark the time during which the caller, as a waiter, is blocked."""
        try:
            yield
        finally:
            with self._lock:
                for holder in self._held.get():
                    holder.waits.remove(flight)

    @contextmanager
    def flying(self, key: FlightKey, flight: Flight[T]) -> Iterator[Callable[[T], None]]:
        """Own a flight: yields the function that lets it land; leaving without is its failure.

        An error is shared with the waiters. What is not an ``Exception`` (a stop, a rerun, an
        interrupt, a cancel) concerns the owner alone: the flight is abandoned.
        """
        token = self._held.set((*self._held.get(), flight))
        outcome: list[Outcome[T]] = [ABANDONED]
        error: Exception | None = None
        try:
            yield lambda result: outcome.__setitem__(0, result)
        except Exception as raised:
            error = raised
            raise
        finally:
            self._held.reset(token)
            with self._lock:
                if self._flights.get(key) is flight:
                    del self._flights[key]
            if error is not None:
                flight.future.set_exception(error)
            else:
                flight.future.set_result(outcome[0])

    def discard(self, matches: Callable[[FlightKey], bool]) -> None:
        """Let no flight under way be stored whose key matches, and let no newcomer join it."""
        with self._lock:
            for key in [key for key in self._flights if matches(key)]:
                self._flights.pop(key).discarded = True

    def discard_tagged(self, tags: frozenset[str]) -> None:
        """Do the same for the flights whose entry would carry one of the tags."""
        with self._lock:
            for key, flight in list(self._flights.items()):
                if not tags.isdisjoint(flight.tags):
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
