"""What a cached function tells about itself: ``info()`` and ``explain()``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from millstream.caching import policy
from millstream.caching.registry import count_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from millstream.caching.api import Entry
    from millstream.caching.engine import Engine


Outcome: TypeAlias = Literal["hit", "stale", "expired", "miss"]

_OUTCOMES: dict[policy.State, Outcome] = {
    "fresh": "hit",
    "due": "hit",
    "stale": "stale",
    "expired": "expired",
}


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """The statistics of one cached function.

    Parameters
    ----------
    entries
        How many results are stored.
    size_bytes
        The memory they hold.
    hits, misses
        How many calls were answered from the store, and how many computed.
    saved_seconds
        The computing time that the hits saved.
    age_seconds
        The age of the oldest entry, or ``None`` without entries.
    """

    entries: int
    size_bytes: int
    hits: int
    misses: int
    saved_seconds: float
    age_seconds: float | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a call hits or misses.

    Parameters
    ----------
    outcome
        What the call would be now.
    differences
        The parts of the key that differ from the nearest entry: arguments with the path
        inside them, the function, helpers, globals.
    untracked
        What the function reads and the key does not cover, with the reason.
    """

    outcome: Outcome
    differences: tuple[str, ...]
    untracked: Mapping[str, str]

    def __str__(self) -> str:
        lines: list[str] = [self.outcome]
        if self.outcome == "miss" and not self.differences:
            lines.append("there is no entry to compare with")
        lines += [f"differs: {part}" for part in self.differences]
        lines += [f"not tracked: {name} ({reason})" for name, reason in self.untracked.items()]
        return "\n".join(lines)


def info(engine: Engine) -> CacheInfo:
    """Return the statistics of a function."""
    registry, record = engine.registry, engine.record
    entries = registry.store.entries(record.namespace)
    usage = engine.store.usage(record.namespace)
    return CacheInfo(
        entries=usage.entries,
        size_bytes=usage.size_bytes,
        hits=count_of(record.hits),
        misses=count_of(record.misses),
        saved_seconds=record.past_saved_seconds
        + sum(entry.hits * entry.cost_seconds for entry in entries),
        age_seconds=usage.oldest_age_seconds,
    )


def explain(engine: Engine, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Explanation:
    """Return why a call would hit or miss."""
    registry, record = engine.registry, engine.record
    request = engine.requests.make(args, kwargs)
    untracked = dict(request.state.untracked)
    for brought in request.brought.values():
        for _, known in brought.states:
            untracked |= known.untracked
    entry = engine.store.get(record.namespace, request.key)
    if entry is not None:
        state = policy.state(entry, registry.clock.monotonic(), record.limits)
        return Explanation(_OUTCOMES[state], (), untracked)
    entries = engine.store.entries(record.namespace)
    found = differences(entries, engine.requests.outline(request), request.state.parts)
    return Explanation("miss", found, untracked)


def differences(
    entries: Iterable[Entry], arguments: Mapping[str, bytes], parts: Mapping[str, bytes]
) -> tuple[str, ...]:
    """Return what differs from the nearest entry: the one with the fewest differences.

    Parameters
    ----------
    entries
        The entries of the function; of two equally near ones the later counts.
    arguments
        The outline of the call's arguments.
    parts
        The digests of what the function reaches.
    """
    best: tuple[str, ...] | None = None
    for entry in entries:
        found = (
            *(f"argument {path}" for path in _changed(entry.arguments, arguments)),
            *_changed(entry.parts, parts),
        )
        if best is None or len(found) <= len(best):
            best = found
    return best or ()


def _changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> list[str]:
    changed = [path for path in {**before, **after} if before.get(path) != after.get(path)]
    # A part that contains a differing part differs too; the inner one says more.
    return [
        path
        for path in changed
        if not any(
            other != path and other.startswith((f"{path}.", f"{path}[")) for other in changed
        )
    ]
