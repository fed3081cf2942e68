"""Colours as users write them, as CSS has them."""

from __future__ import annotations

import re
from typing import Any

from millstream.errors import StreamlitInvalidColorError

HEX = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_CSS = """
aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond blue blueviolet brown burlywood
cadetblue chartreuse chocolate coral cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray
darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid darkred darksalmon darkseagreen
darkslateblue darkslategray darkslategrey darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue
firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod gray green greenyellow grey honeydew
hotpink indianred indigo ivory khaki lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon lightseagreen lightskyblue lightslategray
lightslategrey lightsteelblue lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue
mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen mediumturquoise mediumvioletred
midnightblue mintcream mistyrose moccasin navajowhite navy oldlace olive olivedrab orange orangered orchid
palegoldenrod palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum powderblue purple
rebeccapurple red rosybrown royalblue saddlebrown salmon sandybrown seagreen seashell sienna silver skyblue
slateblue slategray slategrey snow springgreen steelblue tan teal thistle tomato transparent turquoise violet
wheat white whitesmoke yellow yellowgreen
"""
_NAMES = frozenset(_CSS.split())


def is_number_tuple(color: object) -> bool:
    """Tell one colour, written as a tuple of numbers, from a tuple of colours."""
    return isinstance(color, tuple) and all(isinstance(part, (int, float)) for part in color)


def css_colour(color: Any) -> str:
    """Give a colour as CSS has it.

    Parameters
    ----------
    color
        A name of CSS, "#rgb", "#rgba", "#rrggbb" or "#rrggbbaa"; or three or four numbers: red, green and blue from 0 to
        255 or as floats from 0 to 1, and the opacity from 0 to 1.

    Examples
    --------
    >>> css_colour((1.0, 0.5, 0.0, 0.5))
    'rgba(255, 128, 0, 0.5)'
    """
    if isinstance(color, str) and (HEX.fullmatch(color) or color.lower() in _NAMES):
        return color
    if isinstance(color, (tuple, list)) and len(color) in (3, 4) and is_number_tuple(tuple(color)):
        parts = [round(c * 255) if isinstance(c, float) and c <= 1 else int(c) for c in color[:3]]
        alpha = color[3] if len(color) == 4 else 1
        return f"rgba({parts[0]}, {parts[1]}, {parts[2]}, {alpha})"
    raise StreamlitInvalidColorError(color)
