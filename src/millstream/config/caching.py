"""What caches can be told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CachingOptions:
    """How much memory cached values may take, and how they are computed anew in the background."""

    max_bytes: int | None = None
    refresh_workers: int = 4
    refresh_ttl_multiplier: float = 2.0
