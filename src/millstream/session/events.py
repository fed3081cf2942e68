"""What happens to a session, and what it wants done: two closed unions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from millstream.protocol.messages import (
    ClearCaches,
    Hello,
    Interact,
    Look,
    Navigate,
    Ready,
    Rerun,
    ServerMessage,
    Stop,
)
from millstream.script.context import Run
from millstream.script.outcome import Outcome
from millstream.script.peer import Peer


@dataclass(frozen=True, slots=True)
class Ended:
    """A run has ended."""

    run: Run
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class FrameDue:
    """A run still goes on, and it is time to show what it has drawn so far."""


@dataclass(frozen=True, slots=True)
class SourceEdited:
    """The script, or a module of its project, was saved; `run` says whether to run it without asking."""

    run: bool


@dataclass(frozen=True, slots=True)
class Connected:
    """A browser opens a connection; its hello follows."""

    peer: Peer


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The browser's connection is gone; it may come back."""


@dataclass(frozen=True, slots=True)
class Expired:
    """Nobody can come back to the session any more."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """The process ends, and the session goes on in another one from what is stored."""


@dataclass(frozen=True, slots=True)
class TimerDue:
    """It is time for a fragment to run by itself."""

    fragment: str


@dataclass(frozen=True, slots=True)
class InteractAndRun:
    """Somebody who tests the app has changed widgets: the whole script is to be run, whatever they belong to."""

    interact: Interact

    @property
    def seq(self) -> int:
        """Its number, as for what browsers send."""
        return self.interact.seq


Event: TypeAlias = (
    TimerDue
    | Connected
    | Hello
    | Ready
    | Interact
    | InteractAndRun
    | Navigate
    | Look
    | Rerun
    | Stop
    | ClearCaches
    | Ended
    | FrameDue
    | SourceEdited
    | Disconnected
    | Expired
    | Leaving
)


@dataclass(frozen=True, slots=True)
class Send:
    """Send a message to the browser."""

    message: ServerMessage


@dataclass(frozen=True, slots=True)
class Start:
    """Execute a run, send `FrameDue` while it goes on, and `Ended` after it."""

    run: Run


@dataclass(frozen=True, slots=True)
class Finish:
    """Call what waits for the session's end, if it `is_ours` to call, in the surroundings of a run; forget the session."""

    run: Run
    is_ours: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Release:
    """Forget the session; its end is not here."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """Send `TimerDue` for a fragment every so many seconds from now on, no longer as often as before."""

    fragment: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Silence:
    """Send `TimerDue` for this fragment no longer."""

    fragment: str


@dataclass(frozen=True, slots=True)
class EmptyCaches:
    """Empty the caches of this process."""


Effect: TypeAlias = Send | Start | Finish | Release | Alarm | Silence | EmptyCaches
