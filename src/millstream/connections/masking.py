"""Passwords in parameters of connections: they are hidden wherever texts are shown, and in errors of libraries."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from millstream.redaction import Redaction, redaction

_SENSITIVE: Final = re.compile(
    r"pass(word|wd|phrase|code)|(^|_)pass$|pwd$|secret|token|key$|credential|private|^auth$|^authorization$",
    re.IGNORECASE,
)


def hide(name: str, parameters: Mapping[str, Any], hidden: Redaction = redaction) -> None:
    """Hide the passwords among the parameters of a connection, also those in addresses.

    Parameters
    ----------
    name
        The name of the connection.
    parameters
        Its parameters.
    hidden
        What hides them.

    Examples
    --------
    >>> hidden = Redaction()
    >>> hide("db", {"url": "postgresql://ali:open%20sesame@cave/gold"}, hidden)
    >>> hidden.redact("ali may not enter with 'open sesame'")
    "ali may not enter with '<secret connections.db.url>'"
    """
    hidden.hide(dict(_passwords(f"connections.{name}", parameters)))


def _passwords(path: str, parameters: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for key, value in parameters.items():
        yield from _password(f"{path}.{key}", bool(_SENSITIVE.search(str(key))), value)


def _password(name: str, is_sensitive: bool, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from _passwords(name, value)
    elif isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            yield from _password(f"{name}[{i}]", is_sensitive, item)
    elif isinstance(value, str):
        if is_sensitive:
            yield name, value
        with suppress(ValueError):  # no address at all
            if "://" in value and (password := urlsplit(value).password):
                yield name, unquote(password)


def mask_log(name: str, hidden: Redaction = redaction) -> None:
    """Take hidden values out of what a library logs, whoever shows it: some log the addresses they ask.

    Parameters
    ----------
    name
        The name of the logger that the library writes to.
    hidden
        What is hidden.

    Examples
    --------
    >>> mask_log("httpx")
    """
    logger = logging.getLogger(name)
    if not any(isinstance(each, _MaskingFilter) for each in logger.filters):
        logger.addFilter(_MaskingFilter(hidden))


class _MaskingFilter(logging.Filter):
    """Rewrites records; lets all of them pass."""

    def __init__(self, hidden: Redaction) -> None:
        super().__init__()
        self._hidden = hidden

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = self._hidden.redact(record.getMessage()), ()
        return True


@contextmanager
def masked_errors(hidden: Redaction = redaction) -> Iterator[None]:
    """Take hidden values out of the messages of exceptions that leave the block.

    Parameters
    ----------
    hidden
        What is hidden.

    Examples
    --------
    >>> hidden = Redaction()
    >>> hidden.hide({"token": "open sesame"})
    >>> with masked_errors(hidden):
    ...     raise OSError("no entry with 'open sesame'")
    Traceback (most recent call last):
    ...
    OSError: no entry with '<secret token>'
    """
    try:
        yield
    except Exception as error:
        _mask(error, hidden, set())
        raise


def _mask(error: BaseException | None, hidden: Redaction, seen: set[int]) -> None:
    """Mask an exception and those that led to it, in place: whoever catches it relies on its type."""
    if error is None or id(error) in seen:
        return
    seen.add(id(error))
    error.args = tuple(hidden.redact(arg) if isinstance(arg, str) else arg for arg in error.args)
    for cause in (error.__cause__, error.__context__, getattr(error, "orig", None)):
        _mask(cause if isinstance(cause, BaseException) else None, hidden, seen)
