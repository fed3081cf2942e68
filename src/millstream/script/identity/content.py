"""What a definition has evaluated, in a form that is equal when it is evaluated to the same again.

Code counts by what it does, plain values by type and content, classes and modules by identity, and all else by its digest.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import secrets
import sys
import types
import typing
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from millstream.hashing import Hasher
from millstream.hashing.class_members import class_members
from millstream.hashing.code import facts
from millstream.hashing.immutable import is_immutable
from millstream.hashing.project import is_project, owns_class, owns_module
from millstream.hashing.registry import is_encoded

if TYPE_CHECKING:
    from millstream.caching.cached_function import CachedFunction

Content = Any
"""Compared by `==`."""

LARGE_ITEMS: Final = 1000
_NOT_OF_THE_STATEMENT: Final = frozenset(
    {"__classcell__", "__doc__", "__firstlineno__", "__static_attributes__"}
)
_AROUND_FUNCTIONS: Final = (staticmethod, classmethod)
_VARIABLES: Final = (typing.TypeVar, typing.ParamSpec, typing.TypeVarTuple)
_OWN_CELL: Final = "__class__"

# Nobody else sees these digests.
_hasher: Final = Hasher(secrets.token_bytes(32))


class IndescribableError(Exception):
    """There is no telling whether a value is what it was."""


class Same:
    """Equal only to itself."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return type(other) is Same and self._value is other._value

    __hash__ = None  # type: ignore[assignment]


class _Equal:
    """Equal to what its value says it is equal to."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        if type(other) is not _Equal:
            return False
        try:
            return bool(self._value == other._value)
        except Exception:  # whatever the objects in an annotation do when they are compared
            return False

    __hash__ = None  # type: ignore[assignment]


class _Opaque:
    """An object of a package that nothing tells from another one of its type."""

    __slots__ = ("_kind",)

    def __init__(self, kind: type) -> None:
        self._kind = kind

    def __eq__(self, other: object) -> bool:
        return type(other) is _Opaque and self._kind is other._kind

    __hash__ = None  # type: ignore[assignment]


def has_opaque(content: Content) -> bool:
    """Whether there is more to what was described than the description tells."""
    if isinstance(content, dict):
        return any(map(has_opaque, content.values()))
    if isinstance(content, (tuple, list)):
        return any(map(has_opaque, content))
    return type(content) is _Opaque


def describe(value: Any) -> Content:
    """Describe any value.

    Raises
    ------
    IndescribableError
        Where there is nothing that tells it from another one.
    """
    kind = type(value)
    if kind in _PLAIN:
        return (kind, value)
    known = _DESCRIBERS.get(kind)
    if known is not None:
        return known(value)
    if isinstance(value, (type, enum.Enum)):
        return Same(value)
    if kind.__module__ in {"typing", "types", "typing_extensions"}:
        return _typing(value)
    if is_cached(value):
        return _cached(value)
    return _by_digest(value)


def describe_namespace(namespace: Mapping[str, Any]) -> dict[str, Content]:
    """Describe what the body of a class has set, by name."""
    return {
        name: describe_member(value)
        for name, value in namespace.items()
        if name not in _NOT_OF_THE_STATEMENT
    }


def describe_member(value: Any) -> Content:
    """Describe a value that a class holds; that a method remembers its results is no content of it."""
    if type(value) in _AROUND_FUNCTIONS:
        return (type(value), describe_member(value.__func__))
    if type(value) is functools._lru_cache_wrapper:
        return (type(value), describe(value.__wrapped__), describe(value.cache_parameters()))
    return describe(value)


def describe_function(function: types.FunctionType) -> Content:
    """Describe a function: what it does, and what its statement has evaluated."""
    if _is_of_package(function):
        return Same(function)
    defaults, named, noted = (
        function.__defaults__,
        function.__kwdefaults__,
        function.__annotations__,
    )
    return (
        types.FunctionType,
        facts(function.__code__).digest,
        describe(defaults) if defaults else None,
        describe(named) if named else None,
        _Equal(noted) if noted else None,
        describe(_cells(function)) if function.__closure__ else None,
        describe(function.__dict__) if function.__dict__ else None,
    )


def _is_of_package(function: types.FunctionType) -> bool:
    name = function.__globals__.get("__name__") or ""
    if name == "__main__" or function.__closure__ is not None or owns_module(name, is_project):
        return False
    module = sys.modules.get(name)
    return getattr(module, function.__qualname__, None) is function


def describe_class(kind: type) -> Content:
    """Describe a class that a call has made, by what is in it."""
    members = class_members(kind)
    code = [(name, facts(each.__code__).digest) for name, each in members.code]
    values = [(name, describe(value)) for name, value in members.values]
    bases = [Same(each) for each in (type(kind), *kind.__bases__)]
    return (kind.__qualname__, bases, members.names, code, values)


def remembers(value: Any) -> bool:
    """Whether a member of a class is a function that keeps its results where nobody sees them."""
    if type(value) in _AROUND_FUNCTIONS:
        return remembers(value.__func__)
    return type(value) is functools._lru_cache_wrapper


def _cells(function: types.FunctionType) -> list[Any]:
    pairs = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    return [_content_of(cell) for name, cell in pairs if name != _OWN_CELL]


def _content_of(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:
        return _UNBOUND


class _Unbound(enum.Enum):
    UNBOUND = 0


_UNBOUND: Final = _Unbound.UNBOUND


def _by_digest(value: Any) -> Content:
    if not is_encoded(type(value)) and not _is_known(type(value)):
        return _Opaque(type(value))
    try:
        return (Same(type(value)), _hasher.reaching(value, None))
    except Exception as error:  # it may be the user's code that says how to copy the value
        raise IndescribableError from error


def _is_known(kind: type) -> bool:
    """Whether a type is the user's own, or of the standard library."""
    root = kind.__module__.partition(".")[0]
    return root in sys.stdlib_module_names or owns_class(kind, is_project)


def _items(value: Any) -> Content:
    if len(value) > LARGE_ITEMS:
        return _by_digest(value)
    return (type(value), [describe(each) for each in value])


def _dictionary(value: Any) -> Content:
    if len(value) > LARGE_ITEMS:
        return _by_digest(value)
    pairs = [(describe(key), describe(each)) for key, each in value.items()]
    return (type(value), pairs)


def _number(value: complex) -> Content:
    """As text, for NaN equals nothing and the zeros each other."""
    return (type(value), repr(value))


def _attributes(*names: str) -> Callable[[Any], Content]:
    def describe_attributes(value: Any) -> Content:
        return (type(value), [describe(getattr(value, name)) for name in names])

    return describe_attributes


def _builtin(value: Any) -> Content:
    owner = value.__self__
    if owner is None or isinstance(owner, types.ModuleType):
        return Same(value)
    return (value.__name__, describe(owner))


def _remembering(value: Any) -> Content:
    raise IndescribableError  # what it remembers cannot be seen


def is_cached(value: object) -> bool:
    """Whether a value is a cached function; before somebody has imported the caches, there is none."""
    caches = sys.modules.get("millstream.caching.cached_function")
    return caches is not None and isinstance(value, caches.CachedFunction)


def _cached(value: CachedFunction[..., Any]) -> Content:
    choices = [describe(each) if _has_code(each) else _Equal(each) for each in value.choices]
    return (type(value), describe(vars(value)["__wrapped__"]), choices)


def _has_code(choice: Any) -> bool:
    return callable(choice) or isinstance(choice, (dict, tuple))


def _typing(value: Any) -> Content:
    """Describe a type hint, or a variable of one, which is made anew when its statement is run again."""
    if isinstance(value, _VARIABLES):
        noted = ("__bound__", "__constraints__", "__covariant__", "__contravariant__")
        return (type(value), value.__name__, [describe(getattr(value, n, None)) for n in noted])
    if isinstance(value, typing.NewType):
        return (typing.NewType, value.__name__, describe(value.__supertype__))
    origin = getattr(value, "__origin__", None)
    if origin is None:
        return _Equal(value)
    parts = (origin, getattr(value, "__args__", ()), getattr(value, "__metadata__", ()))
    return (type(value), [describe(each) for each in parts])


_PLAIN: Final = frozenset({type(None), bool, int, str, bytes})
_DESCRIBERS: Final[dict[type, Callable[[Any], Content]]] = {
    float: _number,
    complex: _number,
    **dict.fromkeys((tuple, list), _items),
    dict: _dictionary,
    types.MappingProxyType: _dictionary,
    types.FunctionType: describe_function,
    types.BuiltinFunctionType: _builtin,
    functools._lru_cache_wrapper: _remembering,
    types.ModuleType: Same,
    types.MethodType: _attributes("__func__", "__self__"),
    staticmethod: _attributes("__func__"),
    classmethod: _attributes("__func__"),
    property: _attributes("fget", "fset", "fdel"),
    functools.cached_property: _attributes("func"),
    functools.partial: _attributes("func", "args", "keywords"),
    functools.partialmethod: _attributes("func", "args", "keywords"),
    dataclasses.Field: _attributes(
        *("name", "type", "default", "default_factory", "init", "repr", "hash", "compare"),
        *("metadata", "kw_only"),
    ),
    type(dataclasses.MISSING): Same,
    type(dataclasses.KW_ONLY): Same,
}


def is_lasting(value: Any) -> bool:
    """Whether nothing in a value can have changed since it was described, so that the old object serves."""
    if isinstance(value, (type, types.ModuleType)) or is_immutable(value):
        return True
    functions = functions_of(value)
    return functions is not None and all(map(_is_lasting_function, functions))


def functions_of(value: Any) -> list[types.FunctionType] | None:
    """Give the functions that a member of a class consists of, or None where it is no code."""
    if isinstance(value, types.FunctionType):
        return [value]
    if type(value) in _AROUND_FUNCTIONS:
        return functions_of(value.__func__)
    if type(value) is property:
        parts = (value.fget, value.fset, value.fdel)
        return [each for each in parts if isinstance(each, types.FunctionType)]
    return None


def _is_lasting_function(function: types.FunctionType) -> bool:
    named = function.__kwdefaults__
    return (
        (not function.__defaults__ or all(map(is_lasting, function.__defaults__)))
        and (not named or all(map(is_lasting, named.values())))
        and not function.__dict__
        and (not function.__closure__ or all(map(is_lasting, _cells(function))))
    )
