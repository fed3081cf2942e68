"""When an entry is fresh, stale or to be evicted: functions of entries and now, no effects."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from millstream.caching.errors import CacheOptionError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from millstream.caching.api import Entry

_TIME_UNITS = {
    **dict.fromkeys(("ns", "nanosecond", "nanoseconds"), 1e-9),
    **dict.fromkeys(("us", "microsecond", "microseconds"), 1e-6),
    **dict.fromkeys(("ms", "millisecond", "milliseconds"), 1e-3),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1.0),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60.0),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600.0),
    **dict.fromkeys(("d", "day", "days"), 86_400.0),
    **dict.fromkeys(("w", "week", "weeks"), 604_800.0),
}
_SIZE_UNITS = {
    "b": 1,
    **{f"{prefix}b": 1000**power for power, prefix in enumerate("kmgt", start=1)},
    **{f"{prefix}ib": 1024**power for power, prefix in enumerate("kmgt", start=1)},
}
_TIME_PART = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*,?")
_CLOCK_TIME = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)")
_LONGEST_RETRY_SECONDS = 300.0
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*")

Overflow = Literal["entries", "size"]
State = Literal["fresh", "due", "stale", "expired"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What bounds the entries of one function.

    Parameters
    ----------
    ttl_seconds
        How long an entry stays fresh; infinite for ever.
    max_entries
        How many entries are kept, or ``None``.
    max_size_bytes
        How many bytes the entries may hold together, or ``None``.
    background
        Whether a stale value is served while it is refreshed.
    early_refresh
        The last part of the life, between 0 and 1, in which a refresh may begin.
    stale_factor
        For how many of its lives a stale value is served.
    """

    ttl_seconds: float = math.inf
    max_entries: int | None = None
    max_size_bytes: int | None = None
    background: bool = False
    early_refresh: float = 0.0
    stale_factor: float = math.inf


def parse_ttl(ttl: float | timedelta | str | None) -> float:
    """Return a time to live in seconds; no limit is infinite.

    Examples
    --------
    >>> parse_ttl("1h30m")
    5400.0
    """
    if ttl is None:
        return math.inf
    if isinstance(ttl, timedelta):
        return ttl.total_seconds()
    if isinstance(ttl, str):
        return _parse_duration(ttl)
    if type(ttl) in {int, float} and not math.isnan(ttl):
        return float(ttl)
    raise CacheOptionError("ttl", "seconds, a timedelta or text such as '1h30m'", ttl)


def _parse_duration(text: str) -> float:
    lowered = text.strip().lower()
    if clock := _CLOCK_TIME.fullmatch(lowered):
        hours, minutes, seconds = clock.groups(default="0")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    total, position = 0.0, 0
    while position < len(lowered):
        part = _TIME_PART.match(lowered, position)
        if part is None or part[2] not in _TIME_UNITS:
            raise CacheOptionError("ttl", "text such as '1d2h34m' or '2 days'", text)
        total += float(part[1]) * _TIME_UNITS[part[2]]
        position = part.end()
    if not lowered:
        raise CacheOptionError("ttl", "text such as '1d2h34m' or '2 days'", text)
    return total


def parse_size(size: int | str | None) -> int | None:
    """Return a number of bytes, or ``None`` for no limit.

    Examples
    --------
    >>> parse_size("1.5GB")
    1500000000
    """
    expected = "a positive number of bytes or text such as '500MB', '1.5GB' or '200KiB'"
    if size is None:
        return None
    if isinstance(size, str):
        match = _SIZE.fullmatch(size.lower())
        if match is None or match[2] not in _SIZE_UNITS:
            raise CacheOptionError("max_size", expected, size)
        size_bytes = int(float(match[1]) * _SIZE_UNITS[match[2]])
    else:
        size_bytes = size if type(size) is int else 0
    if size_bytes <= 0:
        raise CacheOptionError("max_size", expected, size)
    return size_bytes


def state(entry: Entry, now: float, limits: Limits) -> State:
    """Judge an entry.

    Returns
    -------
    State
        ``fresh``: hand it out. ``due``: hand it out and refresh. ``stale``: past its time,
        yet it may be handed out while it is refreshed. ``expired``: compute anew.
    """
    if now < entry.wake_seconds:
        return "fresh"
    if now < entry.expires_seconds:
        return "due"
    over_seconds = entry.expires_seconds + limits.ttl_seconds * (limits.stale_factor - 1)
    return "stale" if limits.background and now < over_seconds else "expired"


def service_seconds(limits: Limits) -> float:
    """Return how long an entry may be handed out, fresh or stale."""
    if not limits.background or limits.ttl_seconds <= 0:
        return limits.ttl_seconds
    return limits.ttl_seconds * limits.stale_factor


def refresh_at(born: float, limits: Limits, chance: float) -> float:
    """Return when an entry asks for its refresh: spread by ``chance`` over the end of its life.

    Parameters
    ----------
    born
        When the entry was stored.
    limits
        The limits of its function.
    chance
        A random number from 0 up to 1.
    """
    if limits.early_refresh == 0 or math.isinf(limits.ttl_seconds):
        return math.inf
    return born + limits.ttl_seconds * (1 - limits.early_refresh * chance)


def retry_at(now: float, failures: int) -> float:
    """Return when a refresh is tried again: later and later, for its source may be down.

    Parameters
    ----------
    now
        When it has failed.
    failures
        How often it has failed in a row.
    """
    # Python's floats end at two to the power of 1024.
    return now + min(2.0 ** min(failures - 1, 30), _LONGEST_RETRY_SECONDS)


def overflow(entries: Iterable[Entry], limits: Limits) -> list[tuple[Entry, Overflow]]:
    """Return what must go so that the limits of one function hold, oldest first.

    Parameters
    ----------
    entries
        The entries of the function, oldest first.
    limits
        Its limits.
    """
    if limits.max_entries is None and limits.max_size_bytes is None:
        return []
    kept = list(entries)
    count, size = len(kept), sum(entry.size_bytes for entry in kept)
    leaving: list[tuple[Entry, Overflow]] = []
    for entry in kept:
        if limits.max_entries is not None and count > max(limits.max_entries, 0):
            leaving.append((entry, "entries"))
        elif limits.max_size_bytes is not None and size > limits.max_size_bytes:
            leaving.append((entry, "size"))
        else:
            break
        count -= 1
        size -= entry.size_bytes
    return leaving


def worth(entry: Entry, now: float) -> float:
    """Return the seconds that an entry saves per byte held and second lived; low goes first."""
    age = max(now - entry.born_seconds, 1.0)
    return entry.cost_seconds * (1 + entry.hits) / (max(entry.size_bytes, 1) * age)


def over_budget(
    entries: Iterable[Entry], excess_bytes: int, now: float, spare: Entry | None = None
) -> list[Entry]:
    """Return the least worthy entries that together free ``excess_bytes``.

    Parameters
    ----------
    entries
        The entries that may go.
    excess_bytes
        How much must be freed.
    now
        The time on the monotonic clock.
    spare
        The entry that has just come and goes last.
    """
    leaving: list[Entry] = []
    ranked = sorted(entries, key=lambda entry: (entry is spare, worth(entry, now)))
    for entry in ranked:
        if excess_bytes <= 0:
            break
        leaving.append(entry)
        excess_bytes -= entry.size_bytes
    return leaving
