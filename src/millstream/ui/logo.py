"""`st.logo`."""

from __future__ import annotations

from typing import Any, Literal

from millstream.errors import StreamlitAPIException, StreamlitInvalidURLError
from millstream.protocol.messages import Logo
from millstream.script import context
from millstream.ui.icon import refuse_unknown
from millstream.ui.layout import choice
from millstream.ui.picture import picture

_SIZES = {"medium": "", "small": "small", "large": "large"}


def logo(
    image: Any,
    *,
    size: Literal["small", "medium", "large"] = "medium",
    link: str | None = None,
    icon_image: Any = None,
) -> None:
    """Show the app's sign at the top of the sidebar and, where there is none or it is closed, of the page.

    Parameters
    ----------
    image
        An address, the path of a file (from the script's folder), an emoji, a Material symbol such as
        ":material/water:", the text of an SVG, bytes, or an image of Pillow or NumPy.
    size
        "small" is 20 pixels high, "medium" 24 and "large" 32.
    link
        Where a click leads: an address that begins with `http://` or `https://`.
    icon_image
        What is shown instead where the sidebar is closed.

    Raises
    ------
    StreamlitAPIException
        If an image is none.
    StreamlitInvalidURLError
        If `link` is no such address.

    Examples
    --------
    >>> import millstream as st
    >>> st.logo(":material/water:", link="https://example.org", size="large")
    """
    if link is not None and not link.startswith(("http://", "https://")):
        raise StreamlitInvalidURLError(link, ("http", "https"))
    shown = Logo(
        image=_shown("image", image),
        icon_image="" if icon_image is None else _shown("icon_image", icon_image),
        link=link or "",
        size=choice("size", size, _SIZES),
    )
    run = context.current.get()
    if run is not None:
        run.around["logo"] = shown


def _shown(name: str, image: Any) -> str:
    shown = picture(image)
    if shown is None:
        if isinstance(image, str):
            refuse_unknown(image)
        what = repr(image) if isinstance(image, str) else f"of type {type(image).__name__}"
        raise StreamlitAPIException(
            f"`{name}` of `st.logo` is {what}, which is no image: give an address, the path of an image file that is "
            "there, an emoji, a Material symbol, the text of an SVG, the bytes of an image, or an image of Pillow or NumPy."
        )
    return shown
