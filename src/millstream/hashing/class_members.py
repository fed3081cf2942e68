"""What a class consists of: its code, its values, and what is generated and does not count."""

from __future__ import annotations

import dataclasses
import enum
import functools
import inspect
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
        "__slotnames__",
        "__weakref__",
        "_abc_impl",
    }
)
_ENUM_TABLES: Final = frozenset(
    {
        "_flag_mask_",
        "_generate_next_value_",
        "_hashable_values_",
        "_inverted_",
        "_member_map_",
        "_member_names_",
        "_member_type_",
        "_new_member_",
        "_singles_mask_",
        "_unhashable_values_",
        "_unhashable_values_map_",
        "_use_args_",
        "_value2member_map_",
        "_value_repr_",
        "__new_member__",
    }
)
_GENERATED: Final = ("<attrs generated", "<string>", "<frozen ")


@dataclass(slots=True)
class ClassMembers:
    """The members of one class.

    Parameters
    ----------
    code
        Labels and functions of methods, properties and the like.
    values
        Names and values of attributes.
    names
        The names of all members that count, in order, with their types.
    watched
        The names whose change is a change of the class.
    """

    code: list[tuple[str, types.FunctionType]] = field(default_factory=list)
    values: list[tuple[str, Any]] = field(default_factory=list)
    names: tuple[tuple[str, str], ...] = ()
    watched: list[str] = field(default_factory=list)


def class_members(kind: type) -> ClassMembers:
    """Return what a class consists of.

    Parameters
    ----------
    kind
        The class.
    """
    found = ClassMembers()
    names: list[tuple[str, str]] = []
    for name, member in sorted(vars(kind).items()):
        if name in _NOT_CONTENT or _is_generated(kind, name, member):
            continue
        # How a member is reached counts: a property is no method.
        names.append((name, qualified_name(type(member))))
        found.watched.append(name)
        functions = _functions(member)
        if functions is not None:
            found.code += [(f"{name}{label}", each) for label, each in functions]
        elif not isinstance(member, _DESCRIPTORS):
            found.values.append((name, member))
    found.names = tuple(names)
    found.values += _declared(kind)
    return found


def _declared(kind: type) -> list[tuple[str, Any]]:
    """Return what libraries have made a class from, in the place of what they have generated."""
    found: list[tuple[str, Any]] = []
    if dataclasses.is_dataclass(kind):
        found.append(("__dataclass_fields__", _fields(kind)))
        found.append(("__dataclass_params__", _parameters(kind)))
    if "__attrs_attrs__" in vars(kind):
        found.append(("__attrs_attrs__", _attrs_fields(kind)))
    if isinstance(vars(kind).get("__pydantic_fields__"), dict):
        found.append(("__pydantic_fields__", _pydantic_fields(kind)))
        found.append(("__pydantic_decorators__", _pydantic_decorators(kind)))
    if hasattr(kind, "__struct_config__"):
        found.append(("__struct_fields__", _struct(kind)))
    if found:
        # Apart from the fields: not everything that stands in an annotation can be hashed.
        found.append(("__annotations__", inspect.get_annotations(kind)))
    if issubclass(kind, enum.Enum):
        found.append(("__members__", [(m.name, m._value_) for m in kind.__members__.values()]))
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
    if issubclass(kind, enum.Enum) and _is_of_enum(kind, name, member):
        return True
    if type(member).__name__ == "_tuplegetter":
        return True
    if isinstance(member, types.FunctionType) and member.__code__.co_filename.startswith(
        _GENERATED
    ):
        return dataclasses.is_dataclass(kind) or hasattr(kind, "__attrs_attrs__")
    return False


def _is_of_enum(kind: type, name: str, member: Any) -> bool:
    """Whether `enum` has put a member into a class; what the user wrote there counts."""
    if isinstance(member, (kind, enum.property)) or name in _ENUM_TABLES:
        return True
    return isinstance(member, types.FunctionType) and member.__module__ == "enum"


def _fields(kind: Any) -> list[Any]:
    missing = dataclasses.MISSING
    return [
        (
            each.name,
            None if each.default is missing else (each.default,),
            None if each.default_factory is missing else (each.default_factory,),
            (each.init, each.repr, each.hash, each.compare, bool(each.kw_only)),
            dict(each.metadata),
            each._field_type.name,
        )
        for each in kind.__dataclass_fields__.values()
    ]


def _parameters(kind: Any) -> list[tuple[str, Any]]:
    parameters = kind.__dataclass_params__
    return [(name, getattr(parameters, name)) for name in parameters.__slots__]


def _attrs_fields(kind: Any) -> list[Any]:
    return [
        [(name, _plain(getattr(each, name))) for name in each.__slots__ if name != "type"]
        for each in kind.__attrs_attrs__
    ]


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, types.MappingProxyType) else value


def _struct(kind: Any) -> list[Any]:
    """Return what msgspec, which keeps it out of the class's dictionary, made a class from."""
    config = kind.__struct_config__
    settings = [(name, getattr(config, name)) for name in dir(config) if not name.startswith("_")]
    # A default, what makes one, or the mark for none: three types.
    defaults = [
        (qualified_name(type(each)), getattr(each, "factory", each))
        for each in kind.__struct_defaults__
    ]
    return [kind.__struct_fields__, kind.__struct_encode_fields__, defaults, settings]


def _pydantic_fields(kind: Any) -> list[Any]:
    names = ("default", "default_factory", "alias", "metadata", "frozen", "validate_default")
    return [
        (field_name, [getattr(each, name) for name in names])
        for field_name, each in kind.__pydantic_fields__.items()
    ]


def _pydantic_decorators(kind: Any) -> list[Any]:
    # The functions are members; when they are called is not.
    return [
        (group.name, [(name, each.info) for name, each in getattr(kinds, group.name).items()])
        for kinds in [kind.__pydantic_decorators__]
        for group in dataclasses.fields(kinds)
        if isinstance(getattr(kinds, group.name), dict)
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
