"""Memory behind arrays: private to each reader, bounded in descriptors, with a fallback."""

from __future__ import annotations

import gc
import mmap
import os
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from millstream.caching.snapshot import memory
from millstream.caching.snapshot.memory import (
    CopiedMemory,
    FileMemory,
    MappingLimit,
    SealedMemory,
)
from millstream.storage.files import MappedFile

if TYPE_CHECKING:
    from pathlib import Path

linux_only = pytest.mark.skipif(not memory.can_seal(), reason="needs sealed memory files")


@linux_only
def test_sealed_memory_is_private_to_each_reader() -> None:
    kept = memory.keep(b"abc" * 5000)
    assert isinstance(kept, SealedMemory)
    first, second = memoryview(kept.open()), memoryview(kept.open())
    first[0:3] = b"XYZ"
    assert second[:3] == memoryview(kept.open())[:3] == b"abc"
    assert first[:3] == b"XYZ"


@linux_only
def test_nobody_can_write_to_sealed_memory_itself() -> None:
    kept = memory.keep(b"abc" * 5000)
    assert isinstance(kept, SealedMemory)
    with pytest.raises(PermissionError):
        os.pwrite(kept._file, b"x", 0)
    with pytest.raises(PermissionError):
        os.ftruncate(kept._file, 0)


@linux_only
def test_a_mapping_outlives_its_memory() -> None:
    kept = memory.keep(b"abc" * 5000)
    mapping = memoryview(kept.open())
    del kept
    gc.collect()
    assert bytes(mapping[:3]) == b"abc"


@linux_only
def test_at_the_limit_readers_get_copies() -> None:
    limit = MappingLimit(3)
    kept = memory.keep(b"abc" * 5000, limit=limit)
    readers = [kept.open() for _ in range(5)]
    assert limit.alive == 3
    assert sum(isinstance(reader, bytearray) for reader in readers) == 3
    memoryview(readers[4])[0:1] = b"X"
    assert all(bytes(memoryview(reader)[:3]) == b"abc" for reader in readers[:4])
    assert isinstance(memory.keep(b"abc", limit=limit), CopiedMemory)
    readers.clear()
    gc.collect()
    assert limit.alive == 1
    assert not isinstance(kept.open(), bytearray)
    del kept
    gc.collect()
    assert limit.alive == 0


@linux_only
def test_a_system_without_descriptors_left_gives_copies(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise OSError(24, "Too many open files")

    path = tmp_path / "file"
    path.write_bytes(b"." * mmap.ALLOCATIONGRANULARITY + b"abc" * 5000)
    kept = memory.keep(b"abc" * 5000)
    with closing(MappedFile(path)) as file:
        in_file = FileMemory(file, mmap.ALLOCATIONGRANULARITY, 15_000)
        held = [kept.open(), in_file.open()]
        assert not any(isinstance(each, bytearray) for each in held)
        monkeypatch.setattr("millstream.caching.snapshot.memory._CountedMapping", refuse)
        for each in (kept, in_file):
            opened = each.open()
            assert isinstance(opened, bytearray)
            assert opened == bytearray(b"abc" * 5000)
        assert memory.map_shared(file) is None
    monkeypatch.setattr(os, "memfd_create", refuse)
    assert isinstance(memory.keep(b"abc"), CopiedMemory)


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_platforms_copy(platform: str) -> None:
    kept = memory.keep(b"abc", platform=platform)
    assert isinstance(kept, CopiedMemory)
    first = memoryview(kept.open())
    first[0:1] = b"X"
    assert kept.open() == bytearray(b"abc")
    assert kept.size_bytes == 3


def test_the_limit_is_half_of_what_the_process_may_open() -> None:
    resource = pytest.importorskip("resource")
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    assert 0 < MappingLimit().limit <= soft // 2
