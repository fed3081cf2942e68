"""`st.divider`."""

from __future__ import annotations

from millstream.protocol.elements import Divider, Size
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import size


def divider(*, width: Size = "stretch") -> DeltaGenerator:
    """Draw a horizontal rule.

    Parameters
    ----------
    width
        "stretch", or a number of pixels.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.divider()
    """
    return DeltaGenerator(
        draw(Divider(width="" if width == "stretch" else size("width", width, content=False)))
    )
