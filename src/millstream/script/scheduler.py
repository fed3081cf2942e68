"""When to run: at once, after interrupting what runs, or together with what waits already. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to run, with the values that the user has changed, by widget id."""

    changes: Mapping[str, Any] = field(default_factory=dict)

    def join(self, later: Request) -> Request:
        """Give one request for both: of two values of a widget the later counts, and no click is lost."""
        return Request({**self.changes, **later.changes})


class Decision(Enum):
    """What to do about a request."""

    START = auto()
    INTERRUPT = auto()
    WAIT = auto()


class Scheduler:
    """At most one run at a time; at most one request waits.

    Examples
    --------
    >>> scheduler = Scheduler()
    >>> scheduler.request(Request())
    <Decision.START: 1>
    >>> scheduler.request(Request({"a": 1})), scheduler.request(Request({"a": 2, "b": True}))
    (<Decision.INTERRUPT: 2>, <Decision.WAIT: 3>)
    >>> scheduler.ended()
    Request(changes={'a': 2, 'b': True})
    >>> scheduler.ended() is None
    True
    """

    def __init__(self) -> None:
        self.running = False
        self.waiting: Request | None = None

    def request(self, request: Request) -> Decision:
        """Take a request in: start it now, or keep it while the current run is interrupted."""
        if not self.running:
            self.running = True
            return Decision.START
        if self.waiting is not None:
            self.waiting = self.waiting.join(request)
            return Decision.WAIT
        self.waiting = request
        return Decision.INTERRUPT

    def ended(self, *, again: bool = False) -> Request | None:
        """Say that the run has ended; give the request that starts now, if any."""
        request, self.waiting = self.waiting, None
        if request is None and again:
            request = Request()
        self.running = request is not None
        return request

    def stop(self) -> None:
        """Forget what waits."""
        self.waiting = None
