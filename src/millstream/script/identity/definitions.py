"""The definitions of one file in one session (or of a module in the process), from one run to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

from millstream.script.identity.classes import ClassStatement
from millstream.script.identity.functions import FunctionStatement, NamedStatement
from millstream.script.identity.kept_class import KeptClass
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
        self.classes = _Statements(lambda name: ClassStatement(name, version, self._kept_above))
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
        before = self._version.sources
        if namespace is not self._version.globals:
            self._forget_all()
        if self._version.begin(namespace, sources):
            for name in before.keys() | sources.keys():
                if before.get(name) != sources.get(name):
                    self._forget(name)
        namespace[DEFINITIONS] = self

    def _forget(self, name: str) -> None:
        """Have the bases of an edited class made anew with it that know it by its name: a package may refuse a second one."""
        for edited in self.classes[name].kept.values():
            for kept in self._kept_above(edited.raw.__mro__[1:]):
                kept.is_finished = kept.is_finished and not kept.notes_subclasses

    def _forget_all(self) -> None:
        """Have all of them made anew: what was made with the help of other globals is."""
        for statement in self.classes.values():
            for kept in statement.kept.values():
                kept.is_finished = kept.is_finished and not kept.notes_subclasses

    def _kept_above(self, bases: Iterable[Any]) -> list[KeptClass]:
        """Give the kept classes among bases and theirs."""
        above = {id(each) for base in bases for each in getattr(base, "__mro__", ())}
        return [
            kept
            for statement in self.classes.values()
            for kept in statement.kept.values()
            if id(kept.raw) in above
        ]


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
