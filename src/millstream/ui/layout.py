"""Parameters that many elements share, such as sizes and alignments. Each is checked here and written as the wire has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from millstream.errors import (
    StreamlitInvalidHeightError,
    StreamlitInvalidWidthError,
    StreamlitValueError,
)
from millstream.protocol.elements import Size, Visibility

_ALIGNMENTS: dict[str, Any] = {
    "left": "",
    "center": "center",
    "right": "right",
    "justify": "justify",
}
_VISIBILITIES: dict[str, Visibility] = {"visible": "", "hidden": "hidden", "collapsed": "collapsed"}


def size(name: str, value: object, *, content: bool = True) -> Size:
    """Check a width or height: "stretch", a positive number of pixels, or where elements can shrink, "content"."""
    if value == "stretch" or (value == "content" and content):
        return value
    if type(value) is int and value > 0:
        return value
    error = StreamlitInvalidHeightError if name == "height" else StreamlitInvalidWidthError
    raise error(value, content)


def choice(name: str, value: object, table: Mapping[Any, Any]) -> Any:
    """Look a word up among those a parameter may have."""
    try:
        return table[value]
    except (KeyError, TypeError):
        words = [repr(word) for word in table]
        raise StreamlitValueError(name, words, detail=f"It is {value!r}.") from None


def alignment(value: object) -> Any:
    """Check `text_alignment`."""
    return choice("text_alignment", value, _ALIGNMENTS)


def visibility(value: object) -> Visibility:
    """Check `label_visibility`."""
    return choice("label_visibility", value, _VISIBILITIES)  # type: ignore[no-any-return]


_GAPS = ("xxsmall", "xsmall", "small", "medium", "large", "xlarge", "xxlarge")


def gap_word(value: object) -> str:
    """Check `gap`: a word of the scale, a number of pixels, or None for no gap."""
    if value is None:
        return "none"
    if isinstance(value, str) and value.lower() in _GAPS:
        return "" if value == "small" else value.lower()
    if type(value) is int and value >= 0:
        return str(value)
    words = [*map(repr, _GAPS), "None", "a number of pixels"]
    raise StreamlitValueError("gap", words, detail=f"It is {value!r}.")
