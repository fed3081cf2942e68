"""Nodes, and the operations that change a tree of them: a closed union."""

from __future__ import annotations

from typing import Generic, TypeAlias, TypeVar

from msgspec import Struct

E = TypeVar("E")


class Node(Struct, Generic[E], frozen=True, omit_defaults=True, gc=False):
    """A place in the page. `id` is unique in a session and stays while the place stays; `key` is the user's own."""

    id: int
    element: E
    children: tuple[Node[E], ...] = ()
    key: str = ""


class Put(Struct, Generic[E], frozen=True, tag_field="op", tag="put", gc=False):
    """The node `id` now shows `element`; its children stay."""

    id: int
    element: E


class Splice(
    Struct, Generic[E], frozen=True, omit_defaults=True, tag_field="op", tag="splice", gc=False
):
    """In the children of `parent`, take out `remove` at `start` and put `insert` there.

    A number in `insert` is a node that the same update takes out, earlier or later: it moves, with everything below it.
    What stands nowhere at the end of the update is gone.
    """

    parent: int
    start: int
    remove: int = 0
    insert: tuple[Node[E] | int, ...] = ()


class Reset(Struct, Generic[E], frozen=True, tag_field="op", tag="reset", gc=False):
    """The page is this tree. Nodes that keep their id and content need not be drawn again."""

    root: Node[E]


Operation: TypeAlias = Put[E] | Splice[E] | Reset[E]


def identity(element: object, key: str) -> str:
    """Name the place by what outlives its position: the id of a widget, else the user's key, else nothing."""
    return getattr(element, "id", "") or key
