"""Secrets from environment variables: `MILLSTREAM_SECRETS__DATABASE__PASSWORD` is `database.password`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from millstream.errors import StreamlitSecretNotFoundError

PREFIX: Final = "MILLSTREAM_SECRETS__"
"""What the names of variables start with; two underscores stand for a dot."""

Variables = tuple[tuple[str, str], ...]


def variables(environ: Mapping[str, str]) -> Variables:
    """Give the variables that hold secrets."""
    return tuple((name, environ[name]) for name in sorted(environ) if name.startswith(PREFIX))


def overlay(values: Mapping[str, Any], given: Variables) -> dict[str, Any]:
    """Put the secrets of variables over those of files.

    A part of a name finds the key of the files that differs in case only; a new one is written in lower case if the
    variable's name is in upper case. A value takes the type that it has in the files.

    Parameters
    ----------
    values
        The secrets of files.
    given
        The variables, from `variables`.

    Raises
    ------
    StreamlitSecretNotFoundError
        If a value is not of the type that it has in the files. The message does not have it.

    Examples
    --------
    >>> overlay({"db": {"port": 1}}, (("MILLSTREAM_SECRETS__DB__PORT", "5432"), ("MILLSTREAM_SECRETS__TOKEN", "t")))
    {'db': {'port': 5432}, 'token': 't'}
    """
    result = dict(values)
    for variable, text in given:
        *tables, last = variable.removeprefix(PREFIX).split("__")
        table = result
        for part in tables:
            key = _key(table, part)
            inner = table.get(key)
            table[key] = dict(inner) if isinstance(inner, Mapping) else {}
            table = table[key]
        key = _key(table, last)
        table[key] = _value(variable, text, table.get(key))
    return result


def _key(table: Mapping[str, Any], part: str) -> str:
    folded = part.casefold()
    new = part.lower() if part.isupper() else part
    return next((key for key in table if key.casefold() == folded), new)


_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}

_TYPES: dict[type, tuple[str, Callable[[str], Any]]] = {
    bool: ("true or false", lambda text: _BOOLEANS[text.strip().lower()]),
    int: ("a whole number", int),
    float: ("a number", float),
}


def _value(variable: str, text: str, present: object) -> Any:
    expected, convert = _TYPES.get(type(present), ("", str))
    try:
        return convert(text)
    except (KeyError, ValueError):
        pass  # the error would have the value in its message
    raise StreamlitSecretNotFoundError(
        "The environment variable {variable} has to be {expected}, like the secret in the file that it stands for.",
        variable=variable,
        expected=expected,
    )
