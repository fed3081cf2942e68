"""Anything else, by pickle protocol 5 with its buffers out of band.

Only what carries the signature of this installation may be decoded: reading a pickle runs code.
"""

from __future__ import annotations

import io
import pickle
import sys
from typing import TYPE_CHECKING, Any

from millstream.storage.codecs.encoded import Encoded, InexactError
from millstream.storage.envelope import Gathered

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Pickler(pickle.Pickler):
    """Keep the buffers outside, also those of dates, which NumPy leaves inside."""

    def reducer_override(self, obj: Any) -> Any:
        """Return how an array of dates or spans is put together, or leave it to pickle."""
        numpy = sys.modules.get("numpy")
        if numpy is None or type(obj) is not numpy.ndarray or obj.dtype.kind not in "mM":
            return NotImplemented
        if not (obj.flags.c_contiguous or obj.flags.f_contiguous):
            return NotImplemented
        return numpy.ndarray.view, (obj.view("i8"), obj.dtype)


def encode(value: Any) -> Encoded:
    """Return any value as a pickle and the buffers that it refers to.

    Raises
    ------
    InexactError
        Where the value cannot be pickled.
    """
    stream, buffers = io.BytesIO(), list[pickle.PickleBuffer]()
    try:
        _Pickler(stream, protocol=5, buffer_callback=buffers.append).dump(value)
        return Encoded(stream.getvalue(), [Gathered(each.raw()) for each in buffers])
    except Exception as error:
        # Whatever the methods of the user's classes raise.
        raise InexactError(f"{type(error).__name__}: {error}") from error


def encode_whole(value: Any) -> bytes:
    """Return any value as one pickle.

    Raises
    ------
    InexactError
        Where the value cannot be pickled.
    """
    try:
        return pickle.dumps(value, protocol=5)
    except Exception as error:
        # Whatever the methods of the user's classes raise.
        raise InexactError(f"{type(error).__name__}: {error}") from error


def decode(head: bytes, buffers: Sequence[Any]) -> Any:
    """Return the value; its arrays lie over the buffers. The head must have been verified."""
    return pickle.loads(head, buffers=buffers)  # noqa: S301 - signed by this installation
