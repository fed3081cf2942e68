"""How old an entry is, whatever was done to the clock on the wall.

An entry tells when it was stored by both clocks, and in which boot of the machine. Within one
boot the monotonic clock decides, which all processes share: setting the wall clock back or forth
neither revives nor kills an entry. Across boots, or between hosts, only the wall clock is left. An
entry that it places in the future has an age that nobody knows, so it counts as older than any
limit: what has a ``ttl`` is computed anew, what has none stays.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from millstream.clock import Clock

UNKNOWN_AGE_SECONDS: Final = 1e12
TOLERANCE_SECONDS: Final = 60.0
"""Hosts that share a folder do not agree on the time to the second."""


def this_boot(file: Path = Path("/proc/sys/kernel/random/boot_id")) -> str:
    """Return what identifies this boot of the machine, or nothing where that is not known."""
    try:
        return file.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


class Date(NamedTuple):
    """When something was stored: by both clocks, in a boot."""

    boot: str
    monotonic_seconds: float
    wall_seconds: float


class Calendar:
    """Date entries and tell their age.

    Parameters
    ----------
    clock
        The two clocks.
    boot
        What identifies this boot of the machine; nothing if that is not known.
    """

    def __init__(self, clock: Clock, boot: str) -> None:
        self.clock = clock
        self.boot = boot

    def date(self, born_seconds: float, created_seconds: float) -> Date:
        """Return the date of an entry of this process."""
        return Date(self.boot, born_seconds, created_seconds)

    def age_seconds(self, date: Date) -> float:
        """Return how old something is."""
        if self.boot and date.boot == self.boot:
            return max(self.clock.monotonic() - date.monotonic_seconds, 0.0)
        age = self.clock.wall() - date.wall_seconds
        if age < -TOLERANCE_SECONDS:
            return UNKNOWN_AGE_SECONDS
        return max(age, 0.0)
