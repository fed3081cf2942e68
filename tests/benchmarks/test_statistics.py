"""The arithmetic of the benchmarks."""

from __future__ import annotations

import pytest
from benchmarks.report import table
from benchmarks.statistics import summarize


def test_a_sample_is_described_by_its_median_and_interpolated_quantiles() -> None:
    summary = summarize([5, 1, 2, 4, 3])
    assert (summary.count, summary.median) == (5, 3)
    assert (summary.lower_quartile, summary.upper_quartile) == (2, 4)
    assert summary.p95 == pytest.approx(4.8)


def test_a_sample_of_no_values_is_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        summarize([])


def sample(value: float) -> dict[str, float]:
    return {"median": value, "p95": value, "lower_quartile": value, "upper_quartile": value}


def test_the_table_gives_ratios_to_the_floor() -> None:
    process = {"start_seconds": sample(0.2), "memory_bytes": sample(3e7), "bytes_per_session": 1e4}
    visit = {"seconds": sample(0.1), "bytes": 1000, "requests": 2}
    text = table(
        {
            "about": {
                "date": "d",
                "python": "p",
                "cores": 2,
                "rounds": 1,
                "clicks": 1,
                "millstream": "m",
            },
            "clicks": {"counter": {"floor": sample(1.5), "millstream": sample(3)}},
            "visits": {"floor": visit, "millstream": visit},
            "processes": {"floor": process, "millstream": process},
        }
    )
    assert (
        "| counter | 1.5 ms (1.5 to 1.5; p95 1.5) | 3.0 ms (3.0 to 3.0; p95 3.0) | 2.0 | ≤ 2 |"
        in text
    )
    assert "| start to first answer | 0.20 s | 0.20 s | 1.0 |" in text
