"""The log of the program: how much it tells, how a line looks, and that it has no values of secrets."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from typing import Final, Literal

from millstream.redaction import redaction

DEFAULT_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_LOGGERS: Final = ("millstream", "uvicorn", "watchfiles")
_QUIET: Final = ("uvicorn", "watchfiles")


@dataclass(frozen=True, slots=True)
class LogOptions:
    """What is logged, and how."""

    level: Literal["error", "warning", "info", "debug"] = "info"
    format: str = DEFAULT_FORMAT


class RedactingFormatter(logging.Formatter):
    """Writes a line, and a traceback, with the names of secrets in place of their values."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the text of a record."""
        return redaction.redact(super().format(record))


def format_of(text: str) -> RedactingFormatter:
    """Make the formatter of a format; raise `ValueError` if it is none.

    Parameters
    ----------
    text
        The format, in the words of `logging`.
    """
    return RedactingFormatter(text)


def configure_logging(options: LogOptions) -> None:
    """Log as the options say, from now on.

    Parameters
    ----------
    options
        What is logged, and how.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(format_of(options.format))
    level = options.level.upper()
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.propagate = False
        loud = options.level == "debug" or name not in _QUIET
        logger.setLevel(level if loud or options.level == "error" else "WARNING")
