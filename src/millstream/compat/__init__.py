"""Scripts that say `import streamlit` get Millstream, in programs that ask for it and nowhere else.

`millstream run` asks for its whole process, `AppTest` while an app runs. A Streamlit that is installed, or imported
already, is not touched: its modules are put aside and come back.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from threading import RLock
from types import ModuleType

_NAME = "streamlit"
_ELSEWHERE = {
    "navigation": "millstream.compat.navigation",
    "delta_generator": "millstream.ui.delta_generator",
    "runtime": "millstream.compat.runtime",
}
"""Modules that stand in another place here, with all below them; the others keep their path."""


class _AliasLoader(Loader):
    """Gives the module of ours that stands for one of Streamlit's."""

    def __init__(self, target: str) -> None:
        self._target = target
        self._spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        try:
            module = import_module(self._target)
        except ModuleNotFoundError as error:
            if error.name is None or not self._target.startswith(error.name):
                raise
            raise ModuleNotFoundError(
                f"Millstream stands in for Streamlit here, and has no module {spec.name!r}.",
                name=spec.name,
            ) from None
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._spec  # the import system has just put the alias there


class _AliasFinder(MetaPathFinder):
    """Answers for `streamlit` and everything below it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        package, _, rest = fullname.partition(".")
        if package != _NAME:
            return None
        return ModuleSpec(fullname, _AliasLoader(_place(rest)))


def _place(rest: str) -> str:
    """Name our module for what stands after `streamlit.`; nothing is the package itself."""
    first, *below = rest.split(".")
    place = _ELSEWHERE.get(first, f"millstream.{first}" if first else "millstream")
    return ".".join((place, *below))


_finder = _AliasFinder()
_lock = RLock()
_users = 0
_aside: dict[str, ModuleType] = {}


def install() -> None:
    """Have `import streamlit` give Millstream from now on, in this process.

    Examples
    --------
    >>> from millstream import compat
    >>> with compat.alias():  # `install()` does the same for good
    ...     import streamlit
    >>> streamlit.__name__
    'millstream'
    """
    global _users  # noqa: PLW0603  one state for the process: its import system
    with _lock:
        _users += 1
        if _users == 1:
            _aside.update(_take_modules())
            sys.meta_path.insert(0, _finder)
            # There already, so that importing a module below it does not put it in the place of the function `st.navigation`.
            sys.modules[f"{_NAME}.navigation"] = import_module(_place("navigation"))


@contextmanager
def alias() -> Iterator[None]:
    """Have `import streamlit` give Millstream inside the block.

    Examples
    --------
    >>> from millstream import compat
    >>> with compat.alias():
    ...     from streamlit.errors import StreamlitAPIException
    >>> StreamlitAPIException.__module__
    'millstream.errors'
    """
    install()
    try:
        yield
    finally:
        _uninstall()


def _uninstall() -> None:
    global _users  # noqa: PLW0603
    with _lock:
        _users -= 1
        if _users == 0:
            sys.meta_path.remove(_finder)
            _take_modules()
            sys.modules.update(_aside)
            _aside.clear()


def _take_modules() -> dict[str, ModuleType]:
    """Take every module named `streamlit` out of the table of imported ones."""
    names = [name for name in sys.modules if name == _NAME or name.startswith(f"{_NAME}.")]
    return {name: sys.modules.pop(name) for name in names}
