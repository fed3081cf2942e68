"""Which class a connection has: by a word, by its place, by secrets, or given as it is."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import Any, Final

from millstream.connections.base import BaseConnection
from millstream.connections.callers_rights import SnowflakeCallersRightsConnection
from millstream.connections.duckdb import DuckDBConnection
from millstream.connections.files import FilesConnection
from millstream.connections.http import HTTPConnection
from millstream.connections.snowflake import SnowflakeConnection
from millstream.connections.sql import SQLConnection
from millstream.errors import StreamlitAPIException

KINDS: Final[dict[str, type[BaseConnection[Any]]]] = {
    "sql": SQLConnection,
    "snowflake": SnowflakeConnection,
    "snowflake-callers-rights": SnowflakeCallersRightsConnection,
    "duckdb": DuckDBConnection,
    "files": FilesConnection,
    "http": HTTPConnection,
}
"""The types that have a word of their own."""

_WHERE = 'the class itself, `type="package.module.Class"`'


def connection_class(
    name: str, given: object, in_secrets: object = None
) -> type[BaseConnection[Any]]:
    """Find the class of a connection.

    Parameters
    ----------
    name
        The name of the connection, which may say its type.
    given
        What the call says.
    in_secrets
        What the secrets of the connection say.

    Raises
    ------
    StreamlitAPIException
        If nothing says the type, or what is said is none.

    Examples
    --------
    >>> connection_class("sql", None).__name__, connection_class("orders", None, "duckdb").__name__
    ('SQLConnection', 'DuckDBConnection')
    """
    said = given or in_secrets or (name if name in KINDS else None)
    if said is None:
        raise StreamlitAPIException(
            f'Nothing says of what type the connection "{name}" is. Say it in the call, '
            f'`st.connection("{name}", type="sql")`, or in the secrets, `[connections.{name}]` with `type = "sql"`. '
            f"There are {_words()}; others are given as {_WHERE}."
        )
    found = _imported(said) if isinstance(said, str) else said
    if isinstance(found, type) and issubclass(found, BaseConnection):
        return found
    raise StreamlitAPIException(
        f'The type of the connection "{name}" is {_shown(found)}, which does not derive from '
        "`st.connections.BaseConnection`. Derive it from that, and write its method `_connect`."
    )


def _imported(said: str) -> object:
    if said in KINDS:
        return KINDS[said]
    module, _, attribute = said.rpartition(".")
    if not module:
        near = get_close_matches(said, KINDS, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise StreamlitAPIException(
            f"{said!r} is no type of a connection.{hint} There are {_words()}; others are given as {_WHERE}."
        )
    try:
        return getattr(import_module(module), attribute)
    except AttributeError:
        raise StreamlitAPIException(
            f"There is no `{attribute}` in the module `{module}`, so {said!r} is no type of a connection."
        ) from None


def _words() -> str:
    return ", ".join(f'"{word}"' for word in KINDS)


def _shown(found: object) -> str:
    return (
        f"`{found.__module__}.{found.__qualname__}`"
        if isinstance(found, type)
        else f"a value of type `{type(found).__name__}`"
    )
