"""`st.session_state`."""

from __future__ import annotations

from millstream.script import context
from millstream.state import SessionStateProxy, SessionValues

_OUTSIDE = SessionValues()
"""What programs see that no one serves: one state for the process, so that a script also runs as a plain program."""


def _values() -> SessionValues:
    run = context.current.get()
    return _OUTSIDE if run is None else run.state


session_state = SessionStateProxy(_values)
"""What a session remembers from run to run."""
