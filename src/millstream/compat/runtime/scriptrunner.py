"""`streamlit.runtime.scriptrunner`: how a run ends early, and which run the calling code belongs to."""

from __future__ import annotations

from millstream.script import context
from millstream.script.context import Run
from millstream.script.control import RerunException, StopException

__all__ = ["RerunException", "StopException", "get_script_run_ctx"]


def get_script_run_ctx(suppress_warning: bool = False) -> Run | None:
    """Give the run that the calling code belongs to, or None; its `session_id` tells sessions apart."""
    del suppress_warning  # Millstream has none
    return context.current.get()
