"""The arithmetic of the benchmarks."""

from __future__ import annotations

import pytest
from benchmarks.cases import CLICKS, COUNT, KILOBYTES, MILLISECONDS
from benchmarks.samples import Samples
from benchmarks.statistics import Ratio, ratio, summarize


def test_a_sample_is_described_by_its_median_and_interpolated_quantiles() -> None:
    summary = summarize([[5, 1, 2], [4, 3]])
    assert (summary.count, summary.median) == (5, 3)
    assert (summary.lower_quartile, summary.upper_quartile) == (2, 4)
    assert summary.p95 == pytest.approx(4.8)
    assert summary.rounds == (2, 3.5)


def test_one_value_is_its_own_quantiles() -> None:
    summary = summarize([[7]])
    assert (summary.lower_quartile, summary.median, summary.p95) == (7, 7, 7)


@pytest.mark.parametrize("rounds", [[], [[]], [[1.0], []]])
def test_a_sample_or_a_round_of_no_values_is_refused(rounds: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="no values"):
        summarize(rounds)


def test_each_round_is_compared_with_the_floors_round() -> None:
    ours, floor = summarize([[2, 2], [12, 12]]), summarize([[1, 1], [4, 4]])
    assert ratio(ours, floor) == Ratio(value=7 / 2.5, least=2, most=3)


def test_samples_with_other_numbers_of_rounds_are_not_compared() -> None:
    with pytest.raises(ValueError, match="as many rounds as the floor has, 2; got 1"):
        ratio(summarize([[1]]), summarize([[1], [1]]))


def test_values_are_kept_by_case_target_and_round() -> None:
    samples = Samples()
    samples.add(CLICKS[0], "floor", [1, 3])
    samples.add(CLICKS[0], "floor", [5])
    samples.add(CLICKS[0], "millstream", [4])
    found = samples.summaries()["counter"]
    assert found["floor"] == summarize([[1, 3], [5]])
    assert found["millstream"] == summarize([[4]])


def test_numbers_are_written_in_their_unit() -> None:
    assert MILLISECONDS.write(1.26) == "1.3"
    assert KILOBYTES.write(2_692_700) == "2,693"
    assert COUNT.write(12) == "12"
