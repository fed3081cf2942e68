"""How temporary files are encoded: by the file inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


def _wrapper(value: Any, writer: Writer) -> None:
    writer.child("", value.file)


ENCODERS: dict[str, Encode] = {"tempfile._TemporaryFileWrapper": _wrapper}
"""By package and name of a type or one of its bases."""
