"""What a class statement reads, where what it makes of that cannot be compared.

An object of a package, such as the column of a table, is often numbered when it is made: two that are made of the same are
never equal. They count as the same if the text of the statement is the same, and all that it reads and calls.
"""

from __future__ import annotations

import datetime
import types
from collections.abc import Iterable, Mapping
from typing import Any, Final

from millstream.hashing.project import is_project, owns_module
from millstream.script.identity.content import Content, describe, has_opaque

_ABSENT: Final[Any] = object()
_OURS: Final = frozenset({"millstream", "streamlit"})
_CHANGING_MODULES: Final = frozenset(
    {"_random", "io", "nt", "os", "posix", "random", "secrets", "time", "uuid"}
)
_CHANGING_METHODS: Final = frozenset({"now", "today", "utcnow"})


class UntrustedError(Exception):
    """What a statement calls may give something else each time."""


def describe_reads(
    reads: Iterable[tuple[str, ...]], namespace: Mapping[str, Any], body: Mapping[str, Any]
) -> Content:
    """Describe what a statement reads.

    Parameters
    ----------
    reads
        Names, with the attributes that are read from them.
    namespace
        The globals.
    body
        What the body of the class has set: its own names.

    Raises
    ------
    UntrustedError
        Where it calls what may give something else each time.
    """
    builtins = namespace.get("__builtins__", {})
    names = vars(builtins) if isinstance(builtins, types.ModuleType) else builtins
    found = {}
    for chain in reads:
        value = namespace.get(chain[0], names.get(chain[0], _ABSENT))
        if chain[0] not in body and value is not _ABSENT:
            found[chain] = _describe(value, chain[1:])
    return found


def _describe(value: Any, attributes: tuple[str, ...]) -> Content:
    while attributes and isinstance(value, types.ModuleType):
        _trust_module(value.__name__)
        value, attributes = getattr(value, attributes[0], _ABSENT), attributes[1:]
    if isinstance(value, types.FunctionType):
        module = value.__globals__.get("__name__") or ""
        _trust_module(module)
        if owns_module(module, is_project):
            raise UntrustedError
    elif isinstance(value, types.BuiltinFunctionType):
        _trust_module(value.__module__ or "")
    elif _CHANGING_METHODS.intersection(attributes) and _is_date(value):
        raise UntrustedError
    content = describe(value)
    if has_opaque(content):
        raise UntrustedError
    return content


def _is_date(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, datetime.date)


def _trust_module(name: str) -> None:
    root = name.partition(".")[0]
    if root in _OURS or root in _CHANGING_MODULES:
        raise UntrustedError
