"""What a class consists of: its code, its values, and what is generated and does not count."""

from __future__ import annotations

import dataclasses
import enum
import functools
import types
from dataclasses import dataclass, field
from typing import Any, Final

from millstream.hashing.canonical import qualified_name

_NOT_CONTENT: Final = frozenset(
    {
        "__abstractmethods__",
        "__annotations__",
        "__annotate__",
        "__annotate_func__",
        "__annotations_cache__",
        "__classcell__",
        "__dict__",
        "__doc__",
        "__firstlineno__",
        "__match_args__",
        "__module__",
        "__orig_bases__",
        "__parameters__",
        "__qualname__",
        "__static_attributes__",
        "__signature__",
        "__weakref__",
        "_abc_impl",
    }
)
_GENERATED: Final = ("<attrs generated", "<string>", "<frozen ")


@dataclass(slots=True)
class ClassMembers:
    """The members of one class.

    Parameters
    ----------
    bases
        The qualified names of its bases.
    code
        Labels and functions of methods, properties and the like.
    values
        Names and values of attributes.
    names
        The names of all members that count, in order.
    watched
        The names whose change is a change of the class.
    """

    bases: tuple[str, ...]
    code: list[tuple[str, types.FunctionType]] = field(default_factory=list)
    values: list[tuple[str, Any]] = field(default_factory=list)
    names: tuple[str, ...] = ()
    watched: list[str] = field(default_factory=list)


def class_members(kind: type) -> ClassMembers:
    """Return what a class consists of.

    Parameters
    ----------
    kind
        The class.
    """
    found = ClassMembers(tuple(map(qualified_name, kind.__bases__)))
    names = []
    for name, member in sorted(vars(kind).items()):
        if name in _NOT_CONTENT or _is_generated(kind, name, member):
            continue
        names.append(name)
        found.watched.append(name)
        functions = _functions(member)
        if functions is not None:
            found.code += [(f"{name}{label}", each) for label, each in functions]
        elif not isinstance(member, _DESCRIPTORS):
            found.values.append((name, member))
    found.names = tuple(names)
    if dataclasses.is_dataclass(kind):
        found.values.append(("__dataclass_fields__", _fields(kind)))
    if "__attrs_attrs__" in vars(kind):
        found.values.append(("__attrs_attrs__", _attrs_fields(kind)))
    if isinstance(vars(kind).get("__pydantic_fields__"), dict):
        found.values.append(("__pydantic_fields__", _pydantic_fields(kind)))
    if issubclass(kind, enum.Enum):
        members = [(m.name, m._value_) for m in kind.__members__.values()]
        found.values.append(("__members__", members))
    return found


_DESCRIPTORS: Final = (
    types.MemberDescriptorType,
    types.GetSetDescriptorType,
    types.WrapperDescriptorType,
    types.MethodDescriptorType,
    types.ClassMethodDescriptorType,
)


def _is_generated(kind: type, name: str, member: Any) -> bool:
    """Whether a member was made from what is covered otherwise: fields, enumerated members."""
    if name.startswith(("__pydantic_", "__attrs_", "__dataclass_")):
        return True
    if issubclass(kind, enum.Enum) and (
        isinstance(member, (kind, enum.property)) or name.startswith("_")
    ):
        return not isinstance(member, types.FunctionType) or name.startswith("__")
    if type(member).__name__ == "_tuplegetter":
        return True
    if isinstance(member, types.FunctionType) and member.__code__.co_filename.startswith(
        _GENERATED
    ):
        return dataclasses.is_dataclass(kind) or hasattr(kind, "__attrs_attrs__")
    return False


def _fields(kind: Any) -> list[Any]:
    missing = dataclasses.MISSING
    return [
        (
            each.name,
            None if each.default is missing else (each.default,),
            None if each.default_factory is missing else (each.default_factory,),
            (each.init, each.repr, each.hash, each.compare, bool(each.kw_only)),
        )
        for each in dataclasses.fields(kind)
    ]


def _attrs_fields(kind: Any) -> list[Any]:
    names = ("name", "default", "validator", "converter", "init", "eq", "order", "kw_only")
    return [[getattr(each, name) for name in names] for each in kind.__attrs_attrs__]


def _pydantic_fields(kind: Any) -> list[Any]:
    names = ("default", "default_factory", "alias", "metadata", "frozen", "validate_default")
    return [
        (field_name, [getattr(each, name) for name in names])
        for field_name, each in kind.__pydantic_fields__.items()
    ]


def _functions(member: Any) -> list[tuple[str, types.FunctionType]] | None:
    """Return the functions that a member of a class consists of, or ``None`` for a value."""
    if isinstance(member, types.FunctionType):
        return [("", member)]
    if isinstance(member, (staticmethod, classmethod)):
        return _functions(member.__func__) or []
    if isinstance(member, property):
        accessors = {"": member.fget, ".setter": member.fset, ".deleter": member.fdel}
        return [
            (label, each)
            for label, each in accessors.items()
            if isinstance(each, types.FunctionType)
        ]
    if isinstance(member, functools.cached_property):
        return _functions(member.func)
    wrapped = getattr(member, "__wrapped__", None)
    return [("", wrapped)] if isinstance(wrapped, types.FunctionType) else None
