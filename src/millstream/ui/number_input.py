"""`st.number_input`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from millstream.errors import (
    StreamlitInvalidMinMaxError,
    StreamlitInvalidNumberFormatError,
    StreamlitMixedNumericTypesError,
    StreamlitValueAboveMaxError,
    StreamlitValueBelowMinError,
)
from millstream.protocol.elements import NumberInput, Size
from millstream.state import Misfit, OutOfLimits
from millstream.ui.icon import icon_name
from millstream.ui.layout import size, visibility
from millstream.ui.numbers import check_countable, number_kind
from millstream.ui.widget import widget

Number: TypeAlias = int | float

_PRINTF = re.compile(r"%[-+ 0,]*\d*(?:\.\d+)?[difeEgGsu]")
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
            return None
        number_kind("value", value)
        if not math.isfinite(value) or self._is_outside(value):
            raise OutOfLimits(f"{value!r} is not between {self.minimum!r} and {self.maximum!r}")
        return self.kind(value)  # type: ignore[no-any-return]

    def decode(self, wire: Any) -> Number | None:
        if wire is None and self.nullable:
            return None
        if isinstance(wire, bool) or not isinstance(wire, (int, float)) or not math.isfinite(wire):
            raise Misfit(f"a number input holds a number, not {wire!r}")
        if self.kind is int and wire != int(wire):
            raise Misfit(f"a whole number is expected, not {wire!r}")
        if self._is_outside(wire):
            raise OutOfLimits(f"{wire!r} is not between {self.minimum!r} and {self.maximum!r}")
        return self.kind(wire)  # type: ignore[no-any-return]

    def to_query(self, value: Number | None) -> Sequence[str]:
        return ["" if value is None else repr(value)]

    def from_query(self, texts: Sequence[str]) -> Number | None:
        return self.decode(self.kind(texts[-1]) if texts[-1] else None)

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
        "rerun", "ignore" if a change waits for the next run, or a function called before the run that a change causes,
        and what it is called with.
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
    required
        Whether it keeps its value rather than be empty.
    bind
        "query-params" to keep the value in the page's address, under the key.
    persist_state
        "page" or "session": how long the value is kept while no run draws it. It needs a key.

    Returns
    -------
    int or float or None
        The number, of the type of the parameters; None for an empty field.

    Examples
    --------
    >>> import millstream as st
    >>> wheels = st.number_input("Wheels", 1, 8)
    """
    kind = _kind(value, min_value, max_value, step)
    low = None if min_value is None else kind(min_value)
    high = None if max_value is None else kind(max_value)
    default = _default(kind, value, low, high)
    _check_limits(default, low, high)
    codec = _Numeral(kind, low, high, nullable=value is None and not required)
    element = NumberInput(
        id="",
        label=str(label),
        help=help or "",
        value=default,
        minimum=low,
        maximum=high,
        step=(1 if kind is int else 0.01) if step is None else step,
        integer=kind is int,
        format=_format(format),
        placeholder=placeholder or "",
        icon=icon_name(icon),
        required=bool(required),
        disabled=bool(disabled),
        label_visibility=visibility(label_visibility),
        width="" if width == "stretch" else size("width", width, content=False),
    )
    number: Number | None = widget(
        "number_input", element, codec, default,
        key=key, on_change=on_change, args=args, kwargs=kwargs, bind=bind, persist_state=persist_state,
    )  # fmt: skip
    return number


def _kind(value: Any, minimum: Any, maximum: Any, step: Any) -> type:
    """Find the one type of the numbers that were given; float if there are none."""
    kinds = set()
    if value is not None and value != "min":
        kinds.add(number_kind("value", value))
    for name, number in (("min_value", minimum), ("max_value", maximum), ("step", step)):
        if number is not None:
            kinds.add(number_kind(name, number))
    if len(kinds) > 1:
        raise StreamlitMixedNumericTypesError(value, minimum, maximum, step)
    return kinds.pop() if kinds else float


def _default(kind: type, value: Any, low: Number | None, high: Number | None) -> Number | None:
    if value is None:
        return None
    if value != "min":
        return kind(value)  # type: ignore[no-any-return]
    if low is None:
        return kind(0) if high is None or high >= 0 else high
    return low


def _check_limits(default: Number | None, low: Number | None, high: Number | None) -> None:
    for name, number in (("min_value", low), ("max_value", high), ("value", default)):
        if number is not None:
            check_countable(name, number)
    if low is not None and high is not None and low > high:
        raise StreamlitInvalidMinMaxError(low, high)
    if default is not None and low is not None and default < low:
        raise StreamlitValueBelowMinError(default, low)
    if default is not None and high is not None and default > high:
        raise StreamlitValueAboveMaxError(default, high)


def _format(format: str | None) -> str:
    if format is None or format in _NAMED or _PRINTF.search(format):
        return format or ""
    raise StreamlitInvalidNumberFormatError(format)
