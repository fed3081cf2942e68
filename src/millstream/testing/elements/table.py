"""Which class stands for which element, and how a page becomes a tree of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

from millstream.protocol import elements as wire
from millstream.testing.elements import status, text
from millstream.testing.elements.block import Block
from millstream.testing.elements.choices import Selectbox
from millstream.testing.elements.data import Dataframe
from millstream.testing.elements.element import Element, UnknownElement
from millstream.testing.elements.fields import ColorPicker, TextInput
from millstream.testing.elements.layout import (
    Column,
    Container,
    Dialog,
    Expander,
    Form,
    Part,
    SpecialBlock,
    Status,
)
from millstream.testing.elements.links import PageLink
from millstream.testing.elements.numbers import NumberInput, Slider
from millstream.testing.elements.toggles import Button, Checkbox, Toggle

if TYPE_CHECKING:
    from millstream.protocol.messages import Node
    from millstream.testing.app_test import AppTest

_HEADINGS = {1: text.Title, 2: text.Header, 3: text.Subheader}
_ALERTS = {
    "success": status.Success,
    "info": status.Info,
    "warning": status.Warning,
    "error": status.Error,
}

Choose: TypeAlias = Callable[[Any], type[Element]]

_ELEMENTS: dict[type, type[Element]] = {
    wire.Text: text.Text,
    wire.Code: text.Code,
    wire.Divider: text.Divider,
    wire.Help: text.Help,
    wire.Json: text.Json,
    wire.PageLink: PageLink,
    wire.DataFrame: Dataframe,
    wire.Exception_: status.Exception,
    wire.Progress: status.Progress,
    wire.Button: Button,
    wire.Slider: Slider,
    wire.Selectbox: Selectbox,
    wire.TextInput: TextInput,
    wire.NumberInput: NumberInput,
    wire.ColorPicker: ColorPicker,
}
_VARIANTS: dict[type, Choose] = {
    wire.Markdown: lambda element: text.Caption if element.caption else text.Markdown,
    wire.Heading: lambda element: _HEADINGS[element.level],
    wire.Alert: lambda element: _ALERTS[element.level],
    wire.Checkbox: lambda element: Toggle if element.toggle else Checkbox,
}
"""Elements of which one struct stands for several functions."""

_BLOCKS: dict[type, type[Part]] = {
    wire.Main: SpecialBlock,
    wire.Sidebar: SpecialBlock,
    wire.Overlay: SpecialBlock,
    wire.Form: Form,
    wire.Dialog: Dialog,
    wire.Columns: Part,
    wire.Column: Column,
    wire.Container: Container,
}
_BLOCK_VARIANTS: dict[type, Callable[[Any], type[Part]]] = {
    wire.Expander: lambda element: Status if element.state else Expander,
}
"""Blocks of which one struct stands for several functions."""


def fill(block: Block, nodes: Iterable[Node], app: AppTest) -> None:
    """Make the children of a block out of nodes; what stands in a slot or an annex stands in its place."""
    for node in nodes:
        if type(node.element) is wire.Annex or (type(node.element) is wire.Slot and node.children):
            fill(block, node.children, app)
        else:
            block.children[len(block.children)] = _built(node, app, block)


def _built(node: Node, app: AppTest, parent: Block) -> Element | Block:
    kind = type(node.element)
    choose_block = _BLOCK_VARIANTS.get(kind)
    made = choose_block(node.element) if choose_block else _BLOCKS.get(kind)
    if made is not None:
        block = made(node, app, parent)
        fill(block, node.children, app)
        return block
    if choose := _VARIANTS.get(kind):
        return choose(node.element)(node, app)
    return _ELEMENTS.get(kind, UnknownElement)(node, app)
