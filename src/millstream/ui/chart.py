"""`st.line_chart` and `st.scatter_chart`: Vega-Lite over a table that goes by its content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from millstream.errors import StreamlitAPIException
from millstream.protocol.elements import Size, VegaChart
from millstream.script import context
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import size as checked_size
from millstream.ui.tables import publish, source_of

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
        The column, or the columns, of the lines; by default all that hold numbers.
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
        The column, or the columns, of the points; by default all that hold numbers.
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
    schema = _schema(data)
    spec, names = _spec(mark, schema, parts)
    url, _ = publish(run, data, names, lambda table: _selected(table, names))
    element = VegaChart(
        spec=msgspec.json.encode(spec).decode(),
        data=url,
        width="" if width == "stretch" else checked_size("width", width),
        height="" if height == "content" else checked_size("height", height),
        alt=alt or "",
    )
    return DeltaGenerator(draw(element))


@dataclass(frozen=True, slots=True)
class Schema:
    """The names and Vega types of a table's columns; the first may be the index."""

    types: dict[str, str]
    index: str | None


def _schema(data: Any) -> Schema:
    source = source_of(data)
    head = source_of(data[:1] if hasattr(data, "iloc") else data).make()
    names = [name or "index" for name in head.column_names]
    types = {name: _vega_type(field.type) for name, field in zip(names, head.schema, strict=True)}
    return Schema(types, names[0] if source.index_columns else None)


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
    size_column = parts.size if isinstance(parts.size, str) else None
    if size_column is not None:
        _column(schema, size_column, "size")
    ys = _lines(schema, parts.y, {x, color_column, size_column})
    names = {name: _safe(name) for name in (x, *ys, color_column, size_column) if name is not None}
    encoding: dict[str, Any] = {"x": _x(schema, x, names, parts.x_label)}
    spec: dict[str, Any] = {
        "data": {"name": "source"},
        "mark": {"type": mark, **({"filled": True} if mark == "point" else {})},
        "encoding": encoding,
    }
    transforms: list[dict[str, Any]] = []
    if x is None:
        transforms.append({"window": [{"op": "row_number", "as": "row"}]})
    if len(ys) == 1:
        encoding["y"] = {
            "field": names[ys[0]],
            "type": "quantitative",
            "title": parts.y_label or ys[0],
        }
    else:
        transforms.append({"fold": [names[name] for name in ys], "as": ["series", "value"]})
        encoding["y"] = {"field": "value", "type": "quantitative", "title": parts.y_label or ""}
        encoding["color"] = {"field": "series", "type": "nominal", "title": "", "sort": None}
    encoding.update(_color(schema, parts.color, color_column, names, ys))
    if size_column is not None:
        encoding["size"] = {
            "field": names[size_column],
            "type": "quantitative",
            "title": size_column,
        }
    elif parts.size is not None:
        encoding["size"] = {"value": parts.size}
    if transforms:
        spec["transform"] = transforms
    return spec, names


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
    if column is not None:
        return {"color": {"field": names[column], "type": schema.types[column], "title": column}}
    if isinstance(color, str) or (
        isinstance(color, tuple) and all(isinstance(c, (int, float)) for c in color)
    ):
        colors = [_css(color)]
    else:
        colors = [_css(each) for each in color]
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


def _css(color: Any) -> str:
    if isinstance(color, str):
        return color
    if isinstance(color, (tuple, list)) and len(color) in (3, 4):
        parts = [round(c * 255) if isinstance(c, float) and c <= 1 else int(c) for c in color[:3]]
        alpha = color[3] if len(color) == 4 else 1
        return f"rgba({parts[0]}, {parts[1]}, {parts[2]}, {alpha})"
    raise StreamlitAPIException(
        f"{color!r} is neither a colour, such as '#0b6e75', nor a column of the table."
    )


def _lines(schema: Schema, y: str | Sequence[str] | None, taken: set[str | None]) -> list[str]:
    if y is not None:
        return [_column(schema, name, "y") for name in ([y] if isinstance(y, str) else y)]
    ys = [
        name
        for name, kind in schema.types.items()
        if kind == "quantitative" and name not in taken and name != schema.index
    ]
    if not ys:
        raise StreamlitAPIException(
            "The table has no column of numbers to draw; name one with `y`."
        )
    return ys


def _column(schema: Schema, name: str, parameter: str) -> str:
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
