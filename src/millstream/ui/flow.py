"""`st.stop`, `st.rerun` and `st.uninterrupted`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from millstream.errors import (
    StreamlitAPIException,
    StreamlitInvalidLayoutContextError,
    StreamlitValueError,
)
from millstream.script import context
from millstream.script.context import Run
from millstream.script.control import RerunException, StopException


def stop() -> NoReturn:
    """End the run here; what it has drawn is the page.

    Examples
    --------
    >>> import millstream as st
    >>> def guarded(name: str) -> None:
    ...     if not name:
    ...         st.stop()
    """
    raise StopException


def rerun(scope: str | int | Sequence[str | int] = "app") -> NoReturn:
    """End the run here and begin the next one.

    Parameters
    ----------
    scope
        "app" runs the whole script. "fragment", in a fragment that runs by itself or a callback of its widgets, runs
        that one again. In a callback, the key of a fragment, or a list of keys, runs those fragments instead of what
        the interaction would have run; if another callback of the same interaction does not ask for the like, the
        whole script is run.

    Raises
    ------
    StreamlitAPIException
        If "fragment" is asked for outside of a fragment that runs by itself, a key outside of a callback, or a key that no
        fragment on the page has.

    Examples
    --------
    >>> import millstream as st
    >>> def advance() -> None:
    ...     st.session_state.step = st.session_state.get("step", 0) + 1
    ...     st.rerun()
    """
    if scope == "app":
        raise RerunException
    run = context.current.get()
    if scope == "fragment":
        raise RerunException(_own_fragments(run))
    keys = [scope] if isinstance(scope, (str, int)) else list(scope)
    if not keys:
        words = ["'app'", "'fragment'", "the key of a fragment", "a list of keys"]
        raise StreamlitValueError("scope", words, detail="It is an empty list.")
    if run is None or run.stage != "callbacks":
        raise StreamlitAPIException(
            "`st.rerun` takes keys of fragments in callbacks only: elsewhere it would give up the run that is going on. Call "
            "it in `on_change` or `on_click`, or use `st.rerun()`."
        )
    raise RerunException(tuple([id for key in keys for id in _named(run, str(key))]))


def _own_fragments(run: Run | None) -> tuple[str, ...]:
    """Find the fragment that runs by itself and that the calling code is part of; for a callback, those that will run."""
    inner = context.fragment.get()
    scope = run.scope or () if run is not None else ()
    if run is not None and run.stage == "callbacks" and scope:
        return tuple([each.id for each in scope])
    for each in scope:
        if inner is not None and (inner.id == each.id or inner.id.startswith(f"{each.id}/")):
            return (each.id,)
    raise StreamlitInvalidLayoutContextError(
        '`st.rerun(scope="fragment")` works in a function with `@st.fragment`, and only while that runs by itself: not in '
        "the run of the whole script that calls it. Use `st.rerun()` there."
    )


def _named(run: Run, key: str) -> tuple[str, ...]:
    ids = run.fragments.named(key)
    if not ids:
        raise StreamlitAPIException(
            f"No fragment on the page has the key {key!r}. Give it one with `@st.fragment(key={key!r})`, and call it before "
            "the callback can be called."
        )
    return ids


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Have the block below run to its end, whatever the user does meanwhile.

    A newer interaction, or the Stop button, ends a run at its next call into Millstream. Inside this block it does not;
    right after the block it does. Callbacks run to their end anyway.

    Examples
    --------
    >>> import millstream as st
    >>> with st.uninterrupted():
    ...     st.session_state.orders = ["wheel"]
    ...     st.session_state.total = 1
    """
    token = context.is_protected.set(True)
    try:
        yield
    finally:
        context.is_protected.reset(token)
    run = context.current.get()
    if run is not None:
        run.checkpoint()
