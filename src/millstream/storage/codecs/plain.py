"""Plain data as MessagePack, with exact types: a tuple stays a tuple, ``True`` is not ``1``.

What MessagePack knows (none, booleans, integers of 64 bits, floats, text, bytes, lists, and
dictionaries with keys of text) is written as it is. Everything else is an extension whose
number says what it is and whose content is MessagePack again.
"""

from __future__ import annotations

import datetime as dt
import decimal
import fractions
import pathlib
import sys
import uuid
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import msgspec

from millstream.storage.codecs.encoded import InexactError

if TYPE_CHECKING:
    from collections.abc import Callable

_LEAST_INTEGER: Final = -(2**63)
_GREATEST_INTEGER: Final = 2**64 - 1
_DEPTH: Final = 100
_MUTABLE: Final = frozenset({list, dict, set, bytearray})

_pack: Final = msgspec.msgpack.Encoder().encode


def encode(value: Any) -> bytes:
    """Return plain data as MessagePack.

    Parameters
    ----------
    value
        Built-in containers and scalars, dates, decimals, paths, NumPy scalars.

    Raises
    ------
    InexactError
        Where a part is of another type, or where a list, dictionary or set occurs twice: they
        would come back as two.
    """
    try:
        try:
            return _pack(_Writer(_SIMPLE).convert(value, 0))
        except OverflowError:
            return _pack(_Writer(_AS_THEY_ARE).convert(value, 0))
    except UnicodeEncodeError as error:
        raise InexactError("text with half a character") from error


def decode(content: bytes | memoryview) -> Any:
    """Return the data that ``encode`` was given."""
    return _decoder.decode(content)


class _Writer:
    """Turn one value into what MessagePack can tell apart.

    Parameters
    ----------
    simple
        The types whose values are written as they are.
    """

    def __init__(self, simple: frozenset[type]) -> None:
        self._simple = simple
        self._seen: dict[int, Any] = {}

    def convert(self, value: Any, depth: int) -> Any:
        """Return a value that msgspec writes so that it can be told from all others."""
        kind = type(value)
        if kind in self._simple:
            return value
        if kind is int:
            if _LEAST_INTEGER <= value <= _GREATEST_INTEGER:
                return value
            return _extension("integer", hex(value))
        if depth > _DEPTH:
            raise InexactError("containers nested too deep")
        if kind in _MUTABLE:
            if id(value) in self._seen:
                raise InexactError(f"a {kind.__name__} that occurs twice")
            self._seen[id(value)] = value
        writer = _CONTAINERS.get(kind)
        if writer is not None:
            return writer(self, value, depth + 1)
        return _scalar(value)

    def items(self, values: Any, depth: int) -> list[Any]:
        """Return the items of a container, converted."""
        if self._simple.issuperset(map(type, values)):
            return list(values)
        return [self.convert(value, depth) for value in values]

    def dictionary(self, value: dict[Any, Any], depth: int) -> Any:
        """Return a dictionary; keys that are not text are told apart in a list of pairs."""
        if all(type(key) is str for key in value):
            return dict(zip(value, self.items(value.values(), depth), strict=True))
        pairs = [*self.items(value, depth), *self.items(value.values(), depth)]
        return _extension("dict", pairs)


_AS_THEY_ARE: Final = frozenset({type(None), bool, float, str, bytes})
# Integers beyond 64 bits are rare: they are looked for after the first try has failed.
_SIMPLE: Final = _AS_THEY_ARE | {int}
_CONTAINERS: Final[dict[type, Callable[[_Writer, Any, int], Any]]] = {
    list: _Writer.items,
    dict: _Writer.dictionary,
    tuple: lambda writer, value, depth: _extension("tuple", writer.items(value, depth)),
    set: lambda writer, value, depth: _extension("set", writer.items(value, depth)),
    frozenset: lambda writer, value, depth: _extension("frozenset", writer.items(value, depth)),
}


def _scalar(value: Any) -> Any:
    kind = type(value)
    found = _SCALARS.get(kind)
    if found is not None:
        name, write = found
        return _extension(name, write(value))
    if kind.__module__ == "numpy":
        numpy = sys.modules["numpy"]
        if issubclass(kind, numpy.generic) and not value.dtype.hasobject and not value.dtype.names:
            return _extension("numpy", [value.dtype.str, value.tobytes()])
    raise InexactError(f"a value of type {kind.__module__}.{kind.__qualname__}")


def _write_zone(zone: dt.tzinfo | None) -> Any:
    if zone is None:
        return None
    if type(zone) is dt.timezone:
        offset = zone.utcoffset(None)
        if zone != dt.timezone(offset) or zone.tzname(None) != dt.timezone(offset).tzname(None):
            raise InexactError("a time zone with a name of its own")
        return [offset.days, offset.seconds, offset.microseconds]
    if type(zone) is ZoneInfo and zone.key:
        return zone.key
    raise InexactError(f"a time zone of type {type(zone).__qualname__}")


def _read_zone(content: Any) -> dt.tzinfo | None:
    if content is None:
        return None
    if isinstance(content, str):
        return ZoneInfo(content)
    return dt.timezone(dt.timedelta(*content)) if any(content) else dt.UTC


def _write_moment(value: Any) -> list[Any]:
    naive = value.replace(tzinfo=None, fold=0)
    return [naive.isoformat(), value.fold, _write_zone(value.tzinfo)]


def _write_decimal(value: decimal.Decimal) -> list[Any]:
    sign, digits, exponent = value.as_tuple()
    return [sign, "".join(map(str, digits)), exponent]


def _read_decimal(content: list[Any]) -> decimal.Decimal:
    sign, digits, exponent = content
    return decimal.Decimal((sign, tuple(map(int, digits)), exponent))


def _complex_parts(value: complex) -> list[float]:
    return [value.real, value.imag]


def _read_numpy(content: list[Any]) -> Any:
    import numpy as np

    dtype, raw = content
    return np.frombuffer(raw, dtype)[0]


_SCALARS: Final[dict[type, tuple[str, Callable[[Any], Any]]]] = {
    bytearray: ("bytearray", bytes),
    complex: ("complex", _complex_parts),
    range: ("range", lambda value: [value.start, value.stop, value.step]),
    type(...): ("ellipsis", lambda _: None),
    dt.datetime: ("datetime", _write_moment),
    dt.date: ("date", dt.date.isoformat),
    dt.time: ("time", _write_moment),
    dt.timedelta: ("timedelta", lambda value: [value.days, value.seconds, value.microseconds]),
    dt.timezone: ("timezone", _write_zone),
    ZoneInfo: ("timezone", _write_zone),
    decimal.Decimal: ("decimal", _write_decimal),
    fractions.Fraction: ("fraction", lambda value: [hex(value.numerator), hex(value.denominator)]),
    uuid.UUID: ("uuid", lambda value: value.bytes),
    **{
        kind: ("path", lambda value: [type(value).__name__, str(value)])
        for kind in (
            pathlib.PurePosixPath,
            pathlib.PureWindowsPath,
            type(pathlib.Path()),
        )
    },
}

_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
    "dict": lambda content: dict(
        zip(content[: len(content) // 2], content[len(content) // 2 :], strict=True)
    ),
    "integer": lambda content: int(content, 16),
    "bytearray": bytearray,
    "complex": lambda content: complex(*content),
    "range": lambda content: range(*content),
    "ellipsis": lambda _: ...,
    "datetime": lambda content: dt.datetime.fromisoformat(content[0]).replace(
        fold=content[1], tzinfo=_read_zone(content[2])
    ),
    "date": dt.date.fromisoformat,
    "time": lambda content: dt.time.fromisoformat(content[0]).replace(
        fold=content[1], tzinfo=_read_zone(content[2])
    ),
    "timedelta": lambda content: dt.timedelta(*content),
    "timezone": _read_zone,
    "decimal": _read_decimal,
    "fraction": lambda content: fractions.Fraction(int(content[0], 16), int(content[1], 16)),
    "uuid": lambda content: uuid.UUID(bytes=content),
    "path": lambda content: getattr(pathlib, content[0])(content[1]),
    "numpy": _read_numpy,
}
# The numbers are part of the format: names are only ever added, at the end.
_NAMES: Final = tuple(_READERS)
_CODES: Final = {name: code for code, name in enumerate(_NAMES)}


def _extension(name: str, content: Any) -> msgspec.msgpack.Ext:
    return msgspec.msgpack.Ext(_CODES[name], _pack(content))


def _read_extension(code: int, content: memoryview) -> Any:
    return _READERS[_NAMES[code]](_decoder.decode(content))


_decoder: Final = msgspec.msgpack.Decoder(ext_hook=_read_extension)
