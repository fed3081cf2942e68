"""How Arrow's tables, arrays and types are encoded: by content, however it is chunked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from millstream.hashing.writer import key_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


_SHORT_TEXTS = {pa.lib.Type_STRING, pa.lib.Type_BINARY}
_TEXTS = {*_SHORT_TEXTS, pa.lib.Type_LARGE_STRING, pa.lib.Type_LARGE_BINARY}
_GREATEST_SHORT = (1 << 31) - 1


def _table(value: Any, writer: Writer) -> None:
    writer.child(".schema", value.schema)
    writer.number(value.num_rows)
    names = value.schema.names
    writer.children(
        (key_label(name), _chunked(column))
        for name, column in zip(names, value.columns, strict=True)
    )


def _chunked(column: Any) -> Any:
    return column if isinstance(column, pa.ChunkedArray) else pa.chunked_array([column])


def _chunked_array(value: Any, writer: Writer) -> None:
    _type(value.type, writer)
    writer.size(len(value))
    _content(value, writer)


def _array(value: Any, writer: Writer) -> None:
    _chunked_array(pa.chunked_array([value], type=value.type), writer)


def _content(value: Any, writer: Writer) -> None:
    """Write the values of a chunked array, those that are missing by their places."""
    kind = value.type
    if pa.types.is_null(kind):
        return
    if isinstance(kind, pa.BaseExtensionType):
        chunks = [chunk.storage for chunk in value.chunks]
        _content(pa.chunked_array(chunks, type=kind.storage_type), writer)
        return
    writer.size(value.null_count)
    if value.null_count:
        _fixed(value.is_valid().cast(pa.uint8()), 1, writer)
    if kind.id in _TEXTS:
        _text(value, writer)
        return
    if value.null_count:
        value = value.drop_null()
    _present(value, writer)


def _present(value: Any, writer: Writer) -> None:
    """Write values of which none is missing."""
    kind = value.type
    if pa.types.is_boolean(kind):
        _fixed(value.cast(pa.uint8()), 1, writer)
    elif _width(kind):
        _fixed(value, _width(kind), writer)
    elif pa.types.is_dictionary(kind):
        _dictionary(value, writer)
    else:
        _nested(value, writer)


def _nested(value: Any, writer: Writer) -> None:
    kind = value.type
    if pa.types.is_struct(kind):
        for index in range(kind.num_fields):
            part = pc.struct_field(value, [index])
            writer.child(key_label(kind.field(index).name), part)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        writer.child("", pc.list_value_length(value))
        writer.child("", pc.list_flatten(value))
    else:
        writer.items(value.to_pylist())


def _width(kind: Any) -> int:
    """Return the bytes of a value of fixed size, or 0."""
    if pa.types.is_nested(kind) or pa.types.is_dictionary(kind) or pa.types.is_boolean(kind):
        return 0
    try:
        return int(kind.bit_width) // 8
    except ValueError:
        return 0


def _fixed(value: Any, width: int, writer: Writer) -> None:
    writer.stream(len(value) * width, _memory(value, width))


def _memory(value: Any, width: int) -> Iterator[memoryview]:
    for chunk in value.chunks:
        if len(chunk):
            start = chunk.offset * width
            yield memoryview(chunk.buffers()[1])[start : start + len(chunk) * width]


def _text(value: Any, writer: Writer) -> None:
    """Write where each text ends, counted from the first byte of all, and then all the bytes."""
    content: list[Any] = []
    chunks = [_Texts(chunk) for chunk in value.chunks if len(chunk)]
    if len(chunks) == 1 and chunks[0].is_canonical:
        (only,) = chunks
        content = [only.places, only.data]
    elif chunks:
        lengths = pc.binary_length(value)
        if value.null_count:
            lengths = lengths.fill_null(0)
            # Bytes that no value owns may lie between the others.
            chunks = [_Texts(chunk) for chunk in value.drop_null().chunks if len(chunk)]
        total = sum(len(chunk.data) for chunk in chunks)
        is_short = value.type.id in _SHORT_TEXTS and total <= _GREATEST_SHORT
        ends = pc.cumulative_sum(lengths.cast(pa.int32() if is_short else pa.int64()))
        width = 4 if is_short else 8
        content = [bytes(width), *_memory(ends, width), *(chunk.data for chunk in chunks)]
    writer.stream(sum(map(len, content)), content)


class _Texts:
    """The memory of a chunk of texts.

    Parameters
    ----------
    chunk
        An array of texts or bytes, not empty.
    """

    def __init__(self, chunk: Any) -> None:
        width = 4 if chunk.type.id in _SHORT_TEXTS else 8
        _, offsets, data = chunk.buffers()
        self.places = memoryview(offsets)[chunk.offset * width :][: (len(chunk) + 1) * width]
        numbers = self.places.cast("i" if width == 4 else "q")
        self.data = memoryview(data or b"")[numbers[0] : numbers[-1]]
        # Then nothing lies before, and nothing between.
        self.is_canonical = numbers[0] == 0 and (
            not chunk.null_count or (pc.sum(pc.binary_length(chunk)).as_py() or 0) == numbers[-1]
        )


def _dictionary(value: Any, writer: Writer) -> None:
    unified = value.unify_dictionaries()
    indices = [chunk.indices for chunk in unified.chunks]
    writer.child("", pa.chunked_array(indices, type=value.type.index_type))
    dictionary = unified.chunk(0).dictionary if unified.num_chunks else None
    writer.child("", dictionary)


def _scalar(value: Any, writer: Writer) -> None:
    _type(value.type, writer)
    writer.child("", pa.array([value.as_py()], type=value.type))


def _type(value: Any, writer: Writer) -> None:
    writer.text(str(value))
    if isinstance(value, pa.BaseExtensionType):
        writer.text(value.extension_name)
        _type(value.storage_type, writer)
    if value.num_fields:
        # The text leaves out what the inner fields keep beside their types.
        for field in _inner(value):
            _field(field, writer)


def _inner(value: Any) -> list[Any]:
    if pa.types.is_map(value):
        return [value.key_field, value.item_field]
    if pa.types.is_struct(value) or pa.types.is_union(value):
        return [value.field(index) for index in range(value.num_fields)]
    return [value.value_field] if hasattr(value, "value_field") else []


def _tensor(value: Any, writer: Writer) -> None:
    writer.child(".dim_names", value.dim_names)
    writer.child("", value.to_numpy())


def _field(value: Any, writer: Writer) -> None:
    writer.text(value.name)
    _type(value.type, writer)
    writer.number(value.nullable)
    writer.child(".metadata", value.metadata)


def _schema(value: Any, writer: Writer) -> None:
    writer.items([value.field(index) for index in range(len(value))])
    writer.child(".metadata", value.metadata)


def _buffer(value: Any, writer: Writer) -> None:
    writer.buffer(memoryview(value))


ENCODERS: dict[str, Encode] = {
    "pyarrow.Table": _table,
    "pyarrow.RecordBatch": _table,
    "pyarrow.ChunkedArray": _chunked_array,
    "pyarrow.Array": _array,
    "pyarrow.Scalar": _scalar,
    "pyarrow.DataType": _type,
    "pyarrow.Field": _field,
    "pyarrow.Schema": _schema,
    "pyarrow.Buffer": _buffer,
    "pyarrow.Tensor": _tensor,
}
"""By package and name of a type or one of its bases."""
