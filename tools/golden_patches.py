"""Write `spec/patches/*.json`: pages, operations and the pages after them, which Python and TypeScript both read.

python tools/golden_patches.py
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import msgspec

from millstream.protocol.elements import Container, Root, Text, TextInput
from millstream.protocol.messages import Node
from millstream.tree import Draft, Reset, diff, patch

FOLDER = Path(__file__).parent.parent / "spec" / "patches"


def text(body: str) -> Draft:
    """Make a line of text."""
    return Draft(Text(body=body))


def field(name: str, value: str) -> Draft:
    """Make a widget."""
    return Draft(TextInput(id=name, value=value))


def block(*children: Draft, key: str = "") -> Draft:
    """Make a block."""
    draft = Draft(Container(), key, [])
    for child in children:
        draft.append(child)
    return draft


def page(*children: Draft) -> Draft:
    """Make a page."""
    root = Draft(Root(), "", [])
    for child in children:
        root.append(child)
    return root


CASES = {
    "a_text_changes": (page(text("a"), text("b")), page(text("a"), text("B"))),
    "a_line_is_inserted_on_top": (
        page(text("a"), text("b")),
        page(text("new"), text("a"), text("b")),
    ),
    "a_line_goes": (page(text("a"), text("b"), text("c")), page(text("a"), text("c"))),
    "a_widget_moves_down": (
        page(field("x", "1"), text("a"), text("b")),
        page(text("a"), text("b"), field("x", "1")),
    ),
    "a_widget_moves_up_with_a_new_value": (
        page(text("a"), text("b"), field("x", "1")),
        page(field("x", "2"), text("a"), text("b")),
    ),
    "a_block_arrives_whole": (page(text("a")), page(text("a"), block(text("b"), block(text("c"))))),
    "a_block_goes_with_everything_below_it": (
        page(block(text("b"), block(text("c"))), text("a")),
        page(text("a")),
    ),
    "a_keyed_block_moves_and_changes_inside": (
        page(block(text("b"), key="k"), text("a")),
        page(text("a"), block(text("B"), text("c"), key="k")),
    ),
    "everything_changes": (page(text("a"), field("x", "1")), page(block(text("z")))),
}


def main() -> None:
    """Write a file for each case."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    held: Node = Node(0, Root())
    for name, (before, after) in CASES.items():
        ids = count(1).__next__
        _, held = diff(Node(0, Root()), before, complete=True, new_id=ids)
        ops, _ = diff(held, after, complete=True, new_id=ids)
        write(name, held, ops)
    write("the_page_is_sent_whole", held, [Reset(Node(0, Root(), (Node(7, Text(body="only")),)))])


def write(name: str, before: Node, ops: Sequence[Any]) -> None:
    """Write one case."""
    case = {"name": name, "before": before, "ops": ops, "after": patch(before, ops)}
    content = msgspec.json.format(msgspec.json.encode(case), indent=1) + b"\n"
    (FOLDER / f"{name}.json").write_bytes(content)


if __name__ == "__main__":
    main()
