"""How Arrow's tables, arrays and types are encoded: by content, however it is chunked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from millstream.hashing.writer import key_label

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


# So few texts are hashed faster one by one.
_FEW = 64


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
    if value.null_count and not _is_text(kind):
        _fixed(value.is_valid().cast(pa.uint8()), 1, writer)
        value = value.drop_null()
    if _is_text(kind):
        _text(value, writer)
    elif pa.types.is_boolean(kind):
        _fixed(value.cast(pa.uint8()), 1, writer)
    elif _width(kind):
        _fixed(value, _width(kind), writer)
    else:
        _nested(value, writer)


def _nested(value: Any, writer: Writer) -> None:
    kind = value.type
    if pa.types.is_dictionary(kind):
        _dictionary(value, writer)
    elif pa.types.is_struct(kind):
        for index in range(kind.num_fields):
            part = pc.struct_field(value, [index])
            writer.child(key_label(kind.field(index).name), part)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        writer.child("", pc.list_value_length(value))
        writer.child("", pc.list_flatten(value))
    else:
        writer.items(value.to_pylist())


def _is_text(kind: Any) -> bool:
    return any(
        test(kind)
        for test in (
            pa.types.is_string,
            pa.types.is_large_string,
            pa.types.is_binary,
            pa.types.is_large_binary,
        )
    )


def _width(kind: Any) -> int:
    """Return the bytes of a value of fixed size, or 0."""
    if pa.types.is_nested(kind) or pa.types.is_dictionary(kind) or pa.types.is_boolean(kind):
        return 0
    try:
        return int(kind.bit_width) // 8
    except ValueError:
        return 0


def _fixed(value: Any, width: int, writer: Writer) -> None:
    writer.stream(
        len(value) * width,
        (
            memoryview(chunk.buffers()[1])[chunk.offset * width :][: len(chunk) * width]
            for chunk in value.chunks
            if len(chunk)
        ),
    )


def _text(value: Any, writer: Writer) -> None:
    """Write lengths, -1 for what is missing, and then all the bytes."""
    if len(value) <= _FEW:
        writer.items(value.to_pylist())
        return
    lengths = pc.binary_length(value)
    total = 0
    if value.null_count:
        total = pc.sum(lengths).as_py() or 0
        lengths = lengths.fill_null(-1)
    _fixed(lengths, lengths.type.bit_width // 8, writer)
    spans = [_span(chunk) for chunk in value.chunks if len(chunk)]
    if value.null_count and sum(end - start for _, start, end in spans) != total:
        # Bytes that no value owns lie between the others.
        spans = [_span(chunk) for chunk in value.drop_null().chunks if len(chunk)]
    writer.stream(
        sum(end - start for _, start, end in spans),
        (memoryview(buffer)[start:end] for buffer, start, end in spans if end > start),
    )


def _span(chunk: Any) -> tuple[Any, int, int]:
    """Return the buffer of a chunk of texts, and where its bytes begin and end."""
    is_large = pa.types.is_large_string(chunk.type) or pa.types.is_large_binary(chunk.type)
    _, offsets, data = chunk.buffers()
    places = memoryview(offsets).cast("q" if is_large else "i")
    return data, places[chunk.offset], places[chunk.offset + len(chunk)]


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
    # Their texts leave out what the inner fields keep beside their types.
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
