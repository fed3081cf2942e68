"""`streamlit.runtime.scriptrunner_utils.exceptions`: how a run ends early."""

from __future__ import annotations

from millstream.script.control import RerunException, StopException

__all__ = ["RerunException", "StopException"]
