"""Classes of the project that are registered as attributes of tables: `frame.prices.mean()`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import CodeType
from typing import Any, Final, NamedTuple

from millstream.hashing.project import owns_class

_OWNERS: Final = {
    "pandas": ("DataFrame", "Series", "Index"),
    "polars": ("DataFrame", "LazyFrame", "Series", "Expr"),
}


class Accessor(NamedTuple):
    """A class that is registered.

    Parameters
    ----------
    owner
        The class of tables that has it.
    name
        The attribute.
    held
        What the owner holds under the name.
    kind
        The class.
    """

    owner: type
    name: str
    held: Any
    kind: type


def accessors(code: CodeType, is_project: Callable[[str], bool]) -> list[Accessor]:
    """Return the registered classes of the project whose names stand in code.

    Of which type a value will be is not known: a name that several types have means all of them.

    Parameters
    ----------
    code
        The code of a function.
    is_project
        Whether a file of code is the user's own.
    """
    found = [each for each in _registered() if owns_class(each.kind, is_project)]
    names = _names(code) if found else set()
    return [each for each in found if each.name in names]


def _registered() -> list[Accessor]:
    found: list[Accessor] = []
    for library, owners in _OWNERS.items():
        module = sys.modules.get(library)
        for owner in filter(None, (getattr(module, each, None) for each in owners)):
            for name in sorted(getattr(owner, "_accessors", ())):
                held = vars(owner).get(name)
                kind = getattr(held, "_accessor", None)
                kind = kind if isinstance(kind, type) else getattr(held, "_ns", None)
                if isinstance(kind, type):
                    found.append(Accessor(owner, name, held, kind))
    return found


def _names(code: CodeType) -> set[str]:
    nested = (each for each in code.co_consts if isinstance(each, CodeType))
    return set(code.co_names).union(*map(_names, nested))
