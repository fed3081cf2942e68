"""`AppTest`: run an app without a browser, look at its page, and use its widgets."""

from __future__ import annotations

import os
import sys
import tempfile
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

from blake3 import blake3

from millstream import compat
from millstream.config import process
from millstream.script import main_module
from millstream.script.page_names import PageName
from millstream.script.source import Script
from millstream.script.visit import pages_beside
from millstream.secret_store import secrets
from millstream.state import Widget as KnownWidget
from millstream.testing.app_context import AppTestContext
from millstream.testing.app_state import AppTestState
from millstream.testing.browser import Browser
from millstream.testing.elements.block import Block
from millstream.testing.elements.element import Element
from millstream.testing.elements.layout import ElementTree, SpecialBlock
from millstream.testing.elements.queries import Queries
from millstream.testing.elements.table import fill
from millstream.testing.elements.toggles import Button
from millstream.testing.elements.widget import Widget
from millstream.testing.function_script import ARGS, KWARGS, script_of


class AppTest(Queries):
    """An app under test, as its user sees it.

    It is the same machinery that serves browsers: a session, the protocol, and a page that is patched. Within a run,
    `import streamlit` gives Millstream. What was set on widgets takes effect at `run`.

    Parameters
    ----------
    script_path
        The file of the app.
    default_timeout
        How many seconds a run may take.
    args, kwargs
        What the function of a script made by `from_function` is called with.

    Attributes
    ----------
    session_state
        What the script finds in `st.session_state`; may be set before and between runs.
    args, kwargs
        As above; may be set between runs.
    query_params
        The query of the page's address, by names, also as the script has changed it; may be set before and between runs.
    context
        What `st.context` has: "url", "locale", "timezone", "timezone_offset", "is_embedded", "theme". May be set before and
        between runs.
    secrets
        What the script finds in `st.secrets`; as long as it is empty, that is what it finds elsewhere.

    Examples
    --------
    >>> at = AppTest.from_string('''
    ... import streamlit as st
    ... x = st.slider("x", 0, 10, 3)
    ... st.text(f"{x} squared is {x * x}")
    ... ''')
    >>> at.run().text[0].value
    '3 squared is 9'
    >>> at.slider[0].set_value(5).run().text[0].value
    '5 squared is 25'
    """

    session_state: AppTestState
    args: tuple[Any, ...] | None
    kwargs: Mapping[str, Any] | None
    query_params: dict[str, str | list[str]]
    secrets: dict[str, Any]

    def __init__(
        self,
        script_path: str | Path,
        *,
        default_timeout: float,
        args: tuple[Any, ...] | None = None,
        kwargs: Mapping[str, Any] | None = None,
    ) -> None:
        self.default_timeout = default_timeout
        self.query_params: dict[str, str | list[str]] = {}
        self.context = AppTestContext()
        self.secrets: dict[str, Any] = {}
        self._folder = str(Path(script_path).resolve().parent)
        self.args = args
        self.kwargs = kwargs
        self._script = Script(str(script_path))
        self._browser = Browser(self._script)
        self._path: str | None = None  # of the page to which the next run goes
        self.session_state = AppTestState(lambda: self._browser.session.state)
        self._tree = ElementTree(None, self)

    @classmethod
    def from_string(cls, script: str, *, default_timeout: float = 3) -> AppTest:
        """Make a test of a script that is given as text.

        Parameters
        ----------
        script
            The text of the script; indentation that all lines share is taken away.
        default_timeout
            How many seconds a run may take.
        """
        return cls(_written(textwrap.dedent(script)), default_timeout=default_timeout)

    @classmethod
    def from_file(cls, script_path: str | Path, *, default_timeout: float = 3) -> AppTest:
        """Make a test of a file.

        Parameters
        ----------
        script_path
            The file. A relative path starts at the folder of the file that calls this.
        default_timeout
            How many seconds a run may take.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        """
        caller = Path(sys._getframe(1).f_code.co_filename)
        path = caller.parent.absolute() / script_path
        if not path.is_file():
            raise FileNotFoundError(
                f"There is no script {path}. A relative path starts at the folder of {caller.name}, which asks for it."
            )
        return cls(path, default_timeout=default_timeout)

    @classmethod
    def from_function(
        cls,
        script: Callable[..., Any],
        *,
        default_timeout: float = 3,
        args: tuple[Any, ...] | None = None,
        kwargs: Mapping[str, Any] | None = None,
    ) -> AppTest:
        """Make a test of the text of a function.

        Parameters
        ----------
        script
            A function written with `def`. It becomes a script of its own, so it imports what it needs and sees nothing
            of the module around it.
        default_timeout
            How many seconds a run may take.
        args, kwargs
            What it is called with.
        """
        path = _written(script_of(script))
        return cls(path, default_timeout=default_timeout, args=args, kwargs=kwargs)

    def run(self, *, timeout: float | None = None) -> AppTest:
        """Run the script with what was set, and look at the page that results.

        It is always the whole script that runs, so that a test need not know which part is a fragment. `interact` runs
        what a browser would have run.

        Parameters
        ----------
        timeout
            How many seconds it may take; by default `default_timeout`.

        Raises
        ------
        RuntimeError
            If it takes longer.
        """
        return self._advance(timeout, whole=True)

    def interact(self, *, timeout: float | None = None) -> AppTest:
        """Have the app hear what was set as if a browser had sent it, and look at the page that results.

        Where all of it belongs to fragments or dialogs, only those are run; where it is to wait for the next run, nothing
        is. Streamlit's AppTest has no such thing.

        Parameters
        ----------
        timeout
            How many seconds it may take; by default `default_timeout`.

        Raises
        ------
        RuntimeError
            If it takes longer.

        Examples
        --------
        >>> at = AppTest.from_string('''
        ... import streamlit as st
        ... st.session_state.runs = st.session_state.get("runs", 0) + 1
        ... @st.fragment
        ... def more():
        ...     st.button("More")
        ...     st.session_state.drawn = st.session_state.get("drawn", 0) + 1
        ... more()
        ... ''').run()
        >>> at = at.button[0].click().run().button[0].click().interact()
        >>> at.session_state.runs, at.session_state.drawn
        (2, 3)
        """
        return self._advance(timeout, whole=False)

    def switch_page(self, page_path: str) -> AppTest:
        """Have the next run show another page of the app.

        Parameters
        ----------
        page_path
            The page's file, by its path from the script's folder.

        Raises
        ------
        ValueError
            If there is no such file, or it is no page of the app.

        Examples
        --------
        >>> import tempfile
        >>> folder = Path(tempfile.mkdtemp())
        >>> (folder / "pages").mkdir()
        >>> _ = (folder / "pages" / "report.py").write_text("import streamlit as st; st.title('Report')")
        >>> _ = (folder / "app.py").write_text("import streamlit as st; st.title('Home')")
        >>> at = AppTest.from_file(str(folder / "app.py")).run()
        >>> at.switch_page("pages/report.py").run().title[0].value
        'Report'
        """
        file = os.path.normpath(os.path.join(self._folder, page_path))
        if not os.path.isfile(file):
            raise ValueError(
                f"There is no page {page_path!r}: {file} is no file. A page's path starts at the folder of the script."
            )
        pages = self._browser.session.pages or pages_beside(self._script)
        if pages is None:  # the script has yet to say which pages there are
            self._path = PageName(Path(file).stem).path
            return self
        page = pages.of_file(file)
        if page is None:
            raise ValueError(f"{page_path!r} is a file, but no page of the app.")
        self._path = pages.path_of(page)
        return self

    def _advance(self, timeout: float | None, *, whole: bool) -> AppTest:
        path, self._path = self._path, None
        client = self.context.client(
            self._browser.location.path if path is None else path,
            urlencode(self.query_params, doseq=True),
        )
        seconds = self.default_timeout if timeout is None else timeout
        self._script.options = process.current().options.script
        self._script.names.update({ARGS: self.args or (), KWARGS: self.kwargs or {}})
        main_module.install()
        with compat.alias(), _importing_from(self._folder), self._own_secrets():
            self._browser.run(seconds, self._changes(), client, whole=whole)
        self.query_params = _unfolded(self._browser.location.query)
        self._tree = ElementTree(None, self)
        if self._browser.root is not None:
            fill(self._tree, self._browser.root.children, self)
        return self

    def _own_secrets(self) -> AbstractContextManager[None]:
        return secrets.replaced(self.secrets) if self.secrets else nullcontext()

    def _changes(self) -> dict[str, Any]:
        """Give what was set; what stands in a form counts only if the form is submitted."""
        widgets = [each for each in self._tree if isinstance(each, Widget)]
        submitted = {
            "",
            *(each.form_id for each in widgets if isinstance(each, Button) and each.changes()),
        }
        return {
            widget.id: value
            for widget in widgets
            if widget.form_id in submitted
            for value in widget.changes()
        }

    # --- the page -----------------------------------------------------------------------------------

    @property
    def main(self) -> SpecialBlock:
        """The middle of the page."""
        return self._part("main")

    @property
    def sidebar(self) -> SpecialBlock:
        """The column beside the page."""
        return self._part("sidebar")

    def _part(self, type: str) -> SpecialBlock:
        for block in self._tree.children.values():
            if isinstance(block, SpecialBlock) and block.type == type:
                return block
        raise KeyError(f"There is no {type!r} yet: call `run()` first.")

    def get(self, element_type: str) -> Sequence[Element | Block]:
        """Give all elements or blocks of a kind, such as "button" or "vega_lite_chart".

        Parameters
        ----------
        element_type
            The `type` of elements and blocks.
        """
        return self._tree.get(element_type)

    def get_by_key(self, key: str) -> Element | Block:
        """Give the element or block with a key; raise `KeyError` where there is none.

        Parameters
        ----------
        key
            The key that the script gave it.
        """
        return self._tree.get_by_key(key)

    def __getitem__(self, index: int) -> Element | Block:
        """Give the middle of the page (0) or the sidebar (1)."""
        return self._tree[index]

    def __len__(self) -> int:
        """Count the parts of the page."""
        return len(self._tree)

    def __iter__(self) -> Iterator[Element | Block]:
        """Go through everything on the page."""
        return iter(self._tree)

    def __repr__(self) -> str:
        """Show the page as a tree."""
        return f"AppTest(session_state={self.session_state!r},\n{self._tree!r})"

    # --- for the elements ---------------------------------------------------------------------------

    def widget(self, id: str) -> KnownWidget:
        """Give what the session knows of a widget."""
        return self._browser.session.state.widgets[id]

    def was_clicked(self, id: str) -> bool:
        """Whether the click of a button caused the last run."""
        return bool(self._browser.changes.get(id))

    def fetch(self, url: str) -> bytes:
        """Fetch a payload that the page names."""
        file = self._browser.media.get(url)
        assert file is not None, f"the page names {url}, which is not served"
        return file.read()


def _unfolded(query: str) -> dict[str, str | list[str]]:
    """Give the parameters of a query as a test sets them: a list only where there are several values."""
    values = parse_qs(query, keep_blank_values=True)
    return {name: each if len(each) > 1 else each[0] for name, each in values.items()}


@lru_cache(maxsize=1)
def _folder() -> tempfile.TemporaryDirectory[str]:
    """Give the folder of scripts that were given as text; it goes when the program ends."""
    return tempfile.TemporaryDirectory(prefix="millstream-app-test-")


def _written(text: str) -> Path:
    """Write a script to a file, so that tracebacks and `inspect` find its lines."""
    path = Path(_folder().name) / f"{blake3(text.encode()).hexdigest(16)}.py"
    if not path.exists():
        path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def _importing_from(folder: str) -> Iterator[None]:
    """Let the script import the modules beside it."""
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        sys.path.remove(folder)
