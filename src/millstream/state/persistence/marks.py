"""What tells without looking at a value's content that it is what it was.

A frame of 100 MB that a script reads in each run is hashed in milliseconds, but that is longer than most runs take. Under
pandas' copy-on-write nothing has to be read: while somebody holds a shallow copy, each write puts other parts in the place
of the frame's. What is written past pandas, such as by `frame["a"].array[0] = 1`, goes unnoticed.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any, Final

from millstream.hashing.immutable import is_immutable
from millstream.hashing.parts import parts_of

_DEEPEST: Final = 4
_MOST_PARTS: Final = 1000
"""What consists of more is hashed as quickly as it is compared."""


class Mark:
    """The objects that a value consists of, and what keeps writes from going into them.

    Parameters
    ----------
    value
        The value as it is now.

    Examples
    --------
    >>> rows = (1, "a")
    >>> mark = Mark(rows)
    >>> mark.tells and Mark(rows).is_same(mark)
    True
    >>> Mark(bytearray(b"1")).tells
    False
    """

    __slots__ = ("_frames", "_held", "_parts", "_sizes", "tells")

    def __init__(self, value: Any) -> None:
        self._parts: list[Any] = []
        self._sizes: list[int] = []
        self._frames: list[Any] = []
        self._held: list[Any] = []
        self.tells = self._add(value, 0)

    def is_same(self, other: Mark) -> bool:
        """Whether nothing has changed between the two marks of a value; only of one that was held."""
        if not (self.tells and other.tells) or len(self._parts) != len(other._parts):
            return False
        if self._sizes != other._sizes:
            return False
        return all(a is b for a, b in zip(self._parts, other._parts, strict=True))

    def hold(self) -> None:
        """Have each write to the value from now on put other parts in the place of these."""
        self._held = [frame.copy(deep=False) for frame in self._frames]
        self._frames = []

    def _add(self, value: Any, depth: int) -> bool:
        """Add the parts of a value; say whether they stand for it."""
        kind = type(value)
        self._parts.append(value)
        if depth > _DEEPEST or len(self._parts) > _MOST_PARTS:
            return False
        if is_immutable(value):
            return True
        if kind not in (dict, list, tuple):
            return self._add_frame(value)
        self._sizes.append(len(value))
        if len(value) > _MOST_PARTS:
            return False
        inner = (*value, *value.values()) if kind is dict else value
        return all(self._add(each, depth + 1) for each in inner)

    def _add_frame(self, value: Any) -> bool:
        pandas = sys.modules.get("pandas")
        if pandas is None or type(value) not in (pandas.DataFrame, pandas.Series):
            return False
        if not _copies_on_write() or any(_has_objects(each.values) for each in value._mgr.blocks):
            return False
        parts = parts_of(value)
        if parts is None:
            return False
        self._parts += parts
        self._frames.append(value)
        return True


def _has_objects(cells: Any) -> bool:
    """Whether cells of a column may be objects that can change by themselves."""
    return bool(getattr(cells.dtype, "hasobject", False))


@cache
def _copies_on_write() -> bool:
    """Whether this pandas always keeps writes to a frame from its shallow copies."""
    return int(sys.modules["pandas"].__version__.split(".")[0]) >= 3
