"""Snapshots of values that need no copy, and of flat containers of those."""

from __future__ import annotations

import datetime as dt
import decimal
import fractions
import re
import sys
import uuid
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable

ATOMS: frozenset[type] = frozenset(
    {
        *(
            type(None),
            bool,
            int,
            float,
            complex,
            str,
            bytes,
            range,
            type(...),
            type(NotImplemented),
        ),
        *(dt.date, dt.time, dt.timedelta, dt.timezone, ZoneInfo),
        *(decimal.Decimal, fractions.Fraction, uuid.UUID, re.Pattern),
        *(PurePosixPath, PureWindowsPath),
    }
)
_LIBRARY_ATOMS = {
    *(("pandas", name) for name in ("Timestamp", "Timedelta", "Period", "Interval")),
    *(("pandas.api.typing", name) for name in ("NAType", "NaTType")),
    *(("pathlib", name) for name in ("PosixPath", "WindowsPath")),
}


class Constant:
    """A value that nobody can change, or that everybody is meant to share.

    Parameters
    ----------
    value
        The value.
    size_bytes
        The memory it holds.
    """

    __slots__ = ("_value", "size_bytes")
    shared = True

    def __init__(self, value: Any, size_bytes: int) -> None:
        self._value = value
        self.size_bytes = size_bytes

    def open(self) -> Any:
        """Return the value itself."""
        return self._value


class FlatCopy:
    """A list, dictionary or set of values that nobody can change: one level is copied.

    Parameters
    ----------
    value
        A container that belongs to the snapshot.
    size_bytes
        The memory it holds.
    """

    __slots__ = ("open", "size_bytes")
    shared = False

    def __init__(self, value: Any, size_bytes: int) -> None:
        self.open: Callable[[], Any] = value.copy
        self.size_bytes = size_bytes


def is_constant(value: Any) -> bool:
    """Return whether nothing reachable from a value can change."""
    kind = type(value)
    if kind in ATOMS:
        return True
    if kind is dt.datetime:
        return value.tzinfo is None or type(value.tzinfo) in {dt.timezone, ZoneInfo}
    if kind is tuple or kind is frozenset:
        return all(map(is_constant, value))
    return _is_library_atom(kind)


def _is_library_atom(kind: type) -> bool:
    if (kind.__module__, kind.__qualname__) in _LIBRARY_ATOMS:
        return True
    numpy = sys.modules.get("numpy")
    if numpy is None or kind.__module__ != "numpy":
        return False
    scalars = (numpy.number, numpy.bool, numpy.str_, numpy.bytes_)
    return issubclass(kind, (*scalars, numpy.datetime64, numpy.timedelta64))


def is_flat(value: Any) -> bool:
    """Return whether a value is a plain container of values that nobody can change."""
    kind = type(value)
    if kind is list or kind is set:
        return all(map(is_constant, value))
    if kind is dict:
        return all(map(is_constant, value)) and all(map(is_constant, value.values()))
    return False


def measure(value: Any) -> int:
    """Return the memory of a constant or flat value, in bytes."""
    kind = type(value)
    size = sys.getsizeof(value, 64)
    if kind is dict:
        return size + sum(map(measure, value)) + sum(map(measure, value.values()))
    if kind in {list, tuple, set, frozenset}:
        return size + sum(map(measure, value))
    return size
