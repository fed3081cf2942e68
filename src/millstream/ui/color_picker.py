"""`st.color_picker`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from millstream.errors import StreamlitAPIException, StreamlitInvalidParameterTypeError
from millstream.protocol.elements import ColorPicker, Size
from millstream.state import Misfit
from millstream.ui.layout import size, visibility
from millstream.ui.widget import widget

_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


class _Colour:
    """A colour as `#rrggbb`."""

    @staticmethod
    def encode(value: Any) -> str:
        if not isinstance(value, str):
            hint = "Write the colour like '#00aabb' or '#0ab'."
            raise StreamlitInvalidParameterTypeError(
                "value", type(value).__name__, ["str"], detail=hint
            )
        if not _COLOUR.fullmatch(value):
            raise StreamlitAPIException(
                f"{value!r} is not a colour: write it as `#rrggbb` or `#rgb`, such as '#00aabb'."
            )
        return value

    @staticmethod
    def decode(wire: Any) -> str:
        if not isinstance(wire, str) or not _COLOUR.fullmatch(wire):
            raise Misfit(f"a colour is written #rrggbb, not {wire!r}")
        return wire

    @staticmethod
    def to_query(value: str) -> Sequence[str]:
        return [value]

    @staticmethod
    def from_query(texts: Sequence[str]) -> str:
        return texts[-1]


def color_picker(
    label: str,
    value: str | None = None,
    key: str | int | None = None,
    help: str | None = None,
    on_change: Callable[..., object] | Literal["ignore", "rerun"] | None = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    disabled: bool = False,
    label_visibility: Literal["visible", "hidden", "collapsed"] = "visible",
    width: Size = "content",
    bind: Literal["query-params"] | None = None,
    persist_state: Literal["page", "session"] | None = None,
) -> str:
    """Show a colour that can be changed.

    Parameters
    ----------
    label
        The text above it, in Markdown.
    value
        The colour that it starts with, as `#rrggbb`; black by default.
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
        "content", "stretch", or a number of pixels.
    bind
        "query-params" to keep the value in the page's address, under the key.
    persist_state
        "page" or "session": how long the value is kept while no run draws it. It needs a key.

    Returns
    -------
    str
        The colour, as `#rrggbb`.

    Examples
    --------
    >>> import millstream as st
    >>> colour = st.color_picker("Line", "#0b6e75")
    """
    default = _Colour.encode("#000000" if value is None else value)
    element = ColorPicker(
        id="",
        label=str(label),
        help=help or "",
        value=default,
        disabled=bool(disabled),
        label_visibility=visibility(label_visibility),
        width="" if width == "content" else size("width", width),
    )
    colour: str = widget(
        "color_picker", element, _Colour, default,
        key=key, on_change=on_change, args=args, kwargs=kwargs, bind=bind, persist_state=persist_state,
    )  # fmt: skip
    return colour
