"""What a session remembers from run to run: the user's own values, and those of widgets."""

from millstream.state.mapping import SessionStateProxy
from millstream.state.values import SessionValues, fitting
from millstream.state.widgets import (
    ALONE,
    Callback,
    Codec,
    Group,
    Lifetime,
    Misfit,
    OutOfLimits,
    Widget,
    widget_id,
)

__all__ = [
    "ALONE",
    "Callback",
    "Codec",
    "Group",
    "Lifetime",
    "Misfit",
    "OutOfLimits",
    "SessionStateProxy",
    "SessionValues",
    "Widget",
    "fitting",
    "widget_id",
]
