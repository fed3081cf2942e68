"""Whether what a function reached when it was last looked at is still there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import types
    from collections.abc import Callable, Mapping

ABSENT: Final[Any] = object()
"""Stands for a name or cell that holds nothing."""


class Watch:
    """Tells in well under a microsecond whether what a traversal met is still there."""

    __slots__ = ("cells", "functions", "names", "sizes", "values")

    def __init__(self) -> None:
        self.names: list[tuple[Callable[[str, Any], Any], str, Any]] = []
        self.cells: list[tuple[types.CellType, Any]] = []
        self.functions: list[tuple[Any, types.CodeType, Any, Any]] = []
        self.sizes: list[tuple[Mapping[str, Any], int]] = []
        self.values: list[tuple[Any, bytes]] = []

    def is_unchanged(self) -> bool:
        """Return whether every name, cell and function is what it was."""
        for get, name, value in self.names:
            if get(name, ABSENT) is not value:
                return False
        for cell, value in self.cells:
            if content_of(cell) is not value:
                return False
        for function, code, defaults, named_defaults in self.functions:
            if (
                function.__code__ is not code
                or function.__defaults__ is not defaults
                or function.__kwdefaults__ is not named_defaults
            ):
                return False
        for mapping, size in self.sizes:  # noqa: SIM110 (a generator would cost more than the rest)
            if len(mapping) != size:
                return False
        return True


def content_of(cell: types.CellType) -> Any:
    """Return what a closure's cell holds, or ``ABSENT``.

    Parameters
    ----------
    cell
        The cell.
    """
    try:
        return cell.cell_contents
    except ValueError:
        return ABSENT
