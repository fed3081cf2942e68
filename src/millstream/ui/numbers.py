"""Numbers as users write them, and those that browsers, whose numbers are floats, can count to."""

from __future__ import annotations

import math
from numbers import Integral, Real

from millstream.errors import StreamlitInvalidParameterTypeError, StreamlitJSNumberBoundsError

LARGEST_WHOLE = 2**53 - 1
"""The largest whole number up to which browsers count exactly."""

_KINDS: dict[type, type] = {int: int, float: float, bool: int}


def number_kind(name: str, value: object) -> type:
    """Give `int` or `float`, whichever a number is like: NumPy's are like Python's, a bool is like a whole number."""
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    if isinstance(value, Real):
        return int if isinstance(value, Integral) else float
    raise StreamlitInvalidParameterTypeError(name, type(value).__name__, ["int", "float"])


def check_countable(name: str, value: float) -> None:
    """Refuse a number that no browser has: not finite, or whole and too large to be exact."""
    if isinstance(value, int):
        if not -LARGEST_WHOLE <= value <= LARGEST_WHOLE:
            raise StreamlitJSNumberBoundsError(
                f"`{name}` is {value}, but browsers count exactly up to {LARGEST_WHOLE} only. Use floats."
            )
    elif not math.isfinite(value):
        raise StreamlitJSNumberBoundsError(f"`{name}` is {value}, but has to be finite.")
