"""What must not be shown: texts in which the values of secrets are replaced by their names.

It stands at the bottom of the stack, so that whatever shows a text (a traceback, a log, a page) can ask it. The secret
store says what is to be hidden.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import quote, quote_plus

_MIN_LENGTH: Final = 4  # "true", "1234": shorter ones are in every text
_LONG: Final = 12  # as long as this a value is hidden also within a longer word
_MAX_VALUES: Final = 4096


class Redaction:
    """Replaces values that were given to `hide` by the names they have.

    A value stays hidden after it was replaced by another: the connection that it opened may fail later.

    Examples
    --------
    >>> redaction = Redaction()
    >>> redaction.hide({"db.password": "open sesame"})
    >>> redaction.redact("cannot open postgresql://ali:open%20sesame@host/cave")
    'cannot open postgresql://ali:<secret db.password>@host/cave'
    """

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self._lock = threading.Lock()

    def hide(self, values: Mapping[str, str]) -> None:
        """Hide values from now on.

        Parameters
        ----------
        values
            The values by their names. Values of less than four characters are not hidden.
        """
        with self._lock:
            names = dict(self._names)
            for name, value in values.items():
                for spelling in _spellings(value):
                    names.pop(spelling, None)
                    names[spelling] = name
            if names == self._names:
                return
            for oldest in list(names)[: max(0, len(names) - _MAX_VALUES)]:
                del names[oldest]
            self._names = names
            self._pattern = _pattern(names) if names else None

    def redact(self, text: str) -> str:
        """Give the text with the names of the values in place of the values.

        Parameters
        ----------
        text
            Any text.
        """
        pattern = self._pattern
        if pattern is None:
            return text
        names = self._names
        return pattern.sub(lambda found: f"<secret {names.get(found[0], '')}>", text)


def _spellings(value: str) -> Iterator[str]:
    """Give a value as it is, line by line, and as it stands in addresses, in `repr` and in JSON."""
    lines = [line.strip() for line in value.splitlines()]
    for part in (value, value.strip(), *(line for line in lines if len(line) >= _LONG)):
        for spelling in (
            part,
            quote(part, safe=""),
            quote(part),
            quote_plus(part),
            repr(part)[1:-1],
            json.dumps(part)[1:-1],
        ):
            if len(spelling) >= _MIN_LENGTH:
                yield spelling


def _pattern(values: Iterable[str]) -> re.Pattern[str]:
    """Match the longest value first; a short one only as a word of its own."""
    longest_first = sorted(values, key=len, reverse=True)
    return re.compile("|".join(map(_alternative, longest_first)))


def _alternative(value: str) -> str:
    escaped = re.escape(value)
    return escaped if len(value) >= _LONG else rf"(?<!\w){escaped}(?!\w)"


redaction: Final = Redaction()
"""What this process hides."""
