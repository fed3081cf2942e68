"""`st.slider`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from millstream.errors import StreamlitValueError
from millstream.protocol.elements import Size, Slider
from millstream.ui.layout import size, visibility
from millstream.ui.slider_scale import Points, scale_of
from millstream.ui.widget import widget


def slider(
    label: str,
    min_value: Any = None,
    max_value: Any = None,
    value: Any = None,
    step: Any = None,
    format: str | None = None,
    key: str | int | None = None,
    help: str | None = None,
    on_change: Callable[..., object] | Literal["ignore", "rerun"] | None = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    disabled: bool = False,
    label_visibility: Literal["visible", "hidden", "collapsed"] = "visible",
    width: Size = "stretch",
    bind: Literal["query-params"] | None = None,
    persist_state: Literal["page", "session"] | None = None,
) -> Any:
    """Show a value, or a range, that slides between two limits.

    Parameters
    ----------
    label
        The text above it, in Markdown.
    min_value, max_value
        The limits, of the type of `value`: by default 0 to 100, 0.0 to 1.0, two weeks around a date or moment, a day.
        They make room for a value beyond them.
    value
        A whole number, float, date, time or datetime; for a range, two of them (none: the limits).
    step
        How far a step goes; a `timedelta` for dates, times and datetimes.
    format
        How values are written: like "%d" or "%0.2f" for numbers, like "MM/DD/YY" for dates.
    key
        A name that is unique in the app; `st.session_state[key]` is its value.
    help
        A tooltip, in Markdown.
    on_change, args, kwargs
        "rerun", "ignore" if a change waits for the next run, or a function called before the run that a change causes,
        and what it is called with.
    disabled
        Whether it cannot be changed.
    label_visibility
        "visible", "hidden" (keeps its room) or "collapsed".
    width
        "stretch", or a number of pixels.
    bind
        "query-params" to keep the value in the page's address, under the key.
    persist_state
        "page" or "session": how long the value is kept while no run draws it. It needs a key.

    Returns
    -------
    object
        The value, of its own type; a tuple of two for a range.

    Examples
    --------
    >>> import millstream as st
    >>> flow = st.slider("Flow", 0.0, 4.0, 1.5)
    >>> low, high = st.slider("Months", 1, 12, (4, 9))
    """
    values, is_range = _values(value, min_value, max_value)
    scale = scale_of(values, min_value, max_value)
    values = [*map(scale.plain, values)]
    low, high = scale.limits(values, min_value, max_value)
    if is_range:
        values = sorted(values) or [low, high]
    points = Points(scale, low, high, len(values) if is_range else 0)
    default = tuple(values) if is_range else values[0]
    element = Slider(
        id="",
        label=str(label),
        help=help or "",
        value=points.encode(default),
        minimum=scale.number(low),
        maximum=scale.number(high),
        step=scale.step(step, low, high),
        scale=scale.name,
        integer=scale.is_integer,
        format=format or "",
        disabled=bool(disabled),
        label_visibility=visibility(label_visibility),
        width="" if width == "stretch" else size("width", width, content=False),
    )
    return widget(
        "slider", element, points, default,
        key=key, on_change=on_change, args=args, kwargs=kwargs, bind=bind, persist_state=persist_state,
    )  # fmt: skip


def _values(value: Any, min_value: Any, max_value: Any) -> tuple[list[Any], bool]:
    """Give the value as a list, and whether it is a range; the lower limit stands in for none."""
    if isinstance(value, (list, tuple)):
        if len(value) > 2:
            words = ["a number", "a date or time", "a list or tuple of at most two of these"]
            raise StreamlitValueError("value", words, detail=f"It has {len(value)} parts.")
        return list(value), True
    if value is not None:
        return [value], False
    if min_value is not None or max_value is None:
        return [0 if min_value is None else min_value], False
    return [type(max_value)(0) if isinstance(max_value, (int, float)) else max_value], False
