"""How TensorFlow's tensors and Keras' models are encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from millstream.hashing.canonical import qualified_name
from millstream.hashing.errors import UnhashableError

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


def _tensor(value: Any, writer: Writer) -> None:
    if not hasattr(value, "numpy"):
        reason = "a tensor inside a graph has no value before the graph runs"
        raise UnhashableError("", qualified_name(type(value)), reason)
    writer.text(str(value.dtype))
    writer.child("", value.numpy())


def _variable(value: Any, writer: Writer) -> None:
    writer.text(value.name)
    writer.number(value.trainable)
    _tensor(value, writer)


def _model(value: Any, writer: Writer) -> None:
    writer.child(".get_config()", value.get_config())
    writer.child(".get_weights()", value.get_weights())


ENCODERS: dict[str, Encode] = {
    "tensorflow.Tensor": _tensor,
    "tensorflow.Variable": _variable,
    "keras.Variable": _variable,
    "keras.Layer": _model,
}
"""By package and name of a type or one of its bases."""
