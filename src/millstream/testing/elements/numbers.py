"""What holds numbers, dates and times."""

from __future__ import annotations

from typing import Any, Self

from millstream.testing.elements.widget import Widget


class Slider(Widget):
    """`st.slider`."""

    type = "slider"

    @property
    def min(self) -> Any:
        """The lower limit, of the type of the value."""
        return self._known.codec.low

    @property
    def max(self) -> Any:
        """The upper limit, of the type of the value."""
        return self._known.codec.high

    def set_range(self, lower: Any, upper: Any) -> Self:
        """Set both ends of a range."""
        return self.set_value((lower, upper))


class NumberInput(Widget):
    """`st.number_input`."""

    type = "number_input"
    placeholder: str
    step: float

    @property
    def min(self) -> float | None:
        """The lower limit, if there is one."""
        return self._element.minimum  # type: ignore[no-any-return]

    @property
    def max(self) -> float | None:
        """The upper limit, if there is one."""
        return self._element.maximum  # type: ignore[no-any-return]

    def increment(self) -> Self:
        """Press the plus button; nothing happens in an empty field, or at the limit."""
        return self._step_to(self._element.step)

    def decrement(self) -> Self:
        """Press the minus button; nothing happens in an empty field, or at the limit."""
        return self._step_to(-self._element.step)

    def _step_to(self, step: float) -> Self:
        if self._value is None:
            return self
        value = self._value + step
        if self.min is not None:
            value = max(value, self.min)
        if self.max is not None:
            value = min(value, self.max)
        return self.set_value(value)
