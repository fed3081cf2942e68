"""`st.session_state`: the values of the session whose script is running, as a mapping with attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from millstream.state.values import SessionValues


class SessionStateProxy(MutableMapping[str, Any]):
    """The state of the current session.

    Keys are text; what the script sets stays from run to run, and the value of a widget stands under its key.

    Examples
    --------
    >>> state = SessionStateProxy(lambda values=SessionValues(): values)
    >>> state.count = 1
    >>> state["count"] + 1, "total" in state
    (2, False)
    """

    __slots__ = ("_values",)

    def __init__(self, values: Callable[[], SessionValues]) -> None:
        object.__setattr__(self, "_values", values)

    def __getitem__(self, key: str) -> Any:
        """Give a value."""
        try:
            return self._values()[str(key)]
        except KeyError:
            raise KeyError(_missing(key)) from None

    def __setitem__(self, key: str, value: Any) -> None:
        """Set a value."""
        self._values()[str(key)] = value

    def __delitem__(self, key: str) -> None:
        """Forget a value."""
        try:
            del self._values()[str(key)]
        except KeyError:
            raise KeyError(_missing(key)) from None

    def __reduce__(self) -> str:
        """Refuse to be kept: a copy would belong to whoever reads it."""
        raise TypeError("every session has its own state; keep the values that are needed")

    def __getattr__(self, key: str) -> Any:
        """Give a value."""
        try:
            return self._values()[key]
        except KeyError:
            raise AttributeError(_missing(key)) from None

    def __setattr__(self, key: str, value: Any) -> None:
        """Set a value."""
        self._values()[key] = value

    def __delattr__(self, key: str) -> None:
        """Forget a value."""
        try:
            del self._values()[key]
        except KeyError:
            raise AttributeError(_missing(key)) from None

    def __contains__(self, key: object) -> bool:
        """Whether there is a value."""
        return str(key) in self._values()

    def __iter__(self) -> Iterator[str]:
        """Go through the keys."""
        return iter(list(self._values()))

    def __len__(self) -> int:
        """Count the keys."""
        return sum(1 for _ in self._values())

    def __repr__(self) -> str:
        """Show it as a dictionary."""
        return repr(self.to_dict())

    def to_dict(self) -> dict[str, Any]:
        """Give all values as a dictionary."""
        return {key: self[key] for key in self}


def _missing(key: object) -> str:
    return (
        f"st.session_state has no key {str(key)!r}. Set it first, for instance "
        f"`st.session_state.setdefault({str(key)!r}, ...)` at the top of the script."
    )
