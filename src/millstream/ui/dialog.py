"""`st.dialog`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any, Literal, TypeVar, cast

from msgspec.structs import replace

from millstream.errors import (
    StreamlitAPIException,
    StreamlitMissingRequiredParameterError,
    StreamlitValueError,
)
from millstream.protocol.elements import Dialog, Size
from millstream.script import context
from millstream.script import fragment as fragments
from millstream.script.context import Run
from millstream.state import Callback, Misfit, widget_id
from millstream.tree import Draft
from millstream.ui.delta_generator import draw
from millstream.ui.fragment import name_of
from millstream.ui.icon import icon_name
from millstream.ui.layout import choice

F = TypeVar("F", bound=Callable[..., Any])

_POSITIONS = {"center": "", "left": "left", "right": "right"}
_WIDTHS: dict[object, Size] = {"small": "", "medium": "medium", "large": "large"}
_LEAST_PIXELS = 200


class _Open:
    """Whether it is open: the user can only close it."""

    @staticmethod
    def encode(value: Any) -> bool:
        return bool(value)

    @staticmethod
    def decode(wire: Any) -> bool:
        if wire is not False:
            raise Misfit(f"a dialog can only be closed (false), not set to {wire!r}")
        return False


class _Fixed(_Open):
    """One that the user cannot close."""

    @staticmethod
    def decode(wire: Any) -> bool:
        raise Misfit(f"this dialog is closed by the script only, not set to {wire!r}")


def dialog(
    title: object,
    *,
    width: Literal["small", "medium", "large"] | int = "small",
    position: Literal["center", "left", "right"] = "center",
    dismissible: bool = True,
    icon: str | None = None,
    on_dismiss: Callable[..., object] | Literal["ignore", "rerun"] = "ignore",
) -> Callable[[F], F]:
    """Have a function draw a dialog that lies over the page.

    Each call opens it; there can be one at a time. Widgets in it run only the function again, as in `st.fragment`, and
    `st.rerun()` closes it.

    Parameters
    ----------
    title
        What stands at its top, in Markdown.
    width
        "small" (500 pixels), "medium" (750), "large" (1280), or a number of pixels from 200 up. It never exceeds the page.
    position
        "center", or "left" or "right" for a drawer at that side.
    dismissible
        Whether the user can close it: with its button, with Escape, or with a click beside it.
    icon
        An emoji, or `":material/name:"`.
    on_dismiss
        What the user's closing does: "ignore", "rerun" to run the script, or a function to call before that.

    Raises
    ------
    StreamlitAPIException
        If a dialog is opened in a dialog, or after another in the same run.

    Examples
    --------
    >>> import millstream as st
    >>> @st.dialog("Close the weir?")
    ... def confirm() -> None:
    ...     if st.button("Close it"):
    ...         st.session_state.weir = "closed"
    ...         st.rerun()
    >>> if st.button("Close the weir"):
    ...     confirm()
    """
    if not isinstance(title, str) or not title.strip():
        raise StreamlitMissingRequiredParameterError(
            "title", detail='Write what the dialog is about: `@st.dialog("Close the weir?")`.'
        )
    element = Dialog(
        id="",
        label=title,
        value=True,
        width=_checked_width(width),
        position=choice("position", position, _POSITIONS),
        icon=icon_name(icon),
        undismissible=not dismissible,
    )
    dismissed = _checked_dismissal(on_dismiss)

    def decorate(function: F) -> F:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> object:
            run = context.current.get()
            if run is None:
                return None
            drawing = _open(
                run, element, name_of(function), partial(function, *args, **kwargs), dismissed
            )
            return _without_result(drawing) if isinstance(drawing, Coroutine) else None

        return cast("F", call)

    return decorate


def _open(
    run: Run, element: Dialog, name: str, call: Callable[[], object], dismissed: Callback | None
) -> object:
    if _is_inside(context.place.get()):
        raise StreamlitAPIException(
            "A dialog cannot be opened in a dialog. Close this one with `st.rerun()`, and have the script open the other."
        )
    if run.dialog:
        raise StreamlitAPIException(
            f"Only one dialog can be open, and this run has opened {run.dialog!r} already, so {element.label!r} cannot be "
            "opened. Call one of the two in each run."
        )
    run.dialog = element.label
    id = widget_id("dialog", "", name, element.label.encode())
    known = run.state.draw(
        id, "dialog", "", _Fixed if element.undismissible else _Open, True, callback=dismissed,
        is_quiet=dismissed is None,
    )  # fmt: skip
    known.value = True
    token = context.place.set(run.overlay)
    try:
        known.place = block = draw(replace(element, id=id), block=True)
    finally:
        context.place.reset(token)
    if block is None:
        return None
    return fragments.draw(run, fragments.enter(run, name, "", call, block, None))


async def _without_result(drawing: Coroutine[Any, Any, object]) -> None:
    await drawing


def _is_inside(place: Draft | None) -> bool:
    while place is not None:
        if type(place.element) is Dialog:
            return True
        place = place.parent
    return False


def _checked_width(width: object) -> Size:
    if type(width) is int and width > 0:
        return max(width, _LEAST_PIXELS)
    if isinstance(width, str) and width in _WIDTHS:
        return _WIDTHS[width]
    words = ["'small'", "'medium'", "'large'", "a positive number of pixels"]
    raise StreamlitValueError("width", words, detail=f"It is {width!r}.")


def _checked_dismissal(on_dismiss: object) -> Callback | None:
    """Give what to call before the run that dismissal causes; None is no run."""
    if on_dismiss == "ignore":
        return None
    if on_dismiss == "rerun":
        return Callback(_nothing)
    if callable(on_dismiss):
        return Callback(on_dismiss)
    words = ["'ignore'", "'rerun'", "a function that is called when the user closes it"]
    raise StreamlitValueError("on_dismiss", words, detail=f"It is {on_dismiss!r}.")


def _nothing() -> None:
    """Do nothing: the run is all that was asked for."""
