"""Blocks that can be asked for what stands in them: `block.button`, `block.text` and so on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from millstream.testing.elements.block import Block
from millstream.testing.elements.queries import Queries

if TYPE_CHECKING:
    from millstream.protocol.messages import Node
    from millstream.testing.app_test import AppTest


class Part(Block, Queries):
    """A block that has no properties of its own, such as the row of some columns."""


class Container(Part):
    """`st.container`."""

    is_container = True


_OVERLAY = "overlay"
_STATE_ICONS = {
    "running": "spinner",
    "complete": ":material/check:",
    "error": ":material/error:",
}


class SpecialBlock(Part):
    """The middle of the page, the sidebar, or what lies over them ("event"), such as a dialog."""

    def __init__(self, node: Node | None, app: AppTest, parent: Block | None = None) -> None:
        super().__init__(node, app, parent)
        kind = str(self._element.__struct_config__.tag)
        self.type = "event" if kind == _OVERLAY else kind


class Form(Part):
    """`st.form`."""

    type = "form"


class Dialog(Part):
    """`st.dialog`."""

    type = "dialog"

    @property
    def label(self) -> str:
        """What stands at its top."""
        return str(self._element.label)


class Column(Part):
    """One of `st.columns`."""

    type = "column"

    @property
    def weight(self) -> float:
        """Its share of the row: all shares of a row add up to 1."""
        assert self._parent is not None
        row = [each for each in self._parent.children.values() if isinstance(each, Column)]
        return float(self._element.weight / sum(each._element.weight for each in row))

    @property
    def gap(self) -> str:
        """The space between the columns of the row."""
        assert self._parent is not None
        return self._parent._element.gap or "small"


class Expander(Part):
    """`st.expander`."""

    type = "expander"

    @property
    def label(self) -> str:
        """The text that opens and closes it."""
        return str(self._element.label)

    @property
    def icon(self) -> str:
        """The icon beside the label."""
        return str(self._element.icon)


class Status(Expander):
    """`st.status`."""

    type = "status"

    @property
    def state(self) -> str:
        """How the work goes: "running", "complete" or "error"."""
        return str(self._element.state)

    @property
    def icon(self) -> str:
        """What shows that, beside the label."""
        return _STATE_ICONS[self.state]


class ElementTree(Part):
    """The page: the middle and the sidebar are its children."""

    type = "root"
