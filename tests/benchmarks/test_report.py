"""The table of the results, and its place in the document."""

from __future__ import annotations

import pytest
from benchmarks.cases import CLICKS
from benchmarks.report import BEGIN, END, replace, table
from benchmarks.statistics import summarize

ABOUT = {
    "date": "2026-01-02",
    "python": "3.11.1",
    "cores": 2,
    "load": [0.5, 1.0],
    "rounds": 2,
    "clicks": 10,
    "chromium": "150.0",
    "millstream": "1.0",
    "streamlit": None,
}


def rows(summaries: object) -> list[str]:
    return table(ABOUT, summaries).splitlines()  # type: ignore[arg-type]


def test_the_table_says_what_was_measured_where() -> None:
    first = rows({})[0]
    assert first == (
        "Measured on 2026-01-02: Millstream 1.0, Streamlit (not measured), Python 3.11.1, "
        "Chromium 150.0, 2 cores, load 0.5 to 1.0; 2 rounds of 10 clicks."
    )


def test_a_row_gives_spreads_and_the_ratio_in_all_and_by_round() -> None:
    found = {
        "counter": {
            "floor": summarize([[1.0] * 10, [2.0] * 10]),
            "millstream": summarize([[3.0] * 10, [3.0] * 10]),
        }
    }
    assert rows(found)[-1] == (
        "| click: a button and a text | 1.5 ms (1.0 to 2.0; p95 2.0) | 3.0 ms (p95 3.0) "
        f"| 2.0 (1.5 to 3.0) | {CLICKS[0].aim} |  |  |"
    )


def test_a_script_without_a_floor_is_compared_with_the_counters() -> None:
    found = {
        "counter": {"floor": summarize([[2.0]])},
        "counter_under_500_texts": {
            "millstream": summarize([[5.0]]),
            "streamlit": summarize([[230.0]]),
        },
    }
    assert rows(found)[-1] == (
        f"| click: the same under 500 texts |  | 5.0 ms | 2.5 | {CLICKS[1].aim} | 230.0 ms | 115 |"
    )


def test_a_size_is_not_compared_with_the_floor() -> None:
    found = {"visit_bytes": {"floor": summarize([[0]]), "millstream": summarize([[180_400]])}}
    assert rows(found)[-1] == ("| first visit: transferred | 0 kB | 180 kB |  | ≤ 250 kB |  |  |")


def test_a_table_replaces_the_last_one_and_nothing_else() -> None:
    document = f"before\n{BEGIN}\n\nold\n\n{END}\nafter\n"
    once = replace(document, "new")
    assert once == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"
    assert replace(once, "new") == once


@pytest.mark.parametrize("document", ["", f"{BEGIN} only", f"{END} only", f"{END}{BEGIN}"])
def test_a_document_without_a_place_for_the_table_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match="in this order"):
        replace(document, "new")
