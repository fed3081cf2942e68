"""`st.markdown`."""

from __future__ import annotations

from textwrap import dedent
from typing import Literal

from millstream.protocol.elements import Markdown, Size
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import alignment, size


def markdown(
    body: object,
    unsafe_allow_html: bool = False,
    *,
    help: str | None = None,
    width: Size = "auto",
    text_alignment: Literal["left", "center", "right", "justify"] = "left",
    anchors: bool = True,
    wrap: bool = True,
) -> DeltaGenerator:
    """Write Markdown: CommonMark with tables, maths, emoji shortcodes and coloured text.

    Parameters
    ----------
    body
        The text; its common indentation is taken away. Coloured text is written `:red[text]`.
    unsafe_allow_html
        Whether HTML in it is drawn, cleaned of scripts, rather than shown as text.
    help
        A tooltip, in Markdown.
    width
        "auto", "stretch", "content", or a number of pixels.
    text_alignment
        Where the lines start.
    anchors
        Whether headings in it can be linked to.
    wrap
        Whether long lines wrap.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.markdown("Water **turns** the :blue[mill] :ocean:")
    """
    return DeltaGenerator(
        draw(
            Markdown(
                body=clean(body),
                help=help or "",
                allow_html=bool(unsafe_allow_html),
                width="" if width == "auto" else size("width", width),
                alignment=alignment(text_alignment),
                no_anchors=not anchors,
                nowrap=not wrap,
            )
        )
    )


def clean(body: object) -> str:
    """Give a text without its common indentation and the empty lines around it."""
    text = body if type(body) is str else str(body)
    if "\n" not in text:
        return text.strip()
    return dedent(text).strip()
