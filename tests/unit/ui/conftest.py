"""Elements as a page shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from millstream.protocol.messages import Node
from millstream.script.source import Script
from millstream.testing.browser import Browser


class Page:
    """A script that has run once."""

    def __init__(self, source: str) -> None:
        self.browser = Browser(Script("app.py", "import millstream as st\n" + source))
        self.rerun()

    def rerun(self, **changes: Any) -> Page:
        self.browser.run(10, changes)
        return self

    @property
    def elements(self) -> list[Any]:
        """What was drawn, from top to bottom, without the page itself."""
        found: list[Any] = []

        def walk(node: Node) -> None:
            found.append(node.element)
            for child in node.children:
                walk(child)

        assert self.browser.root is not None
        walk(self.browser.root)
        return [
            each
            for each in found
            if type(each).__name__ not in ("Root", "Main", "Sidebar", "Overlay")
        ]

    @property
    def only(self) -> Any:
        (element,) = self.elements
        return element


@pytest.fixture
def draw() -> Callable[[str], Page]:
    return Page
