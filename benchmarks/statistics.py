"""Medians, quartiles and ratios of measurements."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Summary:
    """A sample in five numbers."""

    count: int
    median: float
    p95: float
    lower_quartile: float
    upper_quartile: float


def summarize(values: Sequence[float]) -> Summary:
    """Describe a sample of at least one value."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("a sample of no values has no median")
    return Summary(
        len(ordered),
        statistics.median(ordered),
        _quantile(ordered, 0.95),
        _quantile(ordered, 0.25),
        _quantile(ordered, 0.75),
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Interpolate between the two nearest values."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def ratio(value: float, floor: float) -> float:
    """Say how many times the floor a value is."""
    return value / floor
