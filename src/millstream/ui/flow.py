"""`st.stop` and `st.rerun`."""

from __future__ import annotations

from typing import Literal, NoReturn

from millstream.script.control import RerunException, StopException
from millstream.ui.widget import not_yet


def stop() -> NoReturn:
    """End the run here; what it has drawn is the page.

    Examples
    --------
    >>> import millstream as st
    >>> def guarded(name: str) -> None:
    ...     if not name:
    ...         st.stop()
    """
    raise StopException


def rerun(scope: Literal["app", "fragment"] = "app") -> NoReturn:
    """End the run here and begin the next one.

    Parameters
    ----------
    scope
        "app" runs the whole script.

    Examples
    --------
    >>> import millstream as st
    >>> def advance() -> None:
    ...     st.session_state.step = st.session_state.get("step", 0) + 1
    ...     st.rerun()
    """
    if scope != "app":
        not_yet(scope=scope)
    raise RerunException
