"""`st.number_input`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from millstream.errors import StreamlitAPIException
from millstream.protocol.elements import NumberInput, Size
from millstream.state import Misfit
from millstream.ui.layout import size, visibility
from millstream.ui.widget import not_yet, on_change_of, widget

Number: TypeAlias = int | float

LARGEST_WHOLE = 2**53 - 1
"""The largest whole number up to which browsers count exactly."""
_PRINTF = re.compile(r"%[-+ 0,]*\d*(?:\.\d+)?[difeEgGu]")
_NAMED = (
    "plain",
    "localized",
    "percent",
    "dollar",
    "euro",
    "yen",
    "compact",
    "scientific",
    "engineering",
)


class _Numeral:
    """A number of one type, between limits."""

    __slots__ = ("kind", "maximum", "minimum", "nullable")

    def __init__(
        self, kind: type, minimum: Number | None, maximum: Number | None, nullable: bool
    ) -> None:
        self.kind = kind
        self.minimum = minimum
        self.maximum = maximum
        self.nullable = nullable

    def encode(self, value: Any) -> Number | None:
        if value is None:
            if self.nullable:
                return None
            raise Misfit("the field cannot be empty")
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise StreamlitAPIException(f"A number input holds a number, not {value!r}.")
        if self._is_outside(value):
            raise StreamlitAPIException(
                f"The value {value!r} is not between {self.minimum!r} and {self.maximum!r}."
            )
        return self.kind(value)  # type: ignore[no-any-return]

    def decode(self, wire: Any) -> Number | None:
        if wire is None and self.nullable:
            return None
        if isinstance(wire, bool) or not isinstance(wire, (int, float)) or not math.isfinite(wire):
            raise Misfit(f"a number input holds a number, not {wire!r}")
        if self.kind is int and wire != int(wire):
            raise Misfit(f"a whole number is expected, not {wire!r}")
        if self._is_outside(wire):
            raise Misfit(f"{wire!r} is not between {self.minimum!r} and {self.maximum!r}")
        return self.kind(wire)  # type: ignore[no-any-return]

    def _is_outside(self, value: Number) -> bool:
        return (self.minimum is not None and value < self.minimum) or (
            self.maximum is not None and value > self.maximum
        )


def number_input(
    label: str,
    min_value: Number | None = None,
    max_value: Number | None = None,
    value: Number | Literal["min"] | None = "min",
    step: Number | None = None,
    format: str | None = None,
    key: str | int | None = None,
    help: str | None = None,
    on_change: Callable[..., object] | Literal["ignore", "rerun"] | None = "rerun",
    args: Sequence[Any] | None = None,
    kwargs: Mapping[str, Any] | None = None,
    *,
    placeholder: str | None = None,
    disabled: bool = False,
    required: bool = False,
    label_visibility: Literal["visible", "hidden", "collapsed"] = "visible",
    icon: str | None = None,
    width: Size = "stretch",
    bind: Literal["query-params"] | None = None,
    persist_state: Literal["page", "session"] | None = None,
) -> Number | None:
    """Show a field for a number.

    Parameters
    ----------
    label
        The text above it, in Markdown.
    min_value, max_value
        The limits, if any. With `value` and `step` they are all whole numbers or all floats.
    value
        What it starts with: a number, "min" for the lower limit (or zero), or None for an empty field.
    step
        How far a step goes: by default 1 for whole numbers, 0.01 for floats.
    format
        How the number is written, such as "%d", "%0.2f" or "percent".
    key
        A name that is unique in the app; `st.session_state[key]` is its value.
    help
        A tooltip, in Markdown.
    on_change, args, kwargs
        A function called before the run that a change causes, and what it is called with.
    placeholder
        What stands in the empty field.
    disabled
        Whether it cannot be changed.
    label_visibility
        "visible", "hidden" (keeps its room) or "collapsed".
    icon
        An emoji, or `":material/name:"`.
    width
        "stretch", or a number of pixels.
    required, bind, persist_state
        Not supported yet.

    Returns
    -------
    int or float or None
        The number, of the type of the parameters; None for an empty field.

    Examples
    --------
    >>> import millstream as st
    >>> wheels = st.number_input("Wheels", 1, 8)
    """
    not_yet(required=required, bind=bind, persist_state=persist_state)
    kind = _kind(min_value=min_value, max_value=max_value, value=value, step=step)
    default: Number | None = (
        None if value is None else kind((min_value or 0) if value == "min" else value)
    )
    if value == "min" and min_value is None and max_value is not None and max_value < 0:
        default = kind(max_value)
    codec = _Numeral(kind, min_value, max_value, nullable=value is None)
    _check_limits(kind, default, min_value, max_value)
    element = NumberInput(
        id="",
        label=str(label),
        help=help or "",
        value=default,
        minimum=min_value,
        maximum=max_value,
        step=(1 if kind is int else 0.01) if step is None else step,
        integer=kind is int,
        format=_format(format),
        placeholder=placeholder or "",
        icon=icon or "",
        disabled=bool(disabled),
        label_visibility=visibility(label_visibility),
        width="" if width == "stretch" else size("width", width),
    )
    number: Number | None = widget(
        "number_input", element, codec, default,
        key=key, on_change=on_change_of(on_change), args=args, kwargs=kwargs,
    )  # fmt: skip
    return number


def _kind(**given: Any) -> type:
    """Find the one type of the numbers that were given; float if there are none."""
    numbers = {name: each for name, each in given.items() if each is not None and each != "min"}
    kinds = set()
    for name, number in numbers.items():
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise StreamlitAPIException(f"`{name}` is {number!r}, but has to be a number.")
        kinds.add(int if isinstance(number, int) else float)
    if len(kinds) > 1:
        listed = ", ".join(f"{name}={number!r}" for name, number in numbers.items())
        raise StreamlitAPIException(
            f"Whole numbers and floats are mixed: {listed}. Write all as whole numbers or all as floats."
        )
    return kinds.pop() if kinds else float


def _check_limits(
    kind: type, default: Number | None, minimum: Number | None, maximum: Number | None
) -> None:
    if minimum is not None and maximum is not None and minimum > maximum:
        raise StreamlitAPIException(
            f"`min_value` is {minimum!r} and `max_value` is {maximum!r}, which is less."
        )
    if default is not None and minimum is not None and default < minimum:
        raise StreamlitAPIException(
            f"`value` is {default!r}, which is below `min_value`, {minimum!r}."
        )
    if default is not None and maximum is not None and default > maximum:
        raise StreamlitAPIException(
            f"`value` is {default!r}, which is above `max_value`, {maximum!r}."
        )
    if kind is int:
        for name, number in (("min_value", minimum), ("max_value", maximum), ("value", default)):
            if number is not None and abs(number) > LARGEST_WHOLE:
                raise StreamlitAPIException(
                    f"`{name}` is {number}, but browsers count exactly up to {LARGEST_WHOLE} only."
                )


def _format(format: str | None) -> str:
    if format is None or format in _NAMED or _PRINTF.search(format):
        return format or ""
    raise StreamlitAPIException(
        f"`format` is {format!r}, but has to be like '%d' or '%0.2f', or one of {', '.join(_NAMED)}."
    )
