"""Parallel fragments of a run: each is drawn on a thread of its own, and the run waits for all of them.

Others may join a run of fragments from outside, such as one whose timer is due, until it has nothing left to wait for.
"""

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

    def __init__(self, work: Callable[[], Outcome], context: contextvars.Context) -> None:
        self.outcome = Outcome.FINISHED
        self._work = work
        self._context = context
        self._done = Event()

    def __call__(self) -> None:
        """Do it, in its context."""
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
        self._joining: contextvars.Context | None = None  # while others may join

    def __len__(self) -> int:
        """Count all parts that were asked for."""
        return len(self._all)

    def begin(
        self, work: Callable[[], Outcome], spawn: Callable[[Callable[[], None]], None] | None
    ) -> None:
        """Do some work on another thread, as soon as one may; or now where there is none."""
        part = Part(work, contextvars.copy_context())
        self._all.append(part)
        if spawn is None:
            part()
        else:
            self._start(part, spawn)

    def open(self) -> None:
        """Let others join from now on, in a copy of the caller's context."""
        with self._lock:
            self._joining = contextvars.copy_context()

    def join(
        self, work: Callable[[], Outcome], spawn: Callable[[Callable[[], None]], None]
    ) -> bool:
        """Do some more work beside the rest; or say that it is too early, or too late."""
        with self._lock:
            if self._joining is None:
                return False
            part = Part(work, self._joining.copy())
            self._all.append(part)
        self._start(part, spawn)
        return True

    def _start(self, part: Part, spawn: Callable[[Callable[[], None]], None]) -> None:
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
        done = 0
        while not self._are(done):
            self._all[done].wait()
            done += 1
        ends = {outcome, *(part.outcome for part in self._all)}
        return next((end for end in _STRONGER if end in ends), outcome)

    def _are(self, done: int) -> bool:
        """Whether all are done; then nothing joins any more. A part may have begun others meanwhile."""
        with self._lock:
            if done < len(self._all):
                return False
            self._joining = None
            return True
