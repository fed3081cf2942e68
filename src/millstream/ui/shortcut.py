"""Keyboard shortcuts such as "Ctrl+K", checked before a browser listens for them."""

from __future__ import annotations

from millstream.errors import StreamlitAPIException, StreamlitInvalidParameterTypeError

_MODIFIERS = {
    *("ctrl", "control", "cmd", "command", "meta", "mod", "alt", "option", "shift"),
}
_KEYS = {
    *("enter", "return", "space", "tab", "esc", "escape", "backspace", "delete"),
    *("up", "down", "left", "right", "arrowup", "arrowdown", "arrowleft", "arrowright"),
    *("home", "end", "pageup", "pagedown", *(f"f{number}" for number in range(1, 13))),
}
_TAKEN = {"c", "r"}
"""The keys of the app itself: clear caches, run again."""


def checked_shortcut(shortcut: object) -> str:
    """Give a shortcut that is a key, after any modifiers; None is no shortcut.

    Examples
    --------
    >>> checked_shortcut("Ctrl+K")
    'Ctrl+K'
    """
    if shortcut is None:
        return ""
    if not isinstance(shortcut, str):
        raise StreamlitInvalidParameterTypeError("shortcut", type(shortcut).__name__, ["str"])
    *modifiers, key = [part.strip().lower() for part in shortcut.split("+")]
    if key in _TAKEN:
        raise StreamlitAPIException(
            f"`shortcut` is {shortcut!r}, but C and R, with or without modifiers, belong to the app. Choose another key."
        )
    is_key = key in _KEYS or (len(key) == 1 and key.isalnum())
    if not is_key or not all(each in _MODIFIERS for each in modifiers):
        raise StreamlitAPIException(
            f"`shortcut` is {shortcut!r}, but has to be one letter, digit or named key, after any modifiers: "
            "for instance 'K', 'Enter' or 'Ctrl+Shift+K'."
        )
    return shortcut
