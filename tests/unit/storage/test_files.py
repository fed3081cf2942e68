"""Files that get their name when they are complete, and files that are read or mapped."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from millstream.storage import files
from millstream.storage.files import Draft, MappedFile, cache_folder, make_folder


@pytest.mark.parametrize(
    ("environ", "platform", "expected"),
    [
        ({"XDG_CACHE_HOME": "/fast"}, "linux", "/fast/millstream"),
        ({"XDG_CACHE_HOME": "fast"}, "linux", "~/.cache/millstream"),
        ({}, "linux", "~/.cache/millstream"),
        ({"XDG_CACHE_HOME": "/fast"}, "darwin", "~/Library/Caches/millstream"),
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/millstream/Cache"),
        ({}, "win32", "~/AppData/Local/millstream/Cache"),
    ],
)
def test_the_cache_lies_where_the_platform_wants_it(
    environ: dict[str, str], platform: str, expected: str
) -> None:
    assert cache_folder(environ, platform) == Path(expected).expanduser()


def test_a_user_without_a_home_has_a_cache_among_the_temporary_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", homeless)
    assert cache_folder({}, "linux").parent == Path(tempfile.gettempdir())


def test_a_draft_has_its_name_only_when_it_is_published(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    with Draft(path) as draft:
        draft.write([b"one", memoryview(b"two"), b""])
        draft.stamp(5_000_000_000)
        assert not path.exists()
        status = draft.publish()
    assert path.read_bytes() == b"onetwo"
    assert status.st_size == 6
    assert path.stat().st_mtime == 5
    assert os.listdir(path.parent) == ["file"]


@pytest.mark.skipif(os.name != "posix", reason="needs modes")
def test_what_is_written_is_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "a" / "file"
    with Draft(path) as draft:
        draft.publish()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_error_leaves_neither_draft_nor_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with pytest.raises(TypeError), Draft(path) as draft:
        draft.write([b"half", "no bytes"])
    assert os.listdir(tmp_path) == []


def test_who_has_the_old_file_open_keeps_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with closing(MappedFile(path)) as file:
        before = file.now()
        with Draft(path) as draft:
            draft.write([b"new"])
            draft.publish()
        assert file.read(0, 10) == b"old"
        assert bytes(file.view(0, 3)) == b"old"
        assert file.now() != before
    assert path.read_bytes() == b"new"


def test_many_chunks_are_written_in_order_with_holes_as_zeros(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with Draft(path) as draft:
        draft.write([bytes([number % 256]) * 3 for number in range(1000)])
        draft.seek(3010)
        draft.write([b"end"])
        draft.publish()
    expected = b"".join(bytes([number % 256]) * 3 for number in range(1000))
    assert path.read_bytes() == expected + bytes(10) + b"end"


def test_where_buffers_cannot_be_gathered_they_are_written_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "writev", raising=False)
    with Draft(tmp_path / "file") as draft:
        draft.write([b"one", b"two"])
        draft.publish()
    assert (tmp_path / "file").read_bytes() == b"onetwo"


def test_the_steps_of_a_write_are_told_in_order(tmp_path: Path) -> None:
    steps: list[str] = []
    with Draft(tmp_path / "a" / "file", sync=True, fault=steps.append) as draft:
        draft.write([b"x"])
        draft.complete()
        draft.publish()
    assert steps == ["write.open", "write.content", "write.sync", "write.rename", "write.done"]


def test_content_and_names_reach_the_disk_where_that_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []

    def note(descriptor: int) -> None:
        synced.append(os.readlink(f"/proc/self/fd/{descriptor}"))

    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc")
    monkeypatch.setattr(os, "fsync", note)
    with Draft(tmp_path / "a" / "b" / "file", sync=True) as draft:
        draft.write([b"x"])
        draft.complete()
        draft.publish()
    folder = str(tmp_path)
    assert sorted(synced[:2]) == [folder, f"{folder}/a"]
    assert synced[2].startswith(f"{folder}/a/b/{files.DRAFT_PREFIX}")
    assert synced[3:] == [f"{folder}/a/b"]
    synced.clear()
    make_folder(tmp_path / "a", sync=True)
    assert synced == []


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with pytest.raises(OSError, match="link"):
        MappedFile(tmp_path / "link")


@pytest.mark.skipif(not hasattr(os, "O_NOATIME"), reason="needs O_NOATIME")
def test_a_look_need_not_count_as_use(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x")
    os.utime(path, (10, 20))
    with closing(MappedFile(path, is_use=False)) as file:
        assert file.read(0, 1) == b"x"
    assert path.stat().st_atime == 10


@pytest.mark.skipif(not hasattr(os, "O_NOATIME"), reason="needs O_NOATIME")
def test_who_may_not_look_without_use_looks_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"x")
    plain = os.open

    def refuse(path: Path, flags: int) -> int:
        if flags & os.O_NOATIME:
            raise PermissionError(1, "Operation not permitted")
        return plain(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    with closing(MappedFile(tmp_path / "file", is_use=False)) as file:
        assert file.read(0, 1) == b"x"


def test_reading_beyond_the_end_gives_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"0123456789")
    with closing(MappedFile(tmp_path / "file")) as file:
        assert file.size_bytes == 10
        assert file.read(8, 100) == b"89"
        assert file.read(20, 1) == b""


def test_a_read_that_the_kernel_does_in_pieces_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"0123456789")
    pread = os.pread
    monkeypatch.setattr(os, "pread", lambda file, size, offset: pread(file, min(size, 3), offset))
    with closing(MappedFile(tmp_path / "file")) as file:
        assert file.read(1, 8) == b"12345678"
        assert file.read(1, 50) == b"123456789"


def test_a_view_outlives_the_file_and_its_name(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    file = MappedFile(path)
    view = file.view(2, 3)
    file.unmap()
    file.close()
    path.unlink()
    assert bytes(view) == b"234"
    assert view.readonly
