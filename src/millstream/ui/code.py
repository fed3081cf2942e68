"""`st.code`."""

from __future__ import annotations

from millstream.protocol.elements import Code, Size
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import size


def code(
    body: object,
    language: str | None = "python",
    *,
    line_numbers: bool = False,
    wrap_lines: bool = False,
    height: Size | None = "content",
    width: Size = "stretch",
) -> DeltaGenerator:
    """Show source code.

    Parameters
    ----------
    body
        The code.
    language
        The language whose words are highlighted, or None.
    line_numbers
        Whether lines are numbered.
    wrap_lines
        Whether long lines wrap instead of scrolling.
    height
        "content", "stretch", or a number of pixels.
    width
        "stretch", "content", or a number of pixels.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.code("print('hello')", line_numbers=True)
    """
    return DeltaGenerator(
        draw(
            Code(
                body=str(body).strip("\n"),
                language=language or "",
                line_numbers=bool(line_numbers),
                wrap_lines=bool(wrap_lines),
                height="" if height in ("content", None) else size("height", height),
                width="" if width == "stretch" else size("width", width),
            )
        )
    )
