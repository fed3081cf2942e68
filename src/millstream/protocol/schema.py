"""The messages as TypeScript: `frontend/src/protocol/messages.ts` is written from here and never by hand.

    python -m millstream.protocol.schema > frontend/src/protocol/messages.ts

A field with a default is optional in TypeScript: it is not sent while it has its default, and every default is falsy.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any, get_args

import msgspec
from msgspec import inspect

from millstream.protocol import elements, messages

_HEADER = (
    "// Written by `python -m millstream.protocol.schema`. Change the Python structs instead.\n"
)
_SCALARS: dict[type[inspect.Type], str] = {
    inspect.BoolType: "boolean",
    inspect.IntType: "number",
    inspect.FloatType: "number",
    inspect.StrType: "string",
    inspect.NoneType: "null",
}
_UNIONS = {
    "AnyElement": elements.AnyElement,
    "Operation": messages.Operation,
    "ServerMessage": messages.ServerMessage,
    "ClientMessage": messages.ClientMessage,
}


def typescript() -> str:
    """Give the whole module."""
    parts = [_HEADER]
    parts += [f"export const {n} = {_json(getattr(messages, n))};\n" for n in _CONSTANTS]
    parts += [_interface(struct) for struct in _structs(_UNIONS.values())]
    parts += [_alias(name, get_args(union)) for name, union in _UNIONS.items()]
    return "\n".join(parts)


_CONSTANTS = ("PROTOCOL_VERSION", "SUBPROTOCOL")


def _structs(unions: Iterable[Any]) -> Iterator[type[msgspec.Struct]]:
    """Every struct that the unions reach, each once, what a struct mentions before the struct."""
    seen: set[type] = set()

    def visit(kind: inspect.Type) -> Iterator[type[msgspec.Struct]]:
        if isinstance(kind, inspect.StructType):
            if kind.cls not in seen:
                seen.add(kind.cls)
                for field in kind.fields:
                    yield from visit(field.type)
                yield kind.cls
            return
        for inner in _inner(kind):
            yield from visit(inner)

    for union in unions:
        yield from visit(inspect.type_info(union))


def _inner(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    if isinstance(kind, inspect.UnionType):
        return kind.types
    if isinstance(kind, (inspect.ListType, inspect.VarTupleType)):
        return (kind.item_type,)
    if isinstance(kind, inspect.DictType):
        return (kind.key_type, kind.value_type)
    return ()


def _name(struct: type) -> str:
    """The struct's name without type arguments; a trailing underscore only kept Python's own name free."""
    return struct.__name__.partition("[")[0].rstrip("_")


def _interface(struct: type[msgspec.Struct]) -> str:
    info = inspect.type_info(struct)
    assert isinstance(info, inspect.StructType)
    doc = (struct.__doc__ or "").strip().splitlines()
    lines = ["/**", *(f" * {line.strip()}".rstrip() for line in doc), " */"]
    lines.append(f"export interface {_name(struct)} {{")
    if info.tag_field:
        lines.append(f"  {info.tag_field}: {_json(info.tag)};")
    lines += [
        f"  {field.encode_name}{'' if field.required else '?'}: {_type(field.type)};"
        for field in info.fields
    ]
    return "\n".join([*lines, "}\n"])


def _alias(name: str, members: tuple[type, ...]) -> str:
    return f"export type {name} =\n" + "\n".join(f"  | {_name(m)}" for m in members) + ";\n"


def _type(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.StructType):
        return _name(kind.cls)
    if isinstance(kind, inspect.LiteralType):
        return " | ".join(_json(value) for value in kind.values)
    if isinstance(kind, (inspect.ListType, inspect.VarTupleType)):
        inner = _type(kind.item_type)
        return f"({inner})[]" if " | " in inner else f"{inner}[]"
    if isinstance(kind, inspect.DictType):
        return f"Record<{_type(kind.key_type)}, {_type(kind.value_type)}>"
    if isinstance(kind, inspect.UnionType):
        for name, union in _UNIONS.items():
            structs = {t.cls for t in kind.types if isinstance(t, inspect.StructType)}
            if structs == set(get_args(union)):
                return name
        return " | ".join(dict.fromkeys(_type(member) for member in kind.types))
    return _SCALARS[type(kind)]


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


if __name__ == "__main__":
    sys.stdout.write(typescript())
