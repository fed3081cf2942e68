"""`st.connection`."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from functools import lru_cache
from types import ModuleType
from typing import Any, Final, Literal, TypeVar, overload

from millstream.caching.cached_function import CachedFunction
from millstream.caching.errors import UnhashableParamError
from millstream.caching.policy import parse_ttl
from millstream.connections.base import BaseConnection, section_of
from millstream.connections.callers_rights import SnowflakeCallersRightsConnection
from millstream.connections.closing import close, close_at_exit
from millstream.connections.duckdb import DuckDBConnection
from millstream.connections.files import FilesConnection
from millstream.connections.http import HTTPConnection
from millstream.connections.kinds import connection_class
from millstream.connections.snowflake import SnowflakeConnection
from millstream.connections.sql import SQLConnection
from millstream.errors import StreamlitAPIException
from millstream.script import context
from millstream.ui.cache import cache_resource

AnyConnection = TypeVar("AnyConnection", bound=BaseConnection[Any])
TTL = float | timedelta | str | None

_ENVIRONMENT: Final = "env:"


class Unset:
    """The ttl of a call that gives none."""

    def __repr__(self) -> str:
        """Show what a signature shows."""
        return "<unset>"


UNSET: Final = Unset()


@overload
def connection(
    name: Literal["sql"],
    type: None = None,
    max_entries: int | None = None,
    ttl: TTL | Unset = UNSET,
    **kwargs: Any,
) -> SQLConnection: ...
@overload
def connection(
    name: str,
    type: Literal["sql"],
    max_entries: int | None = None,
    ttl: TTL | Unset = UNSET,
    **kwargs: Any,
) -> SQLConnection: ...
@overload
def connection(
    name: Literal["snowflake"],
    type: None = None,
    max_entries: int | None = None,
    ttl: TTL | Unset = UNSET,
    **kwargs: Any,
) -> SnowflakeConnection: ...
@overload
def connection(
    name: str,
    type: Literal["snowflake"],
    max_entries: int | None = None,
    ttl: TTL | Unset = UNSET,
    **kwargs: Any,
) -> SnowflakeConnection: ...
@overload
def connection(
    name: Literal["snowflake-callers-rights"],
    type: None = None,
    max_entries: int | None = None,
    ttl: TTL | Unset = UNSET,
    **kwargs: Any,
) -> SnowflakeCallersRightsConnection: ...
@overload
def connection(
    name: str,
    type: Literal["snowflake-callers-rights"],
    max_entries: int | None = None,
    ttl: TTL | Unset = UNSET,
    **kwargs: Any,
) -> SnowflakeCallersRightsConnection: ...
@overload
def connection(
    name: str,
    type: Literal["duckdb"],
    max_entries: int | None = None,
    ttl: TTL | Unset = UNSET,
    **kwargs: Any,
) -> DuckDBConnection: ...
@overload
def connection(
    name: str,
    type: Literal["files"],
    max_entries: int | None = None,
    ttl: TTL | Unset = UNSET,
    **kwargs: Any,
) -> FilesConnection: ...
@overload
def connection(
    name: str,
    type: Literal["http"],
    max_entries: int | None = None,
    ttl: TTL | Unset = UNSET,
    **kwargs: Any,
) -> HTTPConnection: ...
@overload
def connection(
    name: str,
    type: type[AnyConnection],
    max_entries: int | None = None,
    ttl: TTL | Unset = UNSET,
    **kwargs: Any,
) -> AnyConnection: ...
@overload
def connection(
    name: str,
    type: str | None = None,
    max_entries: int | None = None,
    ttl: TTL | Unset = UNSET,
    **kwargs: Any,
) -> Any: ...
def connection(
    name: str,
    type: Any = None,
    max_entries: int | None = None,
    ttl: Any = UNSET,
    **kwargs: Any,
) -> Any:
    """Open a connection to a database, a store of files, an API or another service, or give the one that is open.

    Its parameters are those of the call and the secrets of `[connections.<name>]`; the former win. It is kept as by
    `st.cache_resource`, for everybody or, where its class says so, for one session. When its secrets change it is
    opened anew.

    Parameters
    ----------
    name
        Its name; "env:NAME" reads the name from the environment variable NAME. If it is one of the words below it says
        the type too.
    type
        "sql", "snowflake", "snowflake-callers-rights", "duckdb", "files" or "http"; a class that derives from
        `st.connections.BaseConnection`, or where it is, "package.module.Class". Without it the secrets say it.
    max_entries
        How many connections of this name and class, with other `**kwargs` each, are kept; the oldest is closed first.
    ttl
        After how many seconds it is closed and opened anew; also a `timedelta` or a text such as "1h"; None is never.
        Without it the option `runner.connectionDefaultTTL` says it.
    **kwargs
        Parameters of the connection, as its type describes them. One whose name begins with an underscore does not tell
        connections apart.

    Raises
    ------
    StreamlitAPIException
        If its type is not known, or a parameter is missing.

    Examples
    --------
    >>> import millstream as st
    >>> shop = st.connection("shop", type="sql", url="sqlite://")
    >>> st.dataframe(shop.query("select 'tea' as what, 3 as number", ttl="10m"))
    """
    name = _resolved(name)
    section = section_of(name)
    kind = connection_class(name, type, section.get("type"))
    kind._check_caller()
    open_or_give = _opener(kind, name, _seconds(ttl), max_entries)
    try:
        found = open_or_give(name, **kwargs)
    except UnhashableParamError as error:
        raise StreamlitAPIException(
            f'The parameter `{error.argument}{error.path}` of the connection "{name}" is of type `{error.value_type}`. '
            "Nothing says whether it is another one in the next run, so the connection would be opened anew each time. "
            "Make it in the method `_connect` of a class of your own, write a method `__millstream_key__` for it, or "
            "begin the name of the parameter with an underscore, so that it does not tell connections apart."
        ) from error
    found._renew(section)
    return found


def _resolved(name: object) -> str:
    if not isinstance(name, str):
        raise StreamlitAPIException(
            f'`name` is {name!r}, but has to be a text, such as `st.connection("shop")`.'
        )
    if not name.startswith(_ENVIRONMENT):
        return name
    variable = name.removeprefix(_ENVIRONMENT)
    if variable not in os.environ:
        raise StreamlitAPIException(
            f'The connection "{name}" has the name that the environment variable {variable} holds, but that is not set.'
        )
    return os.environ[variable]


def _seconds(ttl: TTL | Unset) -> float:
    if not isinstance(ttl, Unset):
        return parse_ttl(ttl)
    run = context.current.get()
    return parse_ttl(None if run is None else run.script.options.connection_ttl_seconds)


def _opener(
    kind: type[BaseConnection[Any]], name: str, ttl_seconds: float, max_entries: int | None
) -> CachedFunction[..., Any]:
    """Give the cached function that opens the connections of a class and a name."""
    module = sys.modules.get(kind.__module__)
    is_lasting = getattr(module, kind.__qualname__, None) is kind and not _is_script(module)
    # A script makes its classes anew in each run: they, and all that they see, must not be held.
    make = _lasting_opener if is_lasting else _new_opener
    return make(kind, name, ttl_seconds, max_entries)


def _is_script(module: ModuleType | None) -> bool:
    return module is None or module.__name__ == "__main__"


def _new_opener(
    kind: type[BaseConnection[Any]], name: str, ttl_seconds: float, max_entries: int | None
) -> CachedFunction[..., Any]:
    def connect(name: str, /, **kwargs: Any) -> Any:
        opened = kind(name, **kwargs)
        close_at_exit(opened)
        return opened

    scope = kind.scope()
    place = f"{kind.__module__}.{kind.__qualname__}"
    connect.__qualname__ = f"connection:{place}:{name}[{scope}, {ttl_seconds}, {max_entries}]"
    return cache_resource(
        ttl=ttl_seconds,
        max_entries=max_entries,
        show_spinner=f"Connecting to {name or 'a service'}",
        on_release=close,
        scope=scope,
        track="code",
        depends_on=[kind],
    )(connect)


_lasting_opener = lru_cache(maxsize=512)(_new_opener)
