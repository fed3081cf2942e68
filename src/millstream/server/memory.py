"""Gives memory back to the system that ended sessions, and the imports of the start, have left."""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import Callable
from functools import cache


def return_memory(*, collect: bool) -> None:
    """Have the allocator return what is free, where it does not do so by itself.

    Parameters
    ----------
    collect
        Whether to look for circles of objects before: everything else in the process waits for that.
    """
    if collect:
        gc.collect()
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    """Find the function of the GNU C library; others return memory as soon as it is free, or never."""
    if not sys.platform.startswith("linux"):
        return bool
    return getattr(ctypes.CDLL(None), "malloc_trim", bool)
