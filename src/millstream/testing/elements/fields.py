"""What holds text."""

from __future__ import annotations

from typing import Self

from millstream.testing.elements.widget import Widget


class TextInput(Widget):
    """`st.text_input`."""

    type = "text_input"
    autocomplete: str
    max_chars: int
    placeholder: str

    def input(self, v: str) -> Self:
        """Write a text; one that is too long for the field is not taken."""
        if self.max_chars and len(v) > self.max_chars:
            return self
        return self.set_value(v)


class ColorPicker(Widget):
    """`st.color_picker`."""

    type = "color_picker"

    def pick(self, v: str) -> Self:
        """Choose a colour, written with or without the leading `#`."""
        return self.set_value(v if v.startswith("#") else f"#{v}")
