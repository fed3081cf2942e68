"""A picture that a script gives, as something that the browser can show: an address, an emoji or a Material symbol."""

from __future__ import annotations

import io
import os
import re
import struct
import sys
import zlib
from pathlib import Path
from typing import Any

from millstream.script import context
from millstream.script.emoji import EMOJI
from millstream.ui.icon import is_material

_EMOJI = re.compile(EMOJI)
_SVG = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)
_KINDS = (
    (b"\x89PNG\r\n", "image/png", "png"),
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"GIF8", "image/gif", "gif"),
    (b"BM", "image/bmp", "bmp"),
    (b"\x00\x00\x01\x00", "image/vnd.microsoft.icon", "ico"),
    (b"II*\x00", "image/tiff", "tiff"),
    (b"MM\x00*", "image/tiff", "tiff"),
)
_MOST_BYTES_OF_HEAD = 512


def picture(image: Any) -> str | None:
    """Give what the browser shows for a picture; None if it is none.

    Parameters
    ----------
    image
        An address, an emoji, a Material symbol, the text of an SVG, the path of a file (from the script's folder or the
        working one), the bytes of a file, an open file, or an image of Pillow or NumPy.
    """
    if isinstance(image, str):
        if image.startswith(("http://", "https://", "data:image/")):
            return image
        if _EMOJI.fullmatch(image) or is_material(image):
            return image
        if _SVG.match(image):
            return _published(image.encode())
    if isinstance(image, (str, Path)):
        return _published(_read_file(Path(image)))
    return _published(_content(image))


def _published(content: bytes | None) -> str | None:
    kind = None if content is None else _kind(content)
    run = context.current.get()
    if content is None or kind is None:
        return None
    return "" if run is None else run.publish(content, *kind)


def _kind(content: bytes) -> tuple[str, str] | None:
    """Tell the kind of an image from its first bytes: the type and the suffix of its file."""
    for start, media_type, extension in _KINDS:
        if content.startswith(start):
            return media_type, extension
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", "webp"
    if content[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif", "avif"
    head = content[:_MOST_BYTES_OF_HEAD].decode("utf-8", "replace")
    return ("image/svg+xml", "svg") if _SVG.match(head) else None


def _read_file(path: Path) -> bytes | None:
    run = context.current.get()
    folders = [os.getcwd()] if run is None else [os.path.dirname(run.script.path), os.getcwd()]
    for folder in folders:
        try:
            return Path(folder, path).read_bytes()
        except (OSError, ValueError):
            continue
    return None


def _content(image: Any) -> bytes | None:
    if isinstance(image, (bytes, bytearray, memoryview)):
        return bytes(image)
    if isinstance(image, io.IOBase):
        content = image.read()
        return content if isinstance(content, bytes) else None
    if (pillow := sys.modules.get("PIL.Image")) and isinstance(image, pillow.Image):
        file = io.BytesIO()
        image.save(file, "PNG")
        return file.getvalue()
    if (numpy := sys.modules.get("numpy")) and isinstance(image, numpy.ndarray):
        return _png(image, numpy)
    return None


_COLOURS = {1: 0, 2: 4, 3: 2, 4: 6}
"""How PNG numbers grey, grey with opacity, colour, and colour with opacity, by the number of channels."""


def _png(pixels: Any, numpy: Any) -> bytes | None:
    """Write an array of rows, columns and channels as a PNG file: whole numbers to 255, or others to 1."""
    if pixels.ndim == 2:
        pixels = pixels[:, :, numpy.newaxis]
    if pixels.ndim != 3 or pixels.shape[2] not in _COLOURS or not pixels.size:
        return None
    if pixels.dtype.kind == "f":
        pixels = numpy.clip(pixels, 0, 1) * 255
    pixels = pixels.astype(numpy.uint8)
    height, width, channels = pixels.shape
    rows = numpy.zeros(
        (height, 1 + width * channels), numpy.uint8
    )  # each row begins with "no filter"
    rows[:, 1:] = pixels.reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, _COLOURS[channels], 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join([_chunk(*each) for each in chunks])


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
