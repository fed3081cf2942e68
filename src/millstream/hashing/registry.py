"""From a type to its encoder, by the qualified names of its bases.

Libraries are found by the name of the module that their types say they come from, so that none is
imported before the user's program has done so.
"""

from __future__ import annotations

import threading
import weakref
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from millstream.hashing import callables, canonical, containers, standard
from millstream.hashing.objects import (
    encode_named_tuple,
    encode_own_key,
    function_encoder,
    structural_encoder,
    with_attributes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from millstream.hashing.digest import Encode

_ADAPTERS: Final = {
    "PIL": "pil",
    "keras": "tensorflow",
    "millstream": "millstream",
    "numpy": "numpy",
    "pandas": "pandas",
    "polars": "polars",
    "pyarrow": "pyarrow",
    "pydantic": "pydantic",
    "scipy": "scipy",
    "snowflake": "snowflake",
    "sqlalchemy": "sqlalchemy",
    "tempfile": "tempfile",
    "tensorflow": "tensorflow",
    "torch": "torch",
}
"""The module that knows the types of a package, by the package's name."""

_FILE_METHODS: Final = ("read", "seek", "tell")
_EXACT: Final[dict[type, Encode]] = {**containers.ENCODERS, **standard.ENCODERS}
_found: Final[weakref.WeakKeyDictionary[type, Encode]] = weakref.WeakKeyDictionary()
_lock: Final = threading.Lock()


def find_encoder(kind: type) -> Encode:
    """Return the encoder of a type.

    Parameters
    ----------
    kind
        The type.
    """
    exact = _EXACT.get(kind)
    if exact is not None:
        return exact
    with _lock:
        found = _found.get(kind)
        if found is None:
            found = _found[kind] = _choose(kind)
        return found


def is_encoded(kind: type) -> bool:
    """Return whether values of a type are encoded in a way that was made for them.

    Parameters
    ----------
    kind
        The type.
    """
    return any(
        base in _EXACT or "__millstream_key__" in vars(base) or _find_adapted(base) is not None
        for base in kind.__mro__
    )


def find_function(
    functions: Mapping[type | str, Callable[[Any], Any]], kind: type
) -> Encode | None:
    """Return the encoder made of the user's hash function for a type or one of its bases.

    Parameters
    ----------
    functions
        Hash functions by type or by qualified name.
    kind
        The type.
    """
    for base in kind.__mro__:
        for name in (base, canonical.qualified_name(base), base.__qualname__):
            if name in functions:
                return function_encoder(functions[name])
    return None


def _choose(kind: type) -> Encode:
    if issubclass(kind, tuple) and hasattr(kind, "_fields") and "__dict__" not in vars(kind):
        return encode_named_tuple
    for base in kind.__mro__:
        if "__millstream_key__" in vars(base):
            return encode_own_key
        code = callables.ENCODERS.get(base)
        if code is not None:
            return code
        exact = _EXACT.get(base)
        if exact is not None:
            return with_attributes(exact)
        adapted = _find_adapted(base)
        if adapted is not None:
            return adapted
    if all(callable(getattr(kind, name, None)) for name in _FILE_METHODS):
        return standard.encode_file_like
    return structural_encoder(kind)


def _find_adapted(base: type) -> Encode | None:
    package = base.__module__.partition(".")[0]
    adapter = _ADAPTERS.get(package)
    return None if adapter is None else _encoders(adapter).get(f"{package}.{base.__qualname__}")


@cache
def _encoders(adapter: str) -> Mapping[str, Encode]:
    encoders: Mapping[str, Encode] = import_module(
        f"millstream.hashing.adapters.{adapter}"
    ).ENCODERS
    return encoders
