"""How functions, classes and modules are encoded where they are values."""

from __future__ import annotations

import functools
import types
from typing import TYPE_CHECKING, Any

from millstream.hashing import code as codes
from millstream.hashing.canonical import qualified_name

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


def encode_function(value: types.FunctionType, writer: Writer) -> None:
    """Write a function: its name, code, defaults and closure; what it reads is told apart.

    Parameters
    ----------
    value
        The function.
    writer
        Takes the encoding.
    """
    writer.text(qualified_name(value))
    writer.data(codes.facts(value.__code__).digest)
    writer.child(".__defaults__", value.__defaults__)
    writer.child(".__kwdefaults__", value.__kwdefaults__)
    names, cells = value.__code__.co_freevars, value.__closure__ or ()
    writer.size(len(names))
    for name, cell in zip(names, cells, strict=True):
        try:
            content = cell.cell_contents
        except ValueError:
            writer.text("unbound")
            continue
        writer.child(f".__closure__.{name}", content)
    if writer.walk.reached is not None:
        writer.walk.reached.function(value)


def _code(value: types.CodeType, writer: Writer) -> None:
    writer.data(codes.facts(value).digest)


def _method(value: types.MethodType, writer: Writer) -> None:
    writer.child(".__func__", value.__func__)
    writer.child(".__self__", value.__self__)


def _partial(value: functools.partial[Any], writer: Writer) -> None:
    writer.child(".func", value.func)
    writer.child(".args", value.args)
    writer.child(".keywords", value.keywords)


def _class(value: type, writer: Writer) -> None:
    writer.text(qualified_name(value))
    if writer.walk.reached is not None:
        writer.walk.reached.kind(value)


def _module(value: types.ModuleType, writer: Writer) -> None:
    writer.text(value.__name__)
    if writer.walk.reached is not None:
        writer.walk.reached.module(value)


def _wrapper(value: Any, writer: Writer) -> None:
    writer.child(".__wrapped__", value.__wrapped__)


ENCODERS: dict[type, Encode] = {
    types.FunctionType: encode_function,
    types.CodeType: _code,
    types.MethodType: _method,
    types.ModuleType: _module,
    functools.partial: _partial,
    functools._lru_cache_wrapper: _wrapper,
    type: _class,
}
"""By exact type; subclasses are encoded by these."""
