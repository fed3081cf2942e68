"""Databases of SQLite in memory that all connections of a pool see."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import URL


def is_in_memory(url: URL) -> bool:
    """Whether a database is in the memory of this process.

    Parameters
    ----------
    url
        Its address.
    """
    return url.get_backend_name() in {"sqlite", "duckdb"} and url.database in {None, "", ":memory:"}


class MemoryDatabase:
    """A place in memory that lasts until it is closed.

    By itself SQLAlchemy gives each thread a database of its own, or all of them one connection, whose transactions mix.
    SQLite knows places in memory by name as well, with the locks of files.
    """

    def __init__(self) -> None:
        import sqlite3

        self.name = f"/{uuid.uuid4()}"
        # What nobody is connected to is gone.
        self._keeper = sqlite3.connect(
            f"file:{self.name}?vfs=memdb", uri=True, check_same_thread=False
        )

    def address(self, url: URL) -> URL:
        """Give the address under which the pool finds it.

        Parameters
        ----------
        url
            The address that the user gave.
        """
        return url.set(
            database=f"file:{self.name}", query={**url.query, "vfs": "memdb", "uri": "true"}
        )

    def close(self) -> None:
        """Let it go, as soon as the pool has."""
        self._keeper.close()


def memory_database(url: URL, options: Mapping[str, object]) -> MemoryDatabase | None:
    """Make a place in memory, where an address asks for one of SQLite and no options say how it is shared.

    Parameters
    ----------
    url
        The address.
    options
        What is passed to `sqlalchemy.create_engine`.
    """
    is_ours = url.drivername in {"sqlite", "sqlite+pysqlite"} and is_in_memory(url)
    return MemoryDatabase() if is_ours and not {"poolclass", "creator"} & options.keys() else None
