"""Blocks: elements that have children."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from millstream.testing.elements.element import Element, shown_fields

if TYPE_CHECKING:
    from millstream.protocol.messages import Node
    from millstream.testing.app_test import AppTest


class Block:
    """A part of the page; iterating goes through it and all below it, from top to bottom."""

    type: str = "flex_container"
    is_container = False

    def __init__(self, node: Node | None, app: AppTest, parent: Block | None = None) -> None:
        self._element: Any = node.element if node else None
        self._key = node.key if node else ""
        self._app = app
        self._parent = parent
        self.children: dict[int, Element | Block] = {}

    @property
    def key(self) -> str | None:
        """The key that the script gave it."""
        return self._key or None

    def get(self, element_type: str) -> Sequence[Element | Block]:
        """Give all elements or blocks of a kind, such as "button" or "container".

        Parameters
        ----------
        element_type
            The `type` of elements and blocks; "columns" and "container" are known too.
        """
        if element_type == "container":
            return [each for each in self if isinstance(each, Block) and each.is_container]
        wanted = "column" if element_type == "columns" else element_type
        return [each for each in self if each.type == wanted]

    def get_by_key(self, key: str) -> Element | Block:
        """Give the element or block with a key; raise `KeyError` where there is none."""
        for each in self:
            if each.key == key:
                return each
        raise KeyError(key)

    def run(self, *, timeout: float | None = None) -> AppTest:
        """Run the script with what was changed; see `AppTest.run`."""
        return self._app.run(timeout=timeout)

    def interact(self, *, timeout: float | None = None) -> AppTest:
        """Run what a browser would have run; see `AppTest.interact`."""
        return self._app.interact(timeout=timeout)

    def __getitem__(self, index: int) -> Element | Block:
        """Give a child by its position."""
        return self.children[index]

    def __len__(self) -> int:
        """Count the children."""
        return len(self.children)

    def __iter__(self) -> Iterator[Element | Block]:
        """Go through this block and all below it."""
        yield self
        for child in self.children.values():
            yield from child

    def __repr__(self) -> str:
        """Show the block as a tree."""
        lines = [f"type={self.type!r}"]
        if self._element is not None:
            lines += shown_fields(self._key, self._element)
        lines += [f"{index}: {child!r}" for index, child in self.children.items()]
        text = ",\n".join(lines).replace("\n", "\n    ")
        return f"{type(self).__name__}(\n    {text}\n)"
