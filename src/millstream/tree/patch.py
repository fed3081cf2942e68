"""Apply operations to a tree: what the browser's reducer does, in its plainest form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from millstream.tree.node import Node, Operation, Put, Reset, Splice


def patch(root: Node[Any] | None, operations: Iterable[Operation[Any]]) -> Node[Any]:
    """Give the tree after some operations, which belong to one update.

    Examples
    --------
    >>> page = Node(1, "page", (Node(2, "a"), Node(3, "b")))
    >>> patch(page, [Splice(1, 0, remove=1), Splice(1, 1, insert=(2,)), Put(3, "B")])
    Node(id=1, element='page', children=(Node(id=3, element='B', children=(), key=''), \
Node(id=2, element='a', children=(), key='')), key='')
    """
    elements: dict[int, Any] = {}
    keys: dict[int, str] = {}
    children: dict[int, list[int]] = {}
    top = 0

    def take(node: Node[Any]) -> int:
        elements[node.id] = node.element
        keys[node.id] = node.key
        children[node.id] = [take(child) for child in node.children]
        return node.id

    def give(id: int) -> Node[Any]:
        return Node(id, elements[id], tuple(map(give, children[id])), keys[id])

    if root is not None:
        top = take(root)
    for operation in operations:
        match operation:
            case Put(id, element):
                elements[id] = element
            case Splice(parent, start, remove, insert):
                row = children[parent]
                row[start : start + remove] = [
                    item if isinstance(item, int) else take(item) for item in insert
                ]
            case Reset(root):
                top = take(root)
    return give(top)
