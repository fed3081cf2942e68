"""The classes of what stands in the page of an app under test."""

from millstream.testing.elements.block import Block
from millstream.testing.elements.choices import Selectbox
from millstream.testing.elements.data import Dataframe
from millstream.testing.elements.element import Element, UnknownElement
from millstream.testing.elements.fields import ColorPicker, TextInput
from millstream.testing.elements.layout import (
    Column,
    Container,
    ElementTree,
    Expander,
    SpecialBlock,
    Status,
)
from millstream.testing.elements.links import PageLink
from millstream.testing.elements.lists import BlockList, ElementList, WidgetList
from millstream.testing.elements.numbers import NumberInput, Slider
from millstream.testing.elements.status import (
    AlertBase,
    Error,
    Exception,  # noqa: A004
    Info,
    Progress,
    Success,
    Warning,  # noqa: A004
)
from millstream.testing.elements.text import (
    Caption,
    Code,
    Divider,
    Header,
    HeadingBase,
    Help,
    Json,
    Markdown,
    Subheader,
    Text,
    Title,
)
from millstream.testing.elements.toggles import Button, Checkbox, Toggle
from millstream.testing.elements.widget import Widget

__all__ = [
    "AlertBase",
    "Block",
    "BlockList",
    "Button",
    "Caption",
    "Checkbox",
    "Code",
    "ColorPicker",
    "Column",
    "Container",
    "Dataframe",
    "Divider",
    "Element",
    "ElementList",
    "ElementTree",
    "Error",
    "Exception",
    "Expander",
    "Header",
    "HeadingBase",
    "Help",
    "Info",
    "Json",
    "Markdown",
    "NumberInput",
    "PageLink",
    "Progress",
    "Selectbox",
    "Slider",
    "SpecialBlock",
    "Status",
    "Subheader",
    "Success",
    "Text",
    "TextInput",
    "Title",
    "Toggle",
    "UnknownElement",
    "Warning",
    "Widget",
    "WidgetList",
]
