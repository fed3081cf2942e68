"""The envelope of everything that is kept in files: a header with a signature, then sections.

========= ===== ==============================================================================
offset    bytes content
========= ===== ==============================================================================
0         6     ``MLSTRM``
6         2     the version of the format, little endian
8         4     the length of the header
12        4     zero
16        32    keyed BLAKE3 over the 16 bytes before, the length of the key, the key, the header
48        n     the header: MessagePack of the key, the user's metadata, the table of sections
========= ===== ==============================================================================

The table gives the place, the length and the keyed digest of each section. So the signature covers
the content too, while metadata is trusted after reading a page, and a section of a gigabyte is
checked apart from the others. Nothing is decoded before its signature was found right.
"""

from __future__ import annotations

import hmac
import struct
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import msgspec
from blake3 import blake3

from millstream.storage import keys
from millstream.storage.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from millstream.storage.files import MappedFile

MAGIC: Final = b"MLSTRM"
VERSION: Final = 1
LARGE_FROM_BYTES: Final = 256 * 1024
"""Sections from this size on begin where memory pages do, so that each can be mapped by itself."""

_PREFIX: Final = struct.Struct("<6sHII32s")
_UNSIGNED: Final = 16
_FIRST_READ: Final = 8192
_SMALL_ALIGNMENT: Final = 64
_LARGE_ALIGNMENT: Final = 65_536
_GREATEST_HEADER: Final = 64 * 1024 * 1024
_HASHED_BESIDE: Final = 4 * 1024 * 1024
_NO_DIGEST: Final = bytes(32)


class EnvelopeError(Exception):
    """A file is not what was sealed under this key: foreign, truncated, swapped or changed."""


@dataclass(frozen=True, slots=True)
class Section:
    """Where a part of the content lies, and its keyed digest."""

    offset: int
    size_bytes: int
    digest: bytes

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.offset + self.size_bytes


class Gathered:
    """A section that consists of buffers one after the other.

    Parameters
    ----------
    chunks
        Contiguous buffers; none is copied.
    """

    __slots__ = ("chunks", "size_bytes")

    def __init__(self, *chunks: Any) -> None:
        self.chunks = [memoryview(chunk).cast("B") for chunk in chunks if memoryview(chunk).nbytes]
        self.size_bytes = sum(chunk.nbytes for chunk in self.chunks)


class _Writable(Protocol):
    """Where an envelope is written to."""

    def seek(self, offset: int) -> None:
        """Continue at an offset."""

    def write(self, chunks: Iterable[Any]) -> None:
        """Append bytes-like chunks."""


class _Readable(Protocol):
    """Where an envelope is read from."""

    @property
    def size_bytes(self) -> int:
        """How much there is."""

    def read(self, offset: int, size: int) -> bytes:
        """Return a copy of a part, or of what there is of it."""


class _Checked(NamedTuple):
    """What a header says that was found right, and the bytes that were read for it."""

    key: bytes
    meta: bytes
    sections: list[Section]
    mac: bytes
    start: bytes


class Sealer:
    """Write and read envelopes under one secret key.

    Parameters
    ----------
    signing_key
        32 bytes.
    """

    def __init__(self, signing_key: bytes) -> None:
        self._mac_key = keys.derive(signing_key, "envelope header")
        self._digest_key = keys.derive(signing_key, "envelope section")

    def seal(self, key: bytes, content: bytes) -> bytes:
        """Return an envelope of one section, for what is no file: a field of a database, a message.

        Parameters
        ----------
        key
            What the content is filed under.
        content
            The section.

        Examples
        --------
        >>> sealer = Sealer(bytes(32))
        >>> sealer.unseal(b"cart", sealer.seal(b"cart", b"three gears"))
        b'three gears'
        """
        memory = Memory()
        self.write(memory, key, b"", [Gathered(content)])
        return memory.read(0, memory.size_bytes)

    def unseal(self, key: bytes, sealed: bytes) -> bytes:
        """Return the section of an envelope that ``seal`` has made.

        Raises
        ------
        EnvelopeError
            Where it is not what was sealed under this key.
        """
        memory = Memory(sealed)
        sections = self._checked(memory, key).sections
        if len(sections) != 1:
            raise EnvelopeError("it is not of one section")
        content = memory.read(sections[0].offset, sections[0].size_bytes)
        if not hmac.compare_digest(self.digest(content), sections[0].digest):
            raise EnvelopeError("its content was changed")
        return content

    def write(
        self, draft: _Writable, key: bytes, meta: bytes, sections: Sequence[Gathered]
    ) -> bytes:
        """Write an envelope into a file that has no name yet.

        Parameters
        ----------
        draft
            The file.
        key
            What the content is filed under; an envelope found under another key is refused.
        meta
            What is wanted without reading the content.
        sections
            The content.

        Returns
        -------
        bytes
            The signature, which identifies the envelope.
        """
        placed = _place(_PREFIX.size + len(_header(key, meta, _unhashed(sections))), sections)
        done: list[Section] = []
        for place, section in zip(placed, sections, strict=True):
            draft.seek(place.offset)
            digest = self._written(draft, section)
            done.append(Section(place.offset, place.size_bytes, digest))
        header = _header(key, meta, done)
        fixed = _PREFIX.pack(MAGIC, VERSION, len(header), 0, b"")[:_UNSIGNED]
        mac = self._mac(fixed, key, header)
        draft.seek(0)
        draft.write([fixed, mac, header])
        return mac

    def _written(self, draft: _Writable, section: Gathered) -> bytes:
        """Write a section and return its digest; a large one is hashed while it is written."""
        hasher = blake3(key=self._digest_key)
        if section.size_bytes < _HASHED_BESIDE:
            draft.write(section.chunks)
            _update(hasher, section)
            return bytes(hasher.digest())
        beside = threading.Thread(target=_update, args=(hasher, section), daemon=True)
        beside.start()
        try:
            draft.write(section.chunks)
        finally:
            beside.join()
        return bytes(hasher.digest())

    def _mac(self, fixed: bytes, key: bytes, header: bytes) -> bytes:
        length = len(key).to_bytes(8, "little")
        return blake3(b"".join((fixed, length, key, header)), key=self._mac_key).digest()

    def open(self, file: MappedFile, key: bytes | None = None) -> Envelope:
        """Check the signature of a file and return its envelope.

        Parameters
        ----------
        file
            The file.
        key
            What the content has to be filed under; without it, whatever the header says.

        Raises
        ------
        EnvelopeError
            Where anything does not fit.
        """
        checked = self._checked(file, key)
        return Envelope(self, file, *checked)

    def _checked(self, file: _Readable, key: bytes | None) -> _Checked:
        start = file.read(0, _FIRST_READ)
        if len(start) < _PREFIX.size:
            raise EnvelopeError("it is truncated")
        magic, version, length, zero, mac = _PREFIX.unpack_from(start)
        if magic != MAGIC or zero:
            raise EnvelopeError("it is no envelope")
        if version != VERSION:
            raise EnvelopeError(f"it has format {version}, this is format {VERSION}")
        end = _PREFIX.size + length
        if length > _GREATEST_HEADER or end > file.size_bytes:
            raise EnvelopeError("it is truncated")
        if end > len(start):
            start += file.read(len(start), end - len(start))
        header = start[_PREFIX.size : end]
        # The key is part of the signature, so it is taken from a header that is not yet trusted
        # only to be checked with it.
        filed = _key_of(header) if key is None else key
        if not hmac.compare_digest(mac, self._mac(start[:_UNSIGNED], filed, header)):
            raise EnvelopeError("its signature is wrong")
        found, meta, table = msgspec.msgpack.decode(header, type=_Header)
        if found != filed:
            raise EnvelopeError("it belongs to another key")
        sections = [Section(*row) for row in table]
        if any(each.size_bytes and each.end > file.size_bytes for each in sections):
            raise EnvelopeError("it is truncated")
        return _Checked(filed, meta, sections, mac, start)

    def digest(self, content: Any) -> bytes:
        """Return the keyed digest of a section."""
        hasher = blake3(key=self._digest_key, max_threads=_threads(memoryview(content).nbytes))
        return bytes(hasher.update(content).digest())


class Envelope:
    """An envelope whose header was found right.

    Its sections are checked when they are read (``read``), or by ``check`` before they are
    mapped (``view``).
    """

    __slots__ = ("_sealer", "_start", "file", "key", "mac", "meta", "sections")

    def __init__(
        self,
        sealer: Sealer,
        file: MappedFile,
        key: bytes,
        meta: bytes,
        sections: list[Section],
        mac: bytes,
        start: bytes,
    ) -> None:
        self._sealer = sealer
        self._start = start
        self.file = file
        self.key = key
        self.meta = meta
        self.sections = sections
        self.mac = mac

    def read(self, number: int) -> bytes:
        """Return a checked copy of a section: nobody can change it between check and use.

        Raises
        ------
        EnvelopeError
            Where the content is not what was sealed.
        """
        section = self.sections[number]
        if section.end <= len(self._start):
            content = self._start[section.offset : section.end]
        else:
            content = self.file.read(section.offset, section.size_bytes)
        if not hmac.compare_digest(self._sealer.digest(content), section.digest):
            raise EnvelopeError(f"section {number} was changed")
        return content

    def check(self, number: int) -> None:
        """Compare a section with its digest, in place.

        Raises
        ------
        EnvelopeError
            Where the content is not what was sealed.
        """
        section = self.sections[number]
        try:
            digest = self._sealer.digest(self.view(number))
        except OSError:
            # No more mappings are to be had.
            digest = self._sealer.digest(self.file.read(section.offset, section.size_bytes))
        if not hmac.compare_digest(digest, section.digest):
            raise EnvelopeError(f"section {number} was changed")

    def view(self, number: int) -> memoryview:
        """Return a section as read-only mapped memory; ``check`` it first."""
        section = self.sections[number]
        return self.file.view(section.offset, section.size_bytes)


_Header = tuple[bytes, bytes, list[tuple[int, int, bytes]]]


def _header(key: bytes, meta: bytes, sections: Sequence[Section]) -> bytes:
    # Offsets take as much room whatever they are, so that the length of a header is known
    # before its sections are placed.
    table = [
        (msgspec.Raw(b"\xcf" + each.offset.to_bytes(8, "big")), each.size_bytes, each.digest)
        for each in sections
    ]
    return msgspec.msgpack.encode((key, meta, table))


def _unhashed(sections: Sequence[Gathered]) -> list[Section]:
    return [Section(0, each.size_bytes, _NO_DIGEST) for each in sections]


def _place(start: int, sections: Sequence[Gathered]) -> list[Section]:
    placed: list[Section] = []
    for section in sections:
        large = section.size_bytes >= LARGE_FROM_BYTES
        alignment = _LARGE_ALIGNMENT if large else _SMALL_ALIGNMENT
        start = -(-start // alignment) * alignment
        placed.append(Section(start, section.size_bytes, _NO_DIGEST))
        start += section.size_bytes
    return placed


def _key_of(header: bytes) -> bytes:
    try:
        filed: bytes = msgspec.msgpack.decode(header, type=_Header)[0]
    except (msgspec.MsgspecError, ValueError, UnicodeDecodeError) as error:
        raise EnvelopeError("its header cannot be read") from error
    return filed


def _update(hasher: blake3, section: Gathered) -> None:
    for chunk in section.chunks:
        hasher.update(chunk)


def _threads(size_bytes: int) -> int:
    return blake3.AUTO if size_bytes >= LARGE_FROM_BYTES * 4 else 1
