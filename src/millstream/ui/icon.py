"""`icon`, a parameter of many elements: one emoji, a Material symbol, or "spinner"."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from millstream.errors import StreamlitAPIException
from millstream.script.emoji import EMOJI

_EMOJI = re.compile(EMOJI)
_MATERIAL = ":material/"
_LIST = "https://fonts.google.com/icons"


def icon_name(value: object) -> str:
    """Check `icon`; None is none."""
    if value is None or value == "":
        return ""
    name = value.strip() if isinstance(value, str) else ""
    if _EMOJI.fullmatch(name) or name == "spinner" or is_material(name):
        return name
    refuse_unknown(name)
    detail = " Shortcodes of emojis are not known here." if re.fullmatch(r":\w+:", name) else ""
    raise StreamlitAPIException(
        f'`icon` is {value!r}, but has to be one emoji, such as "🚀", or a Material symbol by its name in lower case, '
        f'such as ":material/thumb_up:".{detail}'
    )


def is_material(text: str) -> bool:
    """Whether a text is a Material symbol that there is."""
    name = _name(text)
    return name is not None and name in _material_icons()


def refuse_unknown(text: str) -> None:
    """Refuse a text that means a Material symbol, but none that there is.

    Raises
    ------
    StreamlitAPIException
        If there is no symbol of that name.
    """
    if not text.startswith(_MATERIAL) or is_material(text):
        return
    meant = text.removeprefix(_MATERIAL).rstrip(":").lower()
    near = get_close_matches(re.sub(r"\W", "_", meant), _material_icons(), 1)
    known = f"The nearest is `:material/{near[0]}:`" if near else "One is `:material/thumb_up:`"
    raise StreamlitAPIException(
        f"There is no Material symbol {text!r}. {known}; all are at {_LIST}, and are written in lower case, with _ between "
        "words and a colon at the end."
    )


def _name(text: str) -> str | None:
    if text.startswith(_MATERIAL) and text.endswith(":"):
        return text[len(_MATERIAL) : -1]
    return None


@cache
def _material_icons() -> frozenset[str]:
    """Give the names of the drawings that the front end has; its tests write the list."""
    names = Path(__file__).with_name("material_icons.txt").read_text(encoding="utf-8")
    return frozenset(names.split())
