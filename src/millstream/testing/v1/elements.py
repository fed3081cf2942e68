"""The elements by type: a small class for each that has more than a value."""

from __future__ import annotations

from typing import Any, Self

from millstream.testing.v1.element import Element, Widget


class Markdown(Element):
    """Markdown, or a caption."""

    @property
    def is_caption(self) -> bool:
        """Whether it is a caption."""
        return bool(self.element.caption)


class Heading(Element):
    """A title, header or subheader."""

    @property
    def tag(self) -> str:
        """Its level in HTML."""
        return f"h{self.element.level}"


class Json(Element):
    """A JSON document."""

    @property
    def expanded(self) -> bool:
        """Whether it starts unfolded."""
        return bool(self.element.depth)


class Divider(Element):
    """A horizontal rule."""

    @property
    def value(self) -> str:
        """The rule in Markdown."""
        return "---"


class Dataframe(Element):
    """A table."""

    @property
    def value(self) -> Any:
        """The table as a pandas frame."""
        import pyarrow as pa

        file = self._app._browser.media.get(self.element.data)
        assert file is not None, "the page keeps its tables"
        frame = pa.ipc.open_stream(file.read()).read_all().to_pandas()
        count = self.element.index_columns
        if not count:
            return frame
        levels = [frame.iloc[:, i] for i in range(count)]
        frame = frame.iloc[:, count:]
        names = [level.name or None for level in levels]
        return frame.set_axis(
            levels[0] if count == 1 else list(zip(*levels, strict=True))
        ).rename_axis(names if count > 1 else names[0])


class Chart(Element):
    """A chart."""

    @property
    def value(self) -> str:
        """Its specification, as JSON text."""
        return str(self.element.spec)


class Exception(Element):  # the name is part of the interface
    """An exception that the script raised or showed."""

    @property
    def value(self) -> str:
        """Its message."""
        return str(self.element.message)

    @property
    def stack_trace(self) -> list[str]:
        """The lines of its traceback."""
        return list(self.element.text.splitlines())

    @property
    def is_warning(self) -> bool:
        """Whether it is a warning only."""
        return False


class Progress(Element):
    """A bar."""

    @property
    def value(self) -> int:
        """How far it has got, from 0 to 100."""
        percent: float = 100 * self.element.value
        return round(percent)


class Spinner(Element):
    """A spinner."""

    @property
    def value(self) -> str:
        """Its text."""
        return str(self.element.text)


class Button(Widget):
    """A button."""

    @property
    def value(self) -> bool:
        """Whether it is about to be clicked, or was in the last run."""
        return bool(self._app._tree.changed(self.id, self._known.value))

    def set_value(self, v: bool) -> Self:
        """Click it, or not."""
        if v:
            self._app._tree.change(self.id, True)
        return self

    def click(self) -> Self:
        """Click it."""
        return self.set_value(True)


class Checkbox(Widget):
    """A checkbox."""

    def check(self) -> Self:
        """Tick it."""
        return self.set_value(True)

    def uncheck(self) -> Self:
        """Take the tick away."""
        return self.set_value(False)


class ColorPicker(Widget):
    """A colour picker."""

    def pick(self, v: str) -> Self:
        """Pick a colour."""
        return self.set_value(v if v.startswith("#") else f"#{v}")


class Slider(Widget):
    """A slider."""

    @property
    def min(self) -> Any:
        """The lower limit."""
        return self._known.codec.low

    @property
    def max(self) -> Any:
        """The upper limit."""
        return self._known.codec.high

    def set_range(self, lower: Any, upper: Any) -> Self:
        """Set both ends."""
        return self.set_value((lower, upper))


class Selectbox(Widget):
    """A select box."""

    @property
    def options(self) -> list[str]:
        """The texts of the options."""
        return list(self.element.options)

    @property
    def index(self) -> int | None:
        """The position of the chosen option."""
        wire = self._known.codec.encode(self.value)
        return wire if isinstance(wire, int) else None

    def select(self, v: Any) -> Self:
        """Choose an option, by itself or by its text."""
        texts = self.element.options
        if isinstance(v, str) and v in texts:
            return self.select_index(texts.index(v))
        return self.set_value(v)

    def select_index(self, index: int | None) -> Self:
        """Choose an option by its position."""
        if index is not None and not 0 <= index < len(self.element.options):
            raise IndexError(
                f"{index} is not the position of one of {len(self.element.options)} options"
            )
        self._app._tree.change(self.id, index)
        return self


class TextInput(Widget):
    """A field for text."""

    def input(self, v: str) -> Self:
        """Type a text."""
        return self.set_value(v)


class NumberInput(Widget):
    """A field for a number."""

    @property
    def min(self) -> Any:
        """The lower limit."""
        return self.element.minimum

    @property
    def max(self) -> Any:
        """The upper limit."""
        return self.element.maximum

    def increment(self) -> Self:
        """Go one step up, as far as the limit."""
        return self._stepped(1)

    def decrement(self) -> Self:
        """Go one step down, as far as the limit."""
        return self._stepped(-1)

    def _stepped(self, direction: int) -> Self:
        if self.value is None:
            return self
        value = self.value + direction * self.element.step
        low, high = self.min, self.max
        value = value if high is None else min(value, high)
        return self.set_value(value if low is None else max(value, low))


ELEMENTS: dict[str, type[Element]] = {
    "text": Element,
    "markdown": Markdown,
    "caption": Markdown,
    "title": Heading,
    "header": Heading,
    "subheader": Heading,
    "code": Element,
    "divider": Divider,
    "json": Json,
    "dataframe": Dataframe,
    "vega_lite_chart": Chart,
    "success": Element,
    "info": Element,
    "warning": Element,
    "error": Element,
    "exception": Exception,
    "progress": Progress,
    "spinner": Spinner,
    "button": Button,
    "checkbox": Checkbox,
    "color_picker": ColorPicker,
    "slider": Slider,
    "selectbox": Selectbox,
    "text_input": TextInput,
    "number_input": NumberInput,
}
"""The class for each name that `app.get(...)` and the properties of blocks know."""

_LEVELS = {1: "title", 2: "header", 3: "subheader"}


def type_of(element: Any) -> str:
    """Name the function that drew an element."""
    kind = str(element.__struct_config__.tag)
    if kind == "heading":
        return _LEVELS[element.level]
    if kind == "alert":
        return str(element.level)
    if kind == "markdown" and element.caption:
        return "caption"
    return {"vega_chart": "vega_lite_chart"}.get(kind, kind)
