"""Snapshots as these tests want them."""

from __future__ import annotations

import pytest

from millstream.caching.snapshot import arrays


@pytest.fixture
def maps_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Map arrays of a size that would be copied, so that small ones take the way of large ones."""
    monkeypatch.setattr(arrays, "MAPPED_FROM_BYTES", 100_000)
