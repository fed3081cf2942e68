"""What a run draws: a tree that grows."""

from __future__ import annotations

from typing import Any


class Draft:
    """A place drawn by a run; with `children` (a list) it is a block, without (None) a leaf.

    `exact` blocks show only what this run put into them, also while the run goes on; in the others, what an earlier run
    drew stays until the run ends; `complete` says whether that one has, where it is not the run around (None).
    `dirty` says that `diff` has to look here or below; `stirred` are the children that are, where all of them stand as they were
    compared last, and None where some came or went.
    """

    __slots__ = (
        "children",
        "complete",
        "dirty",
        "element",
        "exact",
        "id",
        "key",
        "parent",
        "stirred",
    )

    def __init__(self, element: Any, key: str = "", children: list[Draft] | None = None) -> None:
        self.element = element
        self.key = key
        self.children = children
        self.parent: Draft | None = None
        self.complete: bool | None = None
        self.exact = False
        self.dirty = True
        self.stirred: list[Draft] | None = None
        self.id = 0

    def append(self, child: Draft) -> None:
        """Draw below everything that this block has."""
        assert self.children is not None
        child.parent = self
        self.children.append(child)
        self.stirred = None
        if not self.dirty:
            self.touch()

    def leave(self) -> None:
        """Be nowhere any more."""
        block = self.parent
        if block is None or block.children is None:
            return
        block.have([each for each in block.children if each is not self])
        self.parent = None

    def show(self, *children: Draft) -> None:
        """Have exactly these children from now on."""
        for child in children:
            child.parent = self
        self.exact = True
        self.have(list(children))

    def have(self, children: list[Draft] | None) -> None:
        """Consist of other children from now on."""
        self.children = children
        self.stirred = None
        self.touch()

    def put(self, element: Any) -> None:
        """Show another element in the same place."""
        self.element = element
        self.touch()

    def touch(self) -> None:
        """Have `diff` look at this place."""
        place = self
        while not place.dirty:
            place.dirty = True
            above = place.parent
            if above is None:
                return
            if above.stirred is not None:
                above.stirred.append(place)
            place = above
