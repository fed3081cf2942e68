"""Parallel fragments of a run: each is drawn on a thread of its own, and the run waits for all of them."""

from __future__ import annotations

import contextvars
from collections import deque
from collections.abc import Callable
from threading import Event, Lock

from millstream.script.outcome import Outcome

_STRONGER = (Outcome.RERUN, Outcome.INTERRUPTED, Outcome.CUT)
"""The ends that count for a run as a whole, if only one of its parts has ended so."""


class Part:
    """Some work of a run that goes on beside it."""

    def __init__(self, work: Callable[[], Outcome]) -> None:
        self.outcome = Outcome.FINISHED
        self._work = work
        self._context = contextvars.copy_context()
        self._done = Event()

    def __call__(self) -> None:
        """Do it, in the context that asked for it."""
        try:
            self.outcome = self._context.run(self._work)
        finally:
            self._done.set()

    def wait(self) -> None:
        """Wait until it is done."""
        self._done.wait()


class Parts:
    """The parts of a run, in the order in which they were asked for.

    Parameters
    ----------
    most
        How many may go on at the same time; the others wait. None is all.
    """

    def __init__(self, most: int | None) -> None:
        self._all: list[Part] = []
        self._most = most
        self._busy = 0
        self._waiting: deque[Part] = deque()
        self._lock = Lock()

    def __len__(self) -> int:
        """Count all parts that were asked for."""
        return len(self._all)

    def begin(
        self, work: Callable[[], Outcome], spawn: Callable[[Callable[[], None]], None] | None
    ) -> None:
        """Do some work on another thread, as soon as one may; or now where there is none."""
        part = Part(work)
        self._all.append(part)
        if spawn is None:
            part()
            return
        with self._lock:
            if self._most is not None and self._busy >= self._most:
                self._waiting.append(part)
                return
            self._busy += 1
        spawn(lambda: self._do(part))

    def _do(self, part: Part | None) -> None:
        while part is not None:
            part()
            part = self._following()

    def _following(self) -> Part | None:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._busy -= 1
            return None

    def finish(self, outcome: Outcome) -> Outcome:
        """Wait for all parts; give how the run has ended as a whole, after the script's own end."""
        for part in self._all:  # a part may begin others, which are appended
            part.wait()
        ends = {outcome, *(part.outcome for part in self._all)}
        return next((end for end in _STRONGER if end in ends), outcome)
