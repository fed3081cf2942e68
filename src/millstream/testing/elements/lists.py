"""Elements of one kind, in the order of the page, by position or by key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

from millstream.testing.elements.block import Block
from millstream.testing.elements.element import Element

N_co = TypeVar("N_co", bound="Element | Block", covariant=True)
E_co = TypeVar("E_co", bound=Element, covariant=True)
B_co = TypeVar("B_co", bound=Block, covariant=True)


class NodeList(Generic[N_co]):
    """Elements or blocks: `nodes[0]`, `nodes(key="name")`, `for node in nodes`."""

    def __init__(self, nodes: Sequence[N_co]) -> None:
        self._nodes = nodes

    @property
    def len(self) -> int:
        """How many there are."""
        return len(self._nodes)

    @overload
    def __getitem__(self, index: int) -> N_co: ...
    @overload
    def __getitem__(self, index: slice) -> NodeList[N_co]: ...
    def __getitem__(self, index: int | slice) -> N_co | NodeList[N_co]:
        """Give one by its position, or some."""
        if isinstance(index, slice):
            return type(self)(self._nodes[index])
        return self._nodes[index]

    def __call__(self, key: str) -> N_co:
        """Give the one with a key; raise `KeyError` where there is none."""
        for node in self._nodes:
            if node.key == key:
                return node
        raise KeyError(key)

    def __len__(self) -> int:
        """Count them."""
        return len(self._nodes)

    def __iter__(self) -> Iterator[N_co]:
        """Go through them in the order of the page."""
        return iter(self._nodes)

    def __eq__(self, other: object) -> bool:
        """Whether the other list has the same elements."""
        return isinstance(other, NodeList) and list(self._nodes) == list(other._nodes)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Show all."""
        return f"{type(self).__name__}({list(self._nodes)!r})"


class ElementList(NodeList[E_co]):
    """Elements of one kind."""

    @property
    def values(self) -> Sequence[Any]:
        """The value of each."""
        return [element.value for element in self]


class WidgetList(ElementList[E_co]):
    """Widgets of one kind."""


class BlockList(NodeList[B_co]):
    """Blocks of one kind."""
