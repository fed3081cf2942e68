"""`st.json`."""

from __future__ import annotations

import json as _json
from collections.abc import Mapping
from typing import Any

from millstream.errors import StreamlitInvalidParameterTypeError
from millstream.protocol.elements import Json, Size
from millstream.secret_store.section import masked
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
    if not isinstance(expanded, int):
        raise StreamlitInvalidParameterTypeError(
            "expanded", type(expanded).__name__, ["bool", "int"]
        )
    return DeltaGenerator(
        draw(
            Json(
                body=body if isinstance(body, str) else _json.dumps(_plain(body), default=str),
                depth=(-1 if expanded else 0) if type(expanded) is bool else max(-1, expanded),
                width="" if width == "stretch" else size("width", width, content=False),
            )
        )
    )


def _plain(value: Any) -> Any:
    """Turn what is like a JSON value into one; keys become text, and secrets stay hidden."""
    value = masked(value)
    if hasattr(value, "to_dict") and not isinstance(value, type) and not isinstance(value, Mapping):
        value = value.to_dict()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(item) for item in value]
    if hasattr(value, "dtype") and hasattr(value, "tolist"):
        return _plain(value.tolist())
    return value
