"""How Snowflake's objects are encoded: tables by their queries, connections by where they lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer

_PLACE = ("account", "user", "role", "warehouse", "database", "schema")


def _table(value: Any, writer: Writer) -> None:
    writer.child(".queries", value.queries)


def _connection(value: Any, writer: Writer) -> None:
    writer.attributes({name: getattr(value, name, None) for name in _PLACE})


def _session(value: Any, writer: Writer) -> None:
    names = ("account", "user", "role", "warehouse", "database", "schema")
    getters = {name: getattr(value, f"get_current_{name}", None) for name in names}
    writer.attributes({name: get() if get else None for name, get in getters.items()})


ENCODERS: dict[str, Encode] = {
    "snowflake.DataFrame": _table,
    "snowflake.SnowflakeConnection": _connection,
    "snowflake.Session": _session,
}
"""By package and name of a type or one of its bases."""
