"""`st.empty`."""

from __future__ import annotations

from millstream.protocol.elements import Slot
from millstream.ui.delta_generator import DeltaGenerator, draw


def empty() -> DeltaGenerator:
    """Make a place for one element, which can be replaced or cleared.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.empty()
    >>> shown = place.text("working")
    >>> cleared = place.empty()
    """
    return DeltaGenerator(draw(Slot(), block=True))
