"""How Pillow's images are encoded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from millstream.hashing.digest import Encode
    from millstream.hashing.writer import Writer


def _image(value: Any, writer: Writer) -> None:
    """Write mode, size, colours and every frame; the image stays at its frame."""
    writer.child(".format", value.format)
    writer.child(".info", dict(value.info))
    frames, current = getattr(value, "n_frames", 1), value.tell()
    writer.items((frames, current))
    if frames == 1:
        _pixels(value, writer)
        return
    try:
        for frame in range(frames):
            value.seek(frame)
            _pixels(value, writer)
    finally:
        value.seek(current)


def _pixels(value: Any, writer: Writer) -> None:
    value.load()
    writer.text(value.mode)
    writer.items(value.size)
    writer.child(".palette", value.getpalette())
    writer.buffer(value.tobytes())


ENCODERS: dict[str, Encode] = {"PIL.Image": _image}
"""By package and name of a type or one of its bases."""
