"""How much memory values hold: an estimate that costs little, for deciding whom there is room for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

_MOST_OBJECTS = 100_000
"""After so many objects the rest is left out; large arrays and texts are single objects."""

_SHARED = (type, ModuleType, FunctionType, BuiltinFunctionType, MethodType)
"""What belongs to the program rather than to a session."""


def footprint(values: Iterable[Any]) -> int:
    """Estimate how many bytes values hold, with all that they refer to; what is shared counts once.

    Parameters
    ----------
    values
        What to measure.

    Examples
    --------
    >>> footprint([bytes(1000), bytearray(1000)]) > 2000
    True
    >>> same = bytes(1000)
    >>> footprint([[same, same]]) < 2000
    True
    """
    seen: set[int] = set()
    waiting = list(values)
    size_bytes = 0
    while waiting and len(seen) < _MOST_OBJECTS:
        value = waiting.pop()
        if id(value) in seen or isinstance(value, _SHARED):
            continue
        seen.add(id(value))
        size_bytes += _own_bytes(value)
        waiting += _parts(value)
    return size_bytes


def _own_bytes(value: Any) -> int:
    try:
        held = getattr(value, "nbytes", 0)  # arrays and tables know what they hold, also outside
        return max(sys.getsizeof(value), held if isinstance(held, int) else 0)
    except Exception:  # whatever the properties of the user's classes raise
        return 0


def _parts(value: Any) -> list[Any]:
    try:
        if isinstance(value, Mapping):
            return [*value, *value.values()]
        if isinstance(value, (list, tuple, set, frozenset)):
            return list(value)
        attributes = getattr(value, "__dict__", None)
        return list(attributes.values()) if isinstance(attributes, dict) else []
    except Exception:  # changed by a thread meanwhile, or whatever the user's class does
        return []
