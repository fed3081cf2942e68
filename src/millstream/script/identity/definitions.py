"""The definitions of one file in one session (or of a module in the process), from one run to the next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from millstream.script.identity.classes import ClassStatement
from millstream.script.identity.functions import FunctionStatement, NamedStatement
from millstream.script.identity.rewriting import DEFINITIONS, Source
from millstream.script.identity.version import Version

_S = TypeVar("_S")


class _Statements(dict[str, _S], Generic[_S]):
    """Statements of one kind by name: each is there when it is asked for."""

    def __init__(self, make: Callable[[str], _S]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> _S:
        made = self[name] = self._make(name)
        return made


class Definitions:
    """What the definitions of a file have made; the rewritten statements ask it.

    Attributes
    ----------
    functions, classes, named
        The statements by their names.
    """

    def __init__(self, files: dict[str, Definitions] | None = None) -> None:
        version = self._version = Version()
        self._files = {} if files is None else files
        self.functions = _Statements(lambda _: FunctionStatement(version))
        self.classes = _Statements(lambda name: ClassStatement(name, version))
        self.named = _Statements(lambda _: NamedStatement(version))

    def of(self, path: str) -> Definitions:
        """Give the definitions of another file that is run in the same globals, such as a page."""
        found = self._files.get(path)
        if found is None:
            found = self._files[path] = Definitions(self._files)
        return found

    def begin(self, namespace: dict[str, Any], sources: Mapping[str, Source]) -> None:
        """Take up a run.

        Parameters
        ----------
        namespace
            The globals of the code that is run.
        sources
            What `with_identity` said of the code.
        """
        self._version.begin(namespace, sources)
        namespace[DEFINITIONS] = self


def begin(namespace: dict[str, Any], path: str, sources: Mapping[str, Source]) -> None:
    """Have the code of a file find what its definitions made before in the same globals.

    Parameters
    ----------
    namespace
        The globals.
    path
        The file.
    sources
        What `with_identity` said of its code.
    """
    known = namespace.get(DEFINITIONS) or Definitions()
    known.of(path).begin(namespace, sources)


def carried(namespace: dict[str, Any]) -> dict[str, Any]:
    """Give new globals whose definitions go on from those of others."""
    return {name: namespace[name] for name in (DEFINITIONS,) if name in namespace}
