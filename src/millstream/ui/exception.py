"""`st.exception`."""

from __future__ import annotations

from millstream.protocol.elements import Size
from millstream.script.tracebacks import exception_element
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import size


def exception(exception: BaseException, width: Size = "stretch") -> DeltaGenerator:
    """Show an exception with its message and the lines that raised it.

    Parameters
    ----------
    exception
        The exception.
    width
        "stretch", or a number of pixels.

    Examples
    --------
    >>> import millstream as st
    >>> if st.checkbox("Fail"):
    ...     place = st.exception(ValueError("no water"))
    """
    shown = "" if width == "stretch" else size("width", width)
    return DeltaGenerator(draw(exception_element(exception, shown)))
