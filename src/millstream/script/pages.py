"""The pages of an app: which there are, where they are, and what the menu says of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from millstream.errors import StreamlitAPIException
from millstream.protocol.messages import Navigation, NavigationPage, NavigationSection
from millstream.script.page_names import PageName
from millstream.script.source import Script

FOLDER = "pages"
"""The folder beside a script whose files are pages of the app, unless the script says itself which there are."""

Source: TypeAlias = Script | Callable[[], object] | None


@dataclass(frozen=True, slots=True, eq=False)
class AppPage:
    """A page of an app.

    Parameters
    ----------
    source
        What draws it: a file or a function; None for one that is elsewhere.
    title, icon, help
        What the menu shows.
    path
        What the bar of the browser shows, except while it is the app's first page.
    is_default
        Whether the app says that it is the first page.
    is_hidden
        Whether the menu leaves it out.
    url
        Where it is, if it is elsewhere.
    """

    source: Source
    title: str
    path: str
    icon: str = ""
    help: str = ""
    is_default: bool = False
    is_hidden: bool = False
    url: str = ""

    def __str__(self) -> str:
        """Say where it comes from."""
        if isinstance(self.source, Script):
            return f"`{os.path.basename(self.source.path)}`"
        if self.url:
            return f"`{self.url}`"
        return f"`{getattr(self.source, '__name__', self.title)}`"


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages that there are, in sections that may have titles.

    Parameters
    ----------
    sections
        Pages by the titles of sections; those without a section stand under "".
    is_folder
        Whether they are the files of the folder beside the script.
    is_shown
        Whether there is a menu.
    is_top
        Whether the menu is at the top of the page, rather than in the sidebar.
    shown
        How many pages the menu shows before the rest folds away; -1 for all, None for as many as is usual.

    Raises
    ------
    StreamlitAPIException
        If two pages have the same path, or two say that they are the first.
    """

    sections: Mapping[str, Sequence[AppPage]]
    is_folder: bool = False
    is_shown: bool = True
    is_top: bool = False
    shown: int | None = None
    default: AppPage = field(init=False)
    _by_path: dict[str, AppPage] = field(init=False)

    def __post_init__(self) -> None:
        everything = [page for pages in self.sections.values() for page in pages]
        object.__setattr__(self, "_by_path", _by_path(everything))
        object.__setattr__(self, "default", _default(everything))

    def find(self, path: str) -> AppPage | None:
        """Give the page at a path; the first one is also at its own."""
        if not path:
            return self.default
        page = self._by_path.get(path)
        return None if page is None or page.url else page

    def path_of(self, page: AppPage) -> str:
        """Give what the bar shows of a page."""
        return "" if page is self.default else page.path

    def of_file(self, path: str) -> AppPage | None:
        """Find the page that a file draws."""
        for page in self._by_path.values():
            if isinstance(page.source, Script) and page.source.path == path:
                return page
        return None

    def navigation(self, missing: str = "") -> Navigation:
        """Give what the browser has to know for the menu; there is none for a single page."""
        if not self.is_shown or len(self._by_path) < 2:
            return Navigation(missing=missing)
        sections = [
            NavigationSection(
                title, tuple([self._entry(page) for page in pages if not page.is_hidden])
            )
            for title, pages in self.sections.items()
        ]
        return Navigation(
            tuple([section for section in sections if section.pages]),
            self.is_top,
            self.shown,
            missing,
        )

    def _entry(self, page: AppPage) -> NavigationPage:
        path = "" if page.url else self.path_of(page)
        return NavigationPage(page.title, path, page.icon, page.help, page.url)


def _by_path(pages: Iterable[AppPage]) -> dict[str, AppPage]:
    found: dict[str, AppPage] = {}
    for page in pages:
        other = found.get(page.path)
        if other is page:
            raise StreamlitAPIException(f"The page {page} is listed twice. List each page once.")
        if other is not None:
            raise StreamlitAPIException(
                f"Two pages are at `/{page.path}`: {other} and {page}. Give one of them another path, as in "
                f"`st.Page(..., url_path='another_{page.path}')`; the app's first page needs one of its own, too."
            )
        found[page.path] = page
    return found


def _default(pages: Sequence[AppPage]) -> AppPage:
    wanted = [page for page in pages if page.is_default]
    if len(wanted) > 1:
        raise StreamlitAPIException(
            f"Two pages say `default=True`: {wanted[0]} and {wanted[1]}. An app has one first page."
        )
    own = wanted or [page for page in pages if not page.url]
    if not own:
        raise StreamlitAPIException(
            "All pages are elsewhere: the app needs one of its own that it begins with."
        )
    return own[0]


def folder_pages(script: Script) -> Pages | None:
    """Give the pages of the folder beside a script, the script itself first; None without such a folder."""
    folder = os.path.join(os.path.dirname(script.path), FOLDER)
    try:
        stamp = os.stat(folder).st_mtime_ns
    except OSError:
        return None
    return _folder_pages(script, folder, stamp)


@lru_cache(maxsize=4)
def _folder_pages(script: Script, folder: str, stamp: int) -> Pages | None:
    del stamp  # it changes when files come and go
    stems = [
        name.removesuffix(".py")
        for name in os.listdir(folder)
        if name.endswith(".py") and not name.startswith(".") and name != "__init__.py"
    ]
    if not stems:
        return None
    stems.sort(key=lambda stem: PageName(stem).order)
    files = [script, *(script.page(os.path.join(folder, f"{stem}.py")) for stem in stems)]
    return Pages({"": [_of_file(file) for file in files]}, is_folder=True)


def _of_file(script: Script) -> AppPage:
    name = PageName(Path(script.path).stem)
    if not name.path:
        raise StreamlitAPIException(
            f"The page `{os.path.basename(script.path)}` has no name: its file's name needs a letter, as in `1_home.py`."
        )
    return AppPage(script, name.title, name.path, name.icon)
