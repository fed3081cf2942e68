"""`st.progress`."""

from __future__ import annotations

from millstream.errors import StreamlitInvalidParameterTypeError, StreamlitValueOutOfRangeError
from millstream.protocol.elements import Progress, Size
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import size


def progress(value: float, text: str | None = None, width: Size = "stretch") -> DeltaGenerator:
    """Show how far something has got; call `.progress(...)` on what it returns to go on.

    Parameters
    ----------
    value
        A whole number from 0 to 100, or a float from 0.0 to 1.0.
    text
        A line above the bar, in Markdown.
    width
        "stretch", or a number of pixels.

    Examples
    --------
    >>> import millstream as st
    >>> bar = st.progress(0, text="Reading")
    >>> for percent in range(100):
    ...     place = bar.progress(percent + 1)
    """
    if text is not None and not isinstance(text, str):
        raise StreamlitInvalidParameterTypeError("text", type(text).__name__, ["str", "None"])
    return DeltaGenerator(
        draw(
            Progress(
                value=_share(value),
                text=text or "",
                width="" if width == "stretch" else size("width", width, content=False),
            )
        )
    )


def _share(value: float) -> float:
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        raise StreamlitInvalidParameterTypeError(
            "value",
            type(value).__name__,
            ["int", "float"],
            detail="Write a whole number from 0 to 100 or a float from 0.0 to 1.0.",
        )
    is_whole = hasattr(value, "__index__")
    share = float(value) / 100 if is_whole else float(value)
    if not 0 <= share <= 1:
        low, high = (0, 100) if is_whole else (0.0, 1.0)
        kind = "a whole number" if is_whole else "a float"
        raise StreamlitValueOutOfRangeError(
            "value", value, low, high, detail=f"These are the limits of {kind}."
        )
    return share
