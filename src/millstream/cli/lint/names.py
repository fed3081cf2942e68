"""Which calls of a script go to Millstream: by the names that its imports give."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_PACKAGES = ("streamlit", "millstream")


class Names:
    """What a script calls Millstream and the functions that it imports from it.

    Parameters
    ----------
    module
        The script.
    """

    def __init__(self, module: ast.Module) -> None:
        self.packages: set[str] = set()
        self.functions: dict[str, str] = {}
        for node in ast.walk(module):
            if isinstance(node, ast.Import):
                self._import(node)
            elif isinstance(node, ast.ImportFrom) and node.module in _PACKAGES:
                self.functions.update({a.asname or a.name: a.name for a in node.names})

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name in _PACKAGES:
                self.packages.add(alias.asname or alias.name)

    def public(self, node: ast.expr) -> str | None:
        """Name the public function that an expression is, such as `sidebar.slider`; None if it is none.

        Parameters
        ----------
        node
            The expression, without the parentheses of a call.
        """
        path: list[str] = []
        while isinstance(node, ast.Attribute):
            path.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        if node.id in self.packages:
            return ".".join(reversed(path)) or None
        if node.id in self.functions:
            return ".".join((self.functions[node.id], *reversed(path)))
        return None


def names_in(*nodes: ast.AST | None) -> Iterator[str]:
    """Give the variables that parts of a script name."""
    for node in nodes:
        if node is not None:
            yield from (each.id for each in ast.walk(node) if isinstance(each, ast.Name))
