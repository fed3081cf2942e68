"""All the values of one session.

A key names either a value of the user's own or a widget. A value that the script sets before it draws the widget of that
key becomes the widget's, if it fits there. A widget that a complete run does not draw is forgotten, its value with it,
unless it lasts: then it is hidden, and shows its value when it is drawn again.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from msgspec import UNSET

from millstream.errors import (
    Error,
    StreamlitDuplicateElementId,
    StreamlitDuplicateElementKey,
    StreamlitValueAssignmentNotAllowedError,
    StreamlitWidgetAlreadyInstantiatedError,
)
from millstream.state.persistence.restored import NOTHING, Restored
from millstream.state.widgets import ALONE, Callback, Codec, Group, Lifetime, Misfit, Widget

_log = logging.getLogger("millstream.state")
_number: ContextVar[int] = ContextVar("millstream_run_number", default=0)
"""The run that the calling code belongs to; 0 between runs, when everything can be set."""


class SessionValues:
    """The user's own values, the widgets, and how many runs there were."""

    def __init__(self) -> None:
        self.own: dict[str, Any] = {}
        self.widgets: dict[str, Widget] = {}
        self.page = ""
        self._by_key: dict[str, Widget] = {}
        self._by_fragment: dict[str, dict[str, Widget]] = {}
        self._runs = 0
        self._restored: Restored | None = None
        self.touched: set[str] = set()

    # --- what users see: one mapping ---------------------------------------------------------------

    def __getitem__(self, key: str) -> Any:
        """Give the value of a key."""
        if self._restored is not None:
            self._recall(key)
        if key in self.own:
            self.touched.add(key)
            return self.own[key]
        return self._by_key[key].value

    def __setitem__(self, key: str, value: Any) -> None:
        """Set the value of a key, for a widget too while this run has not drawn it."""
        if self._restored is not None:
            self._restored.forget(key)
        widget = self._by_key.get(key)
        if widget is not None:
            if widget.trigger:
                raise StreamlitValueAssignmentNotAllowedError(key)
            if widget.seen == _number.get():
                raise StreamlitWidgetAlreadyInstantiatedError(key)
        self.own[key] = value
        self.touched.add(key)

    def __delitem__(self, key: str) -> None:
        """Forget a key."""
        if self._restored is not None:
            self._recall(key)
        widget = self._by_key.pop(key, None)
        if widget is None:
            del self.own[key]
            return
        self.own.pop(key, None)
        if widget.seen == _number.get():
            widget.value = widget.default  # it is on the page: its user may still change it
        else:
            del self.widgets[widget.id]

    def __contains__(self, key: object) -> bool:
        """Whether the key has a value."""
        if self._restored is not None:
            self._recall(str(key))
        return key in self.own or key in self._by_key

    def __iter__(self) -> Iterator[str]:
        """Go through the keys."""
        for key in self._restored or ():
            self._recall(key)
        yield from self.own
        yield from (key for key in self._by_key if key not in self.own)

    # --- what outlives the page or the process -----------------------------------------------------

    def restore(self, restored: Restored) -> None:
        """Take over the values of an earlier process."""
        self._restored = restored

    def _recall(self, key: str) -> None:
        assert self._restored is not None
        value = self._restored.take(key)
        if value is not NOTHING:
            self.own[key] = value

    def take_touched(self) -> set[str]:
        """Give the keys that were set since the last call, or read and so perhaps changed in place."""
        touched, self.touched = self.touched, set()
        return touched

    def drop(self, keys: Iterable[str]) -> None:
        """Forget keys, of widgets too."""
        for key in keys:
            if key in self:
                del self[key]

    # --- a run --------------------------------------------------------------------------------------

    def begin(self, changes: Mapping[str, Any]) -> list[Callback]:
        """Start a run with what the user has changed (values by widget id); give the callbacks to call."""
        self._runs += 1
        _number.set(self._runs)
        self._clear_forms(changes)
        callbacks = []
        late = 0
        for id, value in changes.items():
            widget = self.widgets.get(id)
            if widget is not None:
                widget.ahead = UNSET
            if widget is None or widget.disabled:
                # It was enabled and there when its user acted; the run that was on its way has changed that.
                late += 1
                continue
            if widget.callback is not None and (widget.trigger or not _same(widget.value, value)):
                callbacks.append(widget.callback)
            widget.value = value
            if widget.key:
                self.own.pop(widget.key, None)
                self._by_key[widget.key] = (
                    widget  # unless it is, the script has deleted the key meanwhile
                )
        if late:
            _log.warning("Refused late changes of %d widgets, disabled or gone by now.", late)
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
        group: Group = ALONE,
        is_quiet: bool = False,
        lasts: Lifetime = "",
        scope: str = "",
    ) -> Widget:
        """Say that this run draws a widget; give it, with the value that it has now."""
        widget = self.widgets.get(id)
        if widget is None:
            widget = Widget(id, key, codec, default, trigger, callback, disabled, _number.get())
            self.widgets[id] = widget
            if self._restored is not None:
                self._restore_widget(widget)
        elif widget.seen == _number.get():
            raise StreamlitDuplicateElementKey(key) if key else StreamlitDuplicateElementId(kind)
        else:
            widget.codec = codec
            widget.callback = callback
            widget.disabled = disabled
            widget.seen = _number.get()
        widget.default = default
        widget.is_given = False
        widget.group = group
        if group.fragment:
            self._by_fragment.setdefault(group.fragment, {})[id] = widget
        widget.is_quiet = is_quiet
        widget.lasts = lasts
        widget.page = self.page
        widget.scope = scope
        if key:
            other = self._by_key.get(key)
            if other is not None and other is not widget:
                if other.seen == _number.get():
                    raise StreamlitDuplicateElementKey(key)
                self.widgets.pop(other.id, None)
            self._by_key[key] = widget
            if key in self.own:
                if trigger:
                    raise StreamlitValueAssignmentNotAllowedError(key)
                widget.value = self.own.pop(key)
                widget.is_cleared = False
                widget.is_given = True
        return widget

    def _restore_widget(self, widget: Widget) -> None:
        assert self._restored is not None
        if widget.key:
            self._recall(
                widget.key
            )  # a value that stands before its widget is drawn becomes the widget's
            return
        value = self._restored.take_widget(widget.id)
        if value is not NOTHING:
            widget.value = value

    def _clear_forms(self, changes: Mapping[str, Any]) -> None:
        """Have the widgets of a submitted form that empties itself show their defaults from now on.

        What was submitted stays their value until the next time: those that were not touched since are defaults then.
        """
        for id in changes:
            submit = self.widgets.get(id)
            if submit is None or not submit.group.clears or not submit.trigger:
                continue
            for widget in self.widgets.values():
                if widget.group.form == submit.group.form and not widget.trigger:
                    if widget.is_cleared:
                        widget.value = widget.default
                    widget.is_cleared = True

    def end(
        self, *, complete: bool, fragments: Iterable[str] | None = None, is_cut: bool = False
    ) -> None:
        """End a run of the script, or of some fragments.

        Buttons are released where it has drawn them; after a complete run, what it should have drawn and did not goes. Where an
        error or `st.stop` has cut that short, values stay for the time when their widgets are drawn again.
        """
        number = _number.get()
        for widget in self._concerned(fragments):
            drawn = widget.seen == number
            gone = complete and not drawn
            if widget.trigger and (drawn or gone):
                widget.value = False
            if gone and (is_cut or self._outlasts(widget)):
                widget.place = None
            elif gone:
                del self.widgets[widget.id]
                if self._by_key.get(widget.key) is widget:
                    del self._by_key[widget.key]
        if self._restored is not None and complete and fragments is None and not is_cut:
            for key in self._restored.drawn(self._by_key):
                self.own.pop(key, None)
        _number.set(0)

    def _concerned(self, fragments: Iterable[str] | None) -> list[Widget]:
        """Give the widgets that a run draws, or should."""
        if fragments is None:
            self._by_fragment = {}
            for widget in self.widgets.values():
                if widget.group.fragment:
                    self._by_fragment.setdefault(widget.group.fragment, {})[widget.id] = widget
            return list(self.widgets.values())
        return [
            widget
            for fragment in fragments
            for widget in self._by_fragment.get(fragment, {}).values()
            if self.widgets.get(widget.id) is widget and widget.group.fragment == fragment
        ]

    def _outlasts(self, widget: Widget) -> bool:
        return widget.lasts == "session" or (widget.lasts == "page" and widget.page == self.page)


def fitting(widget: Widget, default: Any) -> Any:
    """Give the wire form of the widget's value; one that no longer fits becomes the default.

    Raises
    ------
    Error
        If the script has set a value that the widget cannot have.
    """
    try:
        return widget.codec.encode(widget.value)
    except Misfit:
        pass
    except Error:
        if widget.is_given:
            raise
    widget.value = default
    return widget.codec.encode(default)


def _same(a: Any, b: Any) -> bool:
    try:
        return type(a) is type(b) and bool(a == b)
    except Exception:  # a value whose comparison fails, or gives an array, counts as changed
        return False
