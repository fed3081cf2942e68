"""How objects of classes that users and libraries write are encoded: by what they consist of."""

from __future__ import annotations

import copyreg
import dataclasses
import enum
import types
from typing import TYPE_CHECKING, Any

from millstream.hashing.canonical import qualified_name
from millstream.hashing.errors import UnhashableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer

_ABSENT: Any = object()
_NEW = {copyreg.__newobj__, copyreg.__newobj_ex__}  # type: ignore[attr-defined]


def structural_encoder(kind: type) -> Encode:
    """Return the encoder of a class that no table names.

    Parameters
    ----------
    kind
        The class.
    """
    if issubclass(kind, enum.Enum):
        return _encode_enum
    if dataclasses.is_dataclass(kind):
        return _dataclass_encoder(kind)
    if issubclass(kind, BaseException):
        return _encode_exception
    return encode_reduced


def attributes_of(value: Any) -> dict[str, Any]:
    """Return the attributes that an object holds itself, in ``__dict__`` and slots, by name.

    Parameters
    ----------
    value
        The object.
    """
    found: dict[str, Any] = dict(getattr(value, "__dict__", None) or {})
    for kind in type(value).__mro__:
        for name, member in vars(kind).items():
            if isinstance(member, types.MemberDescriptorType) and kind.__flags__ & _HEAP_TYPE:
                held = getattr(value, name, _ABSENT)
                if held is not _ABSENT:
                    found[name] = held
    return dict(sorted(found.items()))


_HEAP_TYPE = 1 << 9


def with_attributes(encode: Encode) -> Encode:
    """Return the encoder of a subclass: that of its base, and the attributes it adds.

    Parameters
    ----------
    encode
        The encoder of the base.
    """

    def encode_subclass(value: Any, writer: Writer) -> None:
        encode(value, writer)
        writer.attributes(attributes_of(value))

    return encode_subclass


def encode_named_tuple(value: Any, writer: Writer) -> None:
    """Write the fields of a named tuple.

    Parameters
    ----------
    value
        The tuple.
    writer
        Takes the encoding.
    """
    writer.attributes(dict(zip(value._fields, value, strict=True)))


def function_encoder(function: Callable[[Any], Any]) -> Encode:
    """Return an encoder that hashes what a user's function returns for a value.

    Parameters
    ----------
    function
        One of the ``hash_funcs``.
    """

    def encode(value: Any, writer: Writer) -> None:
        result = _result(function, value, "its hash function")
        if type(result) is type(value):
            # The function has had its say: it is not asked about its own result.
            writer.plainly(result)
        else:
            writer.child("", result)

    return encode


def encode_own_key(value: Any, writer: Writer) -> None:
    """Write what the ``__millstream_key__`` of a value returns.

    Parameters
    ----------
    value
        The value.
    writer
        Takes the encoding.
    """
    kind = type(value)
    key = _result(kind.__millstream_key__, value, "its `__millstream_key__`")
    if key is value:
        reason = "its `__millstream_key__` returns the object itself instead of what stands for it"
        raise UnhashableError("", qualified_name(kind), reason)
    writer.child(".__millstream_key__()", key)


def _result(function: Callable[[Any], Any], value: Any, described: str) -> Any:
    try:
        return function(value)
    except Exception as error:
        reason = f"{described} raised {type(error).__name__}: {error}"
        raise UnhashableError("", qualified_name(type(value)), reason) from error


def _encode_enum(value: enum.Enum, writer: Writer) -> None:
    writer.child(".name", value._name_)
    if type(value._value_) is not type(value):
        writer.child(".value", value._value_)


def _dataclass_encoder(kind: Any) -> Encode:
    names = tuple(field.name for field in dataclasses.fields(kind))
    known = frozenset(names)
    is_open = bool(kind.__dictoffset__)

    def encode(value: Any, writer: Writer) -> None:
        held = {name: getattr(value, name, _ABSENT) for name in names}
        if is_open and not known.issuperset(vars(value)):
            # Fields with a slot or the default of the class leave room for others.
            held |= attributes_of(value)
        writer.attributes({n: v for n, v in held.items() if v is not _ABSENT})

    return encode


def _encode_exception(value: BaseException, writer: Writer) -> None:
    writer.child(".args", value.args)
    writer.attributes(attributes_of(value))


def encode_reduced(value: Any, writer: Writer) -> None:
    """Write what pickle would keep of an object; for most, the attributes it holds.

    Objects that hold what Python does not see, such as locks, refuse.

    Parameters
    ----------
    value
        The object.
    writer
        Takes the encoding.
    """
    kind = type(value)
    try:
        reducer = copyreg.dispatch_table.get(kind)
        reduced = reducer(value) if reducer is not None else value.__reduce_ex__(4)
    except Exception as error:
        reason = f"nothing says what it consists of ({error})"
        raise UnhashableError("", qualified_name(kind), reason) from None
    if isinstance(reduced, str):
        writer.text(reduced)
        return
    function, args, state, items, entries = (*reduced[:5], None, None, None)[:5]
    if function in _NEW:
        writer.items(args[1:])
    else:
        writer.child("", function)
        writer.child("", args)
    _write_state(state, writer)
    writer.items([] if items is None else list(items))
    writer.entries({} if entries is None else dict(entries))


def _write_state(state: Any, writer: Writer) -> None:
    is_pair = type(state) is tuple and len(state) == 2
    if type(state) is dict:
        state = (state, None)
    elif not (is_pair and all(type(part) in {dict, type(None)} for part in state)):
        writer.child("", state)
        return
    for part in state:
        writer.attributes({str(name): part[name] for name in sorted(part, key=str)} if part else {})
