"""What all widgets have: a value that a test sets as a user would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from millstream.errors import StreamlitAPIException, StreamlitInvalidParameterTypeError
from millstream.state import Misfit, OutOfLimits
from millstream.testing.elements.element import Element

if TYPE_CHECKING:
    from millstream.protocol.messages import Node
    from millstream.testing.app_test import AppTest


class AppTestError(Exception):
    """A test did something to an app that its user could not do."""


class Widget(Element):
    """A widget. What is set becomes the app's at the next `run`."""

    id: str
    label: str
    help: str
    disabled: bool

    def __init__(self, node: Node, app: AppTest) -> None:
        super().__init__(node, app)
        self._known: Any = app.widget(self._element.id)
        self._value = self._known.value
        self._wire: tuple[Any, ...] = ()

    @property
    def form_id(self) -> str:
        """The key of the form that it belongs to, if any."""
        return str(self._known.group.form)

    @property
    def value(self) -> Any:
        """The value after the last run, or the one that was set since."""
        return self._value

    def set_value(self, v: Any) -> Self:
        """Set the value, as the user would.

        Raises
        ------
        AppTestError
            If the widget is disabled.
        ValueError
            If a widget of this kind, as the script drew it, cannot have the value. A number outside of the limits is
            not an error: the app ignores it.
        """
        self._check_enabled()
        codec = self._known.codec
        try:
            wire = codec.encode(v)
            codec.decode(wire)
        except OutOfLimits:
            self._wire = ()
        except (Misfit, StreamlitInvalidParameterTypeError) as error:
            shown = f"{self.type} {self._key or self.label!r}"
            raise ValueError(f"The {shown} cannot be set to {v!r}: {error}.") from None
        except StreamlitAPIException:
            self._wire = ()
        else:
            self._wire = (wire,)
        self._value = v
        return self

    def changes(self) -> tuple[Any, ...]:
        """Give the wire value that was set since the last run, if one was."""
        return self._wire

    def _check_enabled(self) -> None:
        if self.disabled:
            named = f" (key={self._key!r})" if self._key else ""
            raise AppTestError(
                f"The {self.type} {self.label!r}{named} is disabled, so its user could not change it."
            )
