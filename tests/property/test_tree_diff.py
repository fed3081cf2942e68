"""Random pages, drawn and redrawn: the operations always lead from what was held to what was drawn."""

from __future__ import annotations

from itertools import count
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from millstream.tree import Draft, Node, diff, patch


class Leaf(NamedTuple):
    text: str


class Field(NamedTuple):
    id: str
    value: int


class Block(NamedTuple):
    border: bool


leaves = st.builds(lambda text: Draft(Leaf(text)), st.sampled_from("abcdef"))


def unique_fields(drafts: list[Draft]) -> list[Draft]:
    """Keep the first of the widgets that share an id within one block."""
    seen: set[str] = set()
    kept = []
    for draft in drafts:
        name = getattr(draft.element, "id", "") or draft.key
        if not name or name not in seen:
            kept.append(draft)
        seen.add(name)
    return kept


fields = st.builds(lambda i, v: Draft(Field(i, v)), st.sampled_from("xyz"), st.integers(0, 3))


def blocks(inner: st.SearchStrategy[Draft]) -> st.SearchStrategy[Draft]:
    def build(border: bool, key: str, children: list[Draft]) -> Draft:
        block = Draft(Block(border), key, [])
        for child in unique_fields(children):
            block.append(child)
        return block

    return st.builds(
        build, st.booleans(), st.sampled_from(["", "", "k1", "k2"]), st.lists(inner, max_size=6)
    )


places = st.recursive(leaves | fields, blocks, max_leaves=20)
lists = st.lists(places, max_size=8).map(unique_fields)


def page(children: list[Draft]) -> Draft:
    root = Draft("page", "", [])
    for child in children:
        root.append(child)
    return root


def plain(place: Node | Draft) -> tuple:
    return place.element, place.key, [plain(child) for child in place.children or ()]


def below(draft: Draft) -> list[Draft]:
    return [draft, *(place for child in draft.children or () for place in below(child))]


def is_subsequence(part: list, whole: list) -> bool:
    rest = iter(whole)
    return all(item in rest for item in part)


def ids(node: Node) -> list[int]:
    return [node.id, *(i for child in node.children for i in ids(child))]


class Pages(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.held: Node = Node(0, "page")
        self.counter = count(1)

    def step(self, draft: Draft, complete: bool) -> None:
        ops, after = diff(self.held, draft, complete=complete, new_id=lambda: next(self.counter))
        assert patch(self.held, ops) == after
        assert len(ids(after)) == len(set(ids(after)))
        self.held = after

    @rule(children=lists)
    def a_run_in_one_go(self, children: list[Draft]) -> None:
        draft = page(children)
        self.step(draft, complete=True)
        assert plain(self.held) == plain(draft)
        ops, after = diff(self.held, draft, complete=True, new_id=self.never)
        assert not ops and after is self.held

    @rule(children=lists)
    def a_run_that_draws_the_same_sends_nothing(self, children: list[Draft]) -> None:
        self.step(page(children), complete=True)
        again, _ = diff(self.held, copy_of(self.held), complete=True, new_id=self.never)
        assert not again

    @rule(steps=st.lists(lists, min_size=1, max_size=4))
    def a_run_of_several_frames(self, steps: list[list[Draft]]) -> None:
        draft = Draft("page", "", [])
        names: set[str] = set()
        for step in steps:
            for child in step:
                name = getattr(child.element, "id", "") or child.key
                if not name or name not in names:
                    names.add(name)
                    draft.append(child)
            self.step(draft, complete=False)
            drawn = [plain(child)[:2] for child in draft.children or ()]
            assert is_subsequence(drawn, [plain(child)[:2] for child in self.held.children])
        self.step(draft, complete=True)
        assert plain(self.held) == plain(draft)

    @rule(children=lists, data=st.data())
    def changes_here_and_there_after_a_run(
        self, children: list[Draft], data: st.DataObject
    ) -> None:
        draft = page(children)
        self.step(draft, complete=True)
        for _ in range(data.draw(st.integers(1, 3))):
            for _ in range(data.draw(st.integers(1, 3))):
                self.change(data.draw(st.sampled_from(below(draft))), data)
            self.step(draft, complete=True)
            assert plain(self.held) == plain(draft)
            assert not any(place.dirty for place in below(draft))

    def change(self, place: Draft, data: st.DataObject) -> None:
        how = data.draw(st.sampled_from(["put", "append", "show", "leave"]))
        is_block = place.children is not None
        if how == "put":
            number = data.draw(st.integers(0, 9))
            place.put(place.element if is_block else Leaf(f"other {number}"))
        elif how == "append" and is_block:
            place.append(Draft(Leaf("new")))
        elif how == "show" and is_block:
            place.show(Draft(Leaf("only")))
        elif how == "leave":
            place.leave()

    @staticmethod
    def never() -> int:
        raise AssertionError("a new node for a page that did not change")


def copy_of(node: Node) -> Draft:
    is_block = isinstance(node.element, Block | str)
    draft = Draft(node.element, node.key, [] if is_block else None)
    for child in node.children:
        draft.append(copy_of(child))
    return draft


TestPages = Pages.TestCase


@given(before=lists, after=lists)
def test_an_unfinished_run_removes_nothing_that_it_has_not_replaced(
    before: list[Draft], after: list[Draft]
) -> None:
    counter = count(1)

    def new_id() -> int:
        return next(counter)

    _, held = diff(Node(0, "page"), page(before), complete=True, new_id=new_id)
    _, now = diff(held, page(after), complete=False, new_id=new_id)
    assert set(ids(held)) <= set(ids(now))
    assert is_subsequence(
        [plain(child)[:2] for child in after], [plain(child)[:2] for child in now.children]
    )
