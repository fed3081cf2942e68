"""How values become what the store has, and come back."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from blake3 import blake3

from millstream.state.persistence import content
from millstream.state.persistence.content import UnstorableError, decode, encode


def back(value: Any) -> Any:
    return decode(encode(value).joined())


def test_a_value_without_arrays_is_a_pickle() -> None:
    value = {"cart": ["a wheel", 3]}
    assert pickle.loads(encode(value).joined()) == value == back(value)


def test_arrays_come_back_as_they_were_and_can_be_written_to_as_before() -> None:
    fixed = np.arange(4.0)
    fixed.flags.writeable = False
    value = {"free": np.arange(6).reshape(2, 3), "fixed": fixed, "empty": np.zeros((0, 2))}
    found = back(value)
    for name, array in value.items():
        np.testing.assert_array_equal(found[name], array)
    found["free"][0, 0] = 9
    assert not found["fixed"].flags.writeable and found["empty"].shape == (0, 2)


def test_tables_come_back_as_they_were() -> None:
    frame = pd.DataFrame(
        {"n": [1, 2], "text": ["a", "b"], "when": pd.to_datetime(["2020", "2021"])}
    )
    found = back(frame)
    pd.testing.assert_frame_equal(found, frame)
    found.loc[0, "n"] = 5
    assert back(pa.table({"a": [1, 2]})) == pa.table({"a": [1, 2]})


def test_the_digest_is_that_of_the_stored_bytes() -> None:
    for value in ("text", np.arange(1000), [np.zeros(3), np.ones(3)]):
        made = encode(value)
        assert made.digest() == blake3(made.joined()).digest()


def test_arrays_are_not_copied_to_be_compared() -> None:
    array = np.zeros(1000)
    assert any(np.shares_memory(array, np.frombuffer(piece)) for piece in encode(array).pieces[2:])


def test_what_cannot_be_written_down_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnstorableError, match=r"^\w+: .*generator"):
        encode(n for n in range(3))
    monkeypatch.setattr(content, "LARGEST_BYTES", 1000)
    with pytest.raises(UnstorableError, match=r"^8\d\d\d bytes, at most 1000$"):
        encode(np.zeros(1000))
