"""How pydantic's models are encoded: by fields, extra and private attributes, and what was set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


def _model(value: Any, writer: Writer) -> None:
    writer.attributes(vars(value))
    if hasattr(value, "__pydantic_fields_set__"):
        fields_set, private = value.__pydantic_fields_set__, value.__pydantic_private__
        extra = value.__pydantic_extra__
    else:
        fields_set, private, extra = value.__fields_set__, None, None
    writer.attributes(extra or {})
    writer.attributes(private or {})
    writer.child(".model_fields_set", fields_set)


ENCODERS: dict[str, Encode] = {"pydantic.BaseModel": _model}
"""By package and name of a type or one of its bases."""
