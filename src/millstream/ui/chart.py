"""`st.line_chart` and `st.scatter_chart`: Vega-Lite over a table that goes by its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from millstream.errors import (
    StreamlitAPIException,
    StreamlitInvalidParameterTypeError,
    StreamlitValueError,
)
from millstream.protocol.elements import Size, VegaChart
from millstream.script import context
from millstream.ui.css_colour import HEX, css_colour, is_number_tuple
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import size as checked_size
from millstream.ui.tables import Source, publish, source_of

if TYPE_CHECKING:
    import pyarrow as pa


def line_chart(
    data: Any = None,
    *,
    x: str | None = None,
    y: str | Sequence[str] | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    color: str | tuple[float, ...] | Sequence[Any] | None = None,
    width: Size = "stretch",
    height: Size = "content",
    use_container_width: bool | None = None,
    alt: str | None = None,
) -> DeltaGenerator:
    """Draw lines over a table.

    Parameters
    ----------
    data
        Anything that `st.dataframe` shows.
    x
        The column along the horizontal axis; by default the index.
    y
        The column, or the columns, of the lines; by default all that hold numbers, or if none does, all.
    x_label, y_label
        The names of the axes; by default those of the columns.
    color
        A colour, one for each line, or the column that tells lines apart.
    width, height
        "stretch", "content", or a number of pixels.
    use_container_width
        The old way to say `width="stretch"`.
    alt
        What the chart shows, for those who cannot see it.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.line_chart({"flow": [1.0, 1.4, 0.9]})
    """
    parts = Parts(x, y, color, None, x_label, y_label)
    return _chart("line", data, parts, width, height, use_container_width, alt)


def scatter_chart(
    data: Any = None,
    *,
    x: str | None = None,
    y: str | Sequence[str] | None = None,
    x_label: str | None = None,
    y_label: str | None = None,
    color: str | tuple[float, ...] | Sequence[Any] | None = None,
    size: str | float | None = None,
    width: Size = "stretch",
    height: Size = "content",
    use_container_width: bool | None = None,
    alt: str | None = None,
) -> DeltaGenerator:
    """Draw points over a table.

    Parameters
    ----------
    data
        Anything that `st.dataframe` shows.
    x
        The column along the horizontal axis; by default the index.
    y
        The column, or the columns, of the points; by default all that hold numbers, or if none does, all.
    x_label, y_label
        The names of the axes; by default those of the columns.
    color
        A colour, one for each column, or the column that gives each point its colour.
    size
        The area of a point in square pixels, or the column that gives it.
    width, height
        "stretch", "content", or a number of pixels.
    use_container_width
        The old way to say `width="stretch"`.
    alt
        What the chart shows, for those who cannot see it.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.scatter_chart({"flow": [1.0, 1.4], "level": [0.3, 0.5]}, x="flow", y="level")
    """
    parts = Parts(x, y, color, size, x_label, y_label)
    return _chart("point", data, parts, width, height, use_container_width, alt)


@dataclass(frozen=True, slots=True)
class Parts:
    """Which columns play which part, as the user said."""

    x: str | None
    y: str | Sequence[str] | None
    color: Any
    size: str | float | None
    x_label: str | None
    y_label: str | None


def _chart(
    mark: str,
    data: Any,
    parts: Parts,
    width: Size,
    height: Size,
    use_container_width: bool | None,
    alt: str | None,
) -> DeltaGenerator:
    run = context.current.get()
    if run is None:
        return DeltaGenerator(None)
    if use_container_width is False and width == "stretch":
        width = "content"
    source = source_of(data)
    spec, names = _spec(mark, _schema(data, source), parts)
    element = VegaChart(
        spec=msgspec.json.encode(spec).decode(),
        data=publish(run, source, names, lambda table: _selected(table, names)),
        width="" if width == "stretch" else checked_size("width", width),
        height="" if height == "content" else checked_size("height", height),
        alt=alt or "",
    )
    return DeltaGenerator(draw(element))


@dataclass(frozen=True, slots=True)
class Schema:
    """The names and Vega types of a table's columns; the first may be the index; some may hold colours."""

    types: dict[str, str]
    index: str | None
    colors: frozenset[str]


def _schema(data: Any, source: Source) -> Schema:
    head = (source_of(data[:1]) if hasattr(data, "iloc") else source).make()
    names = [name or "index" for name in head.column_names]
    types = {name: _vega_type(field.type) for name, field in zip(names, head.schema, strict=True)}
    colors = frozenset(
        name
        for i, name in enumerate(names)
        if types[name] == "nominal" and head.num_rows and HEX.fullmatch(str(head.column(i)[0]))
    )
    return Schema(types, names[0] if source.index_columns else None, colors)


def _vega_type(kind: pa.DataType) -> str:
    import pyarrow as pa

    if pa.types.is_temporal(kind) and not pa.types.is_duration(kind):
        return "temporal"
    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    return "quantitative" if is_number else "nominal"


def _spec(mark: str, schema: Schema, parts: Parts) -> tuple[dict[str, Any], dict[str, str]]:
    """Give the specification, and for each column that it needs the name it has there."""
    x = _column(schema, parts.x, "x") if parts.x is not None else schema.index
    color_column = (
        parts.color if isinstance(parts.color, str) and parts.color in schema.types else None
    )
    size_column = _size_column(schema, parts.size)
    ys = _lines(schema, parts.y, {x, color_column, size_column})
    names = {name: _safe(name) for name in (x, *ys, color_column, size_column) if name is not None}
    encoding: dict[str, Any] = {"x": _x(schema, x, names, parts.x_label)} if ys else {}
    spec: dict[str, Any] = {
        "data": {"name": "source"},
        "mark": {"type": mark, **({"filled": True} if mark == "point" else {})},
        "encoding": encoding,
    }
    transforms: list[dict[str, Any]] = []
    if not ys:
        return spec, names
    if x is None:
        transforms.append({"window": [{"op": "row_number", "as": "row"}]})
    if len(ys) == 1:
        encoding["y"] = {
            "field": names[ys[0]],
            "type": schema.types[ys[0]],
            "title": parts.y_label or ys[0],
        }
    else:
        transforms.append({"fold": [names[name] for name in ys], "as": ["series", "value"]})
        kinds = {schema.types[name] for name in ys}
        kind = kinds.pop() if len(kinds) == 1 else "nominal"
        encoding["y"] = {"field": "value", "type": kind, "title": parts.y_label or ""}
        encoding["color"] = {"field": "series", "type": "nominal", "title": "", "sort": None}
    encoding.update(_color(schema, parts.color, color_column, names, ys))
    if size_column is not None:
        encoding["size"] = {
            "field": names[size_column],
            "type": "quantitative",
            "title": size_column,
        }
    elif isinstance(parts.size, (int, float)):
        encoding["size"] = {"value": parts.size}
    if transforms:
        spec["transform"] = transforms
    return spec, names


def _size_column(schema: Schema, size: Any) -> str | None:
    if size is None or (isinstance(size, (int, float)) and not isinstance(size, bool)):
        return None
    if size in list(schema.types):
        return str(size)
    words = ["None", "a number of square pixels", *map(repr, schema.types)]
    raise StreamlitValueError("size", words, detail=f"It is {size!r}.")


def _x(schema: Schema, x: str | None, names: dict[str, str], label: str | None) -> dict[str, Any]:
    if x is None:
        return {"field": "row", "type": "quantitative", "title": label or ""}
    title = label if label is not None else ("" if x == schema.index else x)
    return {"field": names[x], "type": schema.types[x], "title": title, "scale": {"zero": False}}


def _color(
    schema: Schema, color: Any, column: str | None, names: dict[str, str], ys: list[str]
) -> dict[str, Any]:
    if color is None:
        return {}
    if column in schema.colors:
        return {"color": {"field": names[column], "type": "nominal", "scale": None, "legend": None}}
    if column is not None:
        return {"color": {"field": names[column], "type": schema.types[column], "title": column}}
    is_one = is_number_tuple(color) or not isinstance(color, (list, tuple))
    colors = [css_colour(each) for each in ([color] if is_one else color)]
    if len(colors) != len(ys):
        raise StreamlitAPIException(
            f"`color` has {len(colors)} colours, but there are {len(ys)} columns to draw."
        )
    if len(ys) == 1:
        return {"color": {"value": colors[0]}}
    scale = {"domain": [names[name] for name in ys], "range": colors}
    return {
        "color": {"field": "series", "type": "nominal", "title": "", "sort": None, "scale": scale}
    }


def _lines(schema: Schema, y: str | Sequence[str] | None, taken: set[str | None]) -> list[str]:
    if y is not None:
        return [_column(schema, name, "y") for name in ([y] if isinstance(y, str) else y)]
    free = [name for name in schema.types if name not in taken and name != schema.index]
    return [name for name in free if schema.types[name] == "quantitative"] or free


def _column(schema: Schema, name: object, parameter: str) -> str:
    if not isinstance(name, str):
        hint = "Columns go by the text of their names."
        raise StreamlitInvalidParameterTypeError(
            parameter, type(name).__name__, ["str", "None"], detail=hint
        )
    if name in schema.types:
        return name
    listed = ", ".join(map(repr, schema.types))
    raise StreamlitAPIException(f"`{parameter}` is {name!r}, but the columns are {listed}.")


def _safe(name: str) -> str:
    """Give a name without the characters that Vega reads as a path."""
    return "".join("_" if c in ".[]\\'\"" else c for c in name) or "index"


def _selected(table: pa.Table, names: dict[str, str]) -> pa.Table:
    held = [name or "index" for name in table.column_names]
    chosen = table.select([held.index(name) for name in names])
    return chosen.rename_columns(list(names.values()))
