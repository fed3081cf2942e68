"""How runs end."""

from __future__ import annotations

from enum import Enum


class Outcome(Enum):
    """How a run ended. What a run has not drawn disappears after the first two only."""

    FINISHED = "finished"
    COMPILE_ERROR = "compile_error"
    RERUN = "rerun"
    INTERRUPTED = "interrupted"

    @property
    def complete(self) -> bool:
        """Whether the page is what this run has drawn."""
        return self in (Outcome.FINISHED, Outcome.COMPILE_ERROR)
