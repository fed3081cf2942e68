"""`streamlit.runtime.scriptrunner_utils.script_run_context`: which run the calling code belongs to."""

from __future__ import annotations

from millstream.compat.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx

__all__ = ["add_script_run_ctx", "get_script_run_ctx"]
