"""What values options can have: each kind says what it expects and makes a value of what was written.

What was written is text in variables and flags, and any TOML value in files.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Kind:
    """What an option expects.

    Parameters
    ----------
    name
        What flags show in place of the value.
    words
        What messages say that it has to be.
    parse
        Makes a value, or raises `ValueError`, `TypeError` or `KeyError`.
    many
        Whether a flag may be given more than once.
    choices
        The only values, where there are few.
    """

    name: str
    words: str
    parse: Callable[[Any], Any]
    many: bool = False
    choices: tuple[str, ...] = ()


_BOOLEANS: Final = {
    **dict.fromkeys(("true", "1", "yes", "on", "t", "y"), True),
    **dict.fromkeys(("false", "0", "no", "off", "f", "n"), False),
}


def _boolean(given: Any) -> bool:
    return given if isinstance(given, bool) else _BOOLEANS[given.strip().lower()]


def _number(given: Any) -> float:
    if isinstance(given, bool):
        raise TypeError
    number = float(given)
    if not math.isfinite(number):
        raise ValueError
    return int(number) if number.is_integer() else number


def _text(given: Any) -> str:
    if not isinstance(given, str):
        raise TypeError
    return given


def _texts(given: Any) -> tuple[str, ...]:
    """Read a list: of TOML, as JSON, with commas between; a flag that may be repeated gives a tuple of such texts."""
    if isinstance(given, tuple):
        return tuple(text for each in given for text in _texts(each))
    if isinstance(given, str):
        text = given.strip()
        given = json.loads(text) if text.startswith("[") else text.split(",")
    texts = (_text(each).strip() for each in given)
    return tuple(text for text in texts if text)


def _table(given: Any) -> dict[str, str]:
    given = json.loads(given) if isinstance(given, str) else given
    if not isinstance(given, Mapping):
        raise TypeError
    return {key: _text(value) for key, value in given.items()}


BOOLEAN: Final = Kind("true|false", "true or false", _boolean)
NUMBER: Final = Kind("NUMBER", "a number", _number)
TEXT: Final = Kind("TEXT", "text", _text)
TEXTS: Final = Kind("LIST", 'a list such as ["a", "b"], or text with commas', _texts, many=True)
TABLE: Final = Kind("JSON", 'a table such as {"name": "value"}', _table)


def whole(lowest: int, highest: int | None = None) -> Kind:
    """Expect a whole number within limits."""
    limits = f"from {lowest} to {highest}" if highest is not None else f"of at least {lowest}"

    def parse(given: Any) -> int:
        number = _number(given)
        if not isinstance(number, int) or number < lowest or (highest or number) < number:
            raise ValueError
        return number

    return Kind("NUMBER", f"a whole number {limits}", parse)


def at_least(lowest: float) -> Kind:
    """Expect a number within a limit."""

    def parse(given: Any) -> float:
        number = _number(given)
        if not number >= lowest:
            raise ValueError
        return number

    return Kind("NUMBER", f"a number of at least {lowest:g}", parse)


def choice(*values: str, also: Mapping[object, str] | None = None) -> Kind:
    """Expect one of a few texts.

    Parameters
    ----------
    values
        The texts.
    also
        What else is accepted, and which text it means.
    """
    spellings: dict[object, str] = {value.lower(): value for value in values}
    spellings.update(also or {})

    def parse(given: Any) -> str:
        return spellings[given.strip().lower() if isinstance(given, str) else given]

    words = ", ".join(values[:-1]) + f" or {values[-1]}"
    return Kind("|".join(values), words, parse, choices=values)


def checked(name: str, words: str, check: Callable[[Any], Any]) -> Kind:
    """Expect what a function takes without raising; its result is the value."""
    return Kind(name, words, check)
