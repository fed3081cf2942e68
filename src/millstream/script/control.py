"""How a run ends before its last line. These are not errors, so `except Exception` in a script lets them pass."""

from __future__ import annotations


class ScriptControl(BaseException):
    """The root of what unwinds a script on purpose."""


class StopException(ScriptControl):
    """`st.stop()`: the run ends here, and what it has drawn is the page."""


class RerunException(ScriptControl):
    """`st.rerun()`: the run ends here, and the next one begins: of some fragments by their ids, else of all."""

    def __init__(self, fragments: tuple[str, ...] | None = None) -> None:
        super().__init__()
        self.fragments = fragments


class Interrupted(ScriptControl):
    """A newer interaction takes over, or the user pressed Stop; raised at the next call into Millstream."""
