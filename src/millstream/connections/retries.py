"""Trying again after a failure that passes by itself, with growing pauses."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import TypeVar

from millstream.script import context

_log = logging.getLogger("millstream.connections")

Result = TypeVar("Result")


def pause(seconds: float) -> None:
    """Wait, unless the run that waits is not wanted any more: then leave it at once."""
    woken = Event()
    run = context.current.get()
    if run is None:
        woken.wait(seconds)
        return
    run.on_interrupt.add(woken.set)
    try:
        run.checkpoint()
        woken.wait(seconds)
    finally:
        run.on_interrupt.discard(woken.set)
    run.checkpoint()


@dataclass(frozen=True, slots=True)
class Retries:
    """When and how often to try again.

    Attributes
    ----------
    pauses_seconds
        How long to wait before the second try, the third, and so on; the tries are one more than the pauses.
    spread
        The share of a pause by which chance makes it shorter or longer, so that not all sessions try at once.
    wait
        Waits a number of seconds.
    chance
        Gives a number from 0 up to 1.

    Examples
    --------
    >>> waits, answers = [], iter([TimeoutError("late"), "here"])
    >>> def ask():
    ...     answer = next(answers)
    ...     if isinstance(answer, Exception):
    ...         raise answer
    ...     return answer
    >>> Retries(wait=waits.append, spread=0).call(ask, lambda error: isinstance(error, TimeoutError))
    'here'
    >>> waits
    [0.2]
    """

    pauses_seconds: tuple[float, ...] = (0.2, 0.8, 2.4)
    spread: float = 0.25
    wait: Callable[[float], None] = pause
    chance: Callable[[], float] = random.random

    def call(
        self,
        work: Callable[[], Result],
        is_transient: Callable[[Exception], bool],
        recover: Callable[[Exception], object] | None = None,
    ) -> Result:
        """Do some work, again where it failed in a way that may pass.

        Parameters
        ----------
        work
            The work; it must be harmless to do it twice.
        is_transient
            Whether an error may pass by itself.
        recover
            Called with the error before another try.
        """
        for seconds in self.pauses_seconds:
            try:
                return work()
            except Exception as error:
                if not is_transient(error):
                    raise
                _log.info("trying again in about %.1f s after %s", seconds, type(error).__name__)
                if recover is not None:
                    recover(error)
            self.wait(seconds * (1 + self.spread * (2 * self.chance() - 1)))
        return work()
