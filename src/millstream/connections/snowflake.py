"""Snowflake, through its connector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, cast

from millstream.connections.base import BaseConnection
from millstream.connections.packages import package
from millstream.connections.results import TTL, cached
from millstream.connections.retries import Retries

if TYPE_CHECKING:
    import pandas as pd

_NEED: Final = "A connection to Snowflake"
_DEFAULT: Final = "snowflake"

_TRANSIENT: Final = frozenset(
    {
        250001,  # could not connect to the backend
        250002,  # the connection is closed
        250003,  # the request failed
        390111,  # the session is gone
        390112,  # the session has expired
        390114,  # the token has expired
    }
)
_TRANSIENT_STATES: Final = frozenset({"08001", "08003", "08006"})


def is_transient(error: BaseException) -> bool:
    """Whether a query that failed may work over a new connection.

    Parameters
    ----------
    error
        An exception of the connector.

    Examples
    --------
    >>> is_transient(ValueError("SQL compilation error"))
    False
    """
    if isinstance(error, (ConnectionError, TimeoutError)):
        return True
    return (
        getattr(error, "errno", None) in _TRANSIENT
        or getattr(error, "sqlstate", None) in _TRANSIENT_STATES
    )


def connector() -> Any:
    """Import the connector, with "?" where a parameter stands, as scripts for Streamlit write it."""
    found = _snowflake("snowflake.connector")
    found.paramstyle = "qmark"
    return found


def _snowflake(module: str, distribution: str = "snowflake-connector-python") -> Any:
    return package(module, distribution=distribution, extra="snowflake", need=_NEED)


class BaseSnowflakeConnection(BaseConnection[Any]):
    """What both kinds of connections to Snowflake can do."""

    retries: ClassVar[Retries] = Retries()
    """How `query` tries again when the session is gone."""

    def _release_instance(self, instance: Any) -> None:
        instance.close()

    def query(
        self,
        sql: str,
        *,
        ttl: TTL = None,
        show_spinner: bool | str = "Running `snowflake.query(...)`.",
        params: Any = None,
        **kwargs: Any,
    ) -> pd.DataFrame:
        """Read what a query selects, or give what it selected before.

        When the session has expired it is opened anew and the query asked again; other errors are raised at once.

        Parameters
        ----------
        sql
            The query.
        ttl
            How long the result is kept: seconds, a `timedelta` or a text such as "10m"; None is for ever.
        show_spinner
            Whether the page shows that the query runs, or what it says meanwhile.
        params
            The values for the "?" of the query.
        **kwargs
            What else the connector's `execute` takes.

        Returns
        -------
        pandas.DataFrame
            The rows; a copy for every caller.
        """
        arguments = {"sql": sql, "params": params, **kwargs}
        found = cached(self, "_read", ttl=ttl, show_spinner=show_spinner, arguments=arguments)
        return cast("pd.DataFrame", found)

    def _read(self, sql: str, params: Any, **kwargs: Any) -> pd.DataFrame:
        used: Any = None

        def read() -> Any:
            nonlocal used
            used = self._instance
            with used.cursor() as cursor:
                cursor.execute(sql, params=params, **kwargs)
                return cursor.fetch_pandas_all()

        return cast(
            "pd.DataFrame", self.retries.call(read, is_transient, lambda _: self._discard(used))
        )

    def write_pandas(
        self,
        df: pd.DataFrame,
        table_name: str,
        database: str | None = None,
        schema: str | None = None,
        chunk_size: int | None = None,
        **kwargs: Any,
    ) -> tuple[bool, int, int]:
        """Append the rows of a table to one of Snowflake's.

        Parameters
        ----------
        df
            The rows.
        table_name
            The table.
        database, schema
            Where it is; without them where the connection is.
        chunk_size
            How many rows are sent at once; all by default.
        **kwargs
            What else the connector's `write_pandas` takes.

        Returns
        -------
        tuple
            Whether it worked, and the number of chunks and of rows.
        """
        tools = _snowflake("snowflake.connector.pandas_tools")
        answer = tools.write_pandas(
            conn=self._instance,
            df=df,
            table_name=table_name,
            database=database,
            schema=schema,
            chunk_size=chunk_size,
            **kwargs,
        )
        worked, chunks, rows = answer[:3]
        return bool(worked), int(chunks), int(rows)

    def cursor(self) -> Any:
        """Open a new cursor of the connector."""
        return self._instance.cursor()

    @property
    def raw_connection(self) -> Any:
        """The connection of the connector."""
        return self._instance

    def session(self) -> Any:
        """Make a session of Snowpark over this connection."""
        snowpark = _snowflake("snowflake.snowpark", "snowflake-snowpark-python")
        return snowpark.Session.builder.configs({"connection": self._instance}).create()

    def is_healthy(self) -> bool:
        """Whether Snowflake answers a query now."""
        try:
            with self._instance.cursor() as cursor:
                cursor.execute("SELECT 1")
        except Exception:  # that of the connector, or of what is below it
            return False
        return True


class SnowflakeConnection(BaseSnowflakeConnection):
    """A connection to Snowflake: `st.connection("snowflake")`.

    Its parameters are those of `snowflake.connector.connect`. Without any, the one named "snowflake" is the default
    connection of the connector, and another name is that of a connection in the connector's own configuration. The
    connector is told, for the whole process, that "?" stands for a parameter of a query.
    """

    def _connect(self, **kwargs: Any) -> Any:
        parameters = self._joined_parameters(kwargs)
        if not parameters and self._connection_name != _DEFAULT:
            parameters = {"connection_name": self._connection_name}
        return connector().connect(**parameters)

    @classmethod
    def scope(cls) -> Literal["global", "session"]:
        """Say who shares it: everybody."""
        return "global"
