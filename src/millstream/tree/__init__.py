"""The page as data: what the browser holds, what a run draws, and the operations that lead from one to the other.

A run draws into a `Draft`. `diff` compares it with the immutable `Node` tree that the browser holds, finds for each place
drawn the place it continues, and gives the operations to send with the tree after them. `patch` applies operations; it is
the reference for the browser's reducer, and both read the golden cases in `spec/patches`.
"""

from millstream.tree.diff import diff
from millstream.tree.draft import Draft
from millstream.tree.node import Node, Operation, Put, Reset, Splice
from millstream.tree.patch import patch

__all__ = ["Draft", "Node", "Operation", "Put", "Reset", "Splice", "diff", "patch"]
