"""How runs end."""

from __future__ import annotations

from enum import Enum


class Outcome(Enum):
    """How a run ended. What a run has not drawn disappears after the first three only."""

    FINISHED = "finished"
    CUT = "cut"  # by `st.stop` or an error: there would have been more
    COMPILE_ERROR = "compile_error"
    RERUN = "rerun"
    INTERRUPTED = "interrupted"

    @property
    def complete(self) -> bool:
        """Whether the page is what this run has drawn."""
        return self is Outcome.FINISHED or self.is_cut

    @property
    def is_cut(self) -> bool:
        """Whether the page is not all that the script draws."""
        return self in (Outcome.CUT, Outcome.COMPILE_ERROR)
