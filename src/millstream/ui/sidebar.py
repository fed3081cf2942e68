"""`st.sidebar`."""

from __future__ import annotations

from millstream.ui.delta_generator import FixedPlace

sidebar = FixedPlace(lambda run: run.sidebar)
"""The column beside the page: `st.sidebar.button(...)`, or `with st.sidebar:`."""
