"""`st.columns`."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Literal

from millstream.errors import StreamlitInvalidColumnSpecError, StreamlitInvalidParameterTypeError
from millstream.protocol.elements import Column, Columns, Size
from millstream.script import context
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import choice, gap_word, size

_DOWN = {"top": "", "center": "center", "bottom": "bottom"}


def columns(
    spec: int | Sequence[float],
    *,
    gap: str | int | None = "small",
    vertical_alignment: Literal["top", "center", "bottom"] = "top",
    border: bool = False,
    width: Size = "stretch",
    wrap: bool = True,
) -> list[DeltaGenerator]:
    """Make blocks that stand side by side; on narrow screens they stack.

    Parameters
    ----------
    spec
        How many, all alike, or the share of each.
    gap
        The space between them: a word of the scale from "xxsmall" to "xxlarge", pixels, or None.
    vertical_alignment
        Where the elements of a column stand when another one is taller.
    border
        Whether each has a frame.
    width
        "stretch", or a number of pixels for all together.
    wrap
        Whether they stack where there is no room.

    Examples
    --------
    >>> import millstream as st
    >>> left, right = st.columns([2, 1])
    >>> place = left.text("wide")
    """
    weights = _weights(spec)
    alignment = choice("vertical_alignment", vertical_alignment, _DOWN)
    row = draw(
        Columns(
            gap=gap_word(gap),
            nowrap=not wrap,
            width="" if width == "stretch" else size("width", width, content=False),
        ),
        block=True,
    )
    if row is None:
        return [DeltaGenerator(None) for _ in weights]
    token = context.place.set(row)
    try:
        return [
            DeltaGenerator(
                draw(
                    Column(weight=weight, border=bool(border), vertical_alignment=alignment),
                    block=True,
                )
            )
            for weight in weights
        ]
    finally:
        context.place.reset(token)


def _weights(spec: int | Sequence[float]) -> list[float]:
    try:
        weights = (
            [1.0] * operator.index(spec) if hasattr(spec, "__index__") else [*map(float, spec)]
        )
    except (TypeError, ValueError):
        kinds = ["int", "a sequence of numbers"]
        raise StreamlitInvalidParameterTypeError("spec", type(spec).__name__, kinds) from None
    if not weights or not all(weight > 0 for weight in weights):
        raise StreamlitInvalidColumnSpecError
    return weights
