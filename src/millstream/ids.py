"""Where identifiers come from."""

from __future__ import annotations

import secrets
from itertools import count


class Counter:
    """Count up from a number, one call at a time.

    Examples
    --------
    >>> new_id = Counter(first=3)
    >>> new_id(), new_id()
    (3, 4)
    """

    def __init__(self, first: int = 1) -> None:
        self._next = count(first).__next__

    def __call__(self) -> int:
        """Give the next number."""
        return self._next()


def token() -> str:
    """Give 256 random bits as text for a URL: nobody guesses it."""
    return secrets.token_urlsafe(32)
