"""Puts the events of a browser in the order in which its user acted, each of them once."""

from __future__ import annotations

import logging
from typing import Generic, Protocol, TypeVar

_log = logging.getLogger("millstream.session")
_MOST_WAITING = 256
"""How far ahead of the last event that was taken in others may be."""


class Numbered(Protocol):
    """An event that the browser counts."""

    @property
    def seq(self) -> int:
        """Its number, from 1."""


E = TypeVar("E", bound=Numbered)


class Inbox(Generic[E]):
    """The number of the last event that was taken in, and the events whose turn has not come.

    Parameters
    ----------
    ack
        The last event that was taken in by whoever had the session before.
    holding
        Whether events wait for `release`: the widgets that they are about are not there yet.

    Examples
    --------
    >>> from millstream.protocol.messages import Rerun
    >>> inbox = Inbox()
    >>> inbox.take(Rerun(2)), inbox.take(Rerun(1)), inbox.take(Rerun(1))
    ([], [Rerun(seq=1), Rerun(seq=2)], [])
    >>> inbox.ack
    2
    """

    def __init__(self, ack: int = 0, *, holding: bool = False) -> None:
        self.ack = ack
        self.holding = holding
        self._early: dict[int, E] = {}

    def take(self, event: E) -> list[E]:
        """Take an event in; give those whose turn it is now, in order."""
        ahead = event.seq - self.ack
        if ahead <= 0:
            return []  # sent again after a lost connection, but it had arrived
        if ahead > _MOST_WAITING:
            _log.warning("Refused an event that is %d ahead of the last one.", ahead)
            return []
        self._early.setdefault(event.seq, event)
        return [] if self.holding else self._due()

    def release(self) -> list[E]:
        """Hold events no longer; give those that waited."""
        self.holding = False
        return self._due()

    def _due(self) -> list[E]:
        due: list[E] = []
        while (following := self._early.pop(self.ack + 1, None)) is not None:
            self.ack += 1
            due.append(following)
        return due
