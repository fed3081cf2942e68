"""The envelope: read back as it was written, or refused before anything is decoded."""

from __future__ import annotations

import errno
import mmap
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from millstream.storage import envelope
from millstream.storage.envelope import LARGE_FROM_BYTES, EnvelopeError, Gathered, Sealer
from millstream.storage.files import Draft, MappedFile

if TYPE_CHECKING:
    from pathlib import Path

KEY = b"function\0key"
SEALER = Sealer(bytes(32))
LARGE = bytes(range(256)) * (LARGE_FROM_BYTES // 256)


def write(path: Path, *sections: bytes, key: bytes = KEY, meta: bytes = b"meta") -> bytes:
    with Draft(path) as draft:
        mac = SEALER.write(draft, key, meta, [Gathered(section) for section in sections])
        draft.publish()
    return mac


def read(path: Path, sealer: Sealer = SEALER, key: bytes | None = KEY) -> list[bytes]:
    with closing(MappedFile(path)) as file:
        opened = sealer.open(file, key)
        assert opened.meta == b"meta"
        return [opened.read(number) for number in range(len(opened.sections))]


@pytest.mark.parametrize(
    "sections",
    [(), (b"",), (b"one", b"", b"two"), (LARGE,), (b"x", LARGE, b"y", LARGE)],
    ids=["none", "empty", "small", "large", "mixed"],
)
def test_what_was_sealed_is_read(tmp_path: Path, sections: tuple[bytes, ...]) -> None:
    mac = write(tmp_path / "file", *sections)
    assert read(tmp_path / "file") == list(sections)
    with closing(MappedFile(tmp_path / "file")) as file:
        opened = SEALER.open(file)
        assert (opened.key, opened.mac) == (KEY, mac)
        for number, section in enumerate(sections):
            if section:
                opened.check(number)
                assert bytes(opened.view(number)) == section


def test_a_section_may_be_gathered_from_buffers(tmp_path: Path) -> None:
    with Draft(tmp_path / "file") as draft:
        section = Gathered(b"one", memoryview(b"two"), b"", bytearray(b"three"))
        assert section.size_bytes == 11
        SEALER.write(draft, KEY, b"meta", [section])
        draft.publish()
    assert read(tmp_path / "file") == [b"onetwothree"]


def test_large_sections_begin_where_pages_do(tmp_path: Path) -> None:
    write(tmp_path / "file", b"x", LARGE, b"y", LARGE)
    with closing(MappedFile(tmp_path / "file")) as file:
        offsets = [section.offset for section in SEALER.open(file).sections]
    assert offsets[1] % mmap.ALLOCATIONGRANULARITY == 0
    assert offsets[3] % mmap.ALLOCATIONGRANULARITY == 0


def test_a_section_that_is_hashed_while_it_is_written_has_the_same_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mac = write(tmp_path / "one", LARGE)
    monkeypatch.setattr(envelope, "_HASHED_BESIDE", 1)
    assert write(tmp_path / "two", LARGE) == mac
    assert read(tmp_path / "two") == [LARGE]


def test_every_changed_byte_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write(path, b"content", b"more")
    sound = path.read_bytes()
    covered = len(sound)
    for position in range(covered):
        changed = bytearray(sound)
        changed[position] ^= 1
        path.write_bytes(changed)
        try:
            found = read(path)
        except EnvelopeError:
            continue
        # Only what lies between the sections is not covered, and nobody reads it.
        assert found == [b"content", b"more"]
        assert sound[position] == 0


def test_every_truncated_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write(path, b"content", b"more")
    sound = path.read_bytes()
    for length in range(len(sound)):
        path.write_bytes(sound[:length])
        with pytest.raises(EnvelopeError):
            read(path)


def test_a_large_section_is_checked_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write(path, b"x", LARGE)
    changed = bytearray(path.read_bytes())
    changed[-1] ^= 1
    path.write_bytes(changed)

    def refuse(*_: object, **__: object) -> memoryview:
        raise OSError(errno.ENOMEM, "no more mappings")

    with closing(MappedFile(path)) as file:
        opened = SEALER.open(file, KEY)
        opened.check(0)
        with pytest.raises(EnvelopeError, match="section 1 was changed"):
            opened.check(1)
        monkeypatch.setattr(MappedFile, "view", refuse)
        opened.check(0)
        with pytest.raises(EnvelopeError, match="section 1 was changed"):
            opened.check(1)


def test_an_envelope_of_another_installation_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "file", b"content")
    with pytest.raises(EnvelopeError, match="signature"):
        read(tmp_path / "file", Sealer(b"another".ljust(32)))


def test_an_envelope_in_the_place_of_another_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "file", b"content")
    with pytest.raises(EnvelopeError, match="signature"):
        read(tmp_path / "file", key=b"function\0other")
    assert read(tmp_path / "file", key=None) == [b"content"]


def test_another_version_of_the_format_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write(path, b"content")
    content = bytearray(path.read_bytes())
    content[6:8] = (9).to_bytes(2, "little")
    path.write_bytes(content)
    with pytest.raises(EnvelopeError, match="it has format 9, this is format 1"):
        read(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"MLSTRM", b"x" * 100, b"MLSTRM\1\0\xff\xff\xff\xff" + bytes(100)],
    ids=["empty", "short", "foreign", "endless header"],
)
def test_what_is_no_envelope_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    for key in (KEY, None):
        with pytest.raises(EnvelopeError):
            read(tmp_path / "file", key=key)


def test_a_header_longer_than_the_first_read_is_read_on(tmp_path: Path) -> None:
    meta = bytes(50_000)
    write(tmp_path / "file", b"content", meta=meta)
    with closing(MappedFile(tmp_path / "file")) as file:
        opened = SEALER.open(file, KEY)
        assert opened.meta == meta
        assert opened.read(0) == b"content"


@pytest.mark.parametrize("content", [b"", b"small", LARGE], ids=["empty", "small", "large"])
def test_what_lies_in_no_file_is_sealed_as_a_file_is(tmp_path: Path, content: bytes) -> None:
    sealed = SEALER.seal(KEY, content)
    assert SEALER.unseal(KEY, sealed) == content
    (tmp_path / "file").write_bytes(sealed)
    with closing(MappedFile(tmp_path / "file")) as file:
        assert SEALER.open(file, KEY).read(0) == content


def test_every_changed_or_missing_byte_of_a_sealed_field_is_noticed() -> None:
    sealed = SEALER.seal(KEY, b"content")
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        try:
            found = SEALER.unseal(KEY, bytes(changed))
        except EnvelopeError:
            continue
        # Only what lies before the content is not covered, and nobody reads it.
        assert found == b"content"
        assert sealed[position] == 0
    for length in range(len(sealed)):
        with pytest.raises(EnvelopeError):
            SEALER.unseal(KEY, sealed[:length])


def test_a_sealed_field_of_another_key_or_installation_is_refused() -> None:
    sealed = SEALER.seal(KEY, b"content")
    with pytest.raises(EnvelopeError, match="signature"):
        SEALER.unseal(b"another", sealed)
    with pytest.raises(EnvelopeError, match="signature"):
        Sealer(b"another".ljust(32)).unseal(KEY, sealed)
