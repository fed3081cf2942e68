"""`st.navigation`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

from millstream.errors import (
    StreamlitInvalidParameterTypeError,
    StreamlitMissingRequiredParameterError,
    StreamlitValueError,
)
from millstream.script import context
from millstream.script.pages import Pages
from millstream.ui.layout import choice
from millstream.ui.page import Page, app_page

PageLike: TypeAlias = str | Path | Callable[[], object] | Page
_POSITIONS = {"sidebar": "", "hidden": "hidden", "top": "top"}


def navigation(
    pages: Sequence[PageLike] | Mapping[str, Sequence[PageLike]],
    *,
    position: Literal["sidebar", "hidden", "top"] = "sidebar",
    expanded: bool | int = False,
) -> Page:
    """Say which pages the app has, and give the one that is open.

    The script is the frame around the pages: what it draws itself, every page has. Call `run()` of the page that this gives
    where the page is to be drawn.

    Parameters
    ----------
    pages
        A list of pages: each a `st.Page` or what one is made of. Or a dictionary of such lists, by the titles of sections
        (Markdown); those under "" come without a title.
    position
        Where the menu is: in the "sidebar", at the "top" of the page, or nowhere ("hidden"). A single page needs none.
    expanded
        How many pages the menu in the sidebar shows before the rest folds away; True for all of them, False for as many
        as is usual.

    Returns
    -------
    Page
        The page that the user has asked for; the app's first page if there is no such page.

    Raises
    ------
    StreamlitAPIException
        If two pages have the same path, two say that they are the first, or all are elsewhere.
    StreamlitMissingRequiredParameterError
        If there is no page.

    Examples
    --------
    >>> import millstream as st
    >>> def home() -> None:
    ...     st.title("Home")
    >>> def report() -> None:
    ...     st.title("Report")
    >>> st.navigation([home, st.Page(report, icon="📈")]).title
    'home'
    """
    place = choice("position", position, _POSITIONS)
    sections = _sections(pages)
    declared = Pages(
        {title: [app_page(page) for page in inside] for title, inside in sections.items()},
        is_shown=place != "hidden",
        is_top=place == "top",
        shown=_shown(expanded),
    )
    run = context.current.get()
    if run is None:
        opened = declared.default
    else:
        run.script.declares_pages = True
        opened = run.visit.open(run, declared)
    return next(page for inside in sections.values() for page in inside if app_page(page) is opened)


def _sections(pages: Any) -> dict[str, list[Page]]:
    grouped = pages if isinstance(pages, Mapping) else {"": pages}
    listed = {str(title): inside for title, inside in grouped.items()}
    for inside in listed.values():
        if isinstance(inside, str) or not isinstance(inside, Sequence):
            raise StreamlitInvalidParameterTypeError(
                "pages", type(inside).__name__, ["a list of pages", "a dictionary of such lists"]
            )
    sections = {title: [_page(page) for page in inside] for title, inside in listed.items()}
    if not any(sections.values()):
        raise StreamlitMissingRequiredParameterError(
            "pages", detail="An app has at least one page, such as `st.Page('home.py')`."
        )
    return sections


def _page(page: Any) -> Page:
    if isinstance(page, Page):
        return page
    if isinstance(page, (str, Path)) or callable(page):
        return Page(page)
    raise StreamlitInvalidParameterTypeError(
        "pages", type(page).__name__, ["a file's path", "a function", "st.Page"]
    )


def _shown(expanded: object) -> int | None:
    if expanded is True:
        return -1
    if expanded is False:
        return None
    if type(expanded) is not int:
        raise StreamlitInvalidParameterTypeError(
            "expanded", type(expanded).__name__, ["bool", "int"]
        )
    if expanded < 0:
        raise StreamlitValueError(
            "expanded",
            ["True", "False", "a number that is not negative"],
            detail=f"It is {expanded}.",
        )
    return expanded
