"""`st.json`."""

from __future__ import annotations

import json as _json
from collections.abc import Mapping
from typing import Any

from millstream.errors import StreamlitAPIException
from millstream.protocol.elements import Json, Size
from millstream.ui.delta_generator import DeltaGenerator, draw
from millstream.ui.layout import size


def json(body: object, *, expanded: bool | int = True, width: Size = "stretch") -> DeltaGenerator:
    """Show a JSON document as a tree that folds.

    Parameters
    ----------
    body
        JSON text, or anything that can be written as JSON. What JSON does not know is shown as text.
    expanded
        Whether the tree starts unfolded, or how many levels of it do.
    width
        "stretch", "content", or a number of pixels.

    Examples
    --------
    >>> import millstream as st
    >>> place = st.json({"mill": {"wheels": 2}}, expanded=1)
    """
    if type(expanded) is int and expanded < 0:
        raise StreamlitAPIException(
            f"`expanded` is {expanded}, but has to be True, False or a number of levels."
        )
    return DeltaGenerator(
        draw(
            Json(
                body=body if isinstance(body, str) else _json.dumps(_plain(body), default=str),
                depth=int(expanded) if type(expanded) is int else (-1 if expanded else 0),
                width="" if width == "stretch" else size("width", width),
            )
        )
    )


def _plain(value: Any) -> Any:
    """Turn what is like a JSON value into one; keys become text."""
    if hasattr(value, "to_dict") and not isinstance(value, Mapping):
        value = value.to_dict()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    return value
