"""The elements of an app under test: what they show, and what a user can do to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from millstream.protocol.messages import Node
from millstream.testing.v1.element import Element, Widget
from millstream.testing.v1.elements import ELEMENTS, type_of

if TYPE_CHECKING:
    from millstream.testing.v1.app_test import AppTest

E = TypeVar("E", bound=Element)


class ElementList(Generic[E]):
    """The elements of one type, in the order of the page: `app.text[0]`, `app.text.values`."""

    def __init__(self, elements: list[E]) -> None:
        self._elements = elements

    def __len__(self) -> int:
        """Count them."""
        return len(self._elements)

    @property
    def len(self) -> int:
        """How many there are."""
        return len(self._elements)

    def __iter__(self) -> Iterator[E]:
        """Go through them."""
        return iter(self._elements)

    def __getitem__(self, position: Any) -> Any:
        """Give one by its position, or several by a slice."""
        if isinstance(position, slice):
            return ElementList(self._elements[position])
        return self._elements[position]

    def __call__(self, key: str | int) -> E:
        """Give the one with a key."""
        for element in self._elements:
            if element.key == str(key):
                return element
        raise KeyError(str(key))

    @property
    def values(self) -> list[Any]:
        """The value of each."""
        return [element.value for element in self._elements]

    def __eq__(self, other: object) -> bool:
        """Compare with another list of elements."""
        mine = [each.element for each in self._elements]
        return isinstance(other, ElementList) and mine == [each.element for each in other]

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        """Show the elements."""
        return f"{type(self).__name__}({self._elements!r})"


class WidgetList(ElementList[E]):
    """The widgets of one type: `app.slider[0]`, `app.slider("key")`."""


class BlockList:
    """The blocks of one type: `app.columns[0]`."""

    def __init__(self, blocks: list[Block]) -> None:
        self._blocks = blocks

    def __len__(self) -> int:
        """Count them."""
        return len(self._blocks)

    @property
    def len(self) -> int:
        """How many there are."""
        return len(self._blocks)

    def __iter__(self) -> Iterator[Block]:
        """Go through them."""
        return iter(self._blocks)

    def __getitem__(self, position: int) -> Block:
        """Give one by its position."""
        return self._blocks[position]

    def __call__(self, key: str | int) -> Block:
        """Give the one with a key."""
        for block in self._blocks:
            if block.key == str(key):
                return block
        raise KeyError(str(key))


_BLOCKS = {"container": "container", "column": "column", "expander": "expander", "slot": "empty"}


class Block:
    """A part of the page: it has the elements below it by their types, such as `block.button`."""

    def __init__(self, app: AppTest, node: Node | None) -> None:
        self._app = app
        self._node = node

    @property
    def _nodes(self) -> Any:
        return () if self._node is None else self._node.children

    @property
    def type(self) -> str:
        """What kind of block it is."""
        return "main" if self._node is None else _kind(self._node)

    @property
    def key(self) -> str | None:
        """The user's key, if any."""
        return (self._node.key or None) if self._node else None

    @property
    def children(self) -> dict[int, Any]:
        """What stands directly in it, by position."""
        return dict(enumerate(self._wrapped(node) for node in self._nodes))

    def _wrapped(self, node: Node) -> Any:
        if _is_block(node):
            return _block_class(node)(self._app, node)
        return ELEMENTS.get(type_of(node.element), Element)(self._app, node)

    def _walk(self) -> Iterator[Any]:
        stack = list(reversed(self._nodes))
        while stack:
            node = stack.pop()
            yield self._wrapped(node)
            stack.extend(reversed(node.children))

    def get(self, element_type: str) -> Any:
        """Give all elements or blocks of a type, wherever they stand below.

        Parameters
        ----------
        element_type
            The name of the function that draws them.

        Examples
        --------
        >>> from millstream.testing.v1 import AppTest
        >>> app = AppTest.from_string("import millstream as st; st.text('a')").run()
        >>> app.get("text").values
        ['a']
        """
        found = [each for each in self._walk() if each.type == element_type]
        if element_type in _BLOCKS.values():
            return BlockList(found)
        kind = ELEMENTS.get(element_type, Element)
        return WidgetList(found) if issubclass(kind, Widget) else ElementList(found)

    def get_by_key(self, key: str | int) -> Any:
        """Give the element or block with a key.

        Parameters
        ----------
        key
            The user's key.

        Examples
        --------
        >>> from millstream.testing.v1 import AppTest
        >>> app = AppTest.from_string("import millstream as st; st.checkbox('a', key='k')").run()
        >>> app.get_by_key("k").value
        False
        """
        for each in self._walk():
            if each.key == str(key):
                return each
        raise KeyError(str(key))

    def __len__(self) -> int:
        """Count what stands directly in it."""
        return len(self._nodes)

    def __iter__(self) -> Iterator[Any]:
        """Go through all that stands below, the block itself first."""
        yield self
        yield from self._walk()

    def __getitem__(self, position: int) -> Any:
        """Give what stands directly in it, by position."""
        return self.children[position]

    def run(self, *, timeout: float | None = None) -> AppTest:
        """Run the app.

        Parameters
        ----------
        timeout
            Seconds that this run may take.

        Examples
        --------
        >>> from millstream.testing.v1 import AppTest
        >>> app = AppTest.from_string("import millstream as st; st.text('a')").run()
        >>> app.main.run().text.values
        ['a']
        """
        return self._app.run(timeout=timeout)

    def __repr__(self) -> str:
        """Show what stands in it."""
        return f"{type(self).__name__}({list(self.children.values())!r})"


class Column(Block):
    """A column."""

    @property
    def weight(self) -> float:
        """Its share of the row."""
        return self._node.element.weight if self._node else 0  # type: ignore[union-attr]


class Expander(Block):
    """An expander."""

    @property
    def label(self) -> str:
        """The text that opens it."""
        return self._node.element.label if self._node else ""  # type: ignore[union-attr]

    @property
    def icon(self) -> str:
        """The icon before the label."""
        return self._node.element.icon if self._node else ""  # type: ignore[union-attr]

    @property
    def expanded(self) -> bool:
        """Whether it starts open."""
        return self._node.element.expanded if self._node else False  # type: ignore[union-attr]


class ElementTree:
    """The pending changes of an app under test."""

    def __init__(self, app: AppTest) -> None:
        self._app = app
        self._changes: dict[str, Any] = {}

    def change(self, id_: str, wire: Any) -> None:
        """Note what the user does to a widget, until the next run."""
        self._changes[id_] = wire

    def changed(self, id_: str, default: Any) -> Any:
        """Give what the user has made of a widget since the last run."""
        return self._changes.get(id_, default)

    def take_changes(self) -> dict[str, Any]:
        """Give the changes, and forget them."""
        changes, self._changes = self._changes, {}
        return changes


def _kind(node: Node) -> str:
    name = type_of(node.element)
    return _BLOCKS.get(name, name)


def _is_block(node: Node) -> bool:
    return type_of(node.element) in ("root", "main", "sidebar", "columns", *_BLOCKS)


def _block_class(node: Node) -> type[Block]:
    return {"column": Column, "expander": Expander}.get(type_of(node.element), Block)


def _of_type(name: str) -> Callable[[Block], Any]:
    def get(self: Block) -> Any:
        return self.get(name)

    get.__doc__ = f"All `{name}` elements below."
    return get


for _name in (*ELEMENTS, "container", "expander"):
    setattr(Block, _name, property(_of_type(_name)))
Block.columns = property(_of_type("column"))  # type: ignore[attr-defined]
