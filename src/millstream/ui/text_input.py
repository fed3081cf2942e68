"""`st.text_input`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from millstream.errors import StreamlitInvalidParameterTypeError, StreamlitValueError
from millstream.protocol.elements import Size, TextInput
from millstream.state import Misfit
from millstream.ui.layout import choice, icon_name, size, visibility
from millstream.ui.widget import not_yet, on_change_of, widget

_TYPES = {"default": False, "password": True}


class _Line:
    """Text of at most so many characters, or None where the field may be empty."""

    __slots__ = ("max_chars", "nullable")

    def __init__(self, max_chars: int, nullable: bool) -> None:
        self.max_chars = max_chars
        self.nullable = nullable

    def encode(self, value: Any) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise StreamlitInvalidParameterTypeError("value", type(value).__name__, ["str", "None"])
        return value[: self.max_chars] if self.max_chars else value

    def decode(self, wire: Any) -> str | None:
        if wire is None and self.nullable:
            return None
        if not isinstance(wire, str):
            raise Misfit(f"a text input holds text, not {wire!r}")
        if self.max_chars and len(wire) > self.max_chars:
            raise Misfit(f"{len(wire)} characters, but at most {self.max_chars} are allowed")
        return wire


def text_input(
    label: str,
    value: object = "",
    max_chars: int | None = None,
    key: str | int | None = None,
    type: Literal["default", "password"] = "default",
    help: str | None = None,
    autocomplete: str | None = None,
    on_change: Callable[..., object] | Literal["ignore", "rerun"] | None = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    placeholder: str | None = None,
    disabled: bool = False,
    required: bool = False,
    label_visibility: Literal["visible", "hidden", "collapsed"] = "visible",
    icon: str | None = None,
    validate: str | None = None,
    live: bool | float = False,
    width: Size = "stretch",
    bind: Literal["query-params"] | None = None,
    persist_state: Literal["page", "session"] | None = None,
) -> str | None:
    """Show a field for one line of text.

    Parameters
    ----------
    label
        The text above it, in Markdown.
    value
        What it starts with. None starts it empty, and an emptied field is None again.
    max_chars
        How many characters it takes.
    key
        A name that is unique in the app; `st.session_state[key]` is its value.
    type
        "default", or "password" to hide what is typed.
    help
        A tooltip, in Markdown.
    autocomplete
        What the browser may fill in, as HTML's attribute of that name says.
    on_change, args, kwargs
        A function called before the run that a change causes, and what it is called with.
    placeholder
        What stands in the empty field.
    disabled
        Whether it cannot be changed.
    label_visibility
        "visible", "hidden" (keeps its room) or "collapsed".
    icon
        An emoji, or `":material/name:"`.
    width
        "stretch", or a number of pixels.
    required, validate, live, bind, persist_state
        Not supported yet.

    Returns
    -------
    str or None
        What it holds.

    Examples
    --------
    >>> import millstream as st
    >>> name = st.text_input("Your name", placeholder="Ada")
    """
    not_yet(required=required, validate=validate, live=live, bind=bind, persist_state=persist_state)
    if max_chars is not None and max_chars < 0:
        raise StreamlitValueError("max_chars", ["None", "a number of characters"])
    codec = _Line(max_chars or 0, nullable=value is None)
    default = codec.encode(None if value is None else str(value))
    element = TextInput(
        id="",
        label=str(label),
        help=help or "",
        value=default,
        max_chars=max_chars or 0,
        password=choice("type", type, _TYPES),
        autocomplete=autocomplete or "",
        placeholder=placeholder or "",
        icon=icon_name(icon),
        nullable=codec.nullable,
        disabled=bool(disabled),
        label_visibility=visibility(label_visibility),
        width="" if width == "stretch" else size("width", width, content=False),
    )
    text: str | None = widget(
        "text_input", element, codec, default,
        key=key, on_change=on_change_of(on_change), args=args, kwargs=kwargs,
    )  # fmt: skip
    return text
