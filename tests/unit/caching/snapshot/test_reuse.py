"""A private mapping is handed out again only when nobody holds it and nobody has written to it."""

from __future__ import annotations

import gc
import mmap
import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from millstream.caching.snapshot import memory
from millstream.caching.snapshot.arrays import MAPPED_FROM_BYTES, MappedArray, freeze_array
from millstream.caching.snapshot.memory import FileMemory, MappingLimit, SealedMemory
from millstream.caching.snapshot.pages import is_pristine
from millstream.storage.files import MappedFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGES = 3
CONTENT = bytes(range(256)) * (PAGES * mmap.PAGESIZE // 256)


def can_tell() -> bool:
    if not memory.can_seal():
        return False
    file = os.memfd_create("test")
    os.write(file, CONTENT)
    with closing(mmap.mmap(file, len(CONTENT), flags=mmap.MAP_PRIVATE)) as mapping:
        os.close(file)
        return is_pristine(mapping)


pytestmark = [
    pytest.mark.skipif(not memory.can_seal(), reason="needs sealed memory files"),
    pytest.mark.skipif(not can_tell(), reason="this kernel does not tell which pages are written"),
]


def opened(kept: Any) -> np.ndarray[Any, Any]:
    array: np.ndarray[Any, Any] = np.ndarray((len(CONTENT),), "u1", kept.open())
    return array


@pytest.fixture(params=["sealed", "file"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    limit = MappingLimit(100)
    if request.param == "sealed":
        return SealedMemory(CONTENT, limit)
    path = tmp_path / "file"
    path.write_bytes(bytes(mmap.ALLOCATIONGRANULARITY) + CONTENT)
    file = MappedFile(path)
    return FileMemory(file, mmap.ALLOCATIONGRANULARITY, len(CONTENT), limit)


def test_what_was_read_alone_is_handed_out_again(kept: Any) -> None:
    first = opened(kept)
    assert bytes(first) == CONTENT
    place = first.ctypes.data
    del first
    second = opened(kept)
    assert second.ctypes.data == place
    assert bytes(second) == CONTENT
    assert kept._mappings._limit.alive == 2


@pytest.mark.parametrize("page", range(PAGES))
def test_what_was_written_to_is_dropped(kept: Any, page: int) -> None:
    array = opened(kept)
    # Also if what is written is what was there.
    array[page * mmap.PAGESIZE] = array[page * mmap.PAGESIZE]
    del array
    assert not kept._mappings._idle
    assert kept._mappings._limit.alive == 1
    assert bytes(opened(kept)) == CONTENT


@pytest.mark.parametrize(
    "hold",
    [
        lambda array: array[5:7],
        lambda array: array.view("u4").reshape(2, -1),
        lambda array: memoryview(array)[5:7],
        lambda array: array.base,
        lambda array: array.base.raw(),
        lambda array: array.base.raw().obj,
        lambda array: array.flat,
        lambda array: array.ctypes,
        lambda array: array.__array_interface__["data"] and iter(array),
    ],
    ids=["slice", "view", "memory", "buffer", "raw", "mapping", "flat", "ctypes", "iterator"],
)
def test_what_is_held_in_any_way_is_not_handed_out(kept: Any, hold: Callable[[Any], Any]) -> None:
    array = opened(kept)
    held = hold(array)
    del array
    assert not kept._mappings._idle
    other = opened(kept)
    other[:] = 0
    del held
    gc.collect()
    assert bytes(opened(kept)) == CONTENT


def test_arrays_that_are_alive_together_are_apart(kept: Any) -> None:
    for _ in range(3):
        arrays = [opened(kept) for _ in range(4)]
        assert len({array.ctypes.data for array in arrays}) == 4
        arrays[1][7] = 0
        assert all(bytes(array) == CONTENT for array in (arrays[0], *arrays[2:]))
        arrays.clear()
        assert len(kept._mappings._idle) == 1


def test_garbage_in_a_cycle_is_dropped_or_handed_out_unchanged(kept: Any) -> None:
    for written in (True, False, True):
        ring: list[Any] = [opened(kept)]
        ring.append(ring)
        ring[0][3] = 0 if written else ring[0][4]
        del ring
        gc.collect()
        assert bytes(opened(kept)) == CONTENT


def test_mappings_that_are_scarce_are_not_kept() -> None:
    limit = MappingLimit(5)
    kept = SealedMemory(CONTENT, limit)
    others = [SealedMemory(CONTENT, limit) for _ in range(2)]
    del others[:1]
    opened(kept)
    assert limit.alive == len(others) + 1
    others.clear()
    opened(kept)
    assert limit.alive == 2
    del kept
    gc.collect()
    assert limit.alive == 0


def test_systems_that_cannot_tell_map_anew(monkeypatch: pytest.MonkeyPatch, kept: Any) -> None:
    def refuse(*_: object) -> int:
        raise OSError(25, "Inappropriate ioctl for device")

    monkeypatch.setattr("fcntl.ioctl", refuse)
    opened(kept)
    assert not kept._mappings._idle
    monkeypatch.setattr(sys, "platform", "darwin")
    opened(kept)
    assert not kept._mappings._idle


def test_a_large_array_is_handed_out_again_until_it_is_changed() -> None:
    array = np.arange(MAPPED_FROM_BYTES // 8)
    snapshot = freeze_array(array)
    assert isinstance(snapshot, MappedArray)
    for round_ in range(4):
        copy = snapshot.open()
        assert (copy == array).all()
        if round_ % 2:
            copy[round_] = -1
        del copy
        assert len(snapshot._memory._mappings._idle) == (round_ + 1) % 2  # type: ignore[union-attr]
