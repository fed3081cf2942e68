"""What can stand in a page: one frozen struct per kind of element.

A default is always falsy and never sent, so an absent field in the browser reads the same as its default here.
`""` for a width or height means "the element's own"; otherwise it is `"stretch"`, `"content"` or a number of pixels.
Fields named `body`, `label`, `help`, `text` and `title` hold Markdown unless the element says otherwise.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

Size: TypeAlias = int | str
Alignment: TypeAlias = Literal["", "center", "right", "justify"]
Visibility: TypeAlias = Literal["", "hidden", "collapsed"]
WidgetValue: TypeAlias = bool | int | float | str | tuple[int | float | str, ...] | None


class Element(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="kind", gc=False):
    """What every element has."""

    width: Size = ""


# --- blocks: elements that have children ---------------------------------------------------------


class Root(Element, frozen=True, tag="root"):
    """The page itself. Its children are the middle, the sidebar and what lies over them."""


class Overlay(Element, frozen=True, tag="overlay"):
    """What lies over the page: the dialog that is open."""


class Main(Element, frozen=True, tag="main"):
    """The middle of the page; always there."""


class Sidebar(Element, frozen=True, tag="sidebar"):
    """The column beside the page; shown once it has a child."""


class Container(Element, frozen=True, tag="container"):
    """A stack of elements, downwards or sideways."""

    border: bool = False
    height: Size = ""
    horizontal: bool = False
    nowrap: bool = False
    horizontal_alignment: Literal["", "center", "right", "distribute"] = ""
    vertical_alignment: Literal["", "center", "bottom", "distribute"] = ""
    gap: str = ""  # "" is "small"; else a word of the scale, "none", or a number of pixels as text
    autoscroll: bool = False


class Columns(Element, frozen=True, tag="columns"):
    """A row of columns that stack on narrow screens."""

    gap: str = ""
    nowrap: bool = False


class Column(Element, frozen=True, tag="column"):
    """One column; `weight` is its share of the row."""

    weight: float = 0
    border: bool = False
    vertical_alignment: Literal["", "center", "bottom"] = ""


class Expander(Element, frozen=True, tag="expander"):
    """A part that folds away under its label; with a `state`, it says how the work that is told in it goes."""

    label: str = ""
    expanded: bool = False
    icon: str = ""
    type: Literal["", "compact", "step"] = ""
    state: Literal["", "running", "complete", "error"] = ""


class Form(Element, frozen=True, tag="form"):
    """Widgets whose values are sent together, by a submit button; its node's key is the form's."""

    border: bool = False
    height: Size = ""
    no_enter: bool = False  # Enter in a field does not submit
    clears: bool = False


class Annex(Element, frozen=True, tag="annex"):
    """A page of the app in the frame around it, or what a fragment has drawn outside of it: it has no look of its own."""


class Slot(Element, frozen=True, tag="slot"):
    """A place for at most one element, which may be replaced or cleared during a run."""


# --- text ------------------------------------------------------------------------------------------


class Text(Element, frozen=True, tag="text"):
    """Plain text in a fixed-width font; `body` is not Markdown."""

    body: str = ""
    help: str = ""
    alignment: Alignment = ""
    nowrap: bool = False


class Markdown(Element, frozen=True, tag="markdown"):
    """CommonMark with tables, maths, emoji shortcodes and coloured text."""

    body: str = ""
    help: str = ""
    caption: bool = False
    allow_html: bool = False
    alignment: Alignment = ""
    nowrap: bool = False
    no_anchors: bool = False


class Heading(Element, frozen=True, tag="heading"):
    """A heading of level 1 (title), 2 (header) or 3 (subheader)."""

    level: int = 0
    body: str = ""
    help: str = ""
    icon: str = ""
    anchor: str = ""  # "" derives one from the body
    no_anchor: bool = False
    divider: str = ""  # a colour's name
    alignment: Alignment = ""
    nowrap: bool = False


class Code(Element, frozen=True, tag="code"):
    """Source code; `body` is not Markdown and `language` may be empty."""

    body: str = ""
    language: str = ""
    line_numbers: bool = False
    wrap_lines: bool = False
    height: Size = ""


class HelpMember(Struct, frozen=True, omit_defaults=True, gc=False):
    """Something that belongs to an object: its name, its kind, and what it is or says of itself."""

    name: str = ""
    type: str = ""
    value: str = ""
    doc: str = ""


class Help(Element, frozen=True, tag="help"):
    """What an object is: `name` is how the script calls it, `value` its signature; `doc` is plain text."""

    name: str = ""
    type: str = ""
    value: str = ""
    doc: str = ""
    members: tuple[HelpMember, ...] = ()


class Divider(Element, frozen=True, tag="divider"):
    """A horizontal rule."""


class Json(Element, frozen=True, tag="json"):
    """A JSON document shown as a tree; opened down to `depth` levels, all when it is -1."""

    body: str = ""
    depth: int = 0


class PageLink(Element, frozen=True, tag="page_link"):
    """A link to a page of the app: `path` and `query` as in its location. With an `url` it leads elsewhere."""

    label: str = ""
    path: str = ""
    query: str = ""
    url: str = ""
    icon: str = ""
    icon_right: bool = False
    help: str = ""
    disabled: bool = False


# --- data ------------------------------------------------------------------------------------------


class DataFrame(Element, frozen=True, tag="dataframe"):
    """A read-only table; `data` is the address of an Arrow IPC stream of `rows` rows.

    The first `index_columns` columns of the stream are the index.
    """

    data: str = ""
    rows: int = 0
    index_columns: int = 0
    height: Size = ""
    hide_index: bool = False
    column_order: tuple[str, ...] | None = None
    row_height: int = 0
    placeholder: str = ""
    alt: str = ""


class VegaChart(Element, frozen=True, tag="vega_chart"):
    """A Vega-Lite specification (JSON text); `data` is the address of an Arrow IPC stream.

    The rows of the stream are the data set that the specification calls `source`; a specification without `data`
    draws that one. Columns keep their names. The chart takes the width of its place unless `width` is `"content"`.
    """

    spec: str = ""
    data: str = ""
    height: Size = ""
    alt: str = ""


# --- status ----------------------------------------------------------------------------------------


class Alert(Element, frozen=True, tag="alert"):
    """A coloured box that says how something went."""

    level: Literal["", "success", "info", "warning", "error"] = ""
    body: str = ""
    title: str = ""
    icon: str = ""


class TraceFrame(Struct, frozen=True, omit_defaults=True, gc=False):
    """One of the user's own frames: where it is and the lines around it."""

    file: str = ""
    function: str = ""
    line: int = 0
    first_line: int = 0  # the number of the first of `source`
    source: tuple[str, ...] = ()


class Exception_(Element, frozen=True, tag="exception"):
    """An exception: its type, its message (Markdown if `is_markdown`) and where it came from."""

    type: str = ""
    message: str = ""
    is_markdown: bool = False
    frames: tuple[TraceFrame, ...] = ()
    text: str = ""  # the whole traceback as text, for the copy button


class Progress(Element, frozen=True, tag="progress"):
    """A bar; `value` goes from 0 to 1."""

    value: float = 0
    text: str = ""


class Spinner(Element, frozen=True, tag="spinner"):
    """Something goes on; the browser shows it after 100 ms, without moving what is below."""

    text: str = ""
    show_time: bool = False
    is_cache: bool = False


# --- widgets ---------------------------------------------------------------------------------------


class Widget(Element, frozen=True):
    """What every widget has. Elements of kinds with an `id` are widgets; `value` is what it shows now."""

    id: str
    label: str = ""
    help: str = ""
    disabled: bool = False
    label_visibility: Visibility = ""


class Button(Widget, frozen=True, tag="button"):
    """A click; the browser reports `true`. One that is `submit` sends the form that it stands in."""

    type: Literal["", "primary", "tertiary"] = ""
    icon: str = ""
    icon_right: bool = False
    shortcut: str = ""
    nowrap: bool = False
    submit: bool = False


class Dialog(Widget, frozen=True, tag="dialog"):
    """A block over the page, which it makes inert; `value` is whether it is open. Its `label` is the title.

    `width` is "medium", "large", a number of pixels, or "" for small.
    """

    value: bool = False
    icon: str = ""
    position: Literal["", "left", "right"] = ""
    undismissible: bool = False


class Checkbox(Widget, frozen=True, tag="checkbox"):
    """True or false."""

    value: bool = False
    toggle: bool = False


class Slider(Widget, frozen=True, tag="slider"):
    """One number or two (a range) between `minimum` and `maximum`.

    `scale` says what the numbers are: numbers, days, seconds of a day, microseconds since the epoch (UTC), or the
    positions of `options`, whose texts the browser shows. `format` is a printf format or a named one.
    """

    value: tuple[float, ...] = ()
    minimum: float = 0
    maximum: float = 0
    step: float = 0
    scale: Literal["", "date", "time", "datetime", "options"] = ""
    integer: bool = False
    options: tuple[str, ...] = ()
    format: str = ""


class Selectbox(Widget, frozen=True, tag="selectbox"):
    """The position of one of `options`, none (null), or a new text where that is allowed."""

    value: int | str | None = None
    options: tuple[str, ...] = ()
    placeholder: str = ""
    icon: str = ""
    accept_new_options: bool = False
    filter_mode: Literal["", "contains", "prefix", "none"] = ""  # "" is "fuzzy"
    clearable: bool = False
    required: bool = False


class TextInput(Widget, frozen=True, tag="text_input"):
    """One line of text; null where the user has emptied a field whose default is null."""

    value: str | None = None
    max_chars: int = 0
    type: Literal["", "password", "email", "url", "phone", "search"] = ""
    autocomplete: str = ""
    placeholder: str = ""
    icon: str = ""
    nullable: bool = False  # an emptied field is null, not ""
    required: bool = False
    pattern: str | None = None  # as JavaScript writes it; null is that of the type
    pattern_message: str = ""
    live_milliseconds: float | None = None  # how long a pause applies what was written


class NumberInput(Widget, frozen=True, tag="number_input"):
    """A number; null where the field is empty."""

    value: int | float | None = None
    minimum: int | float | None = None
    maximum: int | float | None = None
    step: int | float = 0
    integer: bool = False
    format: str = ""
    placeholder: str = ""
    icon: str = ""
    required: bool = False


class ColorPicker(Widget, frozen=True, tag="color_picker"):
    """A colour as `#rrggbb`."""

    value: str = ""


AnyElement: TypeAlias = (
    Root | Main | Sidebar | Overlay | Container | Columns | Column | Expander | Slot | Form | Annex
    | Text | Markdown | Heading | Code | Help | Divider | Json | PageLink
    | DataFrame | VegaChart
    | Alert | Exception_ | Progress | Spinner
    | Button | Dialog | Checkbox | Slider | Selectbox | TextInput | NumberInput | ColorPicker
)  # fmt: skip
