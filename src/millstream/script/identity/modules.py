"""The project's modules, imported so that they keep their objects too when they are imported again.

A module that was forgotten after an edit comes back as the same module object: the functions that have not changed find the
new ones in their globals.
"""

from __future__ import annotations

import ast
import dis
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType
from typing import Final

from millstream.script.identity.definitions import Definitions
from millstream.script.identity.rewriting import Source, with_identity
from millstream.script.project import Project

_STORES: Final = ("STORE_NAME", "STORE_GLOBAL")


class ModuleFinder(MetaPathFinder):
    """Finds the project's modules where others would.

    Parameters
    ----------
    project
        Knows which files are the user's own.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[tuple[str, str], _Known] = {}

    def install(self) -> None:
        """Have modules be imported so from now on."""
        sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module of the project."""
        if fullname.partition(".")[0] == "millstream":
            return None
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = None if finder is self or find is None else find(fullname, path, target)
            if spec is not None:
                self._take(spec)
                return spec  # type: ignore[no-any-return]
        return None

    def _take(self, spec: ModuleSpec) -> None:
        if type(spec.loader) is SourceFileLoader and spec.origin and spec.origin in self._project:
            spec.loader = _ModuleLoader(spec.name, spec.origin, self._known)


class _ModuleLoader(SourceFileLoader):
    """Runs the rewritten source of a module, in the globals that it had before."""

    def __init__(self, fullname: str, path: str, known: dict[tuple[str, str], _Known]) -> None:
        super().__init__(fullname, path)
        self._known = known
        self._sources: Mapping[str, Source] = {}

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Give the module that was imported from the file before."""
        known = self._known.get((self.name, self.path))
        return None if known is None else known.module

    def get_code(self, fullname: str) -> CodeType:
        """Compile the source: compiled files that lie beside it know nothing of identity, and none is written."""
        tree = ast.parse(self.get_data(self.path), self.path)
        self._sources = with_identity(tree)
        return compile(tree, self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        """Run the code, and take away what only the code before it has set."""
        code = self.get_code(self.name)
        names = {each.argval for each in dis.get_instructions(code) if each.opname in _STORES}
        known = self._known.setdefault((self.name, self.path), _Known(module))
        known.definitions.begin(vars(module), self._sources)
        exec(code, vars(module))
        for name in known.names - names:
            vars(module).pop(name, None)
        known.names = names


class _Known:
    """A module, what its definitions have made, and the names that its code has set."""

    __slots__ = ("definitions", "module", "names")

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.definitions = Definitions()
        self.names: set[str] = set()
