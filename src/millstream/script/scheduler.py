"""When to run: at once, after interrupting what runs, or together with what waits already. Pure."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

_MOST_WAITING = 100


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to run, with the values that the user has changed, by widget id.

    `fragments` are the ids of what to run; None is the whole script. One that is `patient`, such as a timer's,
    interrupts nothing. `clicks` are the buttons that the script is to find clicked. `seq` is the number of the first event
    of the browser that is behind it, or 0.
    """

    changes: Mapping[str, Any] = field(default_factory=dict)
    fragments: tuple[str, ...] | None = None
    patient: bool = False
    clicks: frozenset[str] = frozenset()
    seq: int = 0

    def join(self, later: Request) -> Request:
        """Give one request for both: of two values of a widget the later counts."""
        fragments = None
        if self.fragments is not None and later.fragments is not None:
            fragments = tuple(dict.fromkeys(self.fragments + later.fragments))
        return Request(
            {**self.changes, **later.changes},
            fragments,
            self.patient and later.patient,
            self.clicks | later.clicks,
            self.seq or later.seq,
        )

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
    """At most one run at a time; requests that wait are one, but for two clicks of the same button, which are two runs.

    The whole script interrupts whatever runs. A fragment interrupts itself, and waits for everything else: a run of the
    script has more to show than the fragment, and another fragment was asked for by a click of its own.

    Attributes
    ----------
    leaves_after
        None while the run is to go on to its end; else the buttons whose click it has to see before it may be left,
        because the next run has another click of theirs.

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
        self.leaves_after: frozenset[str] | None = None
        self._waiting: deque[Request] = deque()

    def request(self, request: Request) -> Decision:
        """Take a request in: start it now, or keep it until the current run has ended."""
        running = self.running
        if running is None:
            self.running = request
            return Decision.START
        if request.patient and self._is_due_anyway(request, running):
            return Decision.WAIT
        self._put(request)
        if self.leaves_after is not None or not _interrupts(request, running):
            return Decision.WAIT
        self._leave(running, self._waiting[0])
        return Decision.INTERRUPT

    def _put(self, request: Request) -> None:
        last = self._waiting[-1] if self._waiting else None
        if last is None or (last.clicks & request.clicks and len(self._waiting) < _MOST_WAITING):
            self._waiting.append(request)
        else:
            self._waiting[-1] = last.join(request)

    def _leave(self, running: Request, following: Request) -> None:
        """Have the next run show what is left undone: other fragments, and clicks that were not seen."""
        self.leaves_after = running.clicks & following.clicks
        left = Request(fragments=running.fragments, clicks=running.clicks)
        self._waiting[0] = left.join(following)

    def _is_due_anyway(self, request: Request, running: Request) -> bool:
        runs_now = running.fragments is not None and running.covers(request)
        return runs_now or any(waiting.covers(request) for waiting in self._waiting)

    def ended(self, again: Request | None = None) -> Request | None:
        """Say that the run has ended, and what it wants to be run next; give the request that starts now, if any."""
        request = self._waiting.popleft() if self._waiting else None
        if again is not None:
            request = again if request is None else again.join(request)
        self.running, self.leaves_after = request, None
        if request is not None and self._waiting and _interrupts(self._waiting[0], request):
            self._leave(request, self._waiting[0])
        return request

    @property
    def company(self) -> tuple[str, ...]:
        """The fragments that run while nothing else waits: others may be drawn beside them."""
        running = self.running
        if running is None or self._waiting or self.leaves_after is not None:
            return ()
        return running.fragments or ()

    def joined(self, fragment: str) -> None:
        """Hear that a fragment is drawn beside those that run."""
        running = self.running
        assert running is not None
        self.running = replace(running, fragments=(*(running.fragments or ()), fragment))

    @property
    def next_seq(self) -> int:
        """The number of the first event of the browser that waits for a run, or 0."""
        return next((waiting.seq for waiting in self._waiting if waiting.seq), 0)

    def stop(self) -> None:
        """Forget what waits."""
        self._waiting.clear()


def _interrupts(request: Request, running: Request) -> bool:
    if request.patient:
        return False
    if request.fragments is None:
        return True
    return running.fragments is not None and not set(running.fragments).isdisjoint(
        request.fragments
    )
