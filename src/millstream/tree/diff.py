"""Find what changed between the page that the browser holds and what a run has drawn so far.

Nearly always the children of a block are what they were: a walk over both lists, comparing, finds that. Where they
differ, places are matched in three steps. First by identity (the id of a widget, the user's key). Then by content:
equal leaves are the same place, so that a line inserted on top of five hundred sends one line. What is left between two
matched places is paired in order by its type: that is an element whose content changed. The longest run of matches that
are in order stays where it is (Hunt and Szymanski, "A fast algorithm for computing longest common subsequences", 1977);
the others move.

While a run goes on (`complete` is false), what it has not drawn again yet stays where it stood: nothing moves or
disappears before the run ends, and nothing flickers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Collection, MutableMapping
from typing import Any, TypeAlias

from millstream.tree.draft import Draft
from millstream.tree.node import Node, Operation, Put, Splice, identity

Place: TypeAlias = tuple[int, Draft | None]
"""A place among the new children: its position in the old ones, or -1, and what was drawn there, if it was."""


def diff(
    held: Node[Any],
    draft: Draft,
    *,
    complete: bool,
    new_id: Callable[[], int],
    local: MutableMapping[int, Any] | None = None,
    gone: Collection[int] = (),
) -> tuple[list[Operation[Any]], Node[Any]]:
    """Give the operations that lead from `held` to `draft`, and the tree after them.

    Parameters
    ----------
    held
        The browser's tree.
    draft
        What the run has drawn; its root is the same place as the root of `held`.
    complete
        Whether the run has ended: what it has not drawn disappears then.
    new_id
        Gives the id of a new node; never one that was used before in this session.
    local
        What the browser shows, by the id of the node, where the user has changed it there since; what has been
        compared is taken out.
    gone
        The ids of places that disappear although the run has not ended, where it has not drawn them again.
    """
    differ = _Differ(complete, new_id, {} if local is None else local, gone)
    node = differ.node(held, draft)
    return differ.ops, node


class _Differ:
    def __init__(
        self,
        complete: bool,
        new_id: Callable[[], int],
        local: MutableMapping[int, Any],
        gone: Collection[int],
    ) -> None:
        self.complete = complete
        self.new_id = new_id
        self.local = local
        self.gone = gone
        self.ops: list[Operation[Any]] = []

    def node(self, old: Node[Any], draft: Draft) -> Node[Any]:
        """Continue the place `old` with what was drawn."""
        draft.id = old.id
        element = self.local.pop(old.id, old.element)
        if element is not draft.element and element != draft.element:
            self.ops.append(Put(old.id, draft.element))
            element = draft.element
        if draft.children is None:
            draft.dirty = False
            return old if element is old.element else Node(old.id, element, (), draft.key)
        children = self.below(old, draft) if draft.dirty else old.children
        if element is old.element and children is old.children:
            return old
        return Node(old.id, element, children, draft.key)

    def below(self, parent: Node[Any], draft: Draft) -> tuple[Node[Any], ...]:
        if draft.complete is None or draft.complete is self.complete:
            return self.children(parent, draft)
        around, self.complete = self.complete, draft.complete
        try:
            return self.children(parent, draft)
        finally:
            self.complete = around

    def children(self, parent: Node[Any], draft: Draft) -> tuple[Node[Any], ...]:
        if draft.stirred is not None:
            return self.stirred(parent.children, draft, draft.stirred)
        old, new = parent.children, draft.children
        assert new is not None
        whole = self.complete or draft.exact
        draft.dirty = False
        result, start = self.unchanged(old, new)
        if start < len(old) or start < len(new):
            end = self.same_end(old, new, start) if whole else 0
            old_end, new_end = len(old) - end, len(new) - end
            order = _match(old, new, start, old_end, new_end)
            stay = _longest_increasing(order)
            places: list[Place] = list(zip(order, new[start:new_end], strict=True))
            if not whole:
                left = sorted(set(range(start, old_end)).difference(order))
                if self.gone:
                    left = [o for o in left if old[o].id not in self.gone]
                draft.dirty = bool(left)
                places = _with_left_behind(places, left, stay)
                stay.update(left)
            result += self.rearrange(parent, start, old_end, places, stay)
            result += [self.node(o, d) for o, d in zip(old[old_end:], new[new_end:], strict=True)]
        dirty = [child for child in new if child.dirty]
        draft.stirred = dirty if len(result) == len(new) else None
        draft.dirty |= bool(dirty)
        unchanged = len(result) == len(old) and all(map(_is, result, old))
        return old if unchanged else tuple(result)

    def stirred(
        self, old: tuple[Node[Any], ...], draft: Draft, stirred: list[Draft]
    ) -> tuple[Node[Any], ...]:
        """Compare only those of the children in which something has changed: the others are as they were."""
        assert draft.children is not None
        result = list(old)
        for child in stirred:
            at = draft.children.index(child)
            result[at] = self.node(old[at], child)
        draft.stirred = [child for child in stirred if child.dirty]
        draft.dirty = bool(draft.stirred)
        return tuple(result)

    def unchanged(
        self, old: tuple[Node[Any], ...], new: list[Draft]
    ) -> tuple[list[Node[Any]], int]:
        """Take the places at the front that continue one by one."""
        result: list[Node[Any]] = []
        local = self.local
        for node, child in zip(old, new, strict=False):
            element = child.element
            if child.children is None:
                if (
                    node.id in local
                    or child.id not in (0, node.id)
                    or (node.element is not element and node.element != element)
                    or node.key != child.key
                    or type(node.element) is not type(element)
                ):
                    break
                child.id = node.id
                child.dirty = False
                result.append(node)
            elif _continues(node, child):
                result.append(self.node(node, child))
            else:
                break
        return result, len(result)

    def same_end(self, old: tuple[Node[Any], ...], new: list[Draft], start: int) -> int:
        """Count the places at the end that continue one by one."""
        most = min(len(old), len(new)) - start
        count = 0
        local = self.local
        while (
            count < most
            and old[-1 - count].id not in local
            and _equal(old[-1 - count], new[-1 - count])
        ):
            count += 1
        return count

    def rearrange(
        self, parent: Node[Any], start: int, old_end: int, places: list[Place], stay: set[int]
    ) -> list[Node[Any]]:
        """Splice the changed middle; the places at the old positions `stay` need not move."""
        old = parent.children
        result: list[Node[Any]] = []
        insert: list[Node[Any] | int] = []
        cut = start  # what stands before it in `old` has been dealt with

        def splice(until: int) -> None:
            if insert or until > cut:
                at = start + len(result) - len(insert)
                self.ops.append(Splice(parent.id, at, until - cut, tuple(insert)))
                insert.clear()

        for o, draft in places:
            if o in stay:
                splice(o)
                cut = o + 1
            if draft is None:
                result.append(old[o])
                continue
            if o < 0:
                result.append(self.fresh(draft))
                insert.append(result[-1])
                continue
            result.append(self.node(old[o], draft))
            if o not in stay:
                insert.append(old[o].id)
        splice(old_end)
        return result

    def fresh(self, draft: Draft) -> Node[Any]:
        """Make a new place, with everything below it."""
        draft.id = self.new_id()
        draft.dirty = False
        children = tuple([self.fresh(child) for child in draft.children or ()])
        return Node(draft.id, draft.element, children, draft.key)


def _with_left_behind(places: list[Place], left: list[int], stay: set[int]) -> list[Place]:
    """Add what an unfinished run has not drawn again yet, where it stood among what has not moved."""
    merged: list[Place] = []
    waiting = deque(left)
    for o, draft in places:
        while o in stay and waiting and waiting[0] < o:
            merged.append((waiting.popleft(), None))
        merged.append((o, draft))
    return merged + [(o, None) for o in waiting]


def _is(a: object, b: object) -> bool:
    return a is b


def _identity(place: Node[Any] | Draft) -> str:
    return identity(place.element, place.key)


def _continues(node: Node[Any], draft: Draft) -> bool:
    """Whether a block may continue a node that stands where it was drawn."""
    return (
        draft.id in (0, node.id)
        and type(node.element) is type(draft.element)
        and _identity(node) == _identity(draft)
    )


def _equal(node: Node[Any], draft: Draft) -> bool:
    if draft.children is not None:
        return _continues(node, draft)
    return (
        draft.id in (0, node.id)
        and type(node.element) is type(draft.element)
        and node.element == draft.element
        and node.key == draft.key
    )


def _index(
    old: tuple[Node[Any], ...], start: int, end: int, seen: set[int]
) -> tuple[dict[int, int], dict[tuple[type, str], int], dict[Any, deque[int]]]:
    """Find old positions by id (of the places `seen`), and the others by identity or by content."""
    own: dict[int, int] = {}
    named: dict[tuple[type, str], int] = {}
    alike: dict[Any, deque[int]] = {}
    for o in range(start, end):
        node = old[o]
        if node.id in seen:
            own[node.id] = o
        elif name := _identity(node):
            named[type(node.element), name] = o
        elif not node.children:
            alike.setdefault((type(node.element), node.element), deque()).append(o)
    return own, named, alike


def _match(
    old: tuple[Node[Any], ...], new: list[Draft], start: int, old_end: int, new_end: int
) -> list[int]:
    """Give for each of `new[start:new_end]` the position in `old` of the place it continues, or -1."""
    order = [-1] * (new_end - start)
    seen = {draft.id for draft in new[start:new_end] if draft.id}  # compared earlier in this run
    own, named, alike = _index(old, start, old_end, seen)
    taken = 0  # equal content is matched in order only: what stands before was passed over
    for i in range(start, new_end):
        draft = new[i]
        if draft.id:
            order[i - start] = own.get(draft.id, -1)
        elif name := _identity(draft):
            order[i - start] = named.get((type(draft.element), name), -1)
        elif draft.children is None:
            same = alike.get((type(draft.element), draft.element))
            while same and same[0] < taken:
                same.popleft()
            if same:
                order[i - start] = same.popleft()
                taken = order[i - start] + 1
    _pair_by_type(old, new, start, old_end, order)
    return order


def _pair_by_type(
    old: tuple[Node[Any], ...], new: list[Draft], start: int, old_end: int, order: list[int]
) -> None:
    """Pair what is unmatched between two matched places, in order, type by type."""
    used = set(order)
    free: dict[type, deque[int]] = {}
    low, done = start, 0
    bounds = [o for o in order if o >= 0 and not _identity(old[o])] + [old_end]
    for i, o in enumerate(order):
        if o >= 0:
            if not _identity(old[o]):
                low, done = o + 1, done + 1
                free = {}
            continue
        draft = new[start + i]
        if draft.id or _identity(draft):
            continue
        if not free:
            for candidate in range(low, bounds[done]):
                node = old[candidate]
                if candidate not in used and not _identity(node):
                    free.setdefault(type(node.element), deque()).append(candidate)
            free.setdefault(type(None), deque())
        if queue := free.get(type(draft.element)):
            order[i] = queue.popleft()
            used.add(order[i])


def _longest_increasing(order: list[int]) -> set[int]:
    """Give a longest increasing subsequence of the positions that are not -1."""
    tails: list[int] = []
    ends: list[int] = []
    before: dict[int, int] = {}
    for o in order:
        if o < 0:
            continue
        if not tails or o > tails[-1]:
            at = len(tails)
            tails.append(o)
            ends.append(o)
        else:
            at = bisect_left(tails, o)
            tails[at] = ends[at] = o
        before[o] = ends[at - 1] if at else -1
    chain: set[int] = set()
    o = ends[-1] if ends else -1
    while o >= 0:
        chain.add(o)
        o = before[o]
    return chain
