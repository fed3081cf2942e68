"""SQL databases, through SQLAlchemy."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from millstream.connections.base import BaseConnection
from millstream.connections.memory_database import is_in_memory, memory_database
from millstream.connections.packages import package
from millstream.connections.results import TTL, cached
from millstream.connections.retries import Retries
from millstream.connections.sql_errors import is_transient
from millstream.errors import StreamlitAPIException

if TYPE_CHECKING:
    import pandas as pd
    from sqlalchemy import URL, Connection, Engine, Executable
    from sqlalchemy.orm import Session

_log = logging.getLogger("millstream.connections")

_NEED: Final = "A connection to an SQL database"
_PARTS: Final = ("username", "password", "host", "port", "database", "query")
_IN_SECRETS: Final = frozenset(
    {"url", "dialect", "driver", *_PARTS, "autocommit", "create_engine_kwargs"}
)
_OLD_NAMES: Final = {"postgres": "postgresql"}


class SQLConnection(BaseConnection["Engine"]):
    """A connection to an SQL database: `st.connection("shop", type="sql")`.

    Its parameters are a `url`, or `dialect`, `driver`, `username`, `password`, `host`, `port`, `database` and `query`,
    which also replace those parts of a `url`; `autocommit`; and what else `sqlalchemy.create_engine` takes, by itself in
    the call and in a table `create_engine_kwargs` of the secrets. A pooled connection is asked whether it still stands
    before it is used, so a restart of the database is not noticed; `pool_pre_ping=False` saves that question. All
    threads see one database in the memory of SQLite (`sqlite://`), until the connection is reset or closed.

    Examples
    --------
    >>> shop = SQLConnection("shop", url="sqlite://")
    >>> shop.query("select :a + 1 as b", params={"a": 41})
        b
    0  42
    """

    retries: ClassVar[Retries] = Retries()
    """How `query` tries again when the database is away for a moment."""

    def _connect(self, autocommit: bool = False, **kwargs: Any) -> Engine:
        sqlalchemy = _sqlalchemy()
        parameters = {**self._known_secrets(), **kwargs}
        in_secrets = parameters.pop("autocommit", False)
        if autocommit or in_secrets:
            parameters.setdefault("isolation_level", "AUTOCOMMIT")
        url = self._url(parameters)
        options = {
            "pool_pre_ping": True,
            **parameters.pop("create_engine_kwargs", {}),
            **parameters,
        }
        self._private = f"{uuid.uuid4()}" if is_in_memory(url) else ""
        self._memory = memory_database(url, options)
        if self._memory is not None:
            url = self._memory.address(url)
        return cast("Engine", sqlalchemy.create_engine(url, **options))

    def _known_secrets(self) -> dict[str, Any]:
        """Give the secrets that are parameters, and say which are none: a section may hold notes too."""
        secrets = self._joined_parameters({})
        unknown = sorted(secrets.keys() - _IN_SECRETS)
        if unknown:
            _log.warning(
                "[connections.%s] of the secrets has %s, which a connection to an SQL database does not look at. What "
                "`sqlalchemy.create_engine` takes stands in [connections.%s.create_engine_kwargs].",
                self._connection_name,
                ", ".join(f"`{key}`" for key in unknown),
                self._connection_name,
            )
        return {key: value for key, value in secrets.items() if key in _IN_SECRETS}

    def _url(self, parameters: dict[str, Any]) -> URL:
        """Take the parts of the address out of the parameters."""
        sqlalchemy = _sqlalchemy()
        given = parameters.pop("url", None)
        dialect, driver = parameters.pop("dialect", None), parameters.pop("driver", None)
        parts = {name: parameters.pop(name) for name in _PARTS if name in parameters}
        if given is None:
            if dialect is None:
                raise StreamlitAPIException(
                    f'The connection "{self._connection_name}" has neither a `url` nor a `dialect`. Write '
                    f'`url = "postgresql://user:password@host/database"` into `[connections.{self._connection_name}]` '
                    "of the secrets, or `dialect`, `username`, `password`, `host` and `database`, or give them to "
                    "`st.connection`."
                )
            name = _OLD_NAMES.get(dialect, dialect)
            return cast(
                "URL", sqlalchemy.URL.create(f"{name}+{driver}" if driver else name, **parts)
            )
        url = sqlalchemy.make_url(given)
        name = _OLD_NAMES.get(url.drivername, url.drivername)
        return cast("URL", url.set(drivername=name, **parts))

    def _release_instance(self, instance: Engine) -> None:
        instance.dispose()  # connections in use are closed when they are given back
        if self._memory is not None:
            self._memory.close()
        if self._private:
            self._private = f"{uuid.uuid4()}"

    def __millstream_key__(self) -> object:
        """Stand for the database; one in the memory of this engine is like no other."""
        return super().__millstream_key__(), self._private

    def query(
        self,
        sql: str | Executable,
        *,
        show_spinner: bool | str = "Running `sql.query(...)`.",
        ttl: TTL = None,
        index_col: str | list[str] | None = None,
        chunksize: int | None = None,
        params: Any = None,
        **kwargs: Any,
    ) -> pd.DataFrame:
        """Read what a query selects, or give what it selected before.

        What it reads is kept as by `st.cache_data`. When the database is away for a moment, or holds a lock, it is
        asked again after a pause; other errors are raised at once.

        Parameters
        ----------
        sql
            The query, with `:name` where a parameter stands, or an SQLAlchemy statement such as a `select`.
        show_spinner
            Whether the page shows that the query runs, or what it says meanwhile.
        ttl
            How long the result is kept: seconds, a `timedelta` or a text such as "10m"; None is for ever.
        index_col
            The column, or columns, that become the index.
        chunksize
            How many rows a table has at most; then an iterator of tables is returned.
        params
            The parameters: a dictionary, or a list in the style of the driver, such as `?` or `%s`.
        **kwargs
            What else `pandas.read_sql_query` takes.

        Returns
        -------
        pandas.DataFrame
            The rows; a copy for every caller.

        Examples
        --------
        >>> import millstream as st
        >>> numbers = st.connection("numbers", type="sql", url="sqlite://")
        >>> st.write(numbers.query("select :n * :n as square", params={"n": 7}, ttl="1h"))
        """
        if isinstance(params, list):  # SQLAlchemy takes a list for many sets of parameters
            params = tuple(params)
        arguments = {"sql": sql, "index_col": index_col, "params": params, **kwargs}
        if chunksize is not None:
            arguments["chunksize"] = chunksize
        return cast(
            "pd.DataFrame",
            cached(
                self,
                "_read" if chunksize is None else "_read_chunks",
                ttl=ttl,
                show_spinner=show_spinner,
                arguments=arguments,
                is_stream=chunksize is not None,
            ),
        )

    def _read(self, sql: Any, params: Any, **kwargs: Any) -> pd.DataFrame:
        pandas = _pandas()
        statement = _statement(sql, params)

        def read() -> Any:
            with self._instance.connect() as connection:
                return pandas.read_sql_query(statement, connection, params=params, **kwargs)

        return cast("pd.DataFrame", self.retries.call(read, is_transient))

    def _read_chunks(self, sql: Any, params: Any, **kwargs: Any) -> Iterator[pd.DataFrame]:
        """Read table by table; only before the first one is the query harmless to ask again."""
        pandas = _pandas()
        statement = _statement(sql, params)

        def begin() -> tuple[Connection, Any, Any]:
            connection = self._instance.connect()
            try:
                chunks = iter(pandas.read_sql_query(statement, connection, params=params, **kwargs))
                return connection, chunks, next(chunks, None)
            except BaseException:
                connection.close()
                raise

        connection, chunks, first = self.retries.call(begin, is_transient)
        with connection:
            if first is not None:
                yield first
                yield from chunks

    def is_healthy(self) -> bool:
        """Whether the database answers a query now."""
        sqlalchemy = _sqlalchemy()
        try:
            with self._instance.connect() as connection:
                connection.execute(sqlalchemy.select(1))
        except Exception:  # that of any driver
            return False
        return True

    def connect(self) -> Connection:
        """Take a connection of SQLAlchemy from the pool; use it in a `with` block.

        Examples
        --------
        >>> with SQLConnection("shop", url="sqlite://").connect() as connection:
        ...     connection.exec_driver_sql("select 1").scalar()
        1
        """
        return self._instance.connect()

    @property
    def engine(self) -> Engine:
        """The engine of SQLAlchemy."""
        return self._instance

    @property
    def driver(self) -> str:
        """The name of the driver, such as "psycopg"."""
        return self._instance.driver

    @property
    def session(self) -> Session:
        """A new session of SQLAlchemy, for writing and for several statements; use it in a `with` block."""
        orm = package("sqlalchemy.orm", distribution="sqlalchemy", extra="sql", need=_NEED)
        return cast("Session", orm.Session(self._instance))


def _sqlalchemy() -> Any:
    return package("sqlalchemy", distribution="sqlalchemy", extra="sql", need=_NEED)


def _pandas() -> Any:
    return package("pandas", distribution="pandas", extra="sql", need="`query`")


def _statement(sql: Any, params: Any) -> Any:
    """Give a text the `:name` style, unless its parameters have none."""
    if not isinstance(sql, str) or not (params is None or isinstance(params, Mapping)):
        return sql
    return _sqlalchemy().text(sql)
