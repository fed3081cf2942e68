"""What has options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self

from millstream.state import Misfit
from millstream.testing.elements.widget import Widget


class Selectbox(Widget):
    """`st.selectbox`. Its value is one of the script's own options, not the text that is shown."""

    type = "selectbox"
    placeholder: str

    @property
    def options(self) -> list[str]:
        """The texts of the options."""
        return list(self._element.options)

    @property
    def index(self) -> int | None:
        """The position of the chosen option; None for none, or for a text that the user wrote."""
        wire = self._wire[0] if self._wire else self._element.value
        return wire if isinstance(wire, int) else None

    @property
    def format_func(self) -> Callable[[Any], str]:
        """What gives the text of an option."""

        def text(option: Any) -> str:
            try:
                wire = self._known.codec.encode(option)
            except Misfit:
                return str(option)
            return self._element.options[wire] if isinstance(wire, int) else str(option)

        return text

    def select(self, v: Any) -> Self:
        """Choose an option, by the value that the script knows."""
        return self.set_value(v)

    def select_index(self, index: int | None) -> Self:
        """Choose an option by its position, or none."""
        if index is None:
            return self.set_value(None)
        count = len(self._element.options)
        if not 0 <= index < count:
            raise IndexError(f"There is no option {index} of {count}: the first is 0.")
        return self.set_value(self._known.codec.decode(index))
