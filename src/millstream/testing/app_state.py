"""The session state of an app under test, which a test may set between runs."""

from __future__ import annotations

from typing import Any

from millstream.state import SessionStateProxy


class AppTestState(SessionStateProxy):
    """The same values that the script sees; a value that is set for a widget's key moves the widget in the next run."""

    __slots__ = ()

    def __setitem__(self, key: str, value: Any) -> None:
        """Set a value for the next run."""
        self._values().own[str(key)] = value

    def __setattr__(self, key: str, value: Any) -> None:
        """Set a value for the next run."""
        self[key] = value
