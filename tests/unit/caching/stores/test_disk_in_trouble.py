"""The store on disk in trouble: everything is computed, one warning is given, nothing breaks."""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from millstream.caching.api import Entry
from millstream.caching.errors import CacheStoreWarning
from millstream.caching.policy import Limits
from millstream.caching.stores.disk import DiskStore
from millstream.storage import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


KEY = b"k" * 16
LARGE = np.arange(100_000)


class Custom:
    """A value that needs pickle."""

    def __init__(self, x: int = 1) -> None:
        self.x = x


@contextmanager
def warned(*texts: str) -> Iterator[None]:
    """Expect warnings with these texts, in this order, and no others."""
    with pytest.warns(CacheStoreWarning) as caught:
        yield
    assert len(caught) == len(texts)
    for each, text in zip(caught, texts, strict=True):
        assert text in str(each.message)


def entry_files(store: DiskStore) -> list[Path]:
    return [path for path in store.folder.rglob("*") if len(path.name) == 30]


def no_home_for(error: int) -> Callable[..., Any]:
    def refuse(*_: object, **__: object) -> Any:
        raise OSError(error, os.strerror(error))

    return refuse


@pytest.mark.parametrize(
    "error",
    [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT, errno.EIO],
    ids=["full", "read-only", "forbidden", "quota", "broken"],
)
def test_what_cannot_be_written_is_not_kept_with_one_warning(
    error: int,
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = process()
    monkeypatch.setattr(os, "writev", no_home_for(error))
    entry = make_entry(1)
    with warned("cannot be written"):
        assert not store.put("f", entry)
        assert not store.put("f", make_entry(2))
    assert entry_files(store) == []
    # Memory above may keep it, until somebody clears the function.
    assert store.holds("f", entry)
    monkeypatch.undo()
    store.put("f", make_entry(3, b"other"))
    store.clear("f")
    assert not store.holds("f", entry)


def make_read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refuse_to_write(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return opened(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", refuse_to_write)
    for name in ("unlink", "rename", "replace", "rmdir"):
        monkeypatch.setattr(os, name, no_home_for(errno.EROFS))


@pytest.mark.parametrize(
    "forget",
    [
        lambda store: store.clear("f"),
        lambda store: store.remove("f", KEY),
        lambda store: store.invalidate(["t"]),
        lambda store: store.clear_all(),
    ],
    ids=["clear", "remove", "invalidate", "clear_all"],
)
def test_what_cannot_be_cleared_for_all_is_forgotten_by_this_process(
    forget: Callable[[DiskStore], object],
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, other = process(), process()
    entry = make_entry(1, tags=frozenset({"t"}))
    store.put("f", entry)
    make_read_only(monkeypatch)
    with warned("can be cleared for this process alone"):
        forget(store)
    assert store.get("f", KEY) is None
    assert not store.holds("f", entry)
    assert other.get("f", KEY) is not None
    monkeypatch.undo()
    # From the next clear by anybody on, all agree again.
    other.invalidate(["t"])
    other.clear("f")
    assert store.put("f", make_entry(2, tags=frozenset({"t"})))
    assert other.get("f", KEY) is not None


@pytest.mark.parametrize(
    "forget",
    [lambda store: store.clear("f"), lambda store: store.invalidate(["t"])],
    ids=["clear", "invalidate"],
)
def test_a_clear_on_a_full_disk_makes_the_room_that_it_needs(
    forget: Callable[[DiskStore], object],
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, other = process(), process()
    store.put("f", make_entry(1, tags=frozenset({"t"})))
    written = os.writev

    def write_if_there_is_room(file: int, views: Any) -> int:
        if entry_files(store):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return written(file, views)

    monkeypatch.setattr(os, "writev", write_if_there_is_room)
    lease = other.lease("f", KEY, frozenset({"t"}))
    forget(store)
    assert other.get("f", KEY) is None
    assert not other.put("f", make_entry(2, tags=frozenset({"t"})), lease)


def test_a_folder_that_cannot_be_listed_has_nothing(
    store: DiskStore, make_entry: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("f", make_entry())
    monkeypatch.setattr(os, "scandir", no_home_for(errno.EACCES))
    with warned("cannot be read"):
        assert store.namespaces() == []
    store.clear("f")
    store.invalidate(["t"])
    assert store.entries("f") == []
    assert store.usage("f").entries == 0


def test_a_file_system_that_does_not_tell_its_size_has_room(
    store: DiskStore, make_entry: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"total": 0}))
    assert store.put("f", make_entry())


@pytest.mark.skipif(os.name != "posix", reason="needs a file in the place of the folder")
def test_a_folder_that_is_none_makes_every_call_a_miss_with_one_warning(
    tmp_path: Path, make_entry: Callable[..., Entry]
) -> None:
    (tmp_path / "cache").write_text("no folder")
    store = DiskStore(tmp_path / "cache", signing_key=bytes(32))
    with warned("cannot be read", "no lock can be taken"):
        assert store.get("f", KEY) is None
        lease = store.lease("f", KEY)
        assert lease is not None
        assert not store.put("f", make_entry(), lease)
        lease.release()
        assert not store.remove("f", KEY)
    assert store.entries("f") == store.namespaces() == []
    assert store.usage("f").entries == 0
    store.clear("f")
    store.fit("f", Limits(max_entries=1))
    store.invalidate(["t"])


def test_without_permission_to_read_every_call_is_a_miss_with_one_warning(
    store: DiskStore, make_entry: Callable[..., Entry], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("f", make_entry())
    monkeypatch.setattr(os, "open", no_home_for(errno.EACCES))
    with warned("cannot be read"):
        assert store.get("f", KEY) is None
        assert store.get("f", KEY) is None
    assert store.entries("f") == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs locks")
def test_without_locks_everybody_computes_with_one_warning(
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fcntl.flock", no_home_for(errno.ENOLCK))
    store = process()
    with warned("no locks"):
        first, second = store.lease("f", KEY), store.lease("f", KEY)
    assert first is not None
    assert second is not None
    first.announce(frozenset({b"a" * 16}))
    assert store.put("f", make_entry(1), first)
    assert store.put("f", make_entry(2), second)
    assert store.remove("f", KEY)
    # A clear is noticed without locks, too.
    third = store.lease("f", KEY)
    store.clear("f")
    assert not store.put("f", make_entry(3), third)
    assert store.evict() == 0


@pytest.mark.parametrize("moment", ["before the file is made", "while it is written"])
def test_what_is_swept_while_it_is_written_is_not_kept_without_a_warning(
    moment: str,
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    process().put("f", make_entry(1, b"another key" * 2))
    make_folder, todo = files.make_folder, [lambda: process().clear("f")]

    def make_and_clear(folder: Path, *, sync: bool = False) -> None:
        make_folder(folder, sync=sync)
        if todo:
            todo.pop()()

    def clear_at(step: str) -> None:
        if step == "write.content" and todo:
            todo.pop()()

    store = process()
    if moment == "before the file is made":
        monkeypatch.setattr(files, "make_folder", make_and_clear)
    else:
        store = process(fault=clear_at)
    entry = make_entry(2)
    assert not store.put("f", entry)
    assert not todo
    assert not store.holds("f", entry)
    assert entry_files(store) == []
    assert store.put("f", make_entry(3))


def test_an_entry_larger_than_the_cache_is_not_kept(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    store = process(max_size_bytes=100_000)
    with pytest.warns(CacheStoreWarning, match="more than the whole cache may hold"):
        assert not store.put("f", make_entry(LARGE))
    assert store.put("f", make_entry(1))


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(path.read_bytes()[:-1]),
        lambda path: path.write_bytes(path.read_bytes()[:-1] + b"\xff"),
        lambda path: path.write_bytes(b"\x80\x05N."),
    ],
    ids=["emptied", "truncated", "changed", "a pickle"],
)
@pytest.mark.parametrize("value", [1, LARGE], ids=["small", "large"])
def test_a_damaged_entry_is_a_miss_with_one_warning_until_it_is_written_anew(
    value: Any,
    damage: Callable[[Path], object],
    process: Callable[..., DiskStore],
    make_entry: Callable[..., Entry],
) -> None:
    process().put("f", make_entry(value))
    (path,) = entry_files(process())
    # Written to another file, as a change of a file that is mapped would reach its readers.
    sound = path.read_bytes()
    path.unlink()
    path.write_bytes(sound)
    damage(path)
    store = process()
    with warned("an entry cannot be used"):
        assert store.get("f", KEY) is None
        assert store.get("f", KEY) is None
    verdicts = list(store.verify())
    assert [verdict.path for verdict in verdicts] == [path]
    assert verdicts[0].problem
    assert store.put("f", make_entry(value))
    assert store.get("f", KEY) is not None
    assert [verdict.problem for verdict in store.verify()] == [""]


def test_an_entry_in_the_place_of_another_is_a_miss(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    store = process()
    for key in (b"1" * 16, b"2" * 16):
        store.put("f", make_entry(key, key))
    one, two = entry_files(store)
    content = one.read_bytes()
    two.unlink()
    two.write_bytes(content)
    with pytest.warns(CacheStoreWarning, match="signature"):
        found = [store.get("f", key) for key in (b"1" * 16, b"2" * 16)]
    assert sorted(each.value for each in found if each is not None) in ([b"1" * 16], [b"2" * 16])
    assert sum(each is None for each in found) == 1
    assert sorted(verdict.problem for verdict in store.verify("f")) == [
        "",
        "it lies in the place of another entry",
    ]


def test_an_entry_of_another_installation_is_a_miss(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    process().put("f", make_entry())
    with pytest.warns(CacheStoreWarning, match="signature"):
        assert process(signing_key=b"x" * 32).get("f", KEY) is None
    assert process(signing_key=b"x" * 32).entries("f") == []


def test_without_pickle_what_needs_it_is_neither_written_nor_read(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    strict, lenient = process(allow_pickle=False), process()
    with pytest.warns(CacheStoreWarning, match="a result of f cannot be kept"):
        assert not strict.put("f", make_entry(Custom()))
    assert lenient.put("f", make_entry(Custom(5)))
    found = lenient.get("f", KEY)
    assert found is not None
    assert found.snapshot.open().x == 5
    with pytest.warns(CacheStoreWarning, match="may not read"):
        assert strict.get("f", KEY) is None
    with pytest.warns(CacheStoreWarning, match="drawn elements"):
        assert not strict.put("g", make_entry(1, recording=["drawn"]))
    for number, value in enumerate(({"a": [1]}, LARGE, pd.DataFrame({"a": ["x"]}))):
        assert strict.put("h", make_entry(value, bytes([number] * 16)))
        assert strict.get("h", bytes([number] * 16)) is not None


def test_each_kind_of_trouble_is_told_once_for_each_store(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry]
) -> None:
    store = process(allow_pickle=False)
    with warned("a result of f cannot be kept", "a result of g cannot be kept"):
        for namespace in "ffgg":
            store.put(namespace, make_entry(Custom()))


def test_a_changed_epoch_is_no_path(
    process: Callable[..., DiskStore], make_entry: Callable[..., Entry], tmp_path: Path
) -> None:
    store = process()
    store.put("f", make_entry())
    store.clear("f")
    bystander = tmp_path / "cache" / "ab" / ("c" * 30)
    bystander.parent.mkdir()
    bystander.write_text("not yours")
    (epoch,) = store.folder.rglob("epoch")
    for content in (b"../../../..", b"\xff\xfe", b""):
        epoch.unlink()
        epoch.write_bytes(content)
        other = process(max_size_bytes=10_000)
        assert other.get("f", KEY) is None
        assert other.put("f", make_entry())
        assert other.get("f", KEY) is not None
        while other.evict():
            pass
        other.prune()
        other.clear("f")
    assert bystander.read_text() == "not yours"
