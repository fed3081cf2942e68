"""What `millstream cache` finds out about the results on disk, as plain data and as text."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from millstream.caching.api import Entry, Usage
from millstream.clock import SystemClock
from millstream.config.caching import StoreOptions

Fields: TypeAlias = dict[str, Any]

_UNITS = ("kB", "MB", "GB", "TB")
_TIMES = ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s"))
_KEY_CHARACTERS = 12
_KINDS = ("data", "classic")


class _Queue:
    """Work that a command does before it ends, instead of leaving it to a thread that ends with it."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[], None]] = []

    def submit(self, work: Callable[[], None]) -> None:
        """Keep work for later."""
        self._waiting.append(work)

    def run(self) -> None:
        """Do all of it, also what it brings."""
        while self._waiting:
            self._waiting.pop()()


class CachedResults:
    """The results on disk that options describe.

    Parameters
    ----------
    options
        Say where they are.
    """

    def __init__(self, options: StoreOptions) -> None:
        self._queue = _Queue()
        self._store = options.open(self._queue)
        self._now = SystemClock.monotonic

    def _namespaces(self, functions: Sequence[str]) -> list[str]:
        """Return the functions that are meant; all that have results where none is named."""
        found = sorted(self._store.namespaces(), key=lambda each: each.partition(":")[::-1])
        if not functions:
            return found
        return [each for each in found if any(_is_meant(each, name) for name in functions)]

    # --- Looking -----------------------------------------------------------------------------

    def stats(self, functions: Sequence[str]) -> Fields:
        """Return what each function keeps, and all together."""
        rows = [self._usage(each) for each in self._namespaces(functions)]
        return {
            "folder": str(self._store.folder),
            "entries": sum(row["entries"] for row in rows),
            "size_bytes": sum(row["size_bytes"] for row in rows),
            "functions": rows,
        }

    def _usage(self, namespace: str) -> Fields:
        usage = self._store.usage(namespace)
        return {
            **_named(namespace),
            "entries": usage.entries,
            "size_bytes": usage.size_bytes,
            "oldest_age_seconds": usage.oldest_age_seconds,
        }

    def stats_table(self, found: Fields) -> str:
        """Write what `stats` found."""
        rows = [
            (
                row["function"],
                row["decorator"],
                f"{row['entries']:,}",
                size_text(row["size_bytes"]),
                age_text(row["oldest_age_seconds"]),
            )
            for row in found["functions"]
        ]
        if len(rows) > 1:
            rows.append(
                ("together", "", f"{found['entries']:,}", size_text(found["size_bytes"]), "")
            )
        table = _table(("function", "decorator", ">results", ">on disk", ">oldest"), rows)
        return f"{found['folder']}\n\n{table or 'Nothing is kept here.'}"

    def listed(
        self, functions: Sequence[str], tags: Sequence[str], older_than_seconds: float | None
    ) -> list[Fields]:
        """Return each result that fits every condition, function by function, oldest first."""
        wanted = frozenset(tags)
        return [
            {**_named(namespace), **self._described(entry)}
            for namespace in self._namespaces(functions)
            for entry in self._store.entries(namespace)
            if (not wanted or not wanted.isdisjoint(entry.tags))
            and self._now() - entry.born_seconds >= (older_than_seconds or 0.0)
        ]

    def _described(self, entry: Entry) -> Fields:
        now = self._now()
        rest = entry.expires_seconds - now
        return {
            "key": entry.key.hex(),
            "size_bytes": entry.snapshot.size_bytes,
            "created": datetime.fromtimestamp(entry.created_seconds, UTC).isoformat(),
            "age_seconds": now - entry.born_seconds,
            "expires_in_seconds": None if math.isinf(rest) else rest,
            "cost_seconds": entry.cost_seconds,
            "tags": sorted(entry.tags),
        }

    @staticmethod
    def listed_table(found: list[Fields]) -> str:
        """Write what `listed` found."""
        rows = [
            (
                row["function"],
                row["key"][:_KEY_CHARACTERS],
                age_text(row["age_seconds"]),
                _rest_text(row["expires_in_seconds"]),
                age_text(row["cost_seconds"]),
                size_text(row["size_bytes"]),
                ", ".join(row["tags"]),
            )
            for row in found
        ]
        heads = ("function", "key", ">age", ">expires in", ">cost", ">in memory", "tags")
        return _table(heads, rows) or "There is no such result."

    def verify(self, functions: Sequence[str]) -> Fields:
        """Return how many results are sound, and which ones are not."""
        verdicts = [each for place in self._places(functions) for each in self._store.verify(place)]
        return {
            "sound": sum(not each.problem for each in verdicts),
            "damaged": [
                {
                    **(_named(each.namespace) if each.namespace else {}),
                    "path": os.fspath(each.path),
                    "problem": each.problem,
                }
                for each in verdicts
                if each.problem
            ],
        }

    def _places(self, functions: Sequence[str]) -> list[str | None]:
        if not functions:
            return [None]
        # A function has no name to be found by where nothing of it can be read.
        full = [f"{kind}:{name}" for name in functions for kind in _KINDS]
        return [*dict.fromkeys([*self._namespaces(functions), *functions, *full])]

    @staticmethod
    def verify_text(found: Fields) -> str:
        """Write what `verify` found."""
        lines = [f"{each['path']}: {each['problem']}" for each in found["damaged"]]
        lines.append(f"{_counted(found['sound'], 'result')} sound, {len(lines)} damaged.")
        if found["damaged"]:
            lines.append(
                "Damaged results are never used: they are computed anew when they are asked for. "
                "So are those that were signed with another secret (`server.cookieSecret`)."
            )
        return "\n".join(lines)

    # --- Letting go --------------------------------------------------------------------------

    def clear(self, functions: Sequence[str], tags: Sequence[str]) -> Fields:
        """Forget all results, or those that fit every condition; return what they were."""
        namespaces = self._namespaces(functions)
        if tags:
            gone = self._store.prune(namespaces=namespaces if functions else None, tags=tags)
            if not functions:
                # What is being computed under a tag is not kept either.
                self._store.invalidate(tags)
        else:
            gone = _together(map(self._store.usage, namespaces))
            for namespace in namespaces:
                self._store.clear(namespace)
            if not functions:
                self._store.clear_all()
        return self._finished(gone)

    def prune(
        self, functions: Sequence[str], tags: Sequence[str], older_than_seconds: float | None
    ) -> Fields:
        """Remove what is past its time or too old, fit the rest; return what has gone."""
        namespaces = self._namespaces(functions) if functions else None
        gone = [self._store.prune(namespaces=namespaces, tags=tags, expired_only=True)]
        if older_than_seconds is not None:
            gone.append(
                self._store.prune(
                    namespaces=namespaces, tags=tags, older_than_seconds=older_than_seconds
                )
            )
        if not functions and not tags:
            gone += self._evicted()
        return self._finished(_together(gone))

    def _evicted(self) -> list[Usage]:
        before = self._count()
        freed = sum(iter(self._store.evict, 0))
        return [Usage(before - self._count(), freed, None)] if freed else []

    def _count(self) -> int:
        return _together(map(self._store.usage, self._store.namespaces())).entries

    def _finished(self, gone: Usage) -> Fields:
        self._queue.run()
        return {"entries": gone.entries, "size_bytes": gone.size_bytes}

    @staticmethod
    def gone_text(verb: str, gone: Fields) -> str:
        """Write what `clear` or `prune` did."""
        if not gone["entries"]:
            return f"{verb} nothing: there is no such result."
        return f"{verb} {_counted(gone['entries'], 'result')}, {size_text(gone['size_bytes'])}."


def _named(namespace: str) -> Fields:
    kind, _, name = namespace.partition(":")
    return {"function": name, "decorator": "cache" if kind == "classic" else f"cache_{kind}"}


def _is_meant(namespace: str, pattern: str) -> bool:
    """Return whether a function is called so: in full, by the end of its name, or by a pattern."""
    name = namespace.partition(":")[2]
    return pattern == namespace or f".{name}".endswith(f".{pattern}") or fnmatchcase(name, pattern)


def _together(usages: Iterable[Usage]) -> Usage:
    entries = size_bytes = 0
    for usage in usages:
        entries += usage.entries
        size_bytes += usage.size_bytes
    return Usage(entries, size_bytes, None)


# --- Text ----------------------------------------------------------------------------------------


def size_text(size_bytes: float) -> str:
    """Write a number of bytes.

    Examples
    --------
    >>> size_text(999), size_text(1_530_000)
    ('999 B', '1.5 MB')
    """
    if size_bytes < 1000:
        return f"{size_bytes:.0f} B"
    for unit in _UNITS:
        size_bytes /= 1000
        if size_bytes < 999.95 or unit == _UNITS[-1]:
            break
    return f"{size_bytes:,.1f} {unit}"


def age_text(seconds: float | None) -> str:
    """Write a duration in its two largest units; nothing for none.

    Examples
    --------
    >>> age_text(0.0123), age_text(93_784.0), age_text(1e12)
    ('12 ms', '1 d 2 h', 'unknown')
    """
    if seconds is None:
        return ""
    if seconds >= 1e11:
        return "unknown"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    rest = int(seconds)
    parts: list[str] = []
    for length, unit in _TIMES:
        count, rest = divmod(rest, length)
        if count or parts:
            parts.append(f"{count} {unit}" if count else "")
    return " ".join(filter(None, parts[:2]))


def _rest_text(seconds: float | None) -> str:
    if seconds is None:
        return "never"
    return age_text(seconds) if seconds > 0 else "expired"


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write rows below their heads; a column whose head begins with `>` is flush right."""
    if not rows:
        return ""
    right = [head.startswith(">") for head in heads]
    lines = [[head.lstrip(">") for head in heads], *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if flush else cell.ljust(width)
            for cell, width, flush in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    )
