"""`st.container`."""

from __future__ import annotations

from typing import Literal

from millstream.protocol.elements import Container, Size
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import choice, gap_word, size

_ACROSS = {"left": "", "center": "center", "right": "right", "distribute": "distribute"}
_DOWN = {"top": "", "center": "center", "bottom": "bottom", "distribute": "distribute"}


def container(
    *,
    border: bool | None = None,
    key: str | int | None = None,
    width: Size = "stretch",
    height: Size = "content",
    horizontal: bool = False,
    wrap: bool = True,
    horizontal_alignment: Literal["left", "center", "right", "distribute"] = "left",
    vertical_alignment: Literal["top", "center", "bottom", "distribute"] = "top",
    gap: str | int | None = "small",
    autoscroll: bool | None = None,
) -> DeltaGenerator:
    """Make a block to draw into, now or later, here or from anywhere in the script.

    Parameters
    ----------
    border
        Whether it has a frame; by default only if its height is a number.
    key
        A name that is unique in the app; the page marks the block with the class `st-key-<key>`.
    width, height
        "stretch", "content", or a number of pixels. With a height in pixels the content scrolls.
    horizontal
        Whether the elements stand side by side; they `wrap` unless told otherwise.
    horizontal_alignment, vertical_alignment
        Where the elements stand when there is room.
    gap
        The space between elements: a word of the scale from "xxsmall" to "xxlarge", pixels, or None.
    autoscroll
        Whether a scrolling block follows its end.

    Examples
    --------
    >>> import millstream as st
    >>> with st.container(border=True):
    ...     place = st.text("inside")
    """
    fixed = type(height) is int
    element = Container(
        border=fixed if border is None else bool(border),
        width="" if width == "stretch" else size("width", width),
        height="" if height == "content" else size("height", height),
        horizontal=bool(horizontal),
        nowrap=not wrap,
        horizontal_alignment=choice("horizontal_alignment", horizontal_alignment, _ACROSS),
        vertical_alignment=choice("vertical_alignment", vertical_alignment, _DOWN),
        gap=gap_word(gap),
        autoscroll=bool(autoscroll),
    )
    return DeltaGenerator(draw(element, key="" if key is None else str(key), block=True))
