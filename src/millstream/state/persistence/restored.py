"""Values of an earlier process: each is decoded when somebody asks for it, by then the script has defined its classes."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import Any, Final


class _Nothing:
    """The type of `NOTHING`."""


NOTHING: Final = _Nothing()
"""What is given for a value that is not there, or cannot be read any more."""

Thaw = Callable[[], Any]
"""Gives a value, or `NOTHING`."""


class Restored:
    """What nobody has asked for yet.

    Parameters
    ----------
    own
        The user's own values, by key.
    keyed
        The values of widgets that have a key, by it.
    unkeyed
        The values of the other widgets, by the widgets' ids.
    """

    def __init__(
        self, own: dict[str, Thaw], keyed: dict[str, Thaw], unkeyed: dict[str, Thaw]
    ) -> None:
        self._by_key = {**keyed, **own}
        self._unkeyed = unkeyed
        self._widget_keys = set(keyed).difference(own)

    def __contains__(self, key: object) -> bool:
        """Whether the value of a key waits here."""
        return key in self._by_key

    def __iter__(self) -> Iterator[str]:
        """Go through the keys of values and of widgets."""
        return iter(list(self._by_key))

    def take(self, key: str) -> Any:
        """Give the value of a key, once."""
        thaw = self._by_key.pop(key, None)
        return NOTHING if thaw is None else thaw()

    def holds_widget(self, id: str) -> bool:
        """Whether the value of a widget without a key waits here."""
        return id in self._unkeyed

    def take_widget(self, id: str) -> Any:
        """Give the value of a widget without a key, once."""
        thaw = self._unkeyed.pop(id, None)
        return NOTHING if thaw is None else thaw()

    def forget(self, key: str) -> None:
        """Drop the value of a key."""
        self._by_key.pop(key, None)

    def drawn(self, keys: Container[str]) -> list[str]:
        """Hear which keys have a widget after a complete run; give those that had one, and so are no longer."""
        gone = [key for key in self._widget_keys if key not in keys]
        self._widget_keys.clear()
        self._unkeyed.clear()
        for key in gone:
            self.forget(key)
        return gone
