"""`st.exception`."""

from __future__ import annotations

from millstream.protocol.elements import Exception_, Size
from millstream.script.tracebacks import exception_element
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import size


def exception(exception: BaseException, width: Size = "stretch") -> DeltaGenerator:
    """Show an exception with its message and the lines that raised it.

    Parameters
    ----------
    exception
        The exception. Anything else is shown as a message.
    width
        "stretch", or a number of pixels.

    Examples
    --------
    >>> import millstream as st
    >>> if st.checkbox("Fail"):
    ...     place = st.exception(ValueError("no water"))
    """
    shown = "" if width == "stretch" else size("width", width, content=False)
    return DeltaGenerator(draw(_element(exception, shown)))


def _element(exception: object, width: Size) -> Exception_:
    if isinstance(exception, BaseException):
        return exception_element(exception, width)
    return Exception_(width=width, message=str(exception))
