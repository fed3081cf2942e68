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


class SwitchPage(RerunException):
    """`st.switch_page()`: the run ends here, and the next one is on another page, at this path and query."""

    def __init__(self, path: str, query: str) -> None:
        super().__init__()
        self.path = path
        self.query = query


class NotCompiled(ScriptControl):
    """A file of the app cannot be read or is not Python: the run ends here, and shows why."""

    def __init__(self, error: SyntaxError | OSError) -> None:
        super().__init__(error)
        self.error = error


class Interrupted(ScriptControl):
    """A newer interaction takes over, or the user pressed Stop; raised at the next call into Millstream."""
