"""`st.expander`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from millstream.protocol.elements import Expander, Size
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.icon import icon_name
from millstream.ui.layout import choice, size
from millstream.ui.widget import not_yet

TYPES = {"default": "", "compact": "compact", "step": "step"}
"""What parts that fold away look like, and what that is called on the wire."""


class ExpanderContainer(DeltaGenerator):
    """The inside of an expander."""

    __slots__ = ()

    @property
    def open(self) -> bool | None:
        """Whether it is open, where the app asked to know; None otherwise."""
        return None


def expander(
    label: str,
    expanded: bool = False,
    *,
    key: str | int | None = None,
    icon: str | None = None,
    type: Literal["default", "compact", "step"] = "default",
    width: Size = "stretch",
    on_change: Callable[..., object] | Literal["ignore", "rerun"] = "ignore",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    bind: Literal["query-params"] | None = None,
) -> ExpanderContainer:
    """Make a block that folds away under its label.

    Parameters
    ----------
    label
        The text that opens and closes it, in Markdown.
    expanded
        Whether it starts open.
    key
        A name that is unique in the app; the page marks the block with the class `st-key-<key>`.
    icon
        An emoji, or `":material/name:"`.
    type
        "default" has a frame, "compact" has none, "step" has a line down its side, which leads to the next step.
    width
        "stretch", or a number of pixels.
    on_change, args, kwargs, bind
        Not supported yet.

    Examples
    --------
    >>> import millstream as st
    >>> with st.expander("How it was measured"):
    ...     place = st.text("With a weir.")
    """
    not_yet(on_change=on_change != "ignore" and on_change, args=args, kwargs=kwargs, bind=bind)
    element = Expander(
        label=str(label),
        expanded=bool(expanded),
        icon=icon_name(icon),
        type=choice("type", type, TYPES),
        width="" if width == "stretch" else size("width", width, content=False),
    )
    return ExpanderContainer(draw(element, key="" if key is None else str(key), block=True))
