"""What the name of a page's file says: a number for the order, an emoji as the icon, and the name proper."""

from __future__ import annotations

import re

from millstream.script.emoji import EMOJI

_PARTS = re.compile(
    rf"(?P<number>(?:\d(?!\ufe0f?\u20e3))*)[_ -]*(?P<icon>{EMOJI}|)[_ -]*(?P<name>.*)", re.DOTALL
)
_GAPS = re.compile("[_ ]+")


class PageName:
    """The name of a file, taken apart.

    Parameters
    ----------
    stem
        The name without its suffix.

    Examples
    --------
    >>> name = PageName("3_🎈_Hot_air")
    >>> name.path, name.title, name.icon
    ('Hot_air', 'Hot air', '🎈')
    >>> sorted(["10_b", "a", "9_c"], key=lambda stem: PageName(stem).order)
    ['9_c', '10_b', 'a']
    """

    __slots__ = ("icon", "number", "path")

    def __init__(self, stem: str) -> None:
        parts = _PARTS.fullmatch(stem)
        assert parts is not None  # every part may be empty, and the last one is whatever is left
        name = _GAPS.sub("_", parts["name"])
        self.number = parts["number"]
        self.icon = parts["icon"]
        self.path = name or ("" if self.icon else self.number)

    @property
    def title(self) -> str:
        """The name as it is read."""
        return self.path.replace("_", " ")

    @property
    def order(self) -> tuple[float, str]:
        """What files of a folder are sorted by: numbers first, then names."""
        return (int(self.number) if self.number else float("inf"), self.path.lower())


def title_of(name: str) -> str:
    """Give the title of a page that has only a name, such as that of a function.

    Examples
    --------
    >>> title_of("quarterly_report")
    'quarterly report'
    """
    return name.replace("_", " ")
