"""Time and threads that move only when a test says so."""

from __future__ import annotations

import heapq
import itertools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class ManualTime:
    """A clock and a timer in one.

    Parameters
    ----------
    now_seconds
        Where the monotonic clock begins.

    Examples
    --------
    >>> time, rung = ManualTime(), []
    >>> time.call_at(5.0, lambda: rung.append("late"))
    >>> time.advance(4.0)
    >>> time.advance(1.0)
    >>> rung
    ['late']
    """

    def __init__(self, now_seconds: float = 0.0) -> None:
        self._now = now_seconds
        self._order = itertools.count()
        self._deadlines: list[tuple[float, int, Callable[[], None]]] = []

    def monotonic(self) -> float:
        """Return the seconds that have gone by."""
        return self._now

    def wall(self) -> float:
        """Return the same as seconds of the year 2026."""
        return 1_767_225_600.0 + self._now

    def call_at(self, when_seconds: float, callback: Callable[[], None]) -> None:
        """Run ``callback`` when the clock reaches a time."""
        heapq.heappush(self._deadlines, (when_seconds, next(self._order), callback))

    def advance(self, seconds: float) -> None:
        """Let time go by, and run what is due at its moment."""
        end = self._now + seconds
        while self._deadlines and self._deadlines[0][0] <= end:
            when, _, callback = heapq.heappop(self._deadlines)
            self._now = max(self._now, when)
            callback()
        self._now = end


class ManualExecutor:
    """An executor that runs its work when a test asks for it.

    Examples
    --------
    >>> executor, done = ManualExecutor(), []
    >>> executor.submit(lambda: done.append(1))
    >>> executor.run_all()
    1
    >>> done
    [1]
    """

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []

    def submit(self, work: Callable[[], None]) -> None:
        """Keep ``work`` until it is asked for."""
        self.waiting.append(work)

    def run_all(self) -> int:
        """Run what waits, in order, and return how much it was."""
        count = 0
        while self.waiting:
            self.waiting.pop(0)()
            count += 1
        return count
