"""Themes that are kept in files of their own: `theme.base` names one, and the other options change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from millstream.config.option import OptionError, nearest
from millstream.config.sources import Setting, read_document
from millstream.config.table import OPTIONS
from millstream.errors import StreamlitInvalidThemeOptionError, StreamlitInvalidThemeSectionError

_BASES: Final = ("light", "dark")


def with_base(settings: Mapping[str, Setting], folder: Path) -> dict[str, Setting]:
    """Put the options of the theme's file, if it has one, below those that were set.

    Parameters
    ----------
    settings
        What was set.
    folder
        Where a relative path starts.

    Raises
    ------
    OptionError
        If there is no such file, or it has something that is no option of a theme.
    """
    base = settings.get("theme.base")
    if base is None or base.value is None or base.value in _BASES:
        return dict(settings)
    path = folder / Path(base.value).expanduser()
    if not path.is_file():
        raise OptionError(
            f"theme.base is {base.value!r} in {base.origin}, but has to be light, dark or the path of a TOML file on "
            "this machine."
        )
    below = {
        name: Setting(OPTIONS[name].parse(value, f"{name} in {path}"), str(path))
        for name, value in _options(path)
    }
    own = below.get("theme.base")
    if own is not None and own.value not in _BASES:
        raise OptionError(
            f"theme.base is {own.value!r} in {path}, but there has to be light or dark."
        )
    above = {name: setting for name, setting in settings.items() if name != "theme.base"}
    return {**below, **above}


def _options(path: Path) -> Iterator[tuple[str, Any]]:
    document = read_document(path)
    for section in document:
        if section != "theme":
            raise StreamlitInvalidThemeSectionError(section, str(path))
    yield from _flat(document.get("theme", {}), "theme", path)


def _flat(table: Mapping[str, Any], section: str, path: Path) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        name = f"{section}.{key}"
        if isinstance(value, dict):
            yield from _flat(value, name, path)
        elif name not in OPTIONS:
            themes = [each for each in OPTIONS if each.startswith("theme.")]
            raise StreamlitInvalidThemeOptionError(
                "`{name}` in {path} is no option of a theme.{hint}",
                name=name,
                path=path,
                hint=nearest(name, themes),
            )
        else:
            yield name, value
