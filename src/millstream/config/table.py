"""All options by their names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from millstream.config.option import Option
from millstream.config.sections import (
    cache,
    client,
    global_,
    logger,
    runner,
    secrets,
    server,
    session,
    theme,
)

_SECTIONS = (global_, logger, client, runner, cache, server, secrets, session, theme)

OPTIONS: Final[Mapping[str, Option]] = {
    option.name: option for section in _SECTIONS for option in section.OPTIONS
}
"""The options by their names, those of a section together."""

SECTIONS: Final[Mapping[str, str]] = {
    "global": "The whole framework.",
    "logger": "What is logged, and how.",
    "client": "What pages show.",
    "ui": "What is around pages.",
    "runner": "How scripts run.",
    "magic": "What of bare expressions is written.",
    "cache": "Where results of cached functions are kept.",
    "server": "Where the app is served, and what is let in.",
    "browser": "What users are told of the server.",
    "secrets": "Where secrets come from.",
    "session": "What sessions survive.",
    "theme": "How the app looks.",
    "theme.sidebar": "How the sidebar looks.",
    "theme.light": "How the app looks in light.",
    "theme.dark": "How the app looks in dark.",
    "theme.light.sidebar": "How the sidebar looks in light.",
    "theme.dark.sidebar": "How the sidebar looks in dark.",
}
"""What the options of a section are about."""
