"""When a file that changes was saved: editors empty it and write it, write it in steps, or put another one in its place."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, Protocol

GATHER_SECONDS: Final = 0.005
"""How long to wait for more files that are saved together."""

PATIENCE_SECONDS: Final = 0.1
"""How long a file that may not be complete has to be left alone until it counts as saved."""

LIMIT_SECONDS: Final = 1.0
"""How long after its first change a file counts as saved at the latest."""


class Timer(Protocol):
    """What was put off."""

    def cancel(self) -> None:
        """Do not do it."""


class Clock(Protocol):
    """The part of an event loop that saves need."""

    def time(self) -> float:
        """Give the time in seconds."""

    def call_later(self, delay: float, callback: Callable[[], object], /) -> Timer:
        """Do something later."""


class Saves:
    """Tells of files that were saved, those that are saved together at once.

    Parameters
    ----------
    clock
        The event loop.
    saved
        Called with their paths.
    """

    def __init__(self, clock: Clock, saved: Callable[[set[str]], None]) -> None:
        self._clock = clock
        self._tell = saved
        self._ready: set[str] = set()
        self._begun: dict[str, float] = {}  # those that were found incomplete, and when first
        self._timers: dict[str, Timer] = {}
        self._gathering: Timer | None = None

    def changed(self, changes: Mapping[str, bool]) -> None:
        """Hear that files have changed, and of each whether whoever has written it is done with it."""
        for path, finished in changes.items():
            self._settle(path)
            if finished and is_complete(path):
                self._saved(path)
            else:
                self._wait(path)

    def close(self) -> None:
        """Tell nothing more."""
        for timer in (*self._timers.values(), *filter(None, [self._gathering])):
            timer.cancel()

    def _wait(self, path: str) -> None:
        """Be patient with a file, for as long as it goes on changing, but not forever."""
        now = self._clock.time()
        left = self._begun.setdefault(path, now) + LIMIT_SECONDS - now
        if left <= 0:
            self._saved(path)
            return
        self._ready.discard(path)
        delay = min(PATIENCE_SECONDS, left)
        self._timers[path] = self._clock.call_later(delay, partial(self._saved, path))

    def _saved(self, path: str) -> None:
        self._settle(path)
        self._ready.add(path)
        if self._gathering is None:
            self._gathering = self._clock.call_later(GATHER_SECONDS, self._gathered)

    def _settle(self, path: str) -> None:
        if timer := self._timers.pop(path, None):
            timer.cancel()

    def _gathered(self) -> None:
        self._gathering = None
        ready, self._ready = self._ready, set()
        for path in ready:
            self._begun.pop(path, None)
        if ready:
            self._tell(ready)


def is_complete(path: str) -> bool:
    """Whether a file does not look as if more of it were to come: it is not empty, and if it is Python, it can be read.

    Parameters
    ----------
    path
        The file; a folder is complete.
    """
    try:
        if os.path.isdir(path):
            return True
        with open(path, "rb") as file:
            if not path.endswith(".py"):
                return bool(file.read(1))
            content = file.read()
        ast.parse(content)
    except (OSError, SyntaxError, ValueError):
        return False
    return bool(content)
