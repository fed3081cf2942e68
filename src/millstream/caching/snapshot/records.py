"""Which classes are so plain that pickle makes their instances by setting attributes alone."""

from __future__ import annotations

import copyreg
import dataclasses
import types
from typing import Any, Final, NamedTuple

_HEAP_TYPE: Final = 1 << 9
_OF_OBJECT: Final = ("__new__", "__reduce_ex__", "__reduce__", "__getattribute__")
_ARGUMENTS: Final = ("__getnewargs__", "__getnewargs_ex__")
_OF_TUPLE: Final = ("__reduce_ex__", "__reduce__", "__getstate__", "__getattribute__")
_ABSENT: Any = object()
# What dataclasses with slots that are frozen use: the values of all fields, in their order.
_get_fields: Any = getattr(dataclasses, "_dataclass_getstate", _ABSENT)
_set_fields: Any = getattr(dataclasses, "_dataclass_setstate", _ABSENT)


class UnfitError(Exception):
    """A value holds what only pickle can copy."""


class Layout(NamedTuple):
    """What records have in common that are made in one go.

    Parameters
    ----------
    kind
        Their class.
    held
        The names in the dictionary of each, in their order.
    slots
        The names of the slots that are set.
    """

    kind: type
    held: tuple[str, ...]
    slots: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all attributes."""
        return self.held + self.slots


class Reader:
    """Reads the attributes of records as pickle would write them; classes are looked at once."""

    def __init__(self) -> None:
        self._kinds: dict[type, tuple[bool, tuple[str, ...]]] = {}

    def read(self, value: Any) -> tuple[Layout, list[Any]]:
        """Return the layout of an object, and its attributes.

        Parameters
        ----------
        value
            The object.

        Raises
        ------
        UnfitError
            Where its class is not plain.
        """
        kind = type(value)
        known = self._kinds.get(kind)
        if known is None:
            check_class(kind)
            has_held = bool(kind.__dictoffset__) and not _is_of_fields(kind)
            known = self._kinds[kind] = (has_held, _slots(kind))
        held = value.__dict__ if known[0] else {}
        if not known[1]:
            return Layout(kind, tuple(held), ()), list(held.values())
        slots = [(name, getattr(value, name, _ABSENT)) for name in known[1]]
        present = [(name, slot) for name, slot in slots if slot is not _ABSENT]
        layout = Layout(kind, tuple(held), tuple(name for name, _ in present))
        return layout, [*held.values(), *(slot for _, slot in present)]


def check_layout(layout: Layout) -> None:
    """Raise ``UnfitError`` unless setting the attributes is all that makes such a record.

    Parameters
    ----------
    layout
        The layout; its class may be another than that of the records it was made from.
    """
    kind, held, slots = layout
    check_class(kind)
    known = _slots(kind)
    if not all(type(name) is str and _is_free(kind, name) for name in held):
        raise UnfitError
    if not all(name in known and _is_slot(kind, name) for name in slots):
        raise UnfitError


def check_class(kind: type) -> None:
    """Raise ``UnfitError`` unless a class is made by a class statement and copied by default.

    Parameters
    ----------
    kind
        The class.
    """
    default: Any = object
    fits = (
        all(base.__flags__ & _HEAP_TYPE for base in kind.__mro__[:-1])
        and all(getattr(kind, name) is getattr(default, name) for name in _OF_OBJECT)
        and not any(hasattr(kind, name) for name in _ARGUMENTS)
        and kind not in copyreg.dispatch_table
        and not any("__dict__" in vars(base) and not _has_own_dict(base) for base in kind.__mro__)
    )
    if not fits or not (_is_of_fields(kind) or _has_default_state(kind)):
        raise UnfitError


def check_row_type(kind: type) -> None:
    """Raise ``UnfitError`` unless a class is a named tuple, as the standard library makes it.

    Parameters
    ----------
    kind
        The class.
    """
    new: Any = vars(kind).get("__new__")
    made_by = getattr(getattr(new, "__func__", new), "__globals__", {}).get("__name__")
    base: Any = tuple
    fits = (
        kind.__bases__ == (tuple,)
        and made_by == f"namedtuple_{kind.__name__}"
        and not kind.__dictoffset__
        and all(getattr(kind, name) is getattr(base, name) for name in _OF_TUPLE)
        and not hasattr(kind, "__setstate__")
        and kind not in copyreg.dispatch_table
    )
    if not fits:
        raise UnfitError


def _is_of_fields(kind: Any) -> bool:
    return (
        getattr(kind, "__setstate__", None) is _set_fields
        and getattr(kind, "__getstate__", None) is _get_fields
    )


def _has_default_state(kind: Any) -> bool:
    default: Any = object
    return (
        not hasattr(kind, "__setstate__")
        and kind.__getstate__ is default.__getstate__
        # Slots are set by it, dictionaries are not.
        and (kind.__setattr__ is default.__setattr__ or not _slots(kind))
    )


def _slots(kind: Any) -> tuple[str, ...]:
    if _is_of_fields(kind):
        return tuple(field.name for field in dataclasses.fields(kind))
    names: list[str] = copyreg._slotnames(kind)  # type: ignore[attr-defined]
    return tuple(names)


def _member(kind: type, name: str) -> Any:
    return next((vars(base)[name] for base in kind.__mro__ if name in vars(base)), None)


def _is_slot(kind: type, name: str) -> bool:
    return type(_member(kind, name)) is types.MemberDescriptorType or (
        _is_of_fields(kind) and _is_free(kind, name)
    )


def _is_free(kind: type, name: str) -> bool:
    """Whether setting an attribute puts it into the dictionary of the object."""
    descriptor = type(_member(kind, name))
    return bool(kind.__dictoffset__) and not (
        hasattr(descriptor, "__set__") or hasattr(descriptor, "__delete__")
    )


def _has_own_dict(kind: type) -> bool:
    return type(vars(kind)["__dict__"]) is types.GetSetDescriptorType
