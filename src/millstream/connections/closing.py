"""Connections are closed once: when they leave the cache, or else when the process ends."""

from __future__ import annotations

import atexit
import logging
import os
from typing import Any, Final

from millstream.connections.base import BaseConnection

_log = logging.getLogger("millstream.connections")
_open: Final[dict[int, tuple[int, BaseConnection[Any]]]] = {}


def close_at_exit(connection: BaseConnection[Any]) -> None:
    """Close a connection at the end of this process, unless `close` has done so; a fork leaves it alone.

    Parameters
    ----------
    connection
        The connection, which is kept until then.
    """
    _open[id(connection)] = (os.getpid(), connection)


def close(connection: BaseConnection[Any]) -> None:
    """Close a connection that has left the cache.

    Parameters
    ----------
    connection
        The connection.
    """
    if _open.pop(id(connection), None) is not None:
        connection.close()


@atexit.register
def _close_all() -> None:
    while _open:
        _, (process_id, connection) = _open.popitem()
        if process_id != os.getpid():
            continue
        try:
            connection.close()
        except Exception as error:  # that of any library; the others are to be closed too
            _log.warning("%r could not be closed: %s", connection, error)
