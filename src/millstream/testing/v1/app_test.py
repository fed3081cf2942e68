"""`AppTest`: an app under test."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from millstream.script.source import Script
from millstream.state import SessionStateProxy
from millstream.testing.browser import Browser
from millstream.testing.v1.element_tree import Block, ElementTree

_DEFAULT_TIMEOUT = 3


class AppTestError(Exception):
    """A test asked an app for what it does not have."""


class AppTest(Block):
    """An app under test: run it, read what it shows, do what its user does, run it again.

    Parameters
    ----------
    script_path
        The script.
    default_timeout
        Seconds that a run may take.
    args, kwargs
        What a script made of a function is called with.

    Examples
    --------
    >>> app = AppTest.from_string('''
    ... import millstream as st
    ... if st.button("Greet"):
    ...     st.text("Hello")
    ... ''').run()
    >>> app.button[0].click().run().text[0].value
    'Hello'
    """

    def __init__(
        self,
        script_path: str | Path,
        *,
        default_timeout: float,
        args: Sequence[Any] | None = None,
        kwargs: Mapping[str, Any] | None = None,
        _script: Script | None = None,
    ) -> None:
        self.default_timeout = default_timeout
        self.args = tuple(args or ())
        self.kwargs = dict(kwargs or {})
        self._browser = Browser(_script or Script(str(script_path)))
        self._tree = ElementTree(self)
        state = self._browser.session.state
        self.session_state = SessionStateProxy(lambda: state)
        super().__init__(self, None)

    @classmethod
    def from_file(
        cls, script_path: str | Path, *, default_timeout: float = _DEFAULT_TIMEOUT
    ) -> AppTest:
        """Test the script in a file.

        Parameters
        ----------
        script_path
            Its path: absolute, below the folder of the calling test, or below the working directory.
        default_timeout
            Seconds that a run may take.

        Examples
        --------
        >>> app = AppTest.from_file("app.py")  # doctest: +SKIP
        """
        path = Path(script_path)
        if not path.is_absolute():
            frame = inspect.stack()[1]
            beside = Path(frame.filename).parent / path
            path = beside if beside.is_file() else path.resolve()
        if not path.is_file():
            raise FileNotFoundError(f"There is no script {str(script_path)!r}.")
        return cls(path, default_timeout=default_timeout)

    @classmethod
    def from_string(cls, script: str, *, default_timeout: float = _DEFAULT_TIMEOUT) -> AppTest:
        """Test a script that is written in the test.

        Parameters
        ----------
        script
            Its text; common indentation is taken away.
        default_timeout
            Seconds that a run may take.

        Examples
        --------
        >>> AppTest.from_string("import millstream as st; st.title('Hi')").run().title[0].value
        'Hi'
        """
        source = Script("app_under_test.py", textwrap.dedent(script))
        return cls(source.path, default_timeout=default_timeout, _script=source)

    @classmethod
    def from_function(
        cls,
        script: Callable[..., Any],
        *,
        default_timeout: float = _DEFAULT_TIMEOUT,
        args: Sequence[Any] | None = None,
        kwargs: Mapping[str, Any] | None = None,
    ) -> AppTest:
        """Test the body of a function as a script; it has to import what it uses.

        Parameters
        ----------
        script
            The function.
        default_timeout
            Seconds that a run may take.
        args, kwargs
            What the function is called with.

        Examples
        --------
        >>> def app(name):  # doctest: +SKIP
        ...     import millstream as st
        ...     st.text(f"Hello {name}")
        >>> AppTest.from_function(app, args=("Ada",)).run()  # doctest: +SKIP
        """
        text = textwrap.dedent("".join(inspect.getsourcelines(script)[0]))
        call = f"{script.__name__}(*__app_test_args__, **__app_test_kwargs__)\n"
        source = Script("app_under_test.py", f"{text}\n{call}")
        app = cls(
            source.path, default_timeout=default_timeout, args=args, kwargs=kwargs, _script=source
        )
        source.names.update(__app_test_args__=app.args, __app_test_kwargs__=app.kwargs)
        return app

    def run(self, *, timeout: float | None = None) -> AppTest:
        """Run the script with all that the test has set, and return the app itself.

        Parameters
        ----------
        timeout
            Seconds that this run may take.

        Raises
        ------
        RuntimeError
            If it takes longer.

        Examples
        --------
        >>> app = AppTest.from_string("import millstream as st; st.text('a')").run(timeout=10)
        """
        changes = self._tree.take_changes()
        self._browser.run(self.default_timeout if timeout is None else timeout, changes)
        return self

    @property
    def _nodes(self) -> Any:
        root = self._browser.root
        return () if root is None else root.children

    @property
    def main(self) -> Block:
        """What stands in the middle of the page."""
        return self._part(0)

    @property
    def sidebar(self) -> Block:
        """What stands beside it."""
        return self._part(1)

    def _part(self, position: int) -> Block:
        root = self._browser.root
        return Block(self, None if root is None else root.children[position])
