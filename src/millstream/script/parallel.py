"""Parallel fragments of a run: each is drawn on a thread of its own, and the run waits for all of them."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from threading import Event

from millstream.script.context import Run
from millstream.script.outcome import Outcome


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


def begin(run: Run, work: Callable[[], Outcome]) -> None:
    """Do some work of the run on another thread, or now where there is none."""
    part = Part(work)
    run.parts.append(part)
    if run.spawn is None:
        part()
    else:
        run.spawn(part)


def finish(run: Run, outcome: Outcome) -> Outcome:
    """Wait for all parts; give how the run has ended as a whole."""
    for part in run.parts:  # a part may begin others, which are appended
        part.wait()
    ends = {outcome, *(part.outcome for part in run.parts)}
    return next((end for end in (Outcome.RERUN, Outcome.INTERRUPTED) if end in ends), outcome)
