"""Medians, quartiles and ratios of measurements."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Summary:
    """A sample in a few numbers, and the median of each round in which it was taken."""

    count: int
    median: float
    p95: float
    lower_quartile: float
    upper_quartile: float
    rounds: tuple[float, ...]


def summarize(rounds: Sequence[Sequence[float]]) -> Summary:
    """Describe a sample that was taken in rounds, of at least one value each."""
    if not rounds or not all(rounds):
        raise ValueError("a sample, or a round, of no values has no median")
    ordered = sorted(value for each in rounds for value in each)
    return Summary(
        len(ordered),
        statistics.median(ordered),
        _quantile(ordered, 0.95),
        _quantile(ordered, 0.25),
        _quantile(ordered, 0.75),
        tuple(statistics.median(each) for each in rounds),
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Interpolate between the two nearest values."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


@dataclass(frozen=True)
class Ratio:
    """How many times the floor something is: by the medians, and in the rounds with the least and the most."""

    value: float
    least: float
    most: float


def ratio(summary: Summary, floor: Summary) -> Ratio:
    """Compare with the floor, each round with the floor's own round."""
    if len(summary.rounds) != len(floor.rounds):
        raise ValueError(
            f"expected as many rounds as the floor has, {len(floor.rounds)}; got {len(summary.rounds)}"
        )
    each = [ours / theirs for ours, theirs in zip(summary.rounds, floor.rounds, strict=True)]
    return Ratio(summary.median / floor.median, min(each), max(each))
