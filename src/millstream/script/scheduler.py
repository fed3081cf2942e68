"""When to run: at once, after interrupting what runs, or together with what waits already. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to run, with the values that the user has changed, by widget id.

    `fragments` are the ids of what to run; None is the whole script. One that is `patient`, such as a timer's,
    interrupts nothing.
    """

    changes: Mapping[str, Any] = field(default_factory=dict)
    fragments: tuple[str, ...] | None = None
    patient: bool = False

    def join(self, later: Request) -> Request:
        """Give one request for both: of two values of a widget the later counts, and no click is lost."""
        fragments = None
        if self.fragments is not None and later.fragments is not None:
            fragments = tuple(dict.fromkeys(self.fragments + later.fragments))
        return Request({**self.changes, **later.changes}, fragments, self.patient and later.patient)

    def covers(self, later: Request) -> bool:
        """Whether all that the later one wants is among what this one runs."""
        if self.fragments is None:
            return True
        return later.fragments is not None and set(later.fragments) <= set(self.fragments)


class Decision(Enum):
    """What to do about a request."""

    START = auto()
    INTERRUPT = auto()
    WAIT = auto()


class Scheduler:
    """At most one run at a time; at most one request waits.

    The whole script interrupts whatever runs. A fragment interrupts itself, and waits for everything else: a run of the
    script has more to show than the fragment, and another fragment was asked for by a click of its own.

    Examples
    --------
    >>> scheduler = Scheduler()
    >>> scheduler.request(Request())
    <Decision.START: 1>
    >>> scheduler.request(Request({"a": 1})), scheduler.request(Request({"a": 2, "b": True}))
    (<Decision.INTERRUPT: 2>, <Decision.WAIT: 3>)
    >>> scheduler.ended().changes
    {'a': 2, 'b': True}
    >>> scheduler.ended() is None
    True
    """

    def __init__(self) -> None:
        self.running: Request | None = None
        self.waiting: Request | None = None
        self._interrupted = False

    def request(self, request: Request) -> Decision:
        """Take a request in: start it now, or keep it until the current run has ended."""
        running = self.running
        if running is None:
            self.running = request
            return Decision.START
        if request.patient and self._is_due_anyway(request, running):
            return Decision.WAIT
        self.waiting = request if self.waiting is None else self.waiting.join(request)
        if self._interrupted or not _interrupts(request, running):
            return Decision.WAIT
        self._interrupted = True
        if running.fragments is not None:  # those beside the one that was clicked are not forgotten
            self.waiting = Request(fragments=running.fragments).join(self.waiting)
        return Decision.INTERRUPT

    def _is_due_anyway(self, request: Request, running: Request) -> bool:
        runs_now = running.fragments is not None and running.covers(request)
        return runs_now or (self.waiting is not None and self.waiting.covers(request))

    def ended(self, again: Request | None = None) -> Request | None:
        """Say that the run has ended, and what it wants to be run next; give the request that starts now, if any."""
        request = self.waiting
        if again is not None:
            request = again if request is None else again.join(request)
        self.running, self.waiting, self._interrupted = request, None, False
        return request

    def stop(self) -> None:
        """Forget what waits."""
        self.waiting = None


def _interrupts(request: Request, running: Request) -> bool:
    if request.patient:
        return False
    if request.fragments is None:
        return True
    return running.fragments is not None and not set(running.fragments).isdisjoint(
        request.fragments
    )
