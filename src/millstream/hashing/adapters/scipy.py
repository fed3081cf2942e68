"""How SciPy's sparse matrices are encoded: by format, shape and stored entries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer

_PARTS = {
    "csr": ("data", "indices", "indptr"),
    "csc": ("data", "indices", "indptr"),
    "bsr": ("data", "indices", "indptr"),
    "coo": ("data", "coords"),
    "dia": ("data", "offsets"),
    "lil": ("data", "rows"),
}


def _sparse(value: Any, writer: Writer) -> None:
    writer.text(value.format)
    writer.items(value.shape)
    parts = _PARTS.get(value.format)
    if parts is not None:
        writer.attributes({name: getattr(value, name) for name in parts})
        return
    writer.child(".dtype", value.dtype)
    writer.entries(dict(value.items()))


ENCODERS: dict[str, Encode] = {"scipy._spbase": _sparse, "scipy.spmatrix": _sparse}
"""By package and name of a type or one of its bases."""
