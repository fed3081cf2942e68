"""`st.dataframe`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from millstream.protocol.elements import DataFrame, Size
from millstream.script import context
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import size
from millstream.ui.tables import publish, source_of
from millstream.ui.widget import not_yet


def dataframe(
    data: Any = None,
    width: Size = "stretch",
    height: Size = "auto",
    *,
    use_container_width: bool | None = None,
    hide_index: bool | None = None,
    column_order: Iterable[str] | None = None,
    column_config: Mapping[Any, Any] | None = None,
    key: str | int | None = None,
    on_select: Callable[..., object] | Literal["ignore", "rerun"] = "ignore",
    selection_mode: str | Iterable[str] = "multi-row",
    selection_default: Any = None,
    row_height: int | None = None,
    placeholder: str | None = None,
    lazy: bool | None = None,
    alt: str | None = None,
) -> DeltaGenerator:
    """Show a table that scrolls, sorts and can be searched.

    Parameters
    ----------
    data
        A frame of pandas or Polars, an Arrow table, an array, a list of rows, or a dictionary of columns. An unchanged
        table costs nothing to show again, whatever its size.
    width
        "stretch", "content", or a number of pixels.
    height
        "auto", "content", "stretch", or a number of pixels.
    use_container_width
        The old way to say `width="stretch"`.
    hide_index
        Whether the index is left out; by default it is where it only counts the rows.
    column_order
        The columns to show, in order.
    key
        A name that is unique in the app; the page marks the table with the class `st-key-<key>`.
    row_height
        The height of a row, in pixels.
    placeholder
        What stands for a missing value.
    alt
        What the table shows, for those who cannot see it.
    column_config, on_select, selection_mode, selection_default, lazy
        Not supported yet.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.dataframe({"wheel": ["overshot", "undershot"], "kilowatts": [11.5, 4.0]})
    """
    not_yet(
        column_config=column_config,
        on_select=on_select != "ignore" and on_select,
        selection_default=selection_default,
        lazy=lazy,
    )
    run = context.current.get()
    if run is None:
        return DeltaGenerator(None)
    if use_container_width is False and width == "stretch":
        width = "content"
    source = source_of(data)
    element = DataFrame(
        data=publish(run, source),
        rows=source.rows,
        index_columns=source.index_columns,
        width="" if width == "stretch" else size("width", width),
        height="" if height == "auto" else size("height", height),
        hide_index=bool(hide_index),
        column_order=None if column_order is None else tuple(map(str, column_order)),
        row_height=row_height or 0,
        placeholder=placeholder or "",
        alt=alt or "",
    )
    return DeltaGenerator(draw(element, key="" if key is None else str(key)))
