"""How often a fragment runs by itself."""

from __future__ import annotations

from datetime import timedelta

from millstream.errors import (
    StreamlitBadTimeStringError,
    StreamlitInvalidParameterTypeError,
    StreamlitValueError,
)

_LEAST_SECONDS = 0.02


def interval_seconds(run_every: object) -> float | None:
    """Give the seconds between two runs, or None for none; they are never less than 0.02.

    Examples
    --------
    >>> interval_seconds("1m30s"), interval_seconds(2), interval_seconds(None)
    (90.0, 2.0, None)
    """
    if run_every is None:
        return None
    if isinstance(run_every, str):
        return max(_parsed(run_every), _LEAST_SECONDS)
    if isinstance(run_every, bool) or not isinstance(run_every, (int, float, timedelta)):
        kinds = ["int", "float", "timedelta", "str", "None"]
        raise StreamlitInvalidParameterTypeError("run_every", type(run_every).__name__, kinds)
    seconds = run_every.total_seconds() if isinstance(run_every, timedelta) else float(run_every)
    if not 0 <= seconds < float("inf"):
        raise StreamlitValueError(
            "run_every", ["a duration that is not negative", "None"], detail=f"It is {run_every!r}."
        )
    return max(seconds, _LEAST_SECONDS)


def _parsed(text: str) -> float:
    from millstream.caching.errors import CacheOptionError
    from millstream.caching.policy import parse_ttl

    try:
        return parse_ttl(text)
    except CacheOptionError:
        raise StreamlitBadTimeStringError(text) from None
