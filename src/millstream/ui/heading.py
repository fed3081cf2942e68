"""`st.title`, `st.header` and `st.subheader`."""

from __future__ import annotations

from typing import Literal, TypeAlias

from millstream.errors import StreamlitInvalidParameterTypeError, StreamlitValueError
from millstream.protocol.elements import Heading, Size
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.icon import icon_name
from millstream.ui.layout import alignment, size
from millstream.ui.markdown import clean

Anchor: TypeAlias = str | Literal[False] | None
TextAlignment: TypeAlias = Literal["left", "center", "right", "justify"]

_COLOURS = ("blue", "green", "orange", "red", "violet", "yellow", "gray", "grey", "rainbow")


def title(
    body: object,
    anchor: Anchor = None,
    *,
    help: str | None = None,
    icon: str | None = None,
    width: Size = "stretch",
    text_alignment: TextAlignment = "left",
    wrap: bool = True,
) -> DeltaGenerator:
    """Write the title of the app.

    Parameters
    ----------
    body
        The text, in Markdown.
    anchor
        The fragment that links to it; by default made of the text, none if False.
    help
        A tooltip, in Markdown.
    icon
        An emoji, or `":material/name:"`.
    width
        "stretch", "content", or a number of pixels.
    text_alignment
        Where the lines start.
    wrap
        Whether a long title wraps.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.title("The mill")
    """
    return _heading(1, body, anchor, help, icon, False, width, text_alignment, wrap)


def header(
    body: object,
    anchor: Anchor = None,
    *,
    help: str | None = None,
    icon: str | None = None,
    divider: bool | str = False,
    width: Size = "stretch",
    text_alignment: TextAlignment = "left",
    wrap: bool = True,
) -> DeltaGenerator:
    """Write the heading of a section.

    Parameters
    ----------
    body
        The text, in Markdown.
    anchor
        The fragment that links to it; by default made of the text, none if False.
    help
        A tooltip, in Markdown.
    icon
        An emoji, or `":material/name:"`.
    divider
        A line below it: a colour, or True for the next colour in turn.
    width
        "stretch", "content", or a number of pixels.
    text_alignment
        Where the lines start.
    wrap
        Whether a long heading wraps.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.header("Flow", divider="blue")
    """
    return _heading(2, body, anchor, help, icon, divider, width, text_alignment, wrap)


def subheader(
    body: object,
    anchor: Anchor = None,
    *,
    help: str | None = None,
    icon: str | None = None,
    divider: bool | str = False,
    width: Size = "stretch",
    text_alignment: TextAlignment = "left",
    wrap: bool = True,
) -> DeltaGenerator:
    """Write the heading of a part of a section.

    Parameters
    ----------
    body
        The text, in Markdown.
    anchor
        The fragment that links to it; by default made of the text, none if False.
    help
        A tooltip, in Markdown.
    icon
        An emoji, or `":material/name:"`.
    divider
        A line below it: a colour, or True for the next colour in turn.
    width
        "stretch", "content", or a number of pixels.
    text_alignment
        Where the lines start.
    wrap
        Whether a long heading wraps.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.subheader("By month")
    """
    return _heading(3, body, anchor, help, icon, divider, width, text_alignment, wrap)


def _heading(
    level: int,
    body: object,
    anchor: object,
    help: str | None,
    icon: str | None,
    divider: bool | str,
    width: Size,
    text_alignment: TextAlignment,
    wrap: bool,
) -> DeltaGenerator:
    return DeltaGenerator(
        draw(
            Heading(
                level=level,
                body=clean(body),
                anchor=_anchor(anchor),
                no_anchor=anchor is False,
                help=help or "",
                icon=icon_name(icon),
                divider=_colour(divider),
                width="" if width == "stretch" else size("width", width),
                alignment=alignment(text_alignment),
                nowrap=not wrap,
            )
        )
    )


def _anchor(anchor: object) -> str:
    if anchor is None or anchor is False:
        return ""
    if isinstance(anchor, str):
        return anchor
    if anchor is True:
        raise StreamlitValueError("anchor", ["None", "False", "a text"])
    kinds = ["str", "None", "False"]
    raise StreamlitInvalidParameterTypeError("anchor", type(anchor).__name__, kinds)


def _colour(divider: bool | str) -> str:
    if divider is True:
        return "auto"
    if divider is False or divider is None:
        return ""
    if divider in _COLOURS:
        return divider
    words = ["True", "False", *map(repr, _COLOURS)]
    raise StreamlitValueError("divider", words, detail=f"It is {divider!r}.")
