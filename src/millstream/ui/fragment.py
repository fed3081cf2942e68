"""`st.fragment`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from typing import Any, TypeVar, cast, overload

from millstream.errors import (
    StreamlitAPIException,
    StreamlitDuplicateElementKey,
    StreamlitValueError,
)
from millstream.protocol.elements import Container
from millstream.script import context, runner
from millstream.script import fragment as fragments
from millstream.script.context import Run
from millstream.ui.delta_generator import draw
from millstream.ui.interval import interval_seconds

F = TypeVar("F", bound=Callable[..., Any])

_RESERVED = ("app", "fragment")


@overload
def fragment(
    func: F,
    *,
    run_every: float | timedelta | str | None = None,
    parallel: bool = False,
    key: str | int | None = None,
) -> F: ...


@overload
def fragment(
    func: None = None,
    *,
    run_every: float | timedelta | str | None = None,
    parallel: bool = False,
    key: str | int | None = None,
) -> Callable[[F], F]: ...


def fragment(
    func: F | None = None,
    *,
    run_every: float | timedelta | str | None = None,
    parallel: bool = False,
    key: str | int | None = None,
) -> F | Callable[[F], F]:
    """Have a function run again by itself, without the rest of the script.

    A widget that it draws runs only the function again, with the arguments of its last call; what it draws into
    containers outside of it is drawn anew there too. What it returns counts only when the script calls it.

    Parameters
    ----------
    func
        The function; it may be `async`.
    run_every
        After which time it runs again without any interaction: seconds, a `timedelta`, or text such as "1m30s".
    parallel
        Whether the script goes on while the function is drawn on a thread of its own; the call then returns None. Such
        fragments are also drawn at the same time where they run by themselves, as with `run_every`.
    key
        A name by which a callback can have it run: `st.rerun("name")`.

    Raises
    ------
    StreamlitBadTimeStringError
        If `run_every` is a text that is no duration.
    StreamlitAPIException
        If `key` is "app" or "fragment", which `st.rerun` knows already.

    Examples
    --------
    >>> import millstream as st
    >>> @st.fragment
    ... def counter() -> None:
    ...     if st.button("More"):
    ...         st.session_state.count = st.session_state.get("count", 0) + 1
    ...     st.write(st.session_state.get("count", 0))
    >>> counter()
    """
    name = _checked_key(key)
    seconds = interval_seconds(run_every)

    def decorate(function: F) -> F:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            run = context.current.get()
            if run is None:
                return function(*args, **kwargs)
            again = partial(function, *args, **kwargs)
            return _draw(run, again, name_of(function), name, seconds, parallel)

        return cast("F", call)

    return decorate if func is None else decorate(func)


def _draw(
    run: Run, call: Callable[[], Any], name: str, key: str, seconds: float | None, parallel: bool
) -> Any:
    if key and any(each.key == key and each.name != name for each in run.drawn.values()):
        raise StreamlitDuplicateElementKey(key)
    block = draw(Container(), block=True)
    if block is None:
        return None
    each = fragments.enter(run, name, key, call, block, seconds, parallel=parallel)
    if parallel and run.scope is None:
        runner.begin_part(run, each)
        return None
    return fragments.draw(run, each)


def name_of(function: Callable[..., object]) -> str:
    """Name a function, so that its fragment is found again after the script has defined it anew."""
    return f"{function.__module__}.{getattr(function, '__qualname__', repr(function))}"


def _checked_key(key: str | int | None) -> str:
    if key is None:
        return ""
    if key == "":
        raise StreamlitValueError("key", ["None", "a text that is not empty"])
    if key in _RESERVED:
        raise StreamlitAPIException(
            f"A fragment cannot have the key {key!r}: `st.rerun({key!r})` means something else. Choose another key."
        )
    return str(key)
