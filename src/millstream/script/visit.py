"""A run's visit to a page of the app: which page that is, and how it is drawn."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from millstream.protocol.elements import Annex
from millstream.script import context
from millstream.script.awaits import AWAIT
from millstream.script.control import NotCompiled
from millstream.script.event_loop import event_loop
from millstream.script.identity import begin
from millstream.script.main_module import refill
from millstream.script.pages import AppPage, Pages, folder_pages
from millstream.script.source import MAGIC, Compiled, Script
from millstream.tree import Draft, Node

if TYPE_CHECKING:
    from millstream.script.context import Run


_PATIENCE_FRAMES = 15
"""How long the page before stays while the new one draws nothing: about a quarter of a second."""


_NO_IDS: frozenset[int] = frozenset()
_NOTHING: Mapping[str, frozenset[int]] = {}


class Visit:
    """Which page a run shows, of which pages.

    Parameters
    ----------
    pages
        Those that the app had in the run before: they are known until the script says which there are.
    namespace
        The globals of the page that was open then; the one that is open takes them over.
    beside
        The ids of what pages have in the sidebar that the browser shows, by the page's own path.
    """

    __slots__ = (
        "_beside",
        "_drawn_beside",
        "_frames",
        "block",
        "gone",
        "has_run",
        "is_declared",
        "is_showing",
        "namespace",
        "opened",
        "pages",
        "target",
    )

    def __init__(
        self,
        pages: Pages | None = None,
        namespace: dict[str, Any] | None = None,
        beside: Mapping[str, frozenset[int]] = _NOTHING,
    ) -> None:
        self.pages = pages
        self.namespace: dict[str, Any] = {} if namespace is None else namespace
        self.is_declared = False
        self.opened: AppPage | None = None
        self.has_run = False
        self.block: Draft | None = None  # what the page is drawn into
        self.is_showing = False  # rather than a page that was open before
        self.gone: frozenset[int] = (
            frozenset()
        )  # what the page before has in the sidebar, once it is gone
        self._beside = beside
        self._drawn_beside: list[Draft] = []
        self._frames = 0
        self.target: tuple[str, str] | None = (
            None  # the path and query that the script wants to go to
        )

    def open(self, run: Run, pages: Pages) -> AppPage:
        """Find the page that the user has asked for; where there is none, it is the first one."""
        address = run.address
        page = pages.find(address.path)
        if page is None:
            if address.is_asked:
                address.missing = address.path
            page = pages.default
        address.path = run.state.page = pages.path_of(page)
        address.is_asked = False
        self.pages, self.is_declared = pages, True
        self.opened, self.has_run = page, False
        return page

    def following(self, sidebar: Node[Any]) -> Visit:
        """Give the visit of the next run, for which the browser shows this sidebar."""
        if self.pages is None:
            return Visit(None, self.namespace)
        shown = frozenset([node.id for node in sidebar.children])
        beside = {path: ids & shown for path, ids in self._beside.items()}
        if self.block is not None:
            drawn = shown.intersection([draft.id for draft in self._drawn_beside])
            beside[self.block.key] = beside.get(self.block.key, _NO_IDS) | drawn
        return Visit(self.pages, self.namespace, beside)

    def frame_due(self, sidebar: Draft) -> None:
        """Have the page take the place of the one before as soon as it has something to show, or after a while."""
        self._frames += 1
        block = self.block
        if block is None or self.is_showing:
            return
        if block.children or self._frames > _PATIENCE_FRAMES:
            self.is_showing = True
            assert block.parent is not None
            block.parent.exact = True
            block.parent.touch()
            others = [ids for path, ids in self._beside.items() if path != block.key]
            self.gone = _NO_IDS.union(*others)
            if self.gone:
                sidebar.touch()


def script_to_run(run: Run) -> Script:
    """Give the file that is run: the app's script, or one of the folder of pages."""
    run.state.page = run.address.path
    pages = pages_beside(run.script)
    if pages is None:
        return run.script
    page = run.visit.open(run, pages)
    run.visit.has_run = True
    assert isinstance(page.source, Script)
    return page.source


def pages_beside(script: Script) -> Pages | None:
    """Give the pages of the folder beside a script, unless the script says itself which pages there are."""
    with suppress(NotCompiled):  # its own turn to say so comes if it is the one to run
        compiled(script)
    return None if script.declares_pages else folder_pages(script)


def compiled(script: Script) -> Compiled:
    """Give what a file holds.

    Raises
    ------
    NotCompiled
        If it cannot be read, or is not Python: the run ends there, and shows why.
    """
    try:
        return script.compiled()
    except (SyntaxError, OSError) as error:
        raise NotCompiled(error) from None


def run_script(run: Run, write: Callable[..., object]) -> None:
    """Run the app's script, or the page of the folder that is open."""
    script = script_to_run(run)
    found = compiled(script)
    refill(run.namespace, script.path)
    begin(run.namespace, script.path, found.sources)
    run.namespace.update(script.names)
    run.namespace[MAGIC] = write
    run.namespace[AWAIT] = event_loop.run
    page = run.visit.opened
    if page is not None:
        around, block = block_of(page)
        with run.lock:
            run.main.append(around)
        with inside(run, page, block):
            exec(found.code, run.namespace)
    else:
        exec(found.code, run.namespace)


def block_of(page: AppPage) -> tuple[Draft, Draft]:
    """Give what stands in the frame for whatever page is open, and in it the block of this page.

    The blocks of two pages are two places: nothing of one page goes on in another that happens to look alike.
    """
    around = Draft(Annex(), children=[])
    block = Draft(Annex(), page.path, [])
    around.append(block)
    return around, block


@contextmanager
def inside(run: Run, page: AppPage, block: Draft) -> Iterator[None]:
    """Have what follows belong to a page."""
    run.visit.block = block
    before = len(run.sidebar.children or ())
    place = context.place.set(block)
    name = context.page.set(page.path)
    try:
        yield
    finally:
        context.page.reset(name)
        context.place.reset(place)
        run.visit._drawn_beside = (run.sidebar.children or [])[before:]


def draw(run: Run, page: AppPage, block: Draft) -> None:
    """Draw a page that the script has declared."""
    run.visit.has_run = True
    with inside(run, page, block):
        result = _work(run, page)()
        if inspect.isawaitable(result):
            event_loop.run(result)


def _work(run: Run, page: AppPage) -> Callable[[], object]:
    if not isinstance(page.source, Script):
        assert page.source is not None
        return page.source
    found = compiled(page.source)
    namespace = run.visit.namespace
    refill(namespace, page.source.path)
    begin(namespace, page.source.path, found.sources)
    namespace.update(run.script.names)
    namespace[MAGIC], namespace[AWAIT] = run.namespace[MAGIC], run.namespace[AWAIT]
    return partial(exec, found.code, namespace)
