from __future__ import annotations

import threading
from typing import Any

import pandas as pd
import pytest

from millstream.hashing import Hasher, UnhashableError


class Model:
    def __init__(self, weights: Any) -> None:
        self.weights = weights


def changed(hasher: Hasher, before: Any, after: Any) -> set[str]:
    one, other = hasher.outline(before), hasher.outline(after)
    return {path for path in one | other if one.get(path) != other.get(path)}


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ([1, 2], [1, 3], {"[1]"}),
        ([1, 2], [1, 2, 3], {"[2]"}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 3}}, {"['a']", "['a']['c']"}),
        ([Model([1, 2])], [Model([1, 3])], {"[0]", "[0].weights", "[0].weights[1]"}),
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], set()),
        (1, 2, set()),
    ],
)
def test_the_outline_names_the_paths_that_differ(
    hasher: Hasher, before: Any, after: Any, paths: set[str]
) -> None:
    assert changed(hasher, before, after) == paths


def test_the_outline_of_a_frame_names_its_columns(hasher: Hasher) -> None:
    before = pd.DataFrame({"price": [1.0, 2.0], "name": ["a", "b"]})
    after = before.assign(price=[1.0, 3.0])
    assert changed(hasher, before, after) == {"['price']"}
    after = before.set_index(pd.Index([*range(9), 5]).take([0, 9]))
    assert ".index" in changed(hasher, before, after)
    assert "['price']" not in changed(hasher, before, after)


def test_the_outline_is_bounded_and_bounds_change_nothing(hasher: Hasher) -> None:
    deep: Any = 1
    for _ in range(20):
        deep = [deep]
    assert max(path.count("[") for path in hasher.outline(deep)) == 4
    wide = [[number] for number in range(10_000)]
    assert len(hasher.outline(wide)) <= 256
    longer = [*wide, [1]]
    assert changed(hasher, wide, longer) == set()


def test_the_outline_of_a_cycle_ends(hasher: Hasher) -> None:
    ring: list[Any] = [1]
    ring.append([ring])
    assert "[1][0]" in hasher.outline(ring)


def test_digests_in_an_outline_are_those_of_the_parts(hasher: Hasher) -> None:
    value = {"a": [1, 2, "x"], "b": 2}
    outline = hasher.outline(value)
    assert outline["['a']"] == hasher.digest([1, 2, "x"])
    assert outline["['b']"] == hasher.digest(2)


def test_an_outline_names_what_cannot_be_hashed(hasher: Hasher) -> None:
    with pytest.raises(UnhashableError) as caught:
        hasher.outline({"a": [1, threading.Lock()]})
    assert caught.value.path == "['a'][1]"
