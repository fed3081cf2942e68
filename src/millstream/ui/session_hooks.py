"""`st.on_session_start` and `st.on_session_end`: what is done once for each session, not in each run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from millstream.errors import StreamlitAPIException
from millstream.script import context

F = TypeVar("F", bound=Callable[[], object])


def on_session_start(function: F) -> F:
    """Call a function once for each session: the first time that a run gets here.

    It is called at once and to its end, so what it puts into `st.session_state` is there in the next line; after an
    exception, the next run calls it again. A session that goes on in another process (the option `session.survive` is
    "restart") has started already, so nothing of it is called there: keep what does not move, such as files and
    connections, in `st.cache_resource(scope="session")`.

    Parameters
    ----------
    function
        Takes no arguments. Its name tells it from others, so lambdas have none that would do.

    Returns
    -------
    callable
        The function itself, so that this can be a decorator.

    Examples
    --------
    >>> import millstream as st
    >>> @st.on_session_start
    ... def greet():
    ...     st.session_state.cart = []
    >>> st.session_state.cart
    []
    """
    _check("on_session_start", function)
    run = context.current.get()
    if run is None:
        function()
        return function
    token = context.is_protected.set(True)
    try:
        run.hooks.start(function)
    finally:
        context.is_protected.reset(token)
    return function


def on_session_end(function: F) -> F:
    """Call a function once when the session ends.

    A session ends when its browser has been gone for `server.disconnectedSessionTTL` seconds, when sessions without a
    browser hold too much memory, or when the server stops, unless it goes on in the next one; never during a run.
    `st.session_state` can be read then, and what is drawn nobody sees. The function that was named last is called first. A
    process that is killed calls nothing. Where `session.survive` is "restart", a browser that comes back after the end finds
    the values that are stored, and the session starts once more.

    Parameters
    ----------
    function
        Takes no arguments; the latest of its name counts.

    Returns
    -------
    callable
        The function itself, so that this can be a decorator.

    Examples
    --------
    >>> import millstream as st
    >>> @st.on_session_end
    ... def close():
    ...     print("closed", len(st.session_state.get("cart", [])))
    """
    _check("on_session_end", function)
    run = context.current.get()
    if run is not None:
        run.hooks.at_end(function)
    return function


def _check(name: str, function: Any) -> None:
    if not callable(function) or getattr(function, "__name__", "<lambda>") == "<lambda>":
        raise StreamlitAPIException(
            f"`st.{name}` was given {function!r}, but it takes a function with a name and without arguments. Write "
            f"`@st.{name}` above `def ...():`."
        )
