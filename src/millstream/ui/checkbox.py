"""`st.checkbox`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from millstream.errors import StreamlitInvalidParameterTypeError
from millstream.protocol.elements import Checkbox, Size
from millstream.state import Misfit
from millstream.ui.layout import size, visibility
from millstream.ui.widget import not_yet, widget


class _Truth:
    """True or false."""

    @staticmethod
    def encode(value: Any) -> bool:
        if not isinstance(value, int):
            raise StreamlitInvalidParameterTypeError("value", type(value).__name__, ["bool"])
        return bool(value)

    @staticmethod
    def decode(wire: Any) -> bool:
        if not isinstance(wire, bool):
            raise Misfit(f"a checkbox is true or false, not {wire!r}")
        return wire

    @staticmethod
    def to_query(value: bool) -> Sequence[str]:
        return ["true" if value else "false"]

    @staticmethod
    def from_query(texts: Sequence[str]) -> bool:
        return ("false", "true").index(texts[-1].lower()) == 1


def checkbox(
    label: str,
    value: bool = False,
    key: str | int | None = None,
    help: str | None = None,
    on_change: Callable[..., object] | Literal["ignore", "rerun"] | None = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    disabled: bool = False,
    label_visibility: Literal["visible", "hidden", "collapsed"] = "visible",
    width: Size = "content",
    wrap: bool | None = None,
    bind: Literal["query-params"] | None = None,
    persist_state: Literal["page", "session"] | None = None,
) -> bool:
    """Show a box to tick.

    Parameters
    ----------
    label
        The text beside it, in Markdown.
    value
        Whether it starts ticked.
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
    wrap
        Whether a long label wraps.
    bind
        "query-params" to keep the value in the page's address, under the key.
    persist_state
        "page" or "session": how long the value is kept while no run draws it. It needs a key.

    Returns
    -------
    bool
        Whether it is ticked.

    Examples
    --------
    >>> import millstream as st
    >>> agreed = st.checkbox("I agree")
    """
    if wrap is False:
        not_yet(wrap="False")
    element = Checkbox(
        id="",
        label=str(label),
        help=help or "",
        value=bool(value),
        disabled=bool(disabled),
        label_visibility=visibility(label_visibility),
        width="" if width == "content" else size("width", width),
    )
    ticked: bool = widget(
        "checkbox", element, _Truth, bool(value),
        key=key, on_change=on_change, args=args, kwargs=kwargs, bind=bind, persist_state=persist_state,
    )  # fmt: skip
    return ticked
