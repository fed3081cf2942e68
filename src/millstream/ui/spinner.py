"""`st.spinner`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from millstream.protocol.elements import Size, Slot, Spinner
from millstream.script import context
from millstream.ui.delta_generator import draw
from millstream.ui.layout import size


@contextmanager
def spinner(
    text: str = "In progress...",
    *,
    show_time: bool = False,
    width: Size = "content",
) -> Iterator[None]:
    """Show that something goes on while the block below runs.

    Parameters
    ----------
    text
        What goes on, in Markdown.
    show_time
        Whether the seconds are counted.
    width
        "content", "stretch", or a number of pixels.

    Examples
    --------
    >>> import millstream as st
    >>> with st.spinner("Reading"):
    ...     total = sum(range(1000))
    """
    shown = "" if width == "content" else size("width", width)
    with spinning(Spinner(text=text, show_time=bool(show_time), width=shown)):
        yield


@contextmanager
def spinning(element: Spinner) -> Iterator[None]:
    """Show a spinner while the block below runs, and take it away at once."""
    slot = draw(Slot(), block=True)
    run = context.current.get()
    if slot is None or run is None:
        yield
        return
    if slot is not context.place.get():
        run.passing.append(slot)
    token = context.place.set(slot)
    try:
        draw(element)
    finally:
        context.place.reset(token)
    try:
        yield
    finally:
        with run.lock:
            slot.show()
