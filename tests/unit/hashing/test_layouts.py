"""Arrays and frames count by what they hold, and not by how it lies in memory."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from millstream.hashing import UnhashableError

if TYPE_CHECKING:
    from millstream.hashing import Hasher


@pytest.mark.parametrize("dtype", ["f8", "f4", "u1", "i2"])
def test_large_arrays_of_any_layout_are_hashed_in_the_order_of_their_indices(
    hasher: Hasher, dtype: str
) -> None:
    array = np.arange(3_000_000).reshape(3000, 1000).astype(dtype)
    digest = hasher.digest(array)
    assert hasher.digest(np.asfortranarray(array)) == digest
    assert hasher.digest(np.asfortranarray(array[::-1])[::-1]) == digest
    assert hasher.digest(np.repeat(array, 2, axis=1)[:, ::2]) == digest
    changed = np.asfortranarray(array)
    changed[2999, 999] += 1
    assert hasher.digest(changed) != digest
    turned = array.reshape(30, 100, 1000)
    assert hasher.digest(np.asfortranarray(turned)) == hasher.digest(turned)


def test_columns_of_many_sizes_are_hashed_whatever_keeps_them(hasher: Hasher) -> None:
    for rows in (3, 5000, 20_000):
        columns = np.arange(rows * 250.0).reshape(rows, 250)
        whole = pd.DataFrame(columns)
        views = pd.DataFrame(columns, copy=False)
        single = pd.concat([whole[[place]] for place in whole], axis=1)
        assert hasher.digest(views) == hasher.digest(whole) == hasher.digest(single)
        columns[rows - 1, 249] = -1.0
        assert hasher.digest(pd.DataFrame(columns)) != hasher.digest(whole)


def test_columns_count_by_place_and_type(hasher: Hasher) -> None:
    def frame(**columns: Any) -> bytes:
        return hasher.digest(pd.DataFrame(columns))

    floats, ints = np.zeros(3), np.zeros(3, int)
    assert frame(a=floats, b=ints) != frame(a=ints, b=floats)
    assert frame(a=floats, b=ints, c=floats) != frame(a=floats, b=floats, c=ints)
    assert frame(a=floats.astype("M8[s]")) != frame(a=floats.astype("m8[s]"))
    assert frame(a=floats.astype("M8[s]")) != frame(a=floats.astype("M8[ms]"))


def test_a_column_that_cannot_be_hashed_is_named(hasher: Hasher) -> None:
    with pytest.raises(UnhashableError) as raised:
        hasher.digest(pd.DataFrame({"a": [1], "b": [threading.Lock()]}))
    assert raised.value.path == "['b'][0]"
