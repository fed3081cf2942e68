"""Parameters that many elements share: sizes, alignments, icons. Each is checked here and written as the wire has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from millstream.errors import StreamlitAPIException
from millstream.protocol.elements import Size, Visibility

_ALIGNMENTS: dict[str, Any] = {
    "left": "",
    "center": "center",
    "right": "right",
    "justify": "justify",
}
_VISIBILITIES: dict[str, Visibility] = {"visible": "", "hidden": "hidden", "collapsed": "collapsed"}


def size(name: str, value: object) -> Size:
    """Check a width or height: "stretch", "content" or a positive number of pixels."""
    if value in ("stretch", "content"):
        return value
    if type(value) is int and value > 0:
        return value
    raise StreamlitAPIException(
        f'`{name}` is {value!r}, but a {name} is "stretch", "content" or a positive number of pixels.'
    )


def choice(name: str, value: object, table: Mapping[Any, Any]) -> Any:
    """Look a word up among those a parameter may have."""
    try:
        return table[value]
    except (KeyError, TypeError):
        words = ", ".join(map(repr, table))
        raise StreamlitAPIException(
            f"`{name}` is {value!r}, but has to be one of {words}."
        ) from None


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
    if isinstance(value, str) and value in _GAPS:
        return "" if value == "small" else value
    if type(value) is int and value >= 0:
        return str(value)
    raise StreamlitAPIException(
        f"`gap` is {value!r}, but has to be None, a number of pixels, or one of {', '.join(_GAPS)}."
    )
