"""What a session remembers from run to run: the user's own values, and those of widgets."""

from millstream.state.mapping import SessionStateProxy
from millstream.state.values import SessionValues, fitting
from millstream.state.widgets import (
    ALONE,
    Bindable,
    Callback,
    Codec,
    Group,
    Lifetime,
    Misfit,
    OutOfLimits,
    Widget,
    show_in_query,
    widget_id,
)

__all__ = [
    "ALONE",
    "Bindable",
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
    "show_in_query",
    "widget_id",
]
