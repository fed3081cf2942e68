"""Packages that a type of connection needs, imported when a connection of it is used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from millstream.errors import Error


class MissingPackageError(Error, ModuleNotFoundError):
    """A connection needs a package that is not installed."""


def package(module: str, *, distribution: str, extra: str, need: str) -> Any:
    """Import a module, or say what to install.

    Parameters
    ----------
    module
        The full name of the module.
    distribution
        The name of what `pip` installs.
    extra
        The extra of Millstream that brings it.
    need
        Who needs it.

    Raises
    ------
    MissingPackageError
        If it is not installed.

    Examples
    --------
    >>> package("json", distribution="json", extra="json", need="An example").dumps([1])
    '[1]'
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise  # the package is there, and misses one of its own
        raise MissingPackageError(
            f"{need} needs the package {distribution}, which is not installed. Install it: "
            f'`pip install {distribution}` or `pip install "millstream[{extra}]"`.',
            name=module,
        ) from None
