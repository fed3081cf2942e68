"""Which calls of a script go to Millstream: by the names that its imports give."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_PACKAGES = ("streamlit", "millstream")
_PLACES = frozenset(
    (
        "columns",
        "container",
        "dialog",
        "empty",
        "expander",
        "form",
        "popover",
        "sidebar",
        "status",
        "tabs",
    )
)


class Names:
    """What a script calls Millstream, the functions that it imports from it, and places in its page.

    Parameters
    ----------
    module
        The script.
    """

    def __init__(self, module: ast.Module) -> None:
        self.packages: set[str] = set()
        self.functions: dict[str, str] = {}
        self.places: set[str] = set()
        nodes = list(ast.walk(module))
        for node in nodes:
            if isinstance(node, ast.Import):
                self._import(node)
            elif isinstance(node, ast.ImportFrom) and node.module in _PACKAGES:
                self.functions.update({a.asname or a.name: a.name for a in node.names})
        for node in nodes:
            self.places.update(self._bound(node))

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name in _PACKAGES:
                self.packages.add(alias.asname or alias.name)

    def _bound(self, node: ast.AST) -> Iterator[str]:
        """Give the variables that a statement makes places in the page."""
        if isinstance(node, ast.Assign) and self.is_place(node.value):
            yield from names_in(*node.targets)
        elif isinstance(node, (ast.For, ast.comprehension)) and self.is_place(node.iter):
            yield from names_in(node.target)
        elif isinstance(node, ast.withitem) and self.is_place(node.context_expr):
            yield from names_in(node.optional_vars)

    def is_place(self, node: ast.expr) -> bool:
        """Whether an expression is a place in the page, or some of them."""
        if isinstance(node, ast.Subscript):
            return self.is_place(node.value)
        if isinstance(node, ast.Call):
            return (self.public(node.func) or "").rpartition(".")[2] in _PLACES
        return isinstance(node, ast.Name) and node.id in self.places

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
        if path and self.is_place(node):
            return ".".join(reversed(path))
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
