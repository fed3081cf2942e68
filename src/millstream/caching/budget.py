"""How many bytes all caches of the process may hold together."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Any

DEFAULT_SHARE = 0.5
_UNLIMITED = 1 << 60
_CGROUP_FILES = ("memory.max", "memory/memory.limit_in_bytes", "memory.limit_in_bytes")


def memory_limit_bytes(cgroup: Path = Path("/sys/fs/cgroup")) -> int:
    """Return the memory that this process may use: of its control group or of the machine.

    Parameters
    ----------
    cgroup
        Where the control group of the process is mounted.
    """
    limits = [_physical_bytes()]
    for name in _CGROUP_FILES:
        try:
            text = (cgroup / name).read_text().strip()
        except OSError:
            continue
        if text.isdigit():
            limits.append(int(text))
    return min(limits)


def _physical_bytes() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return _UNLIMITED


class Budget:
    """Count the bytes that entries hold against a limit.

    Parameters
    ----------
    limit_bytes
        The limit, by default half the memory that the process may use.
    """

    def __init__(self, limit_bytes: int | None = None) -> None:
        self._limit_bytes = limit_bytes
        self._lock = threading.Lock()
        self.used_bytes = 0

    @property
    def limit_bytes(self) -> int:
        """What all entries may hold together."""
        if self._limit_bytes is None:
            self._limit_bytes = int(memory_limit_bytes() * DEFAULT_SHARE)
        return self._limit_bytes

    @limit_bytes.setter
    def limit_bytes(self, value: int | None) -> None:
        self._limit_bytes = value

    def add(self, size_bytes: int) -> int:
        """Count bytes that came, or left if negative, and return by how much they exceed."""
        with self._lock:
            self.used_bytes += size_bytes
            return self.used_bytes - self.limit_bytes


def estimate_bytes(value: Any) -> int:
    """Return about how much memory a resource holds, without walking through it.

    Parameters
    ----------
    value
        Any object: those that say how large they are (arrays, frames, tensors) are believed.
    """
    for name in ("nbytes", "estimated_size"):
        size = _told(value, name)
        if size is not None:
            return size
    usage = getattr(value, "memory_usage", None)
    if callable(usage) and type(value).__module__.startswith("pandas."):
        total = usage(index=True)
        return int(total.sum() if hasattr(total, "sum") else total)
    return sys.getsizeof(value, 64)


def _told(value: Any, name: str) -> int | None:
    """Return the size that an object tells of itself; some objects refuse, or tell nonsense."""
    try:
        told = getattr(value, name, None)
        size = told() if callable(told) and not isinstance(value, type) else told
    except Exception:
        return None
    return size if type(size) is int else None
