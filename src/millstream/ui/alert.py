"""`st.success`, `st.info`, `st.warning` and `st.error`."""

from __future__ import annotations

from typing import Literal

from millstream.protocol.elements import Alert, Size
from millstream.redaction import redaction
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.icon import icon_name
from millstream.ui.layout import size
from millstream.ui.markdown import clean


def success(
    body: object, *, icon: str | None = None, width: Size = "stretch", title: str | None = None
) -> DeltaGenerator:
    """Say that something went well.

    Parameters
    ----------
    body
        The text, in Markdown.
    icon
        An emoji, or `":material/name:"`.
    width
        "stretch", "content", or a number of pixels.
    title
        A line above the text.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.success("Saved.")
    """
    return _alert("success", body, icon, width, title)


def info(
    body: object, *, icon: str | None = None, width: Size = "stretch", title: str | None = None
) -> DeltaGenerator:
    """Say something worth knowing.

    Parameters
    ----------
    body
        The text, in Markdown.
    icon
        An emoji, or `":material/name:"`.
    width
        "stretch", "content", or a number of pixels.
    title
        A line above the text.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.info("The data is from yesterday.")
    """
    return _alert("info", body, icon, width, title)


def warning(
    body: object, *, icon: str | None = None, width: Size = "stretch", title: str | None = None
) -> DeltaGenerator:
    """Warn of something.

    Parameters
    ----------
    body
        The text, in Markdown.
    icon
        An emoji, or `":material/name:"`.
    width
        "stretch", "content", or a number of pixels.
    title
        A line above the text.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.warning("Two rows have no date.")
    """
    return _alert("warning", body, icon, width, title)


def error(
    body: object, *, icon: str | None = None, width: Size = "stretch", title: str | None = None
) -> DeltaGenerator:
    """Say that something went wrong. Values of secrets in the text, as messages of errors have them, are hidden.

    Parameters
    ----------
    body
        The text, in Markdown.
    icon
        An emoji, or `":material/name:"`.
    width
        "stretch", "content", or a number of pixels.
    title
        A line above the text.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.error("The file cannot be read.")
    """
    return _alert("error", redaction.redact(str(body)), icon, width, title)


def _alert(
    level: Literal["success", "info", "warning", "error"],
    body: object,
    icon: str | None,
    width: Size,
    title: str | None,
) -> DeltaGenerator:
    return DeltaGenerator(
        draw(
            Alert(
                level=level,
                body=clean(body),
                icon=icon_name(icon),
                title=title or "",
                width="" if width == "stretch" else size("width", width, content=False),
            )
        )
    )
