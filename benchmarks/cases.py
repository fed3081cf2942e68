"""What is measured, and what Millstream aims at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """How a number is written."""

    divisor: float
    decimals: int
    suffix: str

    def write(self, value: float) -> str:
        """Write a number without its unit."""
        return f"{value / self.divisor:,.{self.decimals}f}"


MILLISECONDS = Unit(1, 1, " ms")
SECONDS = Unit(1, 2, " s")
KILOBYTES = Unit(1e3, 0, " kB")
MEGABYTES = Unit(1e6, 0, " MB")
COUNT = Unit(1, 0, "")


@dataclass(frozen=True)
class Case:
    """One row of the results.

    `floor` names the case whose floor this one is compared with, if it is compared at all.
    """

    name: str
    label: str
    unit: Unit
    aim: str = ""
    floor: str | None = None


def _click(script: str, label: str, times: float) -> Case:
    return Case(script, f"click: {label}", MILLISECONDS, f"≤ {times} × floor", "counter")


CLICKS = (
    _click("counter", "a button and a text", 2),
    _click("counter_under_500_texts", "the same under 500 texts", 4),
    _click("counter_among_150_widgets", "the same among 150 widgets", 4),
    _click("cell_of_a_large_frame", "a cell of a cached frame of 170 MB", 3),
    _click("frame_into_group_by", "that frame into a cached group-by", 3),
)
SAVE = Case(
    "save_milliseconds", "from saving the script to the changed text", MILLISECONDS, "≤ 25 ms"
)
VISIT = Case("visit_seconds", "first visit", SECONDS, "≤ 2 × floor", "visit_seconds")
VISIT_DRIVEN = Case(
    "visit_driven_seconds", "first visit, seen from outside", SECONDS, floor="visit_driven_seconds"
)
VISIT_BYTES = Case("visit_bytes", "first visit: transferred", KILOBYTES, "≤ 250 kB")
VISIT_REQUESTS = Case("visit_requests", "first visit: requests", COUNT, "≤ 12")
START = Case("start_seconds", "start to first answer", SECONDS, "≤ 1.3 × floor", "start_seconds")
RESIDENT = Case("resident_bytes", "memory at start, resident", MEGABYTES, "≤ 45 MB")
PROPORTIONAL = Case("proportional_bytes", "memory at start, proportional", MEGABYTES)
SESSION = Case("session_bytes", "memory of one more session", KILOBYTES)

CASES = (
    *CLICKS,
    SAVE,
    VISIT,
    VISIT_DRIVEN,
    VISIT_BYTES,
    VISIT_REQUESTS,
    START,
    RESIDENT,
    PROPORTIONAL,
    SESSION,
)
