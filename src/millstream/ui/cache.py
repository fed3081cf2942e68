"""`st.cache_data`, `st.cache_resource` and `st.cache`, which take part in the app that calls them."""

from __future__ import annotations

from millstream.caching import api, cache, cache_data, cache_resource
from millstream.ui.recorder import current_recorder

api.recorder.provide(current_recorder)

__all__ = ["cache", "cache_data", "cache_resource"]
