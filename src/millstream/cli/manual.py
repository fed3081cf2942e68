"""The manual in a terminal: the public names with their signatures and docstrings."""

from __future__ import annotations

import inspect
import re

import millstream
from millstream.config.option import nearest
from millstream.errors import MillstreamError


class ManualError(MillstreamError):
    """There is no such page."""


def contents() -> str:
    """Give all public names with the first line of what is said of each."""
    lines = ["Each has a page: `millstream docs NAME`.", ""]
    for name in sorted(millstream.__all__):
        found = getattr(millstream, name)
        if name.startswith("_") or inspect.ismodule(found):
            continue
        lines.append(
            f"st.{name:<20} {(inspect.getdoc(found) or '').partition(chr(10))[0]}".rstrip()
        )
    return "\n".join(lines) + "\n"


def page_of(name: str) -> str:
    """Give what a public name is, with its parameters and an example.

    Parameters
    ----------
    name
        Such as `slider`, `st.slider` or `cache_data.clear`.

    Raises
    ------
    ManualError
        If there is no such name.
    """
    path = re.sub(r"^(?:st|streamlit|millstream)\.", "", name.strip())
    found: object = millstream
    for part in path.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            hint = nearest(path, dir(millstream))
            raise ManualError(f"st.{path} is not a public name.{hint}") from None
    return f"st.{path}{_signature(found)}\n\n{inspect.getdoc(found) or 'No description.'}\n"


class _Written(str):
    """An annotation that is shown as it was written, without quotes around it."""

    __slots__ = ()
    __repr__ = str.__str__


def _signature(found: object) -> str:
    try:
        signature = inspect.signature(found) if callable(found) else None
    except (TypeError, ValueError):
        return ""
    if signature is None:
        return ""
    parameters = [
        parameter.replace(annotation=_shown(parameter.annotation))
        for parameter in signature.parameters.values()
    ]
    returned = _shown(signature.return_annotation)
    return str(signature.replace(parameters=parameters, return_annotation=returned))


def _shown(annotation: object) -> object:
    return _Written(annotation) if isinstance(annotation, str) else annotation
