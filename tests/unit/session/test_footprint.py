"""How much memory values hold."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from millstream.session.footprint import footprint

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
