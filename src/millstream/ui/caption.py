"""`st.caption`."""

from __future__ import annotations

from typing import Literal

from millstream.protocol.elements import Markdown, Size
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import alignment, size
from millstream.ui.markdown import clean


def caption(
    body: object,
    unsafe_allow_html: bool = False,
    *,
    help: str | None = None,
    width: Size = "stretch",
    text_alignment: Literal["left", "center", "right", "justify"] = "left",
    wrap: bool = True,
) -> DeltaGenerator:
    """Write a small, quiet text, such as a note below a chart.

    Parameters
    ----------
    body
        The text, in Markdown.
    unsafe_allow_html
        Whether HTML in it is drawn, cleaned of scripts, rather than shown as text.
    help
        A tooltip, in Markdown.
    width
        "stretch", "content", or a number of pixels.
    text_alignment
        Where the lines start.
    wrap
        Whether long lines wrap.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.caption("Measured at the weir, in cubic metres a second.")
    """
    return DeltaGenerator(
        draw(
            Markdown(
                body=clean(body),
                caption=True,
                help=help or "",
                allow_html=bool(unsafe_allow_html),
                width="" if width == "stretch" else size("width", width),
                alignment=alignment(text_alignment),
                nowrap=not wrap,
            )
        )
    )
