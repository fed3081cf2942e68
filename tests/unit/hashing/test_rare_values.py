"""Values that few programs hold are told apart by content, too."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from millstream.hashing import Hasher

HASHER = Hasher(bytes(32))


def kept(metadata: dict[str, str] | None) -> pa.Field:
    return pa.field("a", pa.int8(), metadata=metadata)


@pytest.mark.parametrize(
    "different",
    [
        [
            re.match("a.", "ab"),
            re.match("a.", "ac"),
            re.match("a", "ab"),
            re.compile("a").match("aa", 1),
        ],
        [compile("1", "", "eval"), compile("2", "", "eval")],
        [np.ma.masked, np.array(0.0)],
        [
            np.busdaycalendar("1111100"),
            np.busdaycalendar("1111110"),
            np.busdaycalendar("1111100", ["2026-01-01"]),
        ],
        [pd.offsets.CustomBusinessDay(weekmask=day) for day in ("Mon", "Tue")],
        [pa.Tensor.from_numpy(np.zeros(2)), pa.Tensor.from_numpy(np.ones(2))],
        [pa.struct([kept(None)]), pa.struct([kept({"k": "v"})])],
        [pa.list_(kept(None)), pa.list_(kept({"k": "v"}))],
        [pa.map_(pa.string(), kept(None)), pa.map_(pa.string(), kept({"k": "v"}))],
    ],
    ids=lambda different: type(different[0]).__name__,
)
def test_values_that_differ_have_different_digests(different: list[Any]) -> None:
    digests = [HASHER.digest(value) for value in different]
    assert len(set(digests)) == len(different)
    assert digests == [HASHER.digest(value) for value in different]
