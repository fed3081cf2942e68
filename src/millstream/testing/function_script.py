"""Functions as scripts: what `AppTest.from_function` runs."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable

ARGS = "__app_test_args__"
KWARGS = "__app_test_kwargs__"
"""The names under which a script finds what its function is called with."""


def script_of(function: Callable[..., object]) -> str:
    """Give the text of a script that calls the function, and knows nothing of what is around it.

    Raises
    ------
    ValueError
        If the function is not written with `def`, or its source cannot be read.
    """
    name, text = getattr(function, "__name__", ""), _source(function)
    if text and name.isidentifier():
        return f"{text}\n{name}(*{ARGS}, **{KWARGS})\n"
    raise ValueError(
        f"A script is made of a function that is written with `def` in a file, not of {function!r}. "
        "Give a script as text with `AppTest.from_string`, or its path with `AppTest.from_file`."
    )


def _source(function: Callable[..., object]) -> str:
    try:
        return textwrap.dedent(inspect.getsource(function))
    except (OSError, TypeError):
        return ""
