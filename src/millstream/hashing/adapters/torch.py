"""How PyTorch's tensors are encoded; modules are hashed by their attributes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


def _tensor(value: Any, writer: Writer) -> None:
    writer.text(str(value.dtype))
    writer.text(str(value.device))
    writer.text(str(value.layout))
    writer.items(tuple(value.shape))
    writer.number(value.requires_grad)
    held = value.detach().cpu()
    if held.layout != sys.modules["torch"].strided:
        writer.child("", held.coalesce().indices())
        writer.child("", held.coalesce().values())
        return
    # As bytes: NumPy does not know every type of element.
    flat = held.contiguous().reshape(-1).view(sys.modules["torch"].uint8)
    writer.buffer(memoryview(flat.numpy()))


def _name(value: Any, writer: Writer) -> None:
    writer.text(str(value))


ENCODERS: dict[str, Encode] = {
    "torch.Tensor": _tensor,
    "torch.dtype": _name,
    "torch.device": _name,
    "torch.layout": _name,
}
"""By package and name of a type or one of its bases."""
