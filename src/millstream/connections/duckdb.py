"""DuckDB: a database in a file or in memory that also reads tables from other files."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, Final, cast

from millstream.connections.base import BaseConnection
from millstream.connections.packages import package
from millstream.connections.results import TTL, cached

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

_MEMORY: Final = ":memory:"


class DuckDBConnection(BaseConnection["DuckDBPyConnection"]):
    """A connection to DuckDB: `st.connection("sales", type="duckdb", database="sales.duckdb")`.

    Its parameters are those of `duckdb.connect`: `database`, `read_only` and `config`. Without a database it is in
    memory. Every query has a cursor of its own, so threads do not get into each other's way.

    Examples
    --------
    >>> sales = DuckDBConnection("sales")
    >>> sales.query("select ? + 1 as b", params=[41])
        b
    0  42
    """

    def _connect(self, **kwargs: Any) -> DuckDBPyConnection:
        duckdb = package(
            "duckdb", distribution="duckdb", extra="duckdb", need="A DuckDB connection"
        )
        parameters = {"database": _MEMORY, **self._joined_parameters(kwargs)}
        in_memory = parameters["database"] in {"", _MEMORY}
        self._private = f"{uuid.uuid4()}" if in_memory else ""
        return cast("DuckDBPyConnection", duckdb.connect(**parameters))

    def _release_instance(self, instance: DuckDBPyConnection) -> None:
        instance.close()
        if self._private:
            self._private = f"{uuid.uuid4()}"

    def __millstream_key__(self) -> object:
        """Stand for the database; one in memory is like no other."""
        return super().__millstream_key__(), self._private

    def query(
        self,
        sql: str,
        *,
        show_spinner: bool | str = "Running `duckdb.query(...)`.",
        ttl: TTL = None,
        params: Any = None,
    ) -> pd.DataFrame:
        """Read what a query selects, or give what it selected before.

        Parameters
        ----------
        sql
            The query.
        show_spinner
            Whether the page shows that the query runs, or what it says meanwhile.
        ttl
            How long the result is kept: seconds, a `timedelta` or a text such as "10m"; None is for ever.
        params
            The parameters: a list for `?` and `$1`, a dictionary for `$name`.

        Returns
        -------
        pandas.DataFrame
            The rows; a copy for every caller.
        """
        arguments = {"sql": sql, "params": params}
        found = cached(self, "_read", ttl=ttl, show_spinner=show_spinner, arguments=arguments)
        return cast("pd.DataFrame", found)

    def _read(self, sql: str, params: Any) -> pd.DataFrame:
        package("pandas", distribution="pandas", extra="duckdb", need="`query`")
        with self.cursor() as cursor:
            return cast("pd.DataFrame", cursor.execute(sql, params).df())

    def cursor(self) -> DuckDBPyConnection:
        """Open a cursor, which one thread may use for anything; use it in a `with` block."""
        return self._instance.cursor()

    def is_healthy(self) -> bool:
        """Whether the database answers a query now."""
        try:
            with self.cursor() as cursor:
                cursor.execute("select 1")
        except Exception:  # that of DuckDB, which is only imported when it is used
            return False
        return True
