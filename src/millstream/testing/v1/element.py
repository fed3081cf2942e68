"""One element of an app under test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from millstream.protocol.messages import Node
from millstream.state import Misfit

if TYPE_CHECKING:
    from millstream.testing.v1.app_test import AppTest


class Element:
    """An element: `type`, `key`, `value`, and the fields that the page knows."""

    def __init__(self, app: AppTest, node: Node) -> None:
        self._app = app
        self.node = node
        self.element: Any = node.element

    @property
    def type(self) -> str:
        """The name of the function that drew it."""
        from millstream.testing.v1.elements import type_of

        return type_of(self.element)

    @property
    def key(self) -> str | None:
        """The user's key, if any."""
        return self.node.key or None

    @property
    def value(self) -> Any:
        """What it shows."""
        return self.element.body

    def __getattr__(self, name: str) -> Any:
        """Give a field of the element as the page knows it."""
        if name in ("element", "node") or name.startswith("__"):
            raise AttributeError(name)
        try:
            return getattr(self.element, name)
        except AttributeError:
            raise AttributeError(f"a {self.type} has no {name!r}") from None

    def __iter__(self) -> Iterator[Element]:
        """Go through the element alone."""
        yield self

    def run(self, *, timeout: float | None = None) -> AppTest:
        """Run the app.

        Parameters
        ----------
        timeout
            Seconds that this run may take.

        Examples
        --------
        >>> from millstream.testing.v1 import AppTest
        >>> app = AppTest.from_string("import millstream as st; st.checkbox('a')").run()
        >>> app.checkbox[0].check().run().checkbox[0].value
        True
        """
        return self._app.run(timeout=timeout)

    def __repr__(self) -> str:
        """Show its type and value."""
        return f"{type(self).__name__}({self.value!r})"


class Widget(Element):
    """An element with a value that a user can change."""

    @property
    def id(self) -> str:
        """The name of the widget in its session."""
        return str(self.element.id)

    @property
    def _known(self) -> Any:
        return self._app._browser.session.state.widgets[self.id]

    @property
    def form_id(self) -> str:
        """The form that it belongs to; none here."""
        return ""

    @property
    def value(self) -> Any:
        """Its value: what the test has set since the last run, or else what the script got."""
        known = self._known
        wire = self._app._tree.changed(self.id, self)
        return known.value if wire is self else known.codec.decode(wire)

    def set_value(self, v: Any) -> Self:
        """Do what a user does to give it a value; it takes effect with the next run.

        Parameters
        ----------
        v
            The value, as the script gets it.

        Raises
        ------
        ValueError
            If the widget cannot have it.

        Examples
        --------
        >>> from millstream.testing.v1 import AppTest
        >>> app = AppTest.from_string("import millstream as st; st.slider('x', 0, 9)").run()
        >>> app.slider[0].set_value(4).run().slider[0].value
        4
        """
        try:
            wire = self._known.codec.encode(v)
        except Misfit as error:
            raise ValueError(
                f"The {self.type} {self.element.label!r} cannot be {v!r}: {error}."
            ) from None
        self._app._tree.change(self.id, wire)
        return self
