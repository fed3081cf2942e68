"""`streamlit.runtime.caching`: where classes of connections find the decorators."""

from __future__ import annotations

from millstream.ui.cache import cache, cache_data, cache_resource

__all__ = ["cache", "cache_data", "cache_resource"]
