"""The two clocks: one to measure with, one to date with."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Where the time comes from; tests bring their own."""

    def monotonic(self) -> float:
        """Return seconds from an arbitrary origin; never goes back."""
        ...

    def wall(self) -> float:
        """Return seconds since 1970 in UTC; may be set back or forth."""
        ...


class SystemClock:
    """The clocks of the machine."""

    monotonic = staticmethod(time.monotonic)
    wall = staticmethod(time.time)
