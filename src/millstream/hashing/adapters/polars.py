"""How Polars' tables and columns are encoded by content, and its lazy tables by plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from millstream.hashing.writer import key_label

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


def _frame(value: Any, writer: Writer) -> None:
    writer.number(value.height)
    writer.children((key_label(each.name), each) for each in value.get_columns())


def _series(value: Any, writer: Writer) -> None:
    dtype = value.dtype
    writer.text(value.name)
    writer.child(".dtype", dtype)
    if type(dtype).__name__ == "Object":
        writer.items(value.to_list())
    elif type(dtype).__name__ in {"Categorical", "Enum"}:
        # Arrow's dictionary would depend on what else was categorised in this process.
        writer.child("", value.cast(_text_type(value)).to_arrow())
    else:
        writer.child("", value.to_arrow())


def _text_type(value: Any) -> Any:
    import polars as pl

    return pl.String if value.dtype != pl.Null else pl.Null


def _lazy(value: Any, writer: Writer) -> None:
    writer.buffer(value.serialize())


def _expression(value: Any, writer: Writer) -> None:
    writer.buffer(value.meta.serialize())


ENCODERS: dict[str, Encode] = {
    "polars.DataFrame": _frame,
    "polars.Series": _series,
    "polars.LazyFrame": _lazy,
    "polars.Expr": _expression,
}
"""By package and name of a type or one of its bases."""
