"""Arrays as raw buffers with a head."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from millstream.storage.codecs import InexactError, arrays

ARRAYS: dict[str, np.ndarray[Any, Any]] = {
    "integers": np.arange(12),
    "matrix": np.arange(12, dtype="f4").reshape(3, 4),
    "Fortran order": np.asfortranarray(np.arange(12).reshape(3, 4)),
    "every second": np.arange(12)[::2],
    "backwards": np.arange(12)[::-1],
    "transposed": np.arange(24).reshape(2, 3, 4).transpose(1, 0, 2),
    "no dimension": np.array(5.0),
    "empty": np.empty((0, 3)),
    "big endian": np.arange(3, dtype=">i4"),
    "booleans": np.array([True, False]),
    "complex": np.array([1 + 2j]),
    "dates": np.array(["2026-01-02", "NaT"], "M8[ns]"),
    "spans": np.array([1, 2], "m8[s]"),
    "texts": np.array(["a", "bcd"]),
    "bytes": np.array([b"a", b"bcd"]),
    "half": np.array([1.5], "f2"),
    "records": np.array([(1, 2.5, "x")], [("a", "i4"), ("b", "f8"), ("c", "U3")]),
    "nested records": np.array([((1, 2),)], [("a", [("x", "i2"), ("y", "i2")])]),
    "titled records": np.array([(1, [2, 3])], [("a", "i4"), ("b", "i4", (2,))]),
    "read-only": np.broadcast_to(np.arange(3), (2, 3)),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_an_array_comes_back_as_it_was(name: str) -> None:
    array = ARRAYS[name]
    head, (buffer,) = arrays.encode(array)
    content = bytearray(b"".join(buffer.chunks))
    assert len(content) == buffer.size_bytes == array.nbytes
    read = arrays.decode(head, content)
    assert (read.dtype, read.shape) == (array.dtype, array.shape)
    assert read.tobytes() == array.tobytes()
    assert read.flags.writeable
    if array.flags.f_contiguous and not array.flags.c_contiguous:
        assert read.flags.f_contiguous


def test_a_contiguous_array_is_not_copied() -> None:
    array = np.arange(12).reshape(3, 4)
    (chunk,) = arrays.encode(array).buffers[0].chunks
    array[0, 0] = 99
    assert chunk[0] == 99


@pytest.mark.parametrize(
    "array",
    [
        np.array([object()]),
        np.array([(object(),)], [("a", "O")]),
        np.array([1], np.dtype("i4", metadata={"unit": "m"})),
        np.array([(1, 2)], np.dtype([("a", "i1"), ("b", "i8")], align=True)),
        np.array(["a"], np.dtypes.StringDType()),
    ],
    ids=["objects", "records of objects", "metadata", "aligned", "strings"],
)
def test_what_the_head_cannot_tell_is_refused(array: np.ndarray[Any, Any]) -> None:
    with pytest.raises(InexactError, match="cells of type"):
        arrays.encode(array)


def test_the_head_is_no_code() -> None:
    with pytest.raises((ValueError, TypeError, SyntaxError)):
        arrays.named_dtype("[__import__('os')]")
