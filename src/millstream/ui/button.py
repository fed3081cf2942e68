"""`st.button`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from millstream.errors import StreamlitValueError
from millstream.protocol.elements import Button, Size
from millstream.state import Misfit
from millstream.ui.icon import icon_name
from millstream.ui.layout import choice, size
from millstream.ui.shortcut import checked_shortcut
from millstream.ui.widget import widget

_TYPES = {"primary": "primary", "secondary": "", "tertiary": "tertiary"}
_SIDES = {"left": False, "right": True}


class _Click:
    """True when it was clicked."""

    @staticmethod
    def encode(value: Any) -> None:
        return None

    @staticmethod
    def decode(wire: Any) -> bool:
        if wire is not True:
            raise Misfit(f"a button can only be clicked (true), not set to {wire!r}")
        return True


click = _Click()
"""The codec of buttons."""


def button(
    label: str,
    key: str | int | None = None,
    help: str | None = None,
    on_click: Callable[..., object] | str | None = None,
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    type: Literal["primary", "secondary", "tertiary"] = "secondary",
    icon: str | None = None,
    icon_position: Literal["left", "right"] = "left",
    disabled: bool = False,
    use_container_width: bool | None = None,
    width: Size = "content",
    shortcut: str | None = None,
    wrap: bool | None = None,
) -> bool:
    """Show a button; true in the run that its click caused.

    Parameters
    ----------
    label
        The text on it, in Markdown.
    key
        A name that is unique in the app; `st.session_state[key]` is its value.
    help
        A tooltip, in Markdown.
    on_click
        Called before the run that the click causes, with `args` and `kwargs`.
    type
        How much it stands out.
    icon, icon_position
        An emoji, or `":material/name:"`, and whether it stands left or right of the label.
    disabled
        Whether it cannot be clicked.
    width
        "content", "stretch", or a number of pixels. `use_container_width=True` is the old way to say "stretch".
    shortcut
        Keys that click it, such as "Ctrl+K".
    wrap
        Whether a long label wraps; by default it does.

    Returns
    -------
    bool
        Whether it was clicked just now.

    Examples
    --------
    >>> import millstream as st
    >>> if st.button("Greet"):
    ...     st.write("Hello")
    """
    element = button_element(
        label, help, type, icon, icon_position, disabled,
        "stretch" if use_container_width else width, shortcut, wrap,
    )  # fmt: skip
    clicked: bool = widget(
        "button", element, click, False,
        key=key, on_change=callback_of(on_click), args=args, kwargs=kwargs, trigger=True,
    )  # fmt: skip
    return clicked


def button_element(
    label: str,
    help: str | None,
    type: str,
    icon: str | None,
    icon_position: str,
    disabled: bool,
    width: Size,
    shortcut: str | None,
    wrap: bool | None,
    *,
    submit: bool = False,
) -> Button:
    """Make a button, or the one that submits a form, of what a script asked for."""
    return Button(
        id="",
        label=str(label),
        help=help or "",
        type=choice("type", type, _TYPES),
        icon=icon_name(icon),
        icon_right=choice("icon_position", icon_position, _SIDES),
        disabled=bool(disabled),
        width="" if width == "content" else size("width", width),
        shortcut=checked_shortcut(shortcut),
        nowrap=wrap is False,
        submit=submit,
    )


def callback_of(on_click: Callable[..., object] | str | None) -> Callable[..., object] | None:
    """Check `on_click`."""
    if on_click is None or callable(on_click):
        return on_click
    hint = f"It is {on_click!r}. A click always runs the script again."
    raise StreamlitValueError("on_click", ["a function that is called by a click"], detail=hint)
