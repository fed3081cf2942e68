"""What a slider counts: whole numbers, floats, days, times of day or moments, each as numbers for the browser."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Literal

from millstream.errors import StreamlitAPIException
from millstream.state import Misfit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TWO_WEEKS = timedelta(days=14)

ScaleName = Literal["", "date", "time", "datetime"]


class Scale:
    """Values of one type as numbers on a line."""

    def __init__(
        self,
        name: ScaleName,
        number: Callable[[Any], float],
        value: Callable[[float], Any],
        *,
        is_integer: bool = False,
        unit: timedelta | None = None,
    ) -> None:
        self.name = name
        self.number = number
        self.value = value
        self.is_integer = is_integer
        self._unit = unit

    def limits(self, values: list[Any], low: Any, high: Any) -> tuple[Any, Any]:
        """Fill in the limits that were not given."""
        if self._unit is None:
            numbers = values or [0]
            whole = (0, 100) if self.is_integer else (0.0, 1.0)
            low = min(whole[0], *numbers) if low is None else low
            high = max(whole[1], *numbers) if high is None else high
        elif self.name == "time":
            low = time.min if low is None else low
            high = time.max.replace(microsecond=999999) if high is None else high
        else:
            low = min(values) - _TWO_WEEKS if low is None else low
            high = max(values) + _TWO_WEEKS if high is None else high
        return low, high

    def step(self, step: Any, low: Any, high: Any) -> float:
        """Give the step as a number."""
        if self._unit is None:
            if step is None:
                return 1 if self.is_integer else 0.01
            if isinstance(step, bool) or not isinstance(step, (int, float)) or step <= 0:
                raise StreamlitAPIException(f"`step` is {step!r}, but has to be a number above 0.")
            if self.is_integer and not isinstance(step, int):
                raise StreamlitAPIException(
                    f"`step` is {step!r}, but the values are whole numbers."
                )
            return step
        if step is None:
            if self.name == "date":
                return 1
            step = timedelta(minutes=15)
            if self.name == "datetime" and high - low > timedelta(days=1):
                step = timedelta(days=1)
        if not isinstance(step, timedelta) or step <= timedelta(0):
            raise StreamlitAPIException(
                f"`step` is {step!r}, but has to be a timedelta above zero."
            )
        return step / self._unit


class Points:
    """A slider's value, or two of them, and how they go to the browser and back."""

    __slots__ = ("_is_range", "_scale", "high", "low")

    def __init__(self, scale: Scale, low: Any, high: Any, is_range: bool) -> None:
        self._scale = scale
        self.low = low
        self.high = high
        self._is_range = is_range

    def encode(self, value: Any) -> tuple[float, ...]:
        """Give the numbers for a value."""
        values = value if self._is_range else (value,)
        if not isinstance(values, (tuple, list)) or len(values) != (2 if self._is_range else 1):
            raise Misfit(f"{value!r} is not a {'range' if self._is_range else 'single value'}")
        try:
            numbers = tuple([self._scale.number(each) for each in values])
        except (TypeError, AttributeError):
            raise Misfit(f"{value!r} is of another type than the slider") from None
        low, high = self._scale.number(self.low), self._scale.number(self.high)
        if any(not low <= number <= high for number in numbers):
            raise StreamlitAPIException(
                f"The value {value!r} is not between {self.low!r} and {self.high!r}."
            )
        if self._is_range and numbers[0] > numbers[1]:
            raise StreamlitAPIException(f"The range {value!r} ends before it begins.")
        return numbers

    def decode(self, wire: Any) -> Any:
        """Give the value for the browser's numbers."""
        count = 2 if self._is_range else 1
        if not isinstance(wire, tuple | list) or len(wire) != count:
            raise Misfit(f"{count} numbers are expected, not {wire!r}")
        low, high = self._scale.number(self.low), self._scale.number(self.high)
        for number in wire:
            if isinstance(number, bool) or not isinstance(number, (int, float)):
                raise Misfit(f"{number!r} is not a number")
            if not (math.isfinite(number) and low <= number <= high):
                raise Misfit(f"{number!r} is not between {low!r} and {high!r}")
            if self._scale.is_integer and number != int(number):
                raise Misfit(f"{number!r} is not a whole number")
        if count == 2 and wire[0] > wire[1]:
            raise Misfit(f"the range {wire!r} ends before it begins")
        values = tuple([self._scale.value(number) for number in wire])
        return values if self._is_range else values[0]


_WHOLE = Scale("", int, int, is_integer=True)
_FLOAT = Scale("", float, float)
_DAYS = Scale(
    "date", lambda day: day.toordinal() - _EPOCH.toordinal(),
    lambda number: date.fromordinal(int(number) + _EPOCH.toordinal()),
    unit=timedelta(days=1),
)  # fmt: skip


def _times(zone: tzinfo | None) -> Scale:
    def number(value: time) -> float:
        moment = datetime.combine(date.min, value.replace(tzinfo=None))
        return (moment - datetime.min) / timedelta(seconds=1)

    def value(number: float) -> time:
        return (datetime.min + timedelta(seconds=number)).time().replace(tzinfo=zone)

    return Scale("time", number, value, unit=timedelta(seconds=1))


def _moments(zone: tzinfo | None) -> Scale:
    """Wall time counts, so that the slider shows what the user's clock shows."""

    def number(value: datetime) -> float:
        return (value.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND

    def value(number: float) -> datetime:
        return (_EPOCH + timedelta(microseconds=number)).replace(tzinfo=zone)

    return Scale("datetime", number, value, unit=_MICROSECOND)


def scale_of(values: list[Any], low: Any, high: Any, step: Any) -> Scale:
    """Find what a slider counts from the values that were given, which are all of one type."""
    given = [each for each in (*values, low, high) if each is not None]
    if not given and isinstance(step, float):
        return _FLOAT
    kinds = {_kind(each) for each in given}
    if len(kinds) > 1:
        listed = ", ".join(map(repr, given))
        raise StreamlitAPIException(
            f"The value and the limits of a slider are of one type, but these were given: {listed}."
        )
    kind = kinds.pop() if kinds else int
    zone = getattr(given[0], "tzinfo", None) if given else None
    simple = {int: _WHOLE, float: _FLOAT, date: _DAYS}
    if kind in simple:
        return simple[kind]
    return _times(zone) if kind is time else _moments(zone)


def _kind(value: Any) -> type:
    if isinstance(value, bool):
        raise StreamlitAPIException(f"A slider has no {value!r}; a checkbox has.")
    for kind in (int, float, datetime, date, time):
        if isinstance(value, kind):
            return kind
    for kind, method in ((int, "__index__"), (float, "__float__")):
        if hasattr(value, method):
            return kind
    raise StreamlitAPIException(
        f"A slider counts whole numbers, floats, dates, times or datetimes, not {value!r}."
    )
