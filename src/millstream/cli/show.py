"""The configuration as a file: what `millstream config show` prints."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from millstream.config import OPTIONS, Option, Settings
from millstream.config.table import SECTIONS

_WIDTH = 88


def configuration(settings: Settings) -> str:
    """Write all options that are shown, with their values and where these come from, as TOML.

    Parameters
    ----------
    settings
        The settings.
    """
    return "\n".join(_lines(settings)).strip() + "\n"


def _lines(settings: Settings) -> Iterator[str]:
    for section, about in SECTIONS.items():
        options = [o for o in OPTIONS.values() if o.section == section and not o.hidden]
        if not options:
            continue
        yield f"# {about}"
        yield f"[{section}]"
        for option in options:
            yield ""
            yield from _option(option, settings)
        yield ""


def _option(option: Option, settings: Settings) -> Iterator[str]:
    name = option.name.rpartition(".")[2]
    about = f"{option.help} Changes nothing: {option.unused}" if option.unused else option.help
    yield from textwrap.wrap(about, _WIDTH, initial_indent="# ", subsequent_indent="# ")
    origin = settings.origin(option.name)
    value = settings.get(option.name)
    if not origin:
        yield f"# {name} = {toml(value)}" if value is not None else f"# {name} ="
    elif option.sensitive:
        yield f'{name} = "•••"  # from {origin}'
    else:
        yield f"{name} = {toml(value)}  # from {origin}"


def toml(value: Any) -> str:
    """Write a value as TOML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
