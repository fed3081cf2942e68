"""`st.Page`."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn

from millstream.errors import (
    StreamlitAPIException,
    StreamlitIncompatibleParametersError,
    StreamlitInvalidParameterTypeError,
    StreamlitMissingRequiredParameterError,
    StreamlitPageNotFoundError,
)
from millstream.script import context, visit
from millstream.script.context import Run
from millstream.script.page_names import PageName, title_of
from millstream.script.pages import AppPage, Source
from millstream.script.source import Script
from millstream.ui.delta_generator import draw
from millstream.ui.icon import icon_name
from millstream.ui.layout import choice

_VISIBILITIES = {"visible": False, "hidden": True}
_SCHEMES = ("http://", "https://")


class Page:
    """A page of the app, for `st.navigation`.

    Parameters
    ----------
    page
        A Python file, by its path from the script's folder; a function without parameters; or the address of something
        elsewhere, beginning with `http://` or `https://`, which opens in a tab of its own.
    title
        What the menu and the browser's tab say; Markdown. By default, what the name of the file or function says. A page
        elsewhere needs one.
    icon
        An emoji, or a Material symbol such as ":material/home:". By default the emoji that the file's name begins with.
    url_path
        What stands in the bar after the app's own address, without slashes in it. By default the name of the file or
        function. The first page of the app has nothing there.
    default
        Whether the app begins with this page, rather than with the first one.
    visibility
        "hidden" leaves it out of the menu; links lead there all the same.
    help
        What is shown when the pointer rests on the page in the menu; Markdown.

    Raises
    ------
    StreamlitPageNotFoundError
        If there is no such file.
    StreamlitMissingRequiredParameterError
        If there is nothing to make a title or a path of.
    StreamlitAPIException
        If the icon is none, or the path has a slash in it.

    Examples
    --------
    >>> import millstream as st
    >>> def quarterly_report() -> None:
    ...     st.title("Report")
    >>> page = st.Page(quarterly_report, icon="📈")
    >>> page.title, page.url_path
    ('quarterly report', 'quarterly_report')
    """

    __slots__ = ("_page",)

    def __init__(
        self,
        page: str | Path | Callable[[], object],
        *,
        title: str | None = None,
        icon: str | None = None,
        url_path: str | None = None,
        default: bool = False,
        visibility: Literal["visible", "hidden"] = "visible",
        help: str | None = None,
    ) -> None:
        origin = _origin(page, title)
        if not isinstance(title, str | None):
            raise StreamlitInvalidParameterTypeError("title", type(title).__name__, ["text"])
        shown = title or origin.title
        if not shown.strip():
            raise StreamlitMissingRequiredParameterError(
                "title", detail=f"The name of {page!r} says nothing that could be one."
            )
        if origin.url and default:
            raise StreamlitIncompatibleParametersError(
                f"page={origin.url!r}",
                "default=True",
                explanation="The app begins with a page of its own.",
            )
        self._page = AppPage(
            origin.source, shown, _path(url_path, origin.name, default),
            icon=icon_name(icon or origin.icon), help=help or "", is_default=bool(default),
            is_hidden=choice("visibility", visibility, _VISIBILITIES), url=origin.url,
        )  # fmt: skip

    @property
    def title(self) -> str:
        """What the menu and the browser's tab say."""
        return self._page.title

    @property
    def icon(self) -> str:
        """The icon, or nothing."""
        return self._page.icon

    @property
    def help(self) -> str:
        """What is shown when the pointer rests on it in the menu, or nothing."""
        return self._page.help

    @property
    def url_path(self) -> str:
        """What stands in the bar after the app's own address; nothing for the first page."""
        run = context.current.get()
        pages = None if run is None else run.visit.pages
        is_first = self._page.is_default if pages is None else self._page is pages.default
        return "" if is_first else self._page.path

    @property
    def visibility(self) -> Literal["visible", "hidden"]:
        """Whether the menu has it."""
        return "hidden" if self._page.is_hidden else "visible"

    @property
    def is_external(self) -> bool:
        """Whether it is elsewhere."""
        return bool(self._page.url)

    @property
    def external_url(self) -> str | None:
        """Where it is, if it is elsewhere."""
        return self._page.url or None

    def run(self) -> None:
        """Draw the page here: the one that `st.navigation` has given, once.

        Raises
        ------
        StreamlitAPIException
            If it is another page, or has been drawn already.
        """
        run = context.current.get()
        if run is None or run.visit.opened is not self._page or run.visit.has_run:
            _refuse(run, self._page)
        around, block = visit.block_of(self._page)
        place = draw(around.element, block=True)
        if place is not None:
            with run.lock:
                place.append(block)
            visit.draw(run, self._page, block)

    def __repr__(self) -> str:
        """Name it."""
        return f"Page({self.title!r}, {self._page})"


def _refuse(run: Run | None, page: AppPage) -> NoReturn:
    if run is not None and run.visit.opened is page:
        why = "it has been drawn in this run already"
    else:
        why = "it is not the one that `st.navigation` has given in this run"
    raise StreamlitAPIException(
        f"The page {page} cannot be drawn here: {why}. Write `page = st.navigation([...])` and then `page.run()`, once."
    )


@dataclass(frozen=True, slots=True)
class _Origin:
    """What a page is made of: what draws it, or where it is, and what its name says."""

    source: Source
    name: str
    title: str
    icon: str = ""
    url: str = ""


def _origin(page: Any, title: str | None) -> _Origin:
    if isinstance(page, str) and page.startswith(_SCHEMES):
        if not title:
            raise StreamlitMissingRequiredParameterError(
                "title", detail=f"A page elsewhere has no name of its own: {page}"
            )
        return _Origin(None, _as_path(title), title, url=page)
    if isinstance(page, (str, Path)):
        script = _script(str(page))
        name = PageName(Path(script.path).stem)
        return _Origin(script, name.path, name.title, name.icon)
    if not callable(page):
        raise StreamlitAPIException(
            f"A page is a Python file, a function, or an address, but this is of type {type(page).__name__}: {page!r}. "
            "Write `st.Page('report.py')` or `st.Page(report)`."
        )
    own = str(getattr(page, "__name__", "")) or _as_path(title or "")
    return _Origin(page, own, title_of(own))


def _as_path(title: str) -> str:
    return "_".join(title.lower().replace("/", " ").split())


def _script(path: str) -> Script:
    run = context.current.get()
    folder = os.path.dirname(run.script.path) if run is not None else os.getcwd()
    file = os.path.normpath(os.path.join(folder, path))
    if not file.endswith(".py") or not os.path.isfile(file):
        raise StreamlitPageNotFoundError(path, folder)
    return run.script.page(file) if run is not None else Script(file)


def _path(url_path: str | None, name: str, default: bool) -> str:
    path = name if url_path is None else url_path.strip().strip("/").strip()
    if not path and default:
        path = name
    if "/" in path:
        raise StreamlitAPIException(
            f"`url_path` is {url_path!r}, but a page is right below the app: write it without a slash, such as "
            f"{path.replace('/', '_')!r}."
        )
    if not path:
        raise StreamlitMissingRequiredParameterError(
            "url_path", detail="Only the first page of the app (`default=True`) needs none."
        )
    return path


def app_page(page: Page) -> AppPage:
    """Give what the app knows of a page."""
    return page._page


def find_page(run: Run | None, page: Any) -> AppPage:
    """Give the page that a link or a switch is about.

    Parameters
    ----------
    page
        A `st.Page`, or a file by its path from the script's folder.

    Raises
    ------
    StreamlitPageNotFoundError
        If the file is no page of the app.
    """
    if isinstance(page, Page):
        return app_page(page)
    if not isinstance(page, (str, Path)):
        raise StreamlitAPIException(
            f"A page is named by a `st.Page` or by the path of its file, but this is of type {type(page).__name__}: {page!r}."
        )
    pages = None if run is None else run.visit.pages
    if run is not None and pages is not None:
        folder = os.path.dirname(run.script.path)
        found = pages.of_file(os.path.normpath(os.path.join(folder, page)))
        if found is not None:
            return found
        raise StreamlitPageNotFoundError(str(page), folder, pages.is_folder)
    raise StreamlitPageNotFoundError(str(page))
