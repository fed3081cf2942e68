"""`st.text`."""

from __future__ import annotations

from typing import Literal

from millstream.protocol.elements import Size, Text
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import alignment, size
from millstream.ui.markdown import clean


def text(
    body: object,
    *,
    help: str | None = None,
    width: Size = "content",
    text_alignment: Literal["left", "center", "right", "justify"] = "left",
    wrap: bool = True,
) -> DeltaGenerator:
    """Write text as it is, in a fixed-width font.

    Parameters
    ----------
    body
        What to write; anything but text is written as `str` gives it. Common indentation is taken away.
    help
        A tooltip, in Markdown.
    width
        "content", "stretch", or a number of pixels.
    text_alignment
        Where the lines start.
    wrap
        Whether long lines wrap.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.text("Hello, *as it is*")
    """
    return DeltaGenerator(
        draw(
            Text(
                body=clean(body),
                help=help or "",
                width="" if width == "content" else size("width", width),
                alignment=alignment(text_alignment),
                nowrap=not wrap,
            )
        )
    )
