"""How the value types of the standard library are encoded."""

from __future__ import annotations

import datetime
import decimal
import fractions
import io
import ipaddress
import mmap
import os
import pathlib
import re
import stat
import types
import uuid
import zoneinfo
from contextlib import closing
from typing import TYPE_CHECKING, Any

from millstream.hashing.errors import UnhashableError

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


def _date(value: datetime.date, writer: Writer) -> None:
    writer.items((value.year, value.month, value.day))


def _time(value: Any, writer: Writer) -> None:
    writer.items((value.hour, value.minute, value.second, value.microsecond, value.fold))
    writer.child(".tzinfo", value.tzinfo)


def _datetime(value: datetime.datetime, writer: Writer) -> None:
    _date(value, writer)
    _time(value, writer)


def _timedelta(value: datetime.timedelta, writer: Writer) -> None:
    writer.items((value.days, value.seconds, value.microseconds))


def _timezone(value: datetime.timezone, writer: Writer) -> None:
    _timedelta(value.utcoffset(None), writer)
    writer.text(value.tzname(None))


def _zone(value: zoneinfo.ZoneInfo, writer: Writer) -> None:
    if value.key is None:
        raise UnhashableError("", "zoneinfo.ZoneInfo", "a time zone without a key has no name")
    writer.text(value.key)


def _decimal(value: decimal.Decimal, writer: Writer) -> None:
    # Not normalised: 1.0 and 1.00 print differently.
    sign, digits, exponent = value.as_tuple()
    writer.items((sign, "".join(map(str, digits)), exponent))


def _fraction(value: fractions.Fraction, writer: Writer) -> None:
    writer.items((value.numerator, value.denominator))


def _uuid(value: uuid.UUID, writer: Writer) -> None:
    writer.data(value.bytes)


def _path(value: pathlib.PurePath, writer: Writer) -> None:
    writer.child("", str(value))


def _pattern(value: re.Pattern[Any], writer: Writer) -> None:
    writer.child(".pattern", value.pattern)
    writer.number(value.flags)


def _match(value: re.Match[Any], writer: Writer) -> None:
    writer.child(".re", value.re)
    writer.child(".string", value.string)
    writer.items((value.pos, value.endpos))
    writer.items(value.regs)


def _address(value: Any, writer: Writer) -> None:
    writer.text(str(value))


def _generic_alias(value: Any, writer: Writer) -> None:
    writer.child(".__origin__", value.__origin__)
    writer.child(".__args__", value.__args__)


def _union(value: Any, writer: Writer) -> None:
    writer.child(".__args__", value.__args__)


def _memory_file(value: Any, writer: Writer) -> None:
    position = value.tell()
    content = value.getvalue()
    writer.number(position)
    writer.child("", content)
    # Such as the name that a library has given to it.
    writer.attributes(dict(sorted(vars(value).items())))


def _open_file(value: Any, writer: Writer) -> None:
    """Write the content of an open file that can be read, and where its reader stands."""
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    try:
        readable, descriptor = value.readable(), value.fileno()
    except (OSError, ValueError) as error:
        raise UnhashableError("", kind, f"it is no open file ({error})") from None
    status = os.fstat(descriptor)
    if not readable or not stat.S_ISREG(status.st_mode):
        raise UnhashableError("", kind, "only files that are open for reading have a content")
    value.flush()
    status = os.fstat(descriptor)
    writer.child(".mode", getattr(value, "mode", None))
    writer.child(".encoding", getattr(value, "encoding", None))
    writer.number(value.tell())
    if status.st_size == 0:
        writer.buffer(b"")
        return
    with closing(mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)) as content:
        writer.buffer(memoryview(content))


def encode_file_like(value: Any, writer: Writer) -> None:
    """Write the content of what reads like a file, its name and where its reader stands.

    Parameters
    ----------
    value
        An object with ``read``, ``seek`` and ``tell``.
    writer
        Takes the encoding.
    """
    position = value.tell()
    value.seek(0)
    try:
        content = value.read()
    finally:
        value.seek(position)
    name = getattr(value, "name", None)
    writer.child(".name", name if isinstance(name, str) else None)
    writer.number(position)
    writer.child("", content)


ENCODERS: dict[type, Encode] = {
    datetime.date: _date,
    datetime.time: _time,
    datetime.datetime: _datetime,
    datetime.timedelta: _timedelta,
    datetime.timezone: _timezone,
    zoneinfo.ZoneInfo: _zone,
    decimal.Decimal: _decimal,
    fractions.Fraction: _fraction,
    uuid.UUID: _uuid,
    pathlib.PurePosixPath: _path,
    pathlib.PureWindowsPath: _path,
    pathlib.PosixPath: _path,
    pathlib.WindowsPath: _path,
    re.Pattern: _pattern,
    re.Match: _match,
    ipaddress.IPv4Address: _address,
    ipaddress.IPv6Address: _address,
    ipaddress.IPv4Network: _address,
    ipaddress.IPv6Network: _address,
    ipaddress.IPv4Interface: _address,
    ipaddress.IPv6Interface: _address,
    types.GenericAlias: _generic_alias,
    types.UnionType: _union,
    io.BytesIO: _memory_file,
    io.StringIO: _memory_file,
    io.TextIOWrapper: _open_file,
    io.BufferedReader: _open_file,
    io.BufferedRandom: _open_file,
    io.BufferedWriter: _open_file,
    io.FileIO: _open_file,
}
"""By exact type; subclasses are encoded by these and their attributes."""
