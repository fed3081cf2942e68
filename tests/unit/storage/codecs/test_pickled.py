"""Pickle, the last resort: protocol 5 with its buffers outside."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from millstream.storage.codecs import InexactError, pickled


class Point:
    def __init__(self, x: int) -> None:
        self.x = x


class Locked:
    def __reduce__(self) -> Any:
        raise ValueError("not me")


def back(value: Any) -> Any:
    encoded = pickled.encode(value)
    return pickled.decode(encoded.head, [b"".join(each.chunks) for each in encoded.buffers])


@pytest.mark.parametrize(
    "array",
    [
        np.arange(1000),
        np.arange(1000).astype("M8[s]"),
        np.arange(1000).astype("m8[ms]").reshape(10, 100, order="F"),
        np.arange(1000).astype("M8[s]")[::2],
    ],
    ids=["numbers", "dates", "Fortran spans", "strided dates"],
)
def test_arrays_lie_outside_of_the_pickle(array: np.ndarray[Any, Any]) -> None:
    encoded = pickled.encode({"a": array})
    if array.flags.contiguous:
        assert len(encoded.head) < 500
        assert sum(each.size_bytes for each in encoded.buffers) == array.nbytes
    read = back({"a": array})["a"]
    assert read.dtype == array.dtype
    assert (read == array).all()


def test_other_objects_come_back() -> None:
    assert back(Point(3)).x == 3
    assert pickled.decode(pickled.encode_whole(Point(3)), []).x == 3


@pytest.mark.parametrize("value", [Locked(), lambda: 1], ids=["refuses", "local"])
def test_what_cannot_be_pickled_is_refused(value: Any) -> None:
    for encode in (pickled.encode, pickled.encode_whole):
        with pytest.raises(InexactError):
            encode(value)
