"""How much memory values hold: an estimate that costs little, for deciding whom there is room for."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from mmap import mmap
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


def sole(namespace: Mapping[str, Any]) -> list[Any]:
    """Give the values of a script's namespace that nothing else refers to.

    What is referred to elsewhere too may be a module's, or a cached resource: it stays when the session goes.

    Parameters
    ----------
    namespace
        The names of the script.

    Examples
    --------
    >>> shared = [1]
    >>> sole({"own": [2], "shared": shared, "__name__": "app"})
    [[2]]
    """
    return [
        namespace[name]
        for name in list(namespace)
        if name in namespace
        and not name.startswith("__")
        and sys.getrefcount(namespace[name]) <= _SOLE_REFERENCES
    ]


_SOLE_REFERENCES = sys.getrefcount({"x": object()}["x"]) + 1
"""What is counted of a value in a dictionary: the dictionary's reference, and that of the call that counts."""


def _own_bytes(value: Any) -> int:
    try:
        kind = (type(value).__module__, type(value).__qualname__)
        if kind == ("numpy", "ndarray"):
            return _array_bytes(value)
        if kind in _ARROW_COLUMNS:
            return _arrow_bytes(value)
        if kind in _FRAMES:
            return 0  # its columns have it
        held = getattr(value, "nbytes", 0)  # others of the kind know what they hold, also outside
        return max(sys.getsizeof(value), held if isinstance(held, int) else 0)
    except Exception:  # whatever the properties of the user's classes raise
        return 0


def _array_bytes(array: Any) -> int:
    """Measure an array; memory that cannot be written to, or is mapped, is a cache's and shared by all."""
    is_shared = not array.flags.writeable or isinstance(_owner(array), mmap)
    return 0 if is_shared else int(array.nbytes)


def _owner(buffer: Any) -> Any:
    """Find what has the memory of an array: another array, a buffer, or what lies below it."""
    below = getattr(buffer, "base", None)
    if below is None:
        below = memoryview(buffer).obj
    return buffer if below is buffer else _owner(below)


def _arrow_bytes(values: Any) -> int:
    """Measure a column of Arrow's; buffers that cannot be written to are a cache's."""
    buffers = [buffer for chunk in values._pa_array.chunks for buffer in chunk.buffers()]
    return sum(buffer.size for buffer in buffers if buffer is not None and buffer.is_mutable)


_FRAMES = {("pandas", "DataFrame"), ("pandas", "Series")}
_ARROW_COLUMNS = {("pandas.arrays", name) for name in ("ArrowStringArray", "ArrowExtensionArray")}


def _parts(value: Any) -> list[Any]:
    try:
        kind = (type(value).__module__, type(value).__qualname__)
        if kind in _FRAMES:
            return [block.values for block in value._mgr.blocks]
        if kind == ("numpy", "ndarray") or kind in _ARROW_COLUMNS:
            return list(value.ravel()) if getattr(value.dtype, "hasobject", False) else []
        if isinstance(value, Mapping):
            return [*value, *value.values()]
        if isinstance(value, (list, tuple, set, frozenset)):
            return list(value)
        if fields := getattr(type(value), "__struct_fields__", ()):
            return [getattr(value, field) for field in fields]
        attributes = getattr(value, "__dict__", None)
        return list(attributes.values()) if isinstance(attributes, dict) else []
    except Exception:  # changed by a thread meanwhile, or whatever the user's class does
        return []
