"""A file counts as saved when whoever writes it is done, however the editor goes about it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from millstream.server.saves import (
    GATHER_SECONDS,
    LIMIT_SECONDS,
    PATIENCE_SECONDS,
    Saves,
    is_complete,
)


class ManualTimer:
    def __init__(self, due: float, callback: Callable[[], object]) -> None:
        self.due, self.callback, self.cancelled = due, callback, False

    def cancel(self) -> None:
        self.cancelled = True


class ManualClock:
    """The time of a test, which passes when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self._timers: list[ManualTimer] = []

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], object], /) -> ManualTimer:
        timer = ManualTimer(self.now + delay, callback)
        self._timers.append(timer)
        return timer

    def advance(self, seconds: float) -> None:
        until = self.now + seconds
        while due := [each for each in self._timers if not each.cancelled and each.due <= until]:
            timer = min(due, key=lambda each: each.due)
            self._timers.remove(timer)
            self.now = max(self.now, timer.due)
            timer.callback()
        self.now = until


class Editor:
    """A script that is written, step by step, and which contents were told as saved."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = ManualClock()
        self.saved: list[str | None] = []
        self.saves = Saves(self.clock, self._saved)

    def _saved(self, paths: set[str]) -> None:
        assert paths == {str(self.path)}
        self.saved.append(self.path.read_text() if self.path.exists() else None)

    def step(self, content: str | None, *, closed: bool) -> None:
        """Leave the file with some content, or without being there."""
        if content is None:
            self.path.unlink()
        else:
            self.path.write_text(content)
        self.saves.changed({str(self.path): closed})

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    return Editor(tmp_path / "app.py")


def test_a_written_file_is_told_as_soon_as_it_is_closed(editor: Editor) -> None:
    editor.step("x = 1", closed=True)
    editor.wait(GATHER_SECONDS)
    assert editor.saved == ["x = 1"]
    editor.wait(10)
    assert editor.saved == ["x = 1"]


def test_a_file_that_is_emptied_and_then_written_is_told_once_and_whole(editor: Editor) -> None:
    editor.step("", closed=False)
    editor.wait(PATIENCE_SECONDS / 2)
    editor.step("x = 1\n", closed=False)
    editor.wait(PATIENCE_SECONDS / 2)
    editor.step("x = 1\ny = 2\n", closed=True)
    editor.wait(10)
    assert editor.saved == ["x = 1\ny = 2\n"]


def test_an_empty_file_that_was_closed_is_not_believed_at_once(editor: Editor) -> None:
    editor.step("", closed=True)
    editor.wait(PATIENCE_SECONDS / 2)
    editor.step("x = 1", closed=True)
    editor.wait(10)
    assert editor.saved == ["x = 1"]


def test_half_of_a_script_that_was_closed_is_not_believed_at_once(editor: Editor) -> None:
    editor.step("x = [1,\n", closed=True)
    editor.wait(PATIENCE_SECONDS / 2)
    editor.step("x = [1,\n2]\n", closed=True)
    editor.wait(10)
    assert editor.saved == ["x = [1,\n2]\n"]


def test_steps_that_follow_at_once_are_one_save(editor: Editor) -> None:
    editor.step("x = 1\n", closed=True)
    editor.wait(GATHER_SECONDS / 2)
    editor.step("x = 1\ny = 2\n", closed=False)
    editor.wait(GATHER_SECONDS)
    assert editor.saved == []
    editor.step("x = 1\ny = 2\nz = 3\n", closed=True)
    editor.wait(10)
    assert editor.saved == ["x = 1\ny = 2\nz = 3\n"]


def test_a_file_that_gives_way_to_a_new_one_is_told_once(editor: Editor) -> None:
    editor.step("x = 1", closed=True)
    editor.wait(10)
    editor.step(None, closed=False)
    editor.wait(PATIENCE_SECONDS / 2)
    editor.step("x = 2", closed=True)
    editor.wait(10)
    assert editor.saved == ["x = 1", "x = 2"]


@pytest.mark.parametrize("content", ["", "x = (\n", None])
def test_what_stays_empty_wrong_or_away_is_told_after_a_moment(
    editor: Editor, content: str | None
) -> None:
    editor.path.write_text("x = 1")
    editor.step(content, closed=True)
    editor.wait(PATIENCE_SECONDS * 0.9)
    assert editor.saved == []
    editor.wait(PATIENCE_SECONDS)
    assert editor.saved == [content]


def test_a_file_that_is_never_closed_is_told_when_it_is_left_alone(editor: Editor) -> None:
    editor.step("x = 1", closed=False)
    editor.wait(2 * PATIENCE_SECONDS)
    assert editor.saved == ["x = 1"]


def test_a_file_that_never_rests_is_told_all_the_same(editor: Editor) -> None:
    step_seconds = PATIENCE_SECONDS / 2
    for number in range(int(LIMIT_SECONDS / step_seconds) + 2):
        editor.step(f"x = {number}", closed=False)
        editor.wait(step_seconds)
    assert len(editor.saved) == 1


def test_files_that_are_saved_together_are_told_together(tmp_path: Path) -> None:
    told: list[set[str]] = []
    clock = ManualClock()
    saves = Saves(clock, told.append)
    paths = [str(tmp_path / name) for name in ("app.py", "part.py", "data.csv")]
    for path in paths:
        Path(path).write_text("1,2")
        saves.changed({path: True})
        clock.advance(GATHER_SECONDS / 4)
    clock.advance(10)
    assert told == [set(paths)]


def test_nothing_is_told_after_the_end(editor: Editor) -> None:
    editor.step("x = 1", closed=True)
    editor.saves.close()
    editor.wait(10)
    assert editor.saved == []


@pytest.mark.parametrize(
    ("name", "content", "complete"),
    [
        ("app.py", b"x = 1", True),
        ("app.py", b"", False),
        ("app.py", b"def f(:", False),
        ("app.py", b"x = '\x00'", False),
        ("data.csv", b"def f(:", True),
        ("data.csv", b"", False),
    ],
)
def test_what_looks_complete(tmp_path: Path, name: str, content: bytes, complete: bool) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert is_complete(str(path)) is complete


def test_folders_are_complete_and_missing_files_are_not(tmp_path: Path) -> None:
    assert is_complete(str(tmp_path))
    assert not is_complete(str(tmp_path / "gone.py"))
