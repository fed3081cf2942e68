"""How long sessions without a browser are kept: for a time, and as long as there is room for them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Absence:
    ends_seconds: float
    size_bytes: int


class Lifetimes:
    """The sessions whose browsers are gone.

    Each waits for its browser for a while. When all of them together hold more than the quota, those whose browsers are
    gone longest end before their time. Sessions with a browser never do.

    Parameters
    ----------
    wait_seconds
        How long a session waits.
    quota_bytes
        How much the sessions that wait may hold together.

    Examples
    --------
    >>> lifetimes = Lifetimes(wait_seconds=120, quota_bytes=1000)
    >>> lifetimes.leave("a", 0.0), lifetimes.leave("b", 1.0)
    (None, None)
    >>> lifetimes.measure("a", 800), lifetimes.measure("b", 300)
    ([], ['a'])
    >>> lifetimes.due(120.0), lifetimes.due(121.0)
    ([], ['b'])
    """

    def __init__(self, wait_seconds: float, quota_bytes: int) -> None:
        self._wait_seconds = wait_seconds
        self._quota_bytes = quota_bytes
        self._absent: dict[str, _Absence] = {}  # the one that is gone longest is first
        self._size_bytes = 0

    def leave(self, session_id: str, now_seconds: float) -> None:
        """Hear that a session has no browser any more."""
        self.end(session_id)
        self._absent[session_id] = _Absence(now_seconds + self._wait_seconds, 0)

    def end(self, session_id: str) -> None:
        """Hear that a session has a browser again, or has ended."""
        absence = self._absent.pop(session_id, None)
        if absence is not None:
            self._size_bytes -= absence.size_bytes

    def measure(self, session_id: str, size_bytes: int) -> list[str]:
        """Hear how much a session holds; give those that have to end, so that the others fit."""
        absence = self._absent.get(session_id)
        if absence is None:
            return []
        self._size_bytes += size_bytes - absence.size_bytes
        self._absent[session_id] = _Absence(absence.ends_seconds, size_bytes)
        ended = []
        while self._size_bytes > self._quota_bytes:
            oldest = next(iter(self._absent))
            self.end(oldest)
            ended.append(oldest)
        return ended

    def due(self, now_seconds: float) -> list[str]:
        """Give the sessions whose time is over."""
        ended = [id for id, each in self._absent.items() if each.ends_seconds <= now_seconds]
        for id in ended:
            self.end(id)
        return ended

    @property
    def next_end_seconds(self) -> float | None:
        """When the next session's time is over."""
        first = next(iter(self._absent.values()), None)
        return None if first is None else first.ends_seconds
