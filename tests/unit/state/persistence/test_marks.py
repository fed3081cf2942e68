"""What is known to be unchanged without being read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from millstream.state.persistence.marks import Mark


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "wheels": [1, 2, 3],
            "flow": [0.5, 1.5, 2.5],
            "name": ["a", "b", "c"],
            "kind": pd.Categorical(["x", "y", "x"]),
            "built": pd.to_datetime(["1801", "1802", "1803"], format="%Y"),
        }
    )


def is_told(value: Any, change: Callable[[Any], object]) -> bool:
    """Whether a change is noticed."""
    mark = Mark(value)
    assert mark.tells
    mark.hold()
    assert Mark(value).is_same(mark)
    change(value)
    return not Mark(value).is_same(mark)


WRITES: dict[str, Callable[[pd.DataFrame], object]] = {
    "a cell": lambda table: table.loc.__setitem__((0, "wheels"), 9),
    "a cell by its place": lambda table: table.iat.__setitem__((0, 1), 9.5),
    "a text": lambda table: table.loc.__setitem__((0, "name"), "z"),
    "a category": lambda table: table.loc.__setitem__((0, "kind"), "y"),
    "a date": lambda table: table.loc.__setitem__((0, "built"), pd.Timestamp("1900")),
    "a column": lambda table: table.__setitem__("flow", [1.0, 2.0, 3.0]),
    "a new column": lambda table: table.__setitem__("more", 1),
    "a column that goes": lambda table: table.pop("wheels"),
    "the labels": lambda table: setattr(table, "columns", list("vwxyz")),
    "the name of the index": lambda table: setattr(table.index, "name", "i"),
    "the index": lambda table: setattr(table, "index", [3, 4, 5]),
    "attributes": lambda table: table.attrs.update(source="a file"),
    "cells that fit a condition": lambda table: table.loc.__setitem__(
        (table["wheels"] > 1, "wheels"), 0
    ),
    "in place by a method": lambda table: table.update(pd.DataFrame({"wheels": [7, 7, 7]})),
}


@pytest.mark.parametrize("what", WRITES)
def test_a_write_to_a_frame_is_noticed(what: str) -> None:
    assert is_told(frame(), WRITES[what])


@pytest.mark.parametrize("what", WRITES)
def test_a_write_to_a_frame_in_a_container_is_noticed(what: str) -> None:
    assert is_told({"tables": [1, frame()]}, lambda value: WRITES[what](value["tables"][1]))


def test_reading_a_frame_changes_nothing() -> None:
    def read(table: pd.DataFrame) -> None:
        view = table[["wheels", "flow"]]
        view.loc[0, "wheels"] = 9
        copy = table.copy()
        copy["flow"] = 0
        table.to_numpy()
        table.groupby("kind", observed=True)["flow"].sum()

    assert not is_told(frame(), read)


@pytest.mark.parametrize(
    "change",
    [
        lambda value: value["a"].append(3),
        lambda value: value["a"].pop(),
        lambda value: value.pop("b"),
        lambda value: value.__setitem__("b", "other"),
        lambda value: value["a"].__setitem__(0, 5),
        lambda value: (value["a"].pop(), value["c"].append(2)),
    ],
)
def test_a_change_deep_in_a_container_is_noticed(change: Callable[[Any], object]) -> None:
    assert is_told({"a": [1, 2], "c": [], "b": "text"}, change)


@pytest.mark.parametrize(
    "value",
    [
        np.zeros(3),
        bytearray(b"x"),
        {1, 2},
        pd.DataFrame({"a": [[1], [2]]}),
        pd.DataFrame({"a": [1]}, index=pd.MultiIndex.from_tuples([(1, 2)])),
        [[[[[[1]]]]]],
        list(range(2000)),
        object(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_may_change_unnoticed_has_to_be_read(value: Any) -> None:
    assert not Mark(value).tells
    assert not Mark(value).is_same(Mark(value))


def test_a_container_that_holds_itself_has_to_be_read() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert not Mark(endless).tells
