"""Which errors of SQL databases pass by themselves: a lost connection, a restart, a lock; not a typing error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

_STATE_CLASSES: Final = ("08",)
"""Connection exceptions, by the first two characters of the SQLSTATE."""

_STATES: Final = frozenset(
    {
        "40001",  # serialization failure
        "40P01",  # deadlock
        "53300",  # too many connections
        "55P03",  # lock not available
        "57P01",  # the server shuts down
        "57P02",  # it crashed
        "57P03",  # it starts up
        "57P05",  # it was idle for too long
    }
)

_MYSQL: Final = frozenset({1040, 1205, 1213, 2002, 2003, 2006, 2013, 2055})
"""Too many connections, lock wait, deadlock, and the ways of losing the server."""

_SQLITE: Final = frozenset({5, 6})
"""Busy and locked."""

_PHRASES: Final = (
    "connection refused",
    "connection reset",
    "connection timed out",
    "timeout expired",
    "could not connect to server",
    "server closed the connection",
    "the connection is closed",
    "connection is bad",
    "the database system is starting up",
    "the database system is shutting down",
    "terminating connection due to administrator command",
    "no such file or directory",  # the socket of a server that is down
)
"""What drivers say that have no code for it, as libpq while it connects."""


def is_transient(error: BaseException) -> bool:
    """Whether a query that failed may work a moment later.

    Parameters
    ----------
    error
        An exception of SQLAlchemy, or of the driver below it.

    Examples
    --------
    >>> is_transient(ConnectionResetError()), is_transient(ValueError("syntax error"))
    (True, False)
    """
    return any(_passes(each) for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and what led to it: pandas and SQLAlchemy wrap those of drivers."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        orig = getattr(error, "orig", None)
        error = orig if isinstance(orig, BaseException) else error.__cause__


def _passes(error: BaseException) -> bool:
    if getattr(error, "connection_invalidated", False):
        return True
    if isinstance(error, (ConnectionError, TimeoutError)):
        return True
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None)
    if isinstance(state, str):
        return state in _STATES or state.startswith(_STATE_CLASSES)
    if isinstance(code := getattr(error, "sqlite_errorcode", None), int):
        return code & 0xFF in _SQLITE
    return _says_so(error)


def _says_so(error: BaseException) -> bool:
    """Look at the number or the words of an error, as far as it is one of an operation."""
    if getattr(error, "orig", None) is not None:  # its words hold the query too
        return False
    if not any(
        kind.__name__ in {"OperationalError", "InterfaceError"} for kind in type(error).__mro__
    ):
        return False
    number: Any = error.args[0] if error.args else None
    if isinstance(number, int):
        return number in _MYSQL
    text = str(error).lower()
    return any(phrase in text for phrase in _PHRASES)
