"""`st.form` and `st.form_submit_button`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from millstream.errors import (
    StreamlitAPIException,
    StreamlitDuplicateElementKey,
    StreamlitMissingRequiredParameterError,
)
from millstream.protocol.elements import Form, Size
from millstream.script import context
from millstream.ui.button import button_element, callback_of, click
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.group import SUBMIT, form_around
from millstream.ui.layout import size
from millstream.ui.widget import widget


def form(
    key: str,
    clear_on_submit: bool = False,
    *,
    enter_to_submit: bool = True,
    border: bool = True,
    width: Size = "stretch",
    height: Size = "content",
) -> DeltaGenerator:
    """Make a block whose widgets send their values together, when one of its submit buttons is clicked.

    Parameters
    ----------
    key
        A name that is unique among the forms of the app.
    clear_on_submit
        Whether the widgets show their defaults again after a click; the script still gets what was submitted.
    enter_to_submit
        Whether Enter in a field clicks the first submit button.
    border
        Whether it has a frame.
    width, height
        "stretch", "content", or a number of pixels. With a height in pixels the content scrolls.

    Raises
    ------
    StreamlitAPIException
        If it stands in another form.
    StreamlitDuplicateElementKey
        If another form has the key.

    Examples
    --------
    >>> import millstream as st
    >>> with st.form("measurement"):
    ...     level = st.number_input("Level in cm", 0, 500, 120)
    ...     if st.form_submit_button("Save"):
    ...         st.write("Saved", level)
    """
    if not key:
        raise StreamlitMissingRequiredParameterError(
            "key", detail='A form needs a name of its own: `st.form("measurement")`.'
        )
    name = str(key)
    run = context.current.get()
    if run is not None:
        if form_around(context.place.get()) is not None:
            raise StreamlitAPIException(
                "A form cannot stand in another form. End the outer `with st.form(...)` first, or draw into a container "
                "that was made before it."
            )
        if name in run.forms:
            raise StreamlitDuplicateElementKey(name)
        run.forms.add(name)
    element = Form(
        border=bool(border),
        no_enter=not enter_to_submit,
        clears=bool(clear_on_submit),
        width="" if width == "stretch" else size("width", width),
        height="" if height == "content" else size("height", height),
    )
    return DeltaGenerator(draw(element, key=name, block=True))


def form_submit_button(
    label: str = "Submit",
    help: str | None = None,
    on_click: Callable[..., object] | str | None = None,
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    key: str | int | None = None,
    type: Literal["primary", "secondary", "tertiary"] = "secondary",
    icon: str | None = None,
    icon_position: Literal["left", "right"] = "left",
    disabled: bool = False,
    use_container_width: bool | None = None,
    width: Size = "content",
    shortcut: str | None = None,
    wrap: bool | None = None,
) -> bool:
    """Show the button that submits the form around it; true in the run that its click caused.

    Parameters
    ----------
    label
        The text on it, in Markdown.
    help
        A tooltip, in Markdown.
    on_click
        Called before the run that the click causes, with `args` and `kwargs`; it sees what was submitted.
    key
        A name that is unique in the app; without one, the form and the label are its name.
    type
        How much it stands out.
    icon, icon_position
        An emoji, or `":material/name:"`, and whether it stands left or right of the label.
    disabled
        Whether it cannot be clicked.
    width
        "content", "stretch", or a number of pixels. `use_container_width=True` is the old way to say "stretch".
    shortcut
        Keys that click it, such as "Ctrl+Enter".
    wrap
        Whether a long label wraps; by default it does.

    Returns
    -------
    bool
        Whether it was clicked just now.

    Raises
    ------
    StreamlitAPIException
        If it stands in no form.

    Examples
    --------
    >>> import millstream as st
    >>> entry = st.form("entry")
    >>> name = entry.text_input("Name")
    >>> if entry.form_submit_button("Add"):
    ...     st.write("Added", name)
    """
    around = form_around(context.place.get())
    if around is None and context.current.get() is not None:
        raise StreamlitAPIException(
            "`st.form_submit_button` has to stand in a form: call it inside `with st.form(...):`, or as a method of the "
            "form. Elsewhere use `st.button`."
        )
    form_key = around.key if around is not None else ""
    element = button_element(
        label, help, type, icon, icon_position, disabled,
        "stretch" if use_container_width else width, shortcut, wrap, submit=True,
    )  # fmt: skip
    clicked: bool = widget(
        SUBMIT, element, click, False,
        key=f"FormSubmitter:{form_key}-{label}" if key is None else key,
        on_change=callback_of(on_click), args=args, kwargs=kwargs, trigger=True,
    )  # fmt: skip
    return clicked
