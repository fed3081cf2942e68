"""What is clicked or checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from millstream.testing.elements.widget import Widget

if TYPE_CHECKING:
    from millstream.protocol.messages import Node
    from millstream.testing.app_test import AppTest


class Button(Widget):
    """`st.button`: true in the run that its click causes, and until the next."""

    type = "button"

    def __init__(self, node: Node, app: AppTest) -> None:
        super().__init__(node, app)
        self._value = app.was_clicked(self.id)

    @property
    def value(self) -> bool:
        """Whether it was clicked for the last run, or is to be for the next."""
        return bool(self._value)

    def set_value(self, v: bool) -> Self:
        """Click it if true, else leave it."""
        self._check_enabled()
        self._value = v
        self._wire = (True,) if v else ()
        return self

    def click(self) -> Self:
        """Click it."""
        return self.set_value(True)


class Toggle(Widget):
    """`st.toggle`."""

    type = "toggle"

    @property
    def value(self) -> bool:
        """Whether it is on."""
        return bool(self._value)


class Checkbox(Widget):
    """`st.checkbox`."""

    type = "checkbox"

    @property
    def value(self) -> bool:
        """Whether it is checked."""
        return bool(self._value)

    def check(self) -> Self:
        """Check it."""
        return self.set_value(True)

    def uncheck(self) -> Self:
        """Clear it."""
        return self.set_value(False)
