"""How much memory values hold."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

import millstream as st
from millstream.protocol.elements import Text
from millstream.protocol.messages import Node
from millstream.session.footprint import footprint, sole

MEGABYTE = 1_000_000


class Holder:
    def __init__(self, content: Any) -> None:
        self.content = content


@pytest.mark.parametrize(
    "value",
    [
        bytes(MEGABYTE),
        "x" * MEGABYTE,
        [bytes(MEGABYTE // 2), bytes(MEGABYTE // 2)],
        {"deep": {"down": (bytes(MEGABYTE),)}},
        {bytes(MEGABYTE)},
        Holder(bytes(MEGABYTE)),
        np.zeros(MEGABYTE // 8),
        np.zeros(MEGABYTE // 8)[1:],
        pd.Series(np.zeros(MEGABYTE // 8)),
    ],
    ids=["bytes", "text", "list", "nested", "set", "object", "array", "view", "series"],
)
def test_what_values_hold_counts_wherever_it_lies(value: Any) -> None:
    assert 0.99 * MEGABYTE < footprint([value]) < 1.1 * MEGABYTE


def test_a_table_counts() -> None:
    frame = pd.DataFrame({"a": np.zeros(MEGABYTE // 16), "b": np.zeros(MEGABYTE // 16)})
    assert footprint([frame]) > 0.99 * MEGABYTE


def test_cells_that_are_objects_count() -> None:
    cells = [str(n) * 100 for n in range(1000)]
    total = sum(map(sys.getsizeof, cells))
    assert footprint([pd.Series(cells, dtype=object)]) > total
    assert footprint([np.array(cells, dtype=object)]) > total


def test_a_page_counts() -> None:
    assert footprint([Node(1, Text("x" * MEGABYTE))]) > MEGABYTE


def test_what_a_cache_shares_with_all_sessions_counts_for_none() -> None:
    @st.cache_data(show_spinner=False)
    def table() -> pd.DataFrame:
        names = ["a mill"] * (MEGABYTE // 8)
        return pd.DataFrame({"n": np.zeros(len(names)), "name": names})

    @st.cache_data(show_spinner=False)
    def numbers() -> Any:
        return np.zeros(MEGABYTE)  # smaller ones are copied for each caller

    table(), numbers()
    frame, array = table(), numbers()
    assert footprint([frame, frame["n"], array, array[1:]]) < 1000
    assert footprint([frame.copy()]) >= MEGABYTE and footprint([array.copy()]) >= MEGABYTE
    frame.loc[0, "n"] = 5.0
    assert footprint([frame]) >= MEGABYTE  # it has its own copy of the column now


def test_what_is_shared_counts_once_and_circles_end() -> None:
    shared = bytes(MEGABYTE)
    circle: list[Any] = [shared]
    circle.append(circle)
    assert footprint([shared, circle, {"again": shared}]) < 1.1 * MEGABYTE


def test_what_belongs_to_the_program_does_not_count() -> None:
    assert footprint([sys, footprint, Holder, len]) == 0


class Hostile:
    @property
    def nbytes(self) -> int:
        raise RuntimeError("nobody asks me")

    def __len__(self) -> int:
        raise RuntimeError("nor for that")


class Odd(dict[str, Any]):
    def values(self) -> Any:
        raise RuntimeError("nor for these")


def test_what_classes_of_users_raise_does_not_matter() -> None:
    assert footprint([Hostile(), Odd(a=1), bytes(MEGABYTE)]) > MEGABYTE


def test_names_of_a_script_count_where_nothing_else_has_their_values() -> None:
    resource = bytes(MEGABYTE)
    namespace = {"own": bytes(MEGABYTE), "resource": resource, "st": st, "__name__": "app"}
    (own,) = sole(namespace)
    assert own is namespace["own"]
    del own
    again = sole(namespace)
    assert len(again) == 1 and footprint(again) < 1.1 * MEGABYTE
