"""The options `theme.*`: the same properties for the page, its sidebar, and both in light and dark."""

from __future__ import annotations

import json
import re
from typing import Any

from millstream.config.kinds import BOOLEAN, TEXT, Kind, checked, whole
from millstream.config.option import Option
from millstream.ui.css_colour import css_colour

SECTIONS = {
    "theme": "",
    "theme.sidebar": "sidebar",
    "theme.light": "light theme",
    "theme.dark": "dark theme",
    "theme.light.sidebar": "sidebar in the light theme",
    "theme.dark.sidebar": "sidebar in the dark theme",
}

_FUNCTION = re.compile(
    r"(?:rgb|rgba|hsl|hsla|hwb|lab|lch|oklab|oklch)\([0-9a-z.,%/ +-]+\)", re.IGNORECASE
)
_LENGTH = re.compile(r"0|\d*\.?\d+(?:px|rem|em|%|vh|vw)")
_SIZES = ("none", "small", "medium", "large", "full")
_WEIGHTS = range(100, 1000, 100)
_SCALE_STEPS = 10


def _colour(given: Any) -> str:
    return given if isinstance(given, str) and _FUNCTION.fullmatch(given) else css_colour(given)


def _length(given: Any) -> str:
    text = f"{given}px" if type(given) is int else given.strip()
    if not _LENGTH.fullmatch(text):
        raise ValueError
    return str(text)


def _radius(given: Any) -> str:
    return given if given in _SIZES else _length(given)


def _weight(given: Any) -> int:
    if int(given) not in _WEIGHTS:
        raise ValueError
    return int(given)


def _listed(given: Any) -> list[Any]:
    """Read a list of TOML, of JSON, or with commas between."""
    if isinstance(given, str):
        text = given.strip()
        return list(json.loads(text)) if text.startswith("[") else text.split(",")
    return list(given) if isinstance(given, (list, tuple)) else [given]


def _headings(one: Any) -> Any:
    def parse(given: Any) -> list[Any]:
        values = [one(each.strip() if isinstance(each, str) else each) for each in _listed(given)]
        if not 1 <= len(values) <= 6:
            raise ValueError
        return values

    return parse


def _colours(given: Any) -> list[str]:
    colours = [_colour(each.strip()) for each in _listed(given)]
    if not colours:
        raise ValueError
    return colours


def _scale(given: Any) -> list[str]:
    colours = _colours(given)
    if len(colours) != _SCALE_STEPS:
        raise ValueError
    return colours


def _faces(given: Any) -> list[dict[str, Any]]:
    faces = json.loads(given) if isinstance(given, str) else given
    for face in faces:
        if not isinstance(face["family"], str) or not isinstance(face["url"], str):
            raise TypeError
    return list(faces)


COLOUR = checked("COLOUR", 'a colour such as "#0b6e75", "teal" or "rgb(11, 110, 117)"', _colour)
LENGTH = checked("LENGTH", 'a length such as "14px" or "0.9rem"', _length)
RADIUS = checked("LENGTH", 'none, small, medium, large, full or a length such as "8px"', _radius)
WEIGHT = checked("NUMBER", "a multiple of 100 from 100 to 900", _weight)
HEADING_SIZES = checked("LIST", 'one to six lengths such as ["2rem", "1.5rem"]', _headings(_length))
HEADING_WEIGHTS = checked("LIST", "one to six multiples of 100 from 100 to 900", _headings(_weight))
COLOURS = checked("LIST", 'a list of colours such as ["#0b6e75", "#d97a1f"]', _colours)
SCALE = checked("LIST", "a list of ten colours", _scale)
FACES = checked("JSON", "a list of tables with `family` and `url`", _faces)

_PALETTE = ("red", "orange", "yellow", "blue", "green", "violet", "gray")

_EVERYWHERE: tuple[tuple[str, Kind, str], ...] = (
    ("primaryColor", COLOUR, "The accent colour"),
    ("backgroundColor", COLOUR, "The background"),
    ("secondaryBackgroundColor", COLOUR, "The background of widgets and panels"),
    ("textColor", COLOUR, "The colour of text"),
    *((f"{name}Color", COLOUR, f"The {name} of the palette") for name in _PALETTE),
    *((f"{name}BackgroundColor", COLOUR, f"The {name} of backgrounds") for name in _PALETTE),
    *((f"{name}TextColor", COLOUR, f"The {name} of text") for name in _PALETTE),
    ("linkColor", COLOUR, "The colour of links"),
    ("linkUnderline", BOOLEAN, "Whether links are underlined"),
    ("codeTextColor", COLOUR, "The colour of text in code"),
    ("codeBackgroundColor", COLOUR, "The background of code"),
    ("font", TEXT, "The family of text: sans-serif, serif, monospace or that of a font"),
    ("headingFont", TEXT, "The family of headings"),
    ("headingFontSizes", HEADING_SIZES, "The sizes of headings, from the first level on"),
    ("headingFontWeights", HEADING_WEIGHTS, "The weights of headings, from the first level on"),
    ("codeFont", TEXT, "The family of code"),
    ("codeFontSize", LENGTH, "The size of code"),
    ("codeFontWeight", WEIGHT, "The weight of code"),
    ("baseRadius", RADIUS, "The radius of corners"),
    ("buttonRadius", RADIUS, "The radius of the corners of buttons"),
    ("paddingTop", LENGTH, "The space above the first element"),
    ("paddingBottom", LENGTH, "The space below the last element"),
    ("borderColor", COLOUR, "The colour of borders"),
    ("dataframeBorderColor", COLOUR, "The colour of borders of tables"),
    ("dataframeHeaderBackgroundColor", COLOUR, "The background of the headers of tables"),
    ("dataframeHeaderTextColor", COLOUR, "The colour of text in the headers of tables"),
    ("showWidgetBorder", BOOLEAN, "Whether input widgets have borders"),
    ("chartCategoricalColors", COLOURS, "The colours of categories in charts"),
    ("chartSequentialColors", SCALE, "The ten colours of a scale in charts"),
    ("chartDivergingColors", SCALE, "The ten colours of a scale with a middle in charts"),
)

_ONCE: tuple[tuple[str, Kind, str], ...] = (
    (
        "base",
        TEXT,
        "The theme that the others change: light, dark, or the path of a TOML file with a `[theme]`",
    ),
    ("fontFaces", FACES, "Fonts to load"),
    ("baseFontSize", whole(1, 100), "The size of text in pixels, which scales everything"),
    ("baseFontWeight", WEIGHT, "The weight of text"),
    ("metricValueFontSize", LENGTH, "The size of the number of a metric"),
    ("metricValueFontWeight", WEIGHT, "The weight of the number of a metric"),
    ("showSidebarBorder", BOOLEAN, "Whether there is a line between sidebar and page"),
)

OPTIONS = tuple(
    Option(
        f"{section}.{name}",
        kind,
        None,
        f"{help}{f', in the {where}' if where else ''}.",
        field="session.theme",
    )
    for section, where in SECTIONS.items()
    for name, kind, help in (*_EVERYWHERE, *(_ONCE if section == "theme" else ()))
)
