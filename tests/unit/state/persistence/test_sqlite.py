"""The embedded store of sessions: the exam of all stores, and what is special about a file."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from millstream.state.persistence import SessionStoreError
from millstream.state.persistence.sqlite import SQLiteStore, default_path
from millstream.testing.manual import ManualTime
from millstream.testing.session_stores import SessionStoreConformance


class TestSQLite(SessionStoreConformance):
    def open_store(self, folder: object, time: ManualTime) -> SQLiteStore:
        assert isinstance(folder, Path)
        return SQLiteStore(folder / "deep" / "sessions.db", time)


def test_nobody_else_can_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "private" / "sessions.db"
    SQLiteStore(path).write("a", {"x": b"1"}, follows=0, ttl_seconds=9)
    modes = {os.stat(each).st_mode & 0o077 for each in (path.parent, *path.parent.iterdir())}
    assert modes == {0}


def test_a_damaged_file_is_put_aside_with_one_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "sessions.db"
    path.write_bytes(b"not a database " * 1000)
    store = SQLiteStore(path)
    assert store.write("a", {"x": b"1"}, follows=0, ttl_seconds=9) == 1
    assert (tmp_path / "sessions.db.damaged").read_bytes().startswith(b"not a database")
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


def test_expired_records_free_their_room_while_others_write(tmp_path: Path) -> None:
    time = ManualTime()
    path = tmp_path / "sessions.db"
    store = SQLiteStore(path, time)
    for round in range(20):
        for number in range(5):
            id = f"{round}-{number}"
            store.write(id, {"x": bytes(100_000)}, follows=0, ttl_seconds=100)
        time.advance(1000)
    store.close()
    assert path.stat().st_size < 2_000_000


def test_a_process_that_is_killed_leaves_every_write_that_returned(tmp_path: Path) -> None:
    path = tmp_path / "sessions.db"
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from millstream.state.persistence.sqlite import SQLiteStore\n"
        "store, version = SQLiteStore(Path(sys.argv[1])), 0\n"
        "for n in range(10):\n"
        "    version = store.write('a', {'n': str(n).encode()}, follows=version, ttl_seconds=99)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert ended.returncode != 0
    record = SQLiteStore(path).read("a")
    assert record is not None
    assert (record.version, record.fields) == (10, {"n": b"9"})


def test_each_app_has_a_file_of_its_own(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": str(tmp_path)}
    one = default_path("/apps/one/app.py", environ)
    other = default_path("/apps/other/app.py", environ)
    assert one != other
    assert one.parent == other.parent == tmp_path / "millstream" / "sessions"
    assert default_path("/apps/one/app.py", {"XDG_STATE_HOME": "relative"}).is_relative_to(
        Path.home()
    )


def test_a_file_that_cannot_be_written_says_which_option_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path, tmp_path / "file" / "below.db"):
        with pytest.raises(SessionStoreError, match=re.escape(str(path))) as raised:
            SQLiteStore(path)
        assert "session.store" in str(raised.value)


def test_a_user_without_a_folder_is_told_to_name_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", home)
    assert default_path("app.py", {"XDG_STATE_HOME": "/states"}).is_relative_to("/states")
    with pytest.raises(SessionStoreError, match=r"session\.store"):
        default_path("app.py", {})
