"""What is sent for the changes that scripts make."""

from __future__ import annotations

from itertools import count
from typing import NamedTuple

from millstream.tree import Draft, Node, Put, Splice, diff, patch


class Text(NamedTuple):
    body: str


class Chart(NamedTuple):
    data: str


class Field(NamedTuple):
    id: str
    value: int


def page(*elements: object) -> Draft:
    root = Draft("page", "", [])
    for element in elements:
        root.append(element if isinstance(element, Draft) else Draft(element))
    return root


class Browser:
    def __init__(self, *elements: object) -> None:
        self.counter = count(1)
        self.held: Node = Node(0, "page")
        self.run(*elements)

    def new_id(self) -> int:
        return next(self.counter)

    def run(self, *elements: object, complete: bool = True, local: dict | None = None) -> list:
        changed = [Put(id, element) for id, element in (local or {}).items()]
        ops, after = diff(
            self.held, page(*elements), complete=complete, new_id=self.new_id, local=local
        )
        assert patch(self.held, [*changed, *ops]) == after
        assert not local, "what was compared is taken out"
        self.held = after
        return ops

    def texts(self) -> list:
        return [node.element for node in self.held.children]


def texts(n: int) -> list[Text]:
    return [Text(str(i)) for i in range(n)]


def test_a_changed_text_among_five_hundred_sends_one_put() -> None:
    browser = Browser(*texts(500))
    changed = texts(500)
    changed[250] = Text("changed")
    assert browser.run(*changed) == [Put(251, Text("changed"))]


def test_a_line_inserted_on_top_sends_one_splice() -> None:
    browser = Browser(*texts(500))
    ops = browser.run(Text("new"), *texts(500))
    assert ops == [Splice(0, 0, 0, (Node(501, Text("new")),))]


def test_a_line_taken_out_of_the_middle_sends_one_splice() -> None:
    browser = Browser(*texts(500))
    assert browser.run(*texts(500)[:100], *texts(500)[101:]) == [Splice(0, 100, 1)]


def test_a_changed_line_beside_an_inserted_one_keeps_its_place() -> None:
    browser = Browser(Text("a"), Text("b"), Text("c"))
    browser.run(Text("a"), Chart("new"), Text("b2"), Text("c"))
    assert [child.id for child in browser.held.children] == [1, 4, 2, 3]


def test_a_widget_that_moves_keeps_its_place_by_its_id() -> None:
    browser = Browser(Field("x", 1), Text("a"), Text("b"))
    ops = browser.run(Text("a"), Text("b"), Field("x", 1))
    assert [child.id for child in browser.held.children] == [2, 3, 1]
    assert ops == [Splice(0, 0, 1), Splice(0, 2, 0, (1,))]


def test_a_value_the_browser_has_already_is_not_sent() -> None:
    browser = Browser(Field("x", 1))
    ops = browser.run(Field("x", 5), local={1: Field("x", 5)})
    assert ops == []
    assert browser.texts() == [Field("x", 5)]


def test_a_value_the_script_sets_against_the_user_is_sent() -> None:
    browser = Browser(Field("x", 1))
    ops = browser.run(Field("x", 1), local={1: Field("x", 5)})
    assert ops == [Put(1, Field("x", 1))]


def test_what_is_not_drawn_yet_stays_until_the_run_ends() -> None:
    browser = Browser(Text("a"), Chart("c"), Text("z"))
    assert browser.run(Text("a2"), complete=False) == [Put(1, Text("a2"))]
    assert browser.texts() == [Text("a2"), Chart("c"), Text("z")]
    browser.run(Text("a2"))
    assert browser.texts() == [Text("a2")]


def test_an_exact_block_is_cleared_while_the_run_goes_on() -> None:
    counter = count(1)
    slot = Draft("slot", "", [])
    root = page(slot)
    slot.show(Draft(Text("wait")))
    _, held = diff(Node(0, "page"), root, complete=False, new_id=lambda: next(counter))
    slot.show()
    ops, held = diff(held, root, complete=False, new_id=lambda: next(counter))
    assert ops == [Splice(1, 0, 1)]
    assert held.children[0].children == ()


def test_an_unchanged_block_is_not_looked_into() -> None:
    counter = count(1)
    block = Draft("block", "", [])
    block.append(Draft(Text("a")))
    root = page(block)
    _, held = diff(Node(0, "page"), root, complete=True, new_id=lambda: next(counter))
    assert not root.dirty and not block.dirty
    block.children = []  # a visit would find its child gone
    ops, after = diff(held, root, complete=True, new_id=lambda: next(counter))
    assert ops == [] and after is held


def test_what_is_not_drawn_yet_stays_where_it_stood() -> None:
    browser = Browser(*texts(5), Chart("last"))
    assert browser.run(*texts(4), Chart("last"), complete=False) == []
    assert browser.run(*texts(4), Chart("last")) == [Splice(0, 4, 1)]
