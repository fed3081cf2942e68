"""The options of all packages, composed."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from millstream.config.caching import CachingOptions, StoreOptions
from millstream.config.logs import LogOptions
from millstream.config.server import ServerOptions
from millstream.config.table import OPTIONS
from millstream.script.options import ScriptOptions
from millstream.secret_store.options import SecretOptions
from millstream.session.options import SessionOptions

_THEME: Final = "session.theme"


@dataclass(frozen=True, slots=True)
class Options:
    """Everything that can be set: one part for each package."""

    script: ScriptOptions = field(default_factory=ScriptOptions)
    session: SessionOptions = field(default_factory=SessionOptions)
    server: ServerOptions = field(default_factory=ServerOptions)
    secrets: SecretOptions = field(default_factory=SecretOptions)
    caching: CachingOptions = field(default_factory=CachingOptions)
    store: StoreOptions = field(default_factory=StoreOptions)
    logs: LogOptions = field(default_factory=LogOptions)


def compose(values: Mapping[str, Any]) -> Options:
    """Put values into the fields that they are for.

    Parameters
    ----------
    values
        Values of options, as `Option.parse` gives them, by the names of the options.

    Examples
    --------
    >>> compose({"server.maxUploadSize": 1, "theme.dark.linkUnderline": True}).session.theme
    {'dark.linkUnderline': 'true'}
    """
    fields: dict[str, dict[str, Any]] = {}
    theme: dict[str, str] = {}
    for name, value in values.items():
        option = OPTIONS[name]
        if value is None or not option.field:
            continue
        if option.field == _THEME:
            theme[name.removeprefix("theme.")] = _on_the_wire(value)
            continue
        part, _, of_part = option.field.partition(".")
        fields.setdefault(part, {})[of_part] = option.convert(value)
    if theme:
        fields.setdefault("session", {})["theme"] = theme
    options = Options()
    parts = {
        part: dataclasses.replace(getattr(options, part), **given) for part, given in fields.items()
    }
    return dataclasses.replace(options, **parts)


def _on_the_wire(value: Any) -> str:
    """Write a value of the theme as browsers get it: text, and lists as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
