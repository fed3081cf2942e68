"""Which values cannot change, so that their identity stands for their content."""

from __future__ import annotations

import datetime
import decimal
import enum
import fractions
import pathlib
import re
import uuid
from typing import Any, Final

_IMMUTABLE: Final = frozenset(
    {
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
        datetime.date,
        datetime.timedelta,
        datetime.timezone,
        decimal.Decimal,
        fractions.Fraction,
        uuid.UUID,
        pathlib.PurePosixPath,
        pathlib.PureWindowsPath,
        pathlib.PosixPath,
        pathlib.WindowsPath,
        re.Pattern,
    }
)


def is_immutable(value: Any) -> bool:
    """Return whether a value can never have another content.

    Parameters
    ----------
    value
        Any value; ``False`` where it is not known.

    Examples
    --------
    >>> is_immutable((1, "a"))
    True
    >>> is_immutable((1, []))
    False
    """
    kind = type(value)
    if kind in _IMMUTABLE:
        return True
    if kind is tuple or kind is frozenset:
        return all(map(is_immutable, value))
    if kind is datetime.datetime or kind is datetime.time:
        return value.tzinfo is None or is_immutable(value.tzinfo)
    return isinstance(value, enum.Enum) and is_immutable(value._value_) and not _has_more(value)


def _has_more(member: enum.Enum) -> bool:
    return any(not name.startswith("_") for name in vars(member))
