"""The log of the program: how much it tells, how a line looks, and that it has no values of secrets."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
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


class RedactedRecord(logging.LogRecord):
    """What any logger of the process tells, with the names of secrets in place of their values."""

    def getMessage(self) -> str:  # noqa: N802 - so the base class names it
        """Give the message."""
        return redaction.redact(super().getMessage())

    @property
    def exc_text(self) -> str | None:
        """The traceback, once somebody has formatted it."""
        return self._exc_text

    @exc_text.setter
    def exc_text(self, text: str | None) -> None:
        self._exc_text = text and redaction.redact(text)


def hide_secrets() -> None:
    """Have whatever the process logs from now on, and what threads die of, be without the values of secrets."""
    if logging.getLogRecordFactory() is logging.LogRecord:
        logging.setLogRecordFactory(RedactedRecord)
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _tell


def _tell(died: threading.ExceptHookArgs) -> None:
    """Print what a thread has died of, as Python does."""
    if died.exc_type is SystemExit:
        return
    name = died.thread.name if died.thread else "?"
    lines = traceback.format_exception(died.exc_type, died.exc_value, died.exc_traceback)
    text = "".join((f"Exception in thread {name}:\n", *lines))
    sys.stderr.write(redaction.redact(text))


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
