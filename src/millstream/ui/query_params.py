"""`st.query_params`, and the two functions that were there before it."""

from __future__ import annotations

import logging
from typing import Any

from millstream.script import context
from millstream.state.query_params import QueryParams, QueryParamsProxy

_log = logging.getLogger("millstream.script")
_OUTSIDE = QueryParams()
"""What programs see that no one serves."""

_warned: set[str] = set()


def _params() -> QueryParams:
    run = context.current.get()
    if run is None:
        return _OUTSIDE
    run.checkpoint()
    return run.address.params


query_params = QueryParamsProxy(_params)
"""The query of the page's address, as a mapping that can be changed."""


def experimental_get_query_params() -> dict[str, list[str]]:
    """Give all query parameters with all their values.

    Deprecated: `st.query_params` has them, and changes them too.

    Examples
    --------
    >>> import millstream as st
    >>> st.query_params.get_all("tag")
    []
    """
    _warn_once("experimental_get_query_params", "Read `st.query_params` or its `get_all`.")
    return {name: query_params.get_all(name) for name in query_params}


def experimental_set_query_params(**query_params: Any) -> None:
    """Set query parameters, and take all others out.

    Deprecated: set `st.query_params`, or call its `from_dict`.

    Parameters
    ----------
    **query_params
        Text, or lists of text for names with several values.

    Raises
    ------
    StreamlitAPIException
        If one of them belongs to the page that embeds the app.

    Examples
    --------
    >>> import millstream as st
    >>> st.query_params.from_dict({"tag": ["a", "b"]})
    """
    _warn_once("experimental_set_query_params", "Use `st.query_params.from_dict`.")
    _params().from_dict(query_params)


def _warn_once(name: str, instead: str) -> None:
    if name not in _warned:
        _warned.add(name)
        _log.warning("st.%s is deprecated. %s", name, instead)
