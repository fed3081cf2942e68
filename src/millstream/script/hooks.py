"""What a script wants done when its session starts and ends: each once."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from threading import RLock
from typing import Any

from millstream.script.event_loop import event_loop


class SessionHooks:
    """The functions of one session that are told of its start and its end, by their names.

    A script runs again and again, and says each time what it wants done. Names tell its functions apart; of two versions
    of a function that waits for the end, the later counts.

    Parameters
    ----------
    started
        The functions that an earlier process has told of the start.

    Examples
    --------
    >>> hooks = SessionHooks()
    >>> def greet(): print("hello")
    >>> hooks.start(greet)
    hello
    >>> hooks.start(greet)
    """

    def __init__(self, started: Iterable[str] = ()) -> None:
        self._started = dict.fromkeys(started)
        self._lock = RLock()  # parallel fragments may get to the same start at once
        self._ends: dict[str, Callable[[], object]] = {}

    def start(self, function: Callable[[], object]) -> None:
        """Call a function to its end, unless one of its name has been."""
        name = _name(function)
        with self._lock:
            if name not in self._started:
                result = function()
                if inspect.isawaitable(result):
                    event_loop.run(result)
                self._started[name] = None

    @property
    def started(self) -> tuple[str, ...]:
        """The names of the functions that were told of the start."""
        return tuple(self._started)

    @property
    def ends(self) -> tuple[str, ...]:
        """The names of the functions that wait for the end."""
        return tuple(self._ends)

    def at_end(self, function: Callable[[], object]) -> None:
        """Have a function called when the session ends."""
        self._ends[_name(function)] = function

    def take_ends(self) -> list[Callable[[], object]]:
        """Give the functions to call now, the last one first; nobody is given them again."""
        ends = list(self._ends.values())[::-1]
        self._ends.clear()
        return ends


def _name(function: Any) -> str:
    return f"{function.__module__}.{function.__qualname__}"
