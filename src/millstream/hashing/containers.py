"""How the containers and value types of the language are encoded."""

from __future__ import annotations

import array
import collections
import types
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


def encode_sequence(value: Any, writer: Writer) -> None:
    """Write the items of a list or tuple.

    Parameters
    ----------
    value
        The list or tuple.
    writer
        Takes the encoding.
    """
    writer.items(value)


def encode_mapping(value: Any, writer: Writer) -> None:
    """Write the entries of a mapping in their order.

    Parameters
    ----------
    value
        The mapping.
    writer
        Takes the encoding.
    """
    writer.entries(value)


def _set(value: Any, writer: Writer) -> None:
    writer.members(value)


def _bytearray(value: bytearray, writer: Writer) -> None:
    writer.buffer(value)


def _memoryview(value: memoryview, writer: Writer) -> None:
    writer.text(value.format)
    writer.items(value.shape or ())
    writer.buffer(value if value.c_contiguous else value.tobytes())


def _array(value: array.array[Any], writer: Writer) -> None:
    writer.text(value.typecode)
    writer.buffer(memoryview(value))


def _range(value: range, writer: Writer) -> None:
    writer.items((value.start, value.stop, value.step))


def _slice(value: slice, writer: Writer) -> None:
    writer.attributes({"start": value.start, "stop": value.stop, "step": value.step})


def _deque(value: collections.deque[Any], writer: Writer) -> None:
    writer.child(".maxlen", value.maxlen)
    writer.items(list(value))


def _defaultdict(value: collections.defaultdict[Any, Any], writer: Writer) -> None:
    writer.child(".default_factory", value.default_factory)
    writer.entries(value)


def _chain_map(value: collections.ChainMap[Any, Any], writer: Writer) -> None:
    writer.items(value.maps)


def _proxy(value: types.MappingProxyType[Any, Any], writer: Writer) -> None:
    writer.entries(value)


def _namespace(value: types.SimpleNamespace, writer: Writer) -> None:
    writer.attributes(vars(value))


def _view(value: Any, writer: Writer) -> None:
    writer.items(list(value))


ENCODERS: dict[type, Encode] = {
    list: encode_sequence,
    tuple: encode_sequence,
    dict: encode_mapping,
    collections.OrderedDict: encode_mapping,
    collections.Counter: encode_mapping,
    collections.defaultdict: _defaultdict,
    collections.ChainMap: _chain_map,
    collections.deque: _deque,
    collections.UserDict: lambda value, writer: writer.child(".data", value.data),
    collections.UserList: lambda value, writer: writer.child(".data", value.data),
    collections.UserString: lambda value, writer: writer.child(".data", value.data),
    set: _set,
    frozenset: _set,
    bytearray: _bytearray,
    memoryview: _memoryview,
    array.array: _array,
    range: _range,
    slice: _slice,
    types.MappingProxyType: _proxy,
    types.SimpleNamespace: _namespace,
    type({}.keys()): _view,
    type({}.values()): _view,
    type({}.items()): _view,
}
"""By exact type; subclasses are encoded by these and their attributes."""
