"""What the tests of the examples need: cold caches, and slow functions that are not."""

from __future__ import annotations

import pytest

import millstream as st


@pytest.fixture(autouse=True)
def _cold_and_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELAY_SECONDS", "0.02")
    st.cache_data.clear()
    st.cache_resource.clear()
