"""What all elements have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from millstream.protocol.elements import Slot, VegaChart

if TYPE_CHECKING:
    from millstream.protocol.messages import Node
    from millstream.testing.app_test import AppTest


class Element:
    """An element of the page, as it was after the run that drew it.

    Besides the properties of its class it has the fields of the element itself, such as `.help`.
    """

    type: str = ""

    def __init__(self, node: Node, app: AppTest) -> None:
        self._element: Any = node.element
        self._key = node.key
        self._app = app

    @property
    def key(self) -> str | None:
        """The key that the script gave it."""
        return self._key or None

    @property
    def value(self) -> Any:
        """What it shows, or None."""
        return getattr(self._element, "value", None)

    def run(self, *, timeout: float | None = None) -> AppTest:
        """Run the script with what was changed; see `AppTest.run`."""
        return self._app.run(timeout=timeout)

    def interact(self, *, timeout: float | None = None) -> AppTest:
        """Run what a browser would have run; see `AppTest.interact`."""
        return self._app.interact(timeout=timeout)

    def __getattr__(self, name: str) -> Any:
        """Give a field of the element."""
        element = self.__dict__.get("_element")
        if element is not None and name in element.__struct_fields__:
            return getattr(element, name)
        raise AttributeError(f"{type(self).__name__} has no {name!r}")

    def __iter__(self) -> Iterator[Element]:
        """Go through this element alone: blocks go through all below them."""
        yield self

    def __repr__(self) -> str:
        """Show what differs from the default."""
        return f"{type(self).__name__}({', '.join(shown_fields(self._key, self._element))})"


class UnknownElement(Element):
    """An element that AppTest has no properties for, such as a chart."""

    def __init__(self, node: Node, app: AppTest) -> None:
        super().__init__(node, app)
        self.type = _TYPES.get(type(self._element)) or str(self._element.__struct_config__.tag)


_TYPES: dict[type, str] = {VegaChart: "vega_lite_chart", Slot: "empty"}


def shown_fields(key: str, element: Any) -> Iterator[str]:
    """Describe the key, and the fields of an element that are not as by default."""
    if key:
        yield f"key={key!r}"
    for name in element.__struct_fields__:
        if name != "id" and (value := getattr(element, name)):
            yield f"{name}={value!r}"
