"""What is large is lent to the store instead of copied, and nobody sees the loan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from millstream.caching.api import Entry
from millstream.caching.snapshot import freeze, lend, settle
from millstream.caching.snapshot.loans import LENT_FROM_BYTES, Loan, is_large

COUNT = LENT_FROM_BYTES // 8
NUMBERS = np.arange(COUNT, dtype="i8")

LARGE: dict[str, Any] = {
    "array": NUMBERS,
    "frame": pd.DataFrame({"a": NUMBERS}),
    "series": pd.Series(NUMBERS),
    "arrow table": pa.table({"a": NUMBERS}),
    "polars frame": pl.DataFrame({"a": NUMBERS}),
    "polars series": pl.Series("a", NUMBERS),
    "dictionary": {"a": NUMBERS, "b": [1, 2]},
    "list": [NUMBERS[: COUNT // 2], NUMBERS[: COUNT // 2]],
}


@pytest.mark.parametrize("name", LARGE)
def test_large_values_are_lent(name: str) -> None:
    value = LARGE[name]
    assert is_large(value)
    loan = lend(value)
    assert isinstance(loan, Loan)
    assert not loan.shared
    assert LENT_FROM_BYTES <= loan.size_bytes < 2 * LENT_FROM_BYTES


def test_a_loan_lies_over_the_memory_of_the_value() -> None:
    array = NUMBERS.copy()
    loan = lend({"a": array})
    array[0] = 7
    assert loan.open()["a"][0] == 7


@pytest.mark.parametrize(
    "value",
    [NUMBERS[:-1], [1] * COUNT, {"a": NUMBERS[:10]}, "x" * LENT_FROM_BYTES, None],
    ids=["small array", "list", "dictionary", "text", "none"],
)
def test_other_values_are_frozen_at_once(value: Any) -> None:
    assert not isinstance(lend(value), Loan)


def test_a_frame_with_cells_that_can_change_is_copied() -> None:
    frame = pd.DataFrame({"a": NUMBERS, "b": pd.Series([[1]] * COUNT, dtype=object)})
    loan = lend(frame)
    frame.loc[0, "b"].append(2)
    assert loan.open().loc[0, "b"] == [1]


def test_a_settled_entry_lies_over_what_was_written() -> None:
    entry = Entry(b"key", lend(NUMBERS))
    written = Entry(b"key", freeze(NUMBERS), version=entry.version)
    settle(entry, lambda: written)
    assert entry.snapshot is written.snapshot
    assert entry.size_bytes == written.size_bytes


@pytest.mark.parametrize("is_found", [True, False], ids=["another entry", "no entry"])
def test_without_it_a_settled_entry_lies_over_a_copy(is_found: bool) -> None:
    array = NUMBERS.copy()
    entry = Entry(b"key", lend(array))
    other = Entry(b"key", freeze(NUMBERS * 2))
    settle(entry, lambda: other if is_found else None)
    array[1] = 7
    assert not isinstance(entry.snapshot, Loan)
    assert entry.snapshot.open()[1] == 1


def test_what_was_not_lent_stays_as_it_is() -> None:
    entry = Entry(b"key", freeze([1]))
    before = entry.snapshot
    settle(entry, lambda: pytest.fail("nothing has to be found"))
    assert entry.snapshot is before


def test_polars_keeps_its_chunks_and_what_is_known_to_be_sorted() -> None:
    frame = pl.DataFrame({"a": np.arange(600_000), "b": np.arange(600_000)})
    frame = frame.with_columns(pl.col("a").set_sorted(), pl.col("b").set_sorted(descending=True))
    opened = freeze(frame).open()
    assert opened.n_chunks() == 1
    assert opened["a"].flags == frame["a"].flags
    assert opened["b"].flags == frame["b"].flags
    assert freeze(frame["a"]).open().flags["SORTED_ASC"]
