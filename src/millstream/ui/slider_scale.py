"""What a slider counts: whole numbers, floats, days, times of day or moments, each as numbers for the browser."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from numbers import Integral, Real
from typing import Any, Literal

from millstream.errors import (
    StreamlitInvalidMinMaxError,
    StreamlitInvalidParameterTypeError,
    StreamlitMissingRequiredParameterError,
    StreamlitValueAboveMaxError,
    StreamlitValueBelowMinError,
    StreamlitValueError,
)
from millstream.state import Misfit
from millstream.ui.numbers import check_countable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_TWO_WEEKS = timedelta(days=14)

ScaleName = Literal["", "date", "time", "datetime"]


_READERS: dict[str, Callable[[str], Any]] = {
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "datetime": datetime.fromisoformat,
}


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
        zone: tzinfo | None = None,
    ) -> None:
        self.name = name
        self.number = number
        self.value = value
        self.is_integer = is_integer
        self._unit = unit
        self._zone = zone

    def text(self, value: Any) -> str:
        """Write a value as people do who write programs."""
        return repr(value) if self._unit is None else str(value.isoformat())

    def read(self, text: str) -> Any:
        """Read what `text` has written."""
        if self._unit is None:
            return (int if self.is_integer else float)(text)
        return _READERS[self.name](text)

    def plain(self, value: Any) -> Any:
        """Give a whole number of another type, such as NumPy's or a bool, as an `int`."""
        return int(value) if self.is_integer else value

    def limits(self, values: list[Any], low: Any, high: Any) -> tuple[Any, Any]:
        """Fill in the limits that were not given, put them in order, and make room for the values."""
        if low is not None and low == high:
            raise StreamlitInvalidMinMaxError(low, high)
        first, last = self._usual(values)
        low = first if low is None else self.plain(low)
        high = last if high is None else self.plain(high)
        if self._unit is None:
            check_countable("min_value", low)
            check_countable("max_value", high)
        return min(low, high, *values), max(low, high, *values)

    def _usual(self, values: list[Any]) -> tuple[Any, Any]:
        if self._unit is None:
            return (0, 100) if self.is_integer else (0.0, 1.0)
        if self.name == "time":
            return time.min.replace(tzinfo=self._zone), time.max.replace(tzinfo=self._zone)
        if not values:
            raise StreamlitMissingRequiredParameterError("value")
        return values[0] - _TWO_WEEKS, values[0] + _TWO_WEEKS

    def step(self, step: Any, low: Any, high: Any) -> float:
        """Give the step as a number."""
        if self._unit is None:
            return self._number_step(step)
        if step is None:
            if self.name == "date":
                return 1
            is_long = self.name == "datetime" and high - low >= timedelta(days=1)
            step = timedelta(days=1) if is_long else timedelta(minutes=15)
        if not isinstance(step, timedelta):
            raise StreamlitInvalidParameterTypeError("step", type(step).__name__, ["timedelta"])
        if step <= timedelta(0):
            raise StreamlitValueError("step", ["a timedelta above zero"], detail=f"It is {step!r}.")
        return step / self._unit

    def _number_step(self, step: Any) -> float:
        if step is None:
            return 1 if self.is_integer else 0.01
        if _kind(step) is not (int if self.is_integer else float):
            kind = "int" if self.is_integer else "float"
            raise StreamlitInvalidParameterTypeError(
                "step", type(step).__name__, [kind], detail="The value and the limits are that."
            )
        if not step > 0:
            raise StreamlitValueError("step", ["a number above zero"], detail=f"It is {step!r}.")
        return self.plain(step)  # type: ignore[no-any-return]


class Points:
    """A slider's value and how it goes to the browser and back: a tuple of `count` parts, or if that is 0, one value."""

    __slots__ = ("_count", "_scale", "high", "low")

    def __init__(self, scale: Scale, low: Any, high: Any, count: int) -> None:
        self._scale = scale
        self.low = low
        self.high = high
        self._count = count

    def encode(self, value: Any) -> tuple[float, ...]:
        """Give the numbers for a value."""
        values = value if self._count else (value,)
        if not isinstance(values, (tuple, list)) or len(values) != (self._count or 1):
            parts = f"a range of {self._count} parts" if self._count else "a single value"
            raise Misfit(f"{value!r} is not {parts}")
        number = self._scale.number
        try:
            numbers = tuple([number(each) for each in values])
        except (TypeError, ValueError, AttributeError):
            raise Misfit(f"{value!r} is of another type than the slider") from None
        if min(numbers) < number(self.low):
            raise StreamlitValueBelowMinError(min(values), self.low)
        if max(numbers) > number(self.high):
            raise StreamlitValueAboveMaxError(max(values), self.high)
        return numbers if self._count < 2 else tuple(sorted(numbers))

    def decode(self, wire: Any) -> Any:
        """Give the value for the browser's numbers."""
        count = self._count or 1
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
        return values if self._count else values[0]

    def to_query(self, value: Any) -> Sequence[str]:
        """Give the texts for a value."""
        return [self._scale.text(each) for each in (value if self._count else (value,))]

    def from_query(self, texts: Sequence[str]) -> Any:
        """Give the value for texts."""
        return self.decode([self._scale.number(self._scale.read(text)) for text in texts])


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

    return Scale("time", number, value, unit=timedelta(seconds=1), zone=zone)


def _moments(zone: tzinfo | None) -> Scale:
    """Wall time counts, so that the slider shows what the user's clock shows."""

    def number(value: datetime) -> float:
        return (value.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND

    def value(number: float) -> datetime:
        return (_EPOCH + timedelta(microseconds=number)).replace(tzinfo=zone)

    return Scale("datetime", number, value, unit=_MICROSECOND, zone=zone)


def scale_of(values: list[Any], low: Any, high: Any) -> Scale:
    """Find what a slider counts from the values that were given, which are all of one type."""
    given = [*values, *([] if low is None else [low]), *([] if high is None else [high])]
    kind = _kind(given[0]) if given else int
    for each in given:
        if _kind(each) is not kind:
            types = [type(each).__name__ for each in given]
            raise StreamlitInvalidParameterTypeError(
                "value",
                ", ".join(types),
                ["numbers that are all whole", "all floats", "dates and times of one type"],
                detail="The value and the limits of a slider are of one type.",
            )
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    zone = getattr(given[0], "tzinfo", None)
    return _times(zone) if kind is time else _moments(zone)


_SIMPLE = {int: _WHOLE, float: _FLOAT, date: _DAYS}
_KINDS: dict[type, type] = {
    int: int, bool: int, float: float, date: date, time: time, datetime: datetime,
}  # fmt: skip
_BASES: tuple[tuple[type, type], ...] = (
    (Integral, int), (Real, float), (datetime, datetime), (date, date), (time, time),
)  # fmt: skip


def _kind(value: Any) -> type:
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    for base, kind in _BASES:
        if isinstance(value, base):
            return kind
    kinds = ["int", "float", "date", "time", "datetime", "a list or tuple of two"]
    raise StreamlitInvalidParameterTypeError("value", type(value).__name__, kinds)
