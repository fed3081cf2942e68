"""How SQLAlchemy's engines are encoded by the address of the database, and statements by text.

The password is no part of an engine's digest: a new one leads to the same data.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from millstream.hashing.canonical import qualified_name
from millstream.hashing.errors import UnhashableError

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


def _engine(value: Any, writer: Writer) -> None:
    writer.text(value.url.render_as_string(hide_password=True))


def _async_engine(value: Any, writer: Writer) -> None:
    _engine(value.sync_engine, writer)


def _statement(value: Any, writer: Writer) -> None:
    try:
        compiled = value.compile()
    except Exception as error:
        reason = f"the statement has no text without its database ({error})"
        raise UnhashableError("", qualified_name(type(value)), reason) from error
    writer.text(str(compiled))
    writer.child(".params", dict(compiled.params))


ENCODERS: dict[str, Encode] = {
    "sqlalchemy.Engine": _engine,
    "sqlalchemy.AsyncEngine": _async_engine,
    "sqlalchemy.Executable": _statement,
}
"""By package and name of a type or one of its bases."""
