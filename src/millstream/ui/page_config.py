"""`st.set_page_config`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from blake3 import blake3

from millstream.errors import (
    StreamlitAPIException,
    StreamlitInvalidParameterTypeError,
    StreamlitInvalidURLError,
    StreamlitValueError,
)
from millstream.script import context
from millstream.ui.icon import refuse_unknown
from millstream.ui.layout import choice
from millstream.ui.picture import picture

_LAYOUTS = {"centered": "", "wide": "wide"}
_SIDEBARS = {"auto": "", "expanded": "expanded", "collapsed": "collapsed", "locked": "locked"}
_LEAST_PIXELS, _MOST_PIXELS = 200, 600
_MENU = {"get help": "get_help", "report a bug": "report_bug", "about": "about"}
_RANDOM = "🌊🐳🦦🪷🍀🌵🦉🐝🦋🌻🍋🍒🥝🎈🎨🎲🎻🧭🪁🚲🛶🔭💎🌈"


def set_page_config(
    page_title: str | None = None,
    page_icon: Any = None,
    layout: Literal["centered", "wide"] | None = None,
    initial_sidebar_state: Literal["auto", "expanded", "collapsed", "locked"] | int | None = None,
    menu_items: Mapping[str, str | None] | None = None,
) -> None:
    """Say what is around the page. May be called anywhere, also more than once: what is given counts, the rest stays.

    Parameters
    ----------
    page_title
        What the browser's tab says. By default the title of the page, or what the script's name says.
    page_icon
        The icon of the tab: an emoji, "random" for one of a few, a Material symbol, or an image in one of the ways of
        `st.logo`.
    layout
        "centered" has a column that is comfortable to read, "wide" all of the window.
    initial_sidebar_state
        "expanded", "collapsed", "auto" (expanded where there is room beside the page), "locked" (expanded, and cannot be
        closed), or how many pixels wide it is, from 200 to 600.
    menu_items
        What the main menu offers: addresses under "Get help" and "Report a bug", and Markdown under "About".

    Raises
    ------
    StreamlitValueError
        If `layout`, `initial_sidebar_state` or a name in `menu_items` is none that is known.
    StreamlitInvalidURLError
        If an address in `menu_items` is none.

    Examples
    --------
    >>> import millstream as st
    >>> st.set_page_config("Rivers", "🌊", layout="wide", menu_items={"About": "All *rivers*."})
    """
    said: dict[str, Any] = {}
    if page_title is not None:
        said["title"] = str(page_title)
    if page_icon is not None:
        said["icon"] = _icon(page_icon)
    if layout is not None:
        said["layout"] = choice("layout", layout, _LAYOUTS)
    if initial_sidebar_state is not None:
        said |= _sidebar(initial_sidebar_state)
    if menu_items is not None:
        said |= _menu(menu_items)
    run = context.current.get()
    if run is not None:
        run.around.update(said)


def _icon(icon: Any) -> str:
    if icon == "random":
        run = context.current.get()
        return _random_emoji("" if run is None else run.session_id)
    shown = picture(icon)
    if shown is not None:
        return shown
    if isinstance(icon, str):
        refuse_unknown(icon)
        return icon  # a shortcode such as ":balloon:", or a letter
    raise StreamlitAPIException(
        f"`page_icon` is of type {type(icon).__name__}, which is no image: give an emoji, an address, the path of an image "
        "file, the bytes of an image, or an image of Pillow or NumPy."
    )


def _random_emoji(session_id: str) -> str:
    """Choose for a session, which keeps it from run to run."""
    return _RANDOM[blake3(session_id.encode()).digest()[0] % len(_RANDOM)]


def _sidebar(state: Any) -> dict[str, Any]:
    if type(state) is int and state > 0:
        return {"sidebar": "", "sidebar_width": min(max(state, _LEAST_PIXELS), _MOST_PIXELS)}
    if isinstance(state, int):
        words = [*map(repr, _SIDEBARS), "a positive number of pixels"]
        raise StreamlitValueError("initial_sidebar_state", words, detail=f"It is {state!r}.")
    return {"sidebar": choice("initial_sidebar_state", state, _SIDEBARS)}


def _menu(items: Any) -> dict[str, str]:
    if not isinstance(items, Mapping):
        raise StreamlitInvalidParameterTypeError(
            "menu_items", type(items).__name__, ["a dictionary"]
        )
    said = {}
    for name, value in items.items():
        field = _MENU.get(str(name).lower())
        if field is None:
            names = ["'Get help'", "'Report a bug'", "'About'"]
            raise StreamlitValueError("menu_items", names, detail=f"It has {name!r}.")
        text = "" if value is None else str(value)
        if text and field != "about" and not text.startswith(("http://", "https://", "mailto:")):
            raise StreamlitInvalidURLError(text)
        said[field] = text
    return said
