"""Widgets whose values stand in the page's address: `bind="query-params"`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from millstream.errors import (
    Error,
    StreamlitMissingRequiredParameterError,
    StreamlitValueError,
)
from millstream.state import Bindable, Misfit, Widget
from millstream.state.query_params import QueryParams


def is_bound(bind: str | None, key: str) -> bool:
    """Check `bind`: whether a widget's value stands in the address."""
    if bind is None:
        return False
    if bind != "query-params":
        raise StreamlitValueError("bind", ["'query-params'", "None"], detail=f"It is {bind!r}.")
    if not key:
        raise StreamlitMissingRequiredParameterError(
            "key", detail="The query parameter of a bound widget has the name of its key."
        )
    return True


def read_query(widget: Widget, params: QueryParams) -> None:
    """Give a widget the value that the address has, if it had another one when the widget was drawn last.

    A parameter that stands for no value of the widget is as good as none.
    """
    texts = params.get_all(widget.key)
    if texts != list(widget.query):
        codec = cast("Bindable", widget.codec)
        widget.value = _value(texts, codec, widget.default) if texts else widget.default


def _value(texts: Sequence[str], codec: Bindable, default: Any) -> Any:
    try:
        value = codec.from_query(texts)
        codec.encode(value)
    except (Misfit, Error, ValueError):
        return default
    return value
