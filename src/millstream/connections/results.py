"""What connections read, kept in the cache of `st.cache_data` under where it was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import lru_cache
from typing import Any, Literal

from millstream.caching.cached_function import CachedFunction
from millstream.caching.errors import UnhashableParamError
from millstream.caching.policy import parse_ttl
from millstream.connections.base import BaseConnection
from millstream.connections.masking import masked_errors
from millstream.errors import StreamlitAPIException
from millstream.ui.cache import cache_data

TTL = float | timedelta | str | None


def cached(
    connection: BaseConnection[Any],
    method: str,
    *,
    ttl: TTL,
    show_spinner: bool | str,
    arguments: dict[str, Any],
    is_stream: bool = False,
) -> Any:
    """Call a method of a connection, or give what it returned before for the same arguments.

    Parameters
    ----------
    connection
        The connection; where it leads is part of the key.
    method
        The name of the method that reads.
    ttl
        How long what was read is kept; None is for ever.
    show_spinner
        Whether the page shows that it reads, or what it says meanwhile.
    arguments
        The arguments by name.
    is_stream
        Whether the method yields parts.
    """
    name = f"{type(connection).__qualname__}.{method.lstrip('_')}"
    make = _make_stream if is_stream else _make_read
    function = _decorated(make, name, parse_ttl(ttl), show_spinner, connection.scope())
    try:
        return function(connection._place_digest, connection, method, **arguments)
    except UnhashableParamError as error:
        raise StreamlitAPIException(
            f"What {connection!r} reads cannot be kept: `{error.argument}{error.path}` is of type `{error.value_type}`, and "
            "nothing says whether it is another one the next time. Give plain values: texts, numbers, dates."
        ) from error


# What is read is kept under the digest of where it was read and the arguments, which hashes nothing while these are
# plain; names with an underscore are no part of a key.


def _make_read() -> Callable[..., Any]:
    def read(place: bytes, _connection: Any, method: str, /, **arguments: Any) -> Any:
        del place
        with masked_errors():
            return getattr(_connection, method)(**arguments)

    return read


def _make_stream() -> Callable[..., Any]:
    def read(place: bytes, _connection: Any, method: str, /, **arguments: Any) -> Iterator[Any]:
        del place
        with masked_errors():
            yield from getattr(_connection, method)(**arguments)

    return read


@lru_cache(maxsize=512)
def _decorated(
    make: Callable[[], Callable[..., Any]],
    name: str,
    ttl_seconds: float,
    show_spinner: bool | str,
    scope: Literal["global", "session"],
) -> CachedFunction[..., Any]:
    """Make the cached function of a method and a ttl: each ttl bounds results of its own."""
    function = make()
    function.__name__ = name.rpartition(".")[2]
    function.__qualname__ = f"{make.__name__}:{name}[{ttl_seconds}, {scope}]"
    decorate = cache_data(ttl=ttl_seconds, show_spinner=show_spinner, scope=scope, track="body")
    return decorate(function)
