"""`st.page_link`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from millstream.errors import StreamlitMissingRequiredParameterError
from millstream.protocol.elements import PageLink
from millstream.script import context
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.icon import icon_name
from millstream.ui.layout import choice, size
from millstream.ui.page import Page, find_page
from millstream.ui.switch_page import Query, path_of, query_text

_SIDES = {"left": False, "right": True}


def page_link(
    page: str | Path | Page,
    *,
    label: str | None = None,
    icon: str | None = None,
    icon_position: Literal["left", "right"] = "left",
    help: str | None = None,
    disabled: bool = False,
    use_container_width: bool | None = None,
    width: int | Literal["stretch", "content"] = "content",
    query_params: Query | None = None,
) -> DeltaGenerator:
    """Draw a link to a page of the app, or to an address elsewhere.

    Parameters
    ----------
    page
        A `st.Page`; a page's file by its path from the script's folder; or an address that begins with `http://` or
        `https://`, which opens in a tab of its own.
    label
        What is clicked; Markdown. By default the page's title. An address needs one.
    icon
        An emoji, or a Material symbol such as ":material/home:". By default the page's own.
    icon_position
        On which side of the label the icon stands.
    help
        What is shown when the pointer rests on the link; Markdown.
    disabled
        Whether it cannot be followed.
    use_container_width, width
        "content", "stretch", or a number of pixels. `use_container_width=True` is the old way to say "stretch".
    query_params
        What stands in the bar behind the question mark: a dictionary or pairs; values are text, or lists of text.

    Returns
    -------
    DeltaGenerator
        The link's place.

    Raises
    ------
    StreamlitPageNotFoundError
        If the file is no page of the app.
    StreamlitMissingRequiredParameterError
        If an address comes without a label.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.page_link("https://example.org", label="Manual", icon="📖")
    """
    if use_container_width is not None:
        width = "stretch" if use_container_width else "content"
    element = PageLink(
        **_target(page, query_params, label, icon),
        icon_right=choice("icon_position", icon_position, _SIDES),
        help=help or "",
        disabled=disabled,
        width=size("width", width),
    )
    return DeltaGenerator(draw(element))


def _target(page: Any, query_params: Any, label: str | None, icon: str | None) -> dict[str, Any]:
    """Find out where a link leads, and what it says."""
    query = query_text(query_params)
    if isinstance(page, str) and page.startswith(("http://", "https://")):
        if label is None:
            raise StreamlitMissingRequiredParameterError(
                "label", detail=f"A page elsewhere has no name of its own: {page}"
            )
        return {"url": _with_query(page, query), "label": label, "icon": icon_name(icon)}
    run = context.current.get()
    found = find_page(run, page)
    shown = {
        "label": found.title if label is None else label,
        "icon": icon_name(icon) if icon is not None else found.icon,
    }
    if found.url:
        return {"url": _with_query(found.url, query), **shown}
    return {"path": path_of(run, found), "query": query, **shown}


def _with_query(url: str, query: str) -> str:
    """Add parameters to an address, before its anchor."""
    if not query:
        return url
    address, mark, anchor = url.partition("#")
    return f"{address}{'&' if '?' in address else '?'}{query}{mark}{anchor}"
