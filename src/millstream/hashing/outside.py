"""What code reads of the world outside of the program: it is named, for no key covers it."""

from __future__ import annotations

import os
from typing import Any, Final

_ENVIRONMENT: Final = "variables of the environment are no part of the key; pass the value in"
_CLOCK: Final = "the time is no part of the key; pass it in, or give a `ttl`"
_CHANCE: Final = "what is drawn at random is kept, and is the same in each hit"
_FILE: Final = "the content of files is no part of the key; name them in `depends_on`"
_SESSION: Final = "it differs from session to session; pass the value in"

_SECRETS: Final = "secrets are no part of the key; pass the value in"

_READS: Final = {
    **dict.fromkeys(("os.environ", "os.environb", "os.getenv"), _ENVIRONMENT),
    **dict.fromkeys(
        (
            "time.localtime",
            "time.monotonic",
            "time.perf_counter",
            "time.time",
            "time.time_ns",
            "datetime.date.today",
            "datetime.datetime.now",
            "datetime.datetime.today",
            "datetime.datetime.utcnow",
            "pandas.Timestamp.now",
            "pandas.Timestamp.today",
        ),
        _CLOCK,
    ),
    **dict.fromkeys(
        (
            *(
                f"{module}.{name}"
                for module in ("random", "numpy.random")
                for name in (
                    "choice",
                    "normal",
                    "randint",
                    "random",
                    "sample",
                    "shuffle",
                    "uniform",
                )
            ),
            *(f"random.{name}" for name in ("choices", "gauss", "randrange")),
            *(f"numpy.random.{name}" for name in ("permutation", "rand", "randn")),
            *(
                f"secrets.{name}"
                for name in ("choice", "token_bytes", "token_hex", "token_urlsafe")
            ),
            "os.urandom",
            "uuid.uuid1",
            "uuid.uuid4",
        ),
        _CHANCE,
    ),
    **dict.fromkeys(("builtins.open", "io.open"), _FILE),
    **dict.fromkeys(("millstream.secrets", "streamlit.secrets"), _SECRETS),
    **dict.fromkeys(
        (
            f"{module}.{name}"
            for module in ("millstream", "streamlit")
            for name in ("context", "query_params", "session_state", "user")
        ),
        _SESSION,
    ),
}
_LONGEST: Final = 3


def what_is_read(name: str, attributes: tuple[str, ...] = ()) -> dict[str, str]:
    """Return what a chain of names reads of the outside, with what is to be known about that.

    Parameters
    ----------
    name
        The full name of a module, class or function.
    attributes
        What is read from it.

    Examples
    --------
    >>> list(what_is_read("os", ("environ", "get")))
    ['os.environ']
    >>> what_is_read("os", ("path", "join"))
    {}
    """
    for length in range(min(len(attributes), _LONGEST) + 1):
        full = ".".join((name, *attributes[:length]))
        if full in _READS:
            return {full.removeprefix("builtins."): _READS[full]}
    return {}


def is_environment(value: Any) -> bool:
    """Return whether a value is the environment itself, of which a program reads a little."""
    return value is os.environ or value is getattr(os, "environb", None)
