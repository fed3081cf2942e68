"""The options `logger.*`."""

from __future__ import annotations

from typing import Any

from millstream.config.kinds import BOOLEAN, checked, choice
from millstream.config.logs import DEFAULT_FORMAT, format_of
from millstream.config.option import Option


def _format(given: Any) -> str:
    format_of(given)
    return str(given)


OPTIONS = (
    Option(
        "logger.level",
        choice("error", "warning", "info", "debug"),
        "info",
        "The least that Millstream's own log tells.",
        field="logs.level",
    ),
    Option(
        "logger.messageFormat",
        checked(
            "TEXT",
            'a format of the module `logging`, such as "%(asctime)s %(levelname)s: %(message)s"',
            _format,
        ),
        DEFAULT_FORMAT,
        "How a line of the log looks, in the words of Python's `logging`.",
        field="logs.format",
    ),
    Option(
        "logger.enableRich",
        BOOLEAN,
        False,
        "Whether tracebacks in the terminal are drawn by the package rich.",
        unused="Tracebacks in the terminal are plain text, from which the values of secrets are taken out.",
        hidden=True,
        scriptable=True,
    ),
    Option(
        "logger.hideWelcomeMessage",
        BOOLEAN,
        False,
        "Whether the addresses of the app are not printed when it starts.",
        field="server.hide_welcome",
        hidden=True,
    ),
)
