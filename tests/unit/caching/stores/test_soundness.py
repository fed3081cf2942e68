"""Large sections are hashed once in a boot; what was changed since is hashed again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest

from millstream.caching.errors import CacheStoreWarning
from millstream.caching.stores.folders import SOUND_SUFFIX
from millstream.caching.stores.soundness import Marks
from millstream.storage.envelope import Envelope
from millstream.storage.files import identity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from millstream.caching.api import Entry
    from millstream.caching.stores.disk import DiskStore

KEY = b"k" * 16
LARGE = np.arange(100_000)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The large sections that were hashed."""
    numbers: list[int] = []
    check = Envelope.check

    def note(envelope: Envelope, number: int) -> None:
        numbers.append(number)
        check(envelope, number)

    monkeypatch.setattr(Envelope, "check", note)
    return numbers


def entry_file(store: DiskStore) -> Path:
    (path,) = store.folder.rglob("?" * 30)
    return path


def read(store: DiskStore) -> int:
    found = store.get("f", KEY)
    assert found is not None
    return int(found.snapshot.open()[-1])


def test_who_wrote_an_entry_spares_all_others_the_hashing(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], checked: list[int]
) -> None:
    process().put("f", make_entry(LARGE))
    assert read(process()) == 99_999
    assert checked == []


@pytest.mark.parametrize("trouble", ["another boot", "no mark", "changed mark", "touched"])
def test_without_a_valid_mark_the_first_reader_hashes_and_leaves_one(
    trouble: str,
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    checked: list[int],
) -> None:
    process(boot="before" if trouble == "another boot" else "this boot").put("f", make_entry(LARGE))
    path = entry_file(process())
    mark = path.with_name(path.name + SOUND_SUFFIX)
    if trouble == "no mark":
        mark.unlink()
    if trouble == "changed mark":
        mark.write_bytes(bytes(32))
    if trouble == "touched":
        os.utime(path)
    assert read(process()) == 99_999
    assert read(process()) == 99_999
    assert len(checked) == 1


def test_where_no_boot_is_known_every_process_hashes(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], checked: list[int]
) -> None:
    process(boot="").put("f", make_entry(LARGE))
    for _ in range(2):
        assert read(process(boot="")) == 99_999
    assert len(checked) == 2
    assert not list(process().folder.rglob(f"*{SOUND_SUFFIX}"))


def test_a_change_of_a_marked_file_is_noticed(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], checked: list[int]
) -> None:
    process().put("f", make_entry(LARGE))
    path = entry_file(process())
    status = path.stat()
    with path.open("r+b") as file:
        file.seek(-8, os.SEEK_END)
        file.write(b"\1" * 8)
    # Whoever changes a file can set its time back, but not the time of that.
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    store = process()
    with pytest.warns(CacheStoreWarning, match="section 0 was changed"):
        assert store.get("f", KEY) is None
    assert checked == [0]


@pytest.mark.parametrize("fate", ["removed", "replaced"])
def test_an_entry_that_loses_its_name_while_it_is_checked_is_read_all_the_same(
    fate: str,
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process().put("f", make_entry(LARGE))
    path = entry_file(process())
    path.with_name(path.name + SOUND_SUFFIX).unlink()
    check, writer = Envelope.check, process()
    fates = [lambda: writer.remove("f", KEY), lambda: writer.put("f", make_entry(LARGE + 1))]
    todo = [fates[fate == "replaced"]]

    def lose_name(envelope: Envelope, number: int) -> None:
        if todo:
            todo.pop()()
        check(envelope, number)

    monkeypatch.setattr(Envelope, "check", lose_name)
    assert read(process()) == 99_999
    # The mark of what has taken the place is its own.
    assert path.with_name(path.name + SOUND_SUFFIX).exists() == (fate == "replaced")
    if fate == "replaced":
        monkeypatch.setattr(Envelope, "check", None)
        assert read(process()) == 100_000


def test_an_entry_that_is_written_to_while_it_is_checked_is_a_miss(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process().put("f", make_entry(LARGE))
    path = entry_file(process())
    os.utime(path)
    times = iter(range(1, 100))

    def touch(envelope: Envelope, number: int) -> None:
        os.utime(path, (0, next(times)))

    monkeypatch.setattr(Envelope, "check", touch)
    with pytest.warns(CacheStoreWarning, match="changed while it was checked"):
        assert process().get("f", KEY) is None


def test_a_mark_is_no_use_without_the_key(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    state = identity(path.stat())
    mine, other = Marks(bytes(32), "boot"), Marks(b"x" * 32, "boot")
    mine.mark(str(path), b"mac", state)
    assert mine.is_marked(str(path), b"mac", state)
    assert not other.is_marked(str(path), b"mac", state)
    assert not mine.is_marked(str(path), b"other mac", state)
    assert not mine.is_marked(str(path), b"mac", (*state[:4], 0))
    assert not Marks(bytes(32), "").is_marked(str(path), b"mac", state)


def test_where_no_mark_can_be_left_entries_are_read_all_the_same(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    checked: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    process(boot="before").put("f", make_entry(LARGE))
    monkeypatch.setattr(os, "writev", refuse)
    for _ in range(2):
        assert read(process()) == 99_999
    assert len(checked) == 2


def test_small_entries_need_no_marks(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    store = process()
    store.put("f", make_entry([1]))
    assert not list(store.folder.rglob(f"*{SOUND_SUFFIX}"))
    store.put("f", make_entry(LARGE))
    assert len(list(store.folder.rglob(f"*{SOUND_SUFFIX}"))) == 1
    store.remove("f", KEY)
    assert not list(store.folder.rglob(f"*{SOUND_SUFFIX}"))
