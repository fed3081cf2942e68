"""`st.status`."""

from __future__ import annotations

from types import TracebackType
from typing import Literal, TypeAlias

from msgspec.structs import replace

from millstream.protocol.elements import Expander, Size
from millstream.script import context
from millstream.script.control import Interrupted, ScriptControl
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.expander import TYPES
from millstream.ui.layout import choice, size

State: TypeAlias = Literal["running", "complete", "error"]

_STATES: dict[str, State] = {"running": "running", "complete": "complete", "error": "error"}


class StatusContainer(DeltaGenerator):
    """The inside of a status; used with `with`, it says at the end of the block how that has ended."""

    __slots__ = ()

    def update(
        self,
        *,
        label: str | None = None,
        expanded: bool | None = None,
        state: State | None = None,
    ) -> None:
        """Change what the status says; what is not given stays.

        Parameters
        ----------
        label
            The text, in Markdown.
        expanded
            Whether it is open; None leaves that to the user.
        state
            "running", "complete" or "error".

        Examples
        --------
        >>> import millstream as st
        >>> status = st.status("Reading the weir")
        >>> status.update(label="Read the weir", state="complete")
        """
        changes: dict[str, object] = {}
        if label is not None:
            changes["label"] = str(label)
        if expanded is not None:
            changes["expanded"] = bool(expanded)
        if state is not None:
            changes["state"] = choice("state", state, _STATES)
        run = context.current.get()
        if run is not None:
            run.checkpoint()
        self._change(changes)

    def _change(self, changes: dict[str, object]) -> None:
        run, draft = context.current.get(), self._draft
        if run is None or draft is None:
            return
        with run.lock:
            if not run.closed:
                draft.put(replace(draft.element, **changes))
                return
        run.warn_late()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say how the block has ended, unless it has said so itself; one that was left does not seem to go on."""
        super().__exit__(kind, error, trace)
        draft = self._draft
        if draft is not None and draft.element.state == "running":
            fails = kind is not None and not issubclass(kind, ScriptControl)
            stops = kind is not None and issubclass(kind, Interrupted)
            self._change({"state": "error" if fails or stops else "complete"})


def status(
    label: str,
    *,
    expanded: bool = False,
    state: State = "running",
    type: Literal["default", "compact", "step"] = "default",
    width: Size = "stretch",
) -> StatusContainer:
    """Make a block that folds away and says how some work goes, which tells of itself inside.

    With `with`, it is "running" until the block ends, then "complete", or "error" if the block raises an exception or is
    interrupted.

    Parameters
    ----------
    label
        What goes on, in Markdown.
    expanded
        Whether it starts open.
    state
        "running" with a spinner, "complete" with a tick, or "error".
    type
        "default" has a frame, "compact" has none, "step" has a line down its side, which leads to the next step.
    width
        "stretch", or a number of pixels.

    Returns
    -------
    StatusContainer
        The block; `update` changes what it says.

    Examples
    --------
    >>> import millstream as st
    >>> with st.status("Reading the weir", expanded=True) as status:
    ...     st.write("The upper gate is open.")
    ...     status.update(label="Read the weir")
    """
    element = Expander(
        label=str(label),
        expanded=bool(expanded),
        type=choice("type", type, TYPES),
        state=choice("state", state, _STATES),
        width="" if width == "stretch" else size("width", width, content=False),
    )
    return StatusContainer(draw(element, block=True))
