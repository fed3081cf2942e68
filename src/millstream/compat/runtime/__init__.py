"""`streamlit.runtime`: the names of it that scripts and libraries use."""

from __future__ import annotations

from millstream.script import context


def exists() -> bool:
    """Tell whether the calling code is run as an app, rather than as a plain program."""
    return context.current.get() is not None
