"""An unchanged copy carries the digest of its snapshot; a changed one never does."""

from __future__ import annotations

import contextlib
import gc
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from millstream.caching.snapshot import freeze
from millstream.caching.snapshot.known import handed_out, known_digest

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 5000


def make() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "a": np.arange(ROWS),
            "b": np.arange(float(ROWS)),
            "s": [f"row {i}" for i in range(ROWS)],
            "m": pd.array([1, None] * (ROWS // 2), dtype="Int64"),
            "d": pd.date_range("2020", periods=ROWS),
            "o": pd.Series(["x", "y"] * (ROWS // 2), dtype=object),
        }
    )


class Hashing:
    def __init__(self) -> None:
        self.hashed = 0

    def __call__(self, value: Any) -> bytes:
        self.hashed += 1
        return bytes([self.hashed])


def test_an_unchanged_copy_is_hashed_once_for_all() -> None:
    hashing = Hashing()
    snapshot = freeze(make())
    first, second = snapshot.open(), snapshot.open()
    first["a"].sum(), first.groupby("s")["b"].sum(), first.index.get_loc(3)
    assert known_digest(first, hashing) == known_digest(second, hashing) == b"\1"
    assert known_digest(snapshot.open(), hashing) == b"\1"
    assert hashing.hashed == 1


def test_a_series_is_known_too() -> None:
    snapshot = freeze(make()["s"])
    assert known_digest(snapshot.open(), Hashing()) == b"\1"
    changed = snapshot.open()
    changed.name = "other"
    assert known_digest(changed, Hashing()) is None
    changed = snapshot.open()
    changed.array[0] = "other"
    assert known_digest(changed, Hashing()) is None
    changed = snapshot.open()
    changed.iloc[0] = "other"
    assert known_digest(changed, Hashing()) is None


CHANGES: dict[str, Callable[[pd.DataFrame], Any]] = {
    **{
        f"cell of {column}": lambda f, c=column, v=value: f.loc.__setitem__((7, c), v)
        for column, value in {
            "a": -1,
            "b": -1.5,
            "s": "other",
            "m": -1,
            "d": pd.Timestamp("1999"),
            "o": "other",
        }.items()
    },
    "iat": lambda f: f.iat.__setitem__((3, 0), -1),
    "column": lambda f: f.__setitem__("a", 1),
    "new column": lambda f: f.__setitem__("z", 1),
    "deleted column": lambda f: f.__delitem__("a"),
    "same column again": lambda f: f.__setitem__("a", f["b"]),
    "insert": lambda f: f.insert(0, "z", 1),
    "pop": lambda f: f.pop("b"),
    "rename": lambda f: f.rename(columns={"a": "z"}, inplace=True),
    "columns": lambda f: setattr(f, "columns", list("uvwxyz")),
    "index": lambda f: setattr(f, "index", np.arange(ROWS) + 1),
    "index name": lambda f: setattr(f.index, "name", "z"),
    "columns name": lambda f: setattr(f.columns, "name", "z"),
    "drop": lambda f: f.drop(index=5, inplace=True),
    "sort": lambda f: f.sort_values("a", ascending=False, inplace=True),
    "replace": lambda f: f.replace({"a": {5: 6}}, inplace=True),
    "fill": lambda f: f.fillna({"m": 0}, inplace=True),
    "update": lambda f: f.update(pd.DataFrame({"a": [7]}, index=[3])),
    "eval": lambda f: f.eval("a = a + 1", inplace=True),
    "attributes": lambda f: f.attrs.__setitem__("x", 1),
    "flags": lambda f: setattr(f.flags, "allows_duplicate_labels", False),
    "mask": lambda f: f.mask(f["a"] > 3, inplace=True),
    "set index": lambda f: f.set_index("a", inplace=True),
    "reset index": lambda f: f.reset_index(inplace=True),
    "where": lambda f: f.isetitem(0, np.zeros(ROWS)),
    "in place plus": lambda f: f.__iadd__(f),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_copy_is_never_known(change: str) -> None:
    snapshot = freeze(make())
    copy = snapshot.open()
    assert known_digest(copy, Hashing()) is not None
    with contextlib.suppress(TypeError):
        CHANGES[change](copy)
    if not copy.equals(make()) or not copy.columns.equals(make().columns):
        assert known_digest(copy, Hashing()) is None
    if change in {"attributes", "flags", "index name", "columns name"}:
        assert known_digest(copy, Hashing()) is None


def test_what_was_made_from_a_copy_is_not_known() -> None:
    snapshot = freeze(make())
    copy = snapshot.open()
    assert known_digest(copy, Hashing()) is not None
    for derived in (copy.copy(), copy[["a"]], copy["a"], copy.head(3), copy.index, object(), 5):
        assert known_digest(derived, Hashing()) is None


def test_copies_that_are_gone_are_forgotten() -> None:
    before = len(handed_out)
    snapshot = freeze(make())
    copies = [snapshot.open() for _ in range(3)]
    assert len(handed_out) == before + 3
    copies.clear()
    gc.collect()
    assert len(handed_out) == before


def test_a_frame_with_cells_that_can_change_is_not_known() -> None:
    frame = pd.DataFrame({"o": [[1]] * ROWS, "a": np.arange(ROWS)})
    assert known_digest(freeze(frame).open(), Hashing()) is None


def test_an_arrow_table_is_known_and_freed() -> None:
    before, hashing = len(handed_out), Hashing()
    snapshot = freeze(pa.table({"a": range(ROWS)}))
    table = snapshot.open()
    assert known_digest(table, hashing) == known_digest(snapshot.open(), hashing) == b"\1"
    assert known_digest(table.slice(1), hashing) is None
    alive = weakref.ref(table)
    del table, snapshot
    gc.collect()
    assert alive() is None
    assert len(handed_out) == before
