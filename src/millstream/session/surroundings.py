"""What is around the page: title, icon, layout, logo and the menu of the app's pages, as the browser was told of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from millstream.protocol.messages import Navigation, Operation, Page

if TYPE_CHECKING:
    from millstream.script.context import Run
    from millstream.script.visit import Visit


class Surroundings:
    """Follows what runs say of the surroundings, and tells what of it has changed.

    Parameters
    ----------
    title, icon
        Those of an app that says nothing of them.
    """

    __slots__ = ("_default", "_told", "navigation", "page")

    def __init__(self, title: str, icon: str = "") -> None:
        self._default = self.page = Page(title=title, icon=icon)
        self.navigation = Navigation()
        self._told: tuple[Page | None, Navigation] = (None, self.navigation)

    def follow(self, run: Run, *, complete: bool) -> None:
        """Take over what a run has said until now.

        What is said of a page counts as soon as the page shows: the layout of the page before stays until then.
        """
        visit = run.visit
        if run.scope is not None:
            self.page = replace(self.page, **run.around)
            return
        if visit.is_declared or complete:
            self.navigation = _navigation(run)
        if complete or visit.is_showing or (run.around and visit.block is None):
            self.page = Page(**{**self._defaults(visit), **run.around})

    def _defaults(self, visit: Visit) -> dict[str, Any]:
        """Give the title and icon of the page that is open, else those of the app."""
        page = visit.opened if visit.opened is not None else self._default
        return {"title": page.title or self._default.title, "icon": page.icon}

    def changes(self) -> tuple[Operation, ...]:
        """Give what the browser does not know yet."""
        page, navigation = self._told
        self._told = (self.page, self.navigation)
        around: tuple[Operation, ...] = () if self.page == page else (self.page,)
        return around if self.navigation == navigation else (*around, self.navigation)

    def current(self) -> tuple[Operation, ...]:
        """Give everything, for a browser that may have missed something."""
        return (self.page, self.navigation)


def _navigation(run: Run) -> Navigation:
    visit, missing = run.visit, run.address.missing
    if visit.pages is None or not visit.is_declared:
        return Navigation(missing=missing)
    if visit.pages.is_folder and not run.script.options.show_sidebar_navigation:
        return Navigation(missing=missing)
    return visit.pages.navigation(missing)
