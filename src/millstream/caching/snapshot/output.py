"""What ``st.cache`` keeps: the object itself, which everybody shares."""

from __future__ import annotations

from typing import Any

from millstream.caching.budget import estimate_bytes


class SharedOutput:
    """A value that everybody gets by reference, with its digest when it was new.

    Parameters
    ----------
    value
        The value itself.
    digest
        Its digest, or ``None`` where changes are allowed.
    """

    __slots__ = ("_value", "digest", "size_bytes")
    shared = False

    def __init__(self, value: Any, digest: bytes | None) -> None:
        self._value = value
        self.digest = digest
        self.size_bytes = estimate_bytes(value)

    def open(self) -> Any:
        """Return the value itself, changed or not."""
        return self._value
