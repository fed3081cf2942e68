"""The benchmark of stores measures what it says, and writes a table that can be read."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from benchmarks import stores
from benchmarks.stores import Cache, Repeats


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(12.34e-6, "12.3 µs"), (0.123, "123 ms"), (0.0012, "1.2 ms"), (2.5, "2.5 s"), (None, "")],
)
def test_times_are_written_in_the_unit_that_suits(seconds: float | None, text: str) -> None:
    assert stores._cell(seconds) == text


def test_a_table_has_a_row_for_whatever_one_cache_was_measured_by() -> None:
    one = Cache("one", Path("python"), {"array": {"store": 0.5}})
    two = Cache("two", Path("python"), {"array": {"store": 0.25}, "many": {"count": 1.0}})
    about = {"date": "today", "versions": "", "python": "3", "cores": 2, "load": [0.1, 0.2]}
    assert stores.table(about, [one, two]).splitlines()[2:] == [
        "| | | one | two |",
        "|---|---|---|---|",
        "| array | store | 500 ms | 250 ms |",
        "| many | count |  | 1.0 s |",
    ]


def test_each_process_has_hits_of_what_the_first_one_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MILLSTREAM_SECRET", "of the benchmark's test")
    cache = Cache("millstream", Path(sys.executable))
    stores.measure([cache], Repeats(("array 1000",), stores=1, hits=1, many=20), tmp_path)
    assert list(cache.seconds) == ["array, 1,000 bytes", "20 small results"]
    for measured in cache.seconds.values():
        assert len(measured) >= 6
        assert all(seconds > 0 for seconds in measured.values())
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_would_have_to_compute_fails(tmp_path: Path) -> None:
    cache = Cache("floor", Path(sys.executable))
    with cache.process(tmp_path) as process, pytest.raises(RuntimeError, match="KeyError"):
        process.ask("hit", "array 1000", 0)
