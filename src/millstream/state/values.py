"""All the values of one session.

A key names either a value of the user's own or a widget. A value that the script sets before it draws the widget of that
key becomes the widget's, if it fits there. A widget that a complete run does not draw is forgotten, its value with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from millstream.errors import (
    StreamlitDuplicateElementId,
    StreamlitDuplicateElementKey,
    StreamlitValueAssignmentNotAllowedError,
    StreamlitWidgetAlreadyInstantiatedError,
)
from millstream.state.widgets import Callback, Codec, Misfit, Widget


class SessionValues:
    """The user's own values, the widgets, and which run we are in."""

    def __init__(self) -> None:
        self.own: dict[str, Any] = {}
        self.widgets: dict[str, Widget] = {}
        self._by_key: dict[str, Widget] = {}
        self._run = 0

    # --- what users see: one mapping ---------------------------------------------------------------

    def __getitem__(self, key: str) -> Any:
        """Give the value of a key."""
        if key in self.own:
            return self.own[key]
        return self._by_key[key].value

    def __setitem__(self, key: str, value: Any) -> None:
        """Set the value of a key, for a widget too while this run has not drawn it."""
        widget = self._by_key.get(key)
        if widget is not None:
            if widget.trigger:
                raise StreamlitValueAssignmentNotAllowedError(key)
            if widget.seen == self._run:
                raise StreamlitWidgetAlreadyInstantiatedError(key)
        self.own[key] = value

    def __delitem__(self, key: str) -> None:
        """Forget a key."""
        widget = self._by_key.pop(key, None)
        if widget is not None:
            del self.widgets[widget.id]
            self.own.pop(key, None)
        else:
            del self.own[key]

    def __contains__(self, key: object) -> bool:
        """Whether the key has a value."""
        return key in self.own or key in self._by_key

    def __iter__(self) -> Iterator[str]:
        """Go through the keys."""
        yield from self.own
        yield from (key for key in self._by_key if key not in self.own)

    # --- a run --------------------------------------------------------------------------------------

    def begin(self, changes: Mapping[str, Any]) -> list[Callback]:
        """Start a run with what the user has changed (values by widget id); give the callbacks to call."""
        self._run += 1
        callbacks = []
        for id, value in changes.items():
            widget = self.widgets.get(id)
            if widget is None:
                continue
            if widget.callback is not None and (widget.trigger or not _same(widget.value, value)):
                callbacks.append(widget.callback)
            widget.value = value
            self.own.pop(widget.key, None)
        return callbacks

    def draw(
        self,
        id: str,
        kind: str,
        key: str,
        codec: Codec,
        default: Any,
        *,
        trigger: bool = False,
        callback: Callback | None = None,
        disabled: bool = False,
    ) -> Widget:
        """Say that this run draws a widget; give it, with the value that it has now."""
        widget = self.widgets.get(id)
        if widget is None:
            widget = Widget(id, key, codec, default, trigger, callback, disabled, self._run)
            self.widgets[id] = widget
        elif widget.seen == self._run:
            raise StreamlitDuplicateElementKey(key) if key else StreamlitDuplicateElementId(kind)
        else:
            widget.codec = codec
            widget.callback = callback
            widget.disabled = disabled
            widget.seen = self._run
        if key:
            other = self._by_key.get(key)
            if other is not None and other is not widget and other.seen == self._run:
                raise StreamlitDuplicateElementKey(key)
            self._by_key[key] = widget
            if key in self.own:
                if trigger:
                    raise StreamlitValueAssignmentNotAllowedError(key)
                widget.value = self.own.pop(key)
        return widget

    def end(self, *, complete: bool) -> None:
        """End a run. Buttons are released where it has drawn them; after a complete run, what it did not draw goes."""
        for widget in list(self.widgets.values()):
            drawn = widget.seen == self._run
            if widget.trigger and (drawn or complete):
                widget.value = False
            if complete and not drawn:
                del self.widgets[widget.id]
                if self._by_key.get(widget.key) is widget:
                    del self._by_key[widget.key]
        self._run += 1  # between runs nothing has been drawn yet, so everything can be set


def fitting(widget: Widget, default: Any) -> Any:
    """Give the wire form of the widget's value; one that no longer fits becomes the default."""
    try:
        return widget.codec.encode(widget.value)
    except Misfit:
        widget.value = default
        return widget.codec.encode(default)


def _same(a: Any, b: Any) -> bool:
    try:
        return type(a) is type(b) and bool(a == b)
    except Exception:  # a value whose comparison fails, or gives an array, counts as changed
        return False
