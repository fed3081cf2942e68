"""Saves are noticed: those of the script, of its project's modules, and those made while the watch is renewed."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path

import pytest

from millstream.config.server import ServerOptions
from millstream.script.project import Project
from millstream.script.source import Script
from millstream.server import notices, saves, watcher
from millstream.server.executor import Executor
from millstream.server.inotify import Inotify
from millstream.server.notices import Polling, PortableNotices
from millstream.server.watcher import Watcher

HOUR = 3600.0


class Watched:
    """A watcher of a project in a folder, and how often it spoke."""

    def __init__(self, folder: Path, options: ServerOptions) -> None:
        self.script = folder / "app.py"
        self.script.write_text("one = 1\n")
        self.edits = 0
        self.texts: list[str] = []
        self._spoke, self._heard = asyncio.Event(), asyncio.Event()
        project = Project((str(folder),))
        script = Script(str(self.script))
        self.watcher = Watcher(script, project, options, self._edited, Executor())

    def _edited(self) -> None:
        self.edits += 1
        self.texts.append(self.script.read_text())
        self._spoke.set()

    def notice_steps(self) -> None:
        """Have `expect_step` wait for what the system tells, saved or not."""
        heard = self.watcher.heard

        def notice(changes: Mapping[str, bool]) -> None:
            heard(changes)
            self._heard.set()

        self.watcher.heard = notice  # type: ignore[method-assign]

    async def expect_step(self) -> None:
        async with asyncio.timeout(10):
            await self._heard.wait()
        self._heard.clear()

    async def expect_edit(self) -> None:
        async with asyncio.timeout(10):
            await self._spoke.wait()
        self._spoke.clear()


@pytest.fixture
def watch(tmp_path: Path) -> Callable[..., None]:
    """Run a test beside a watcher that watches."""

    async def beside(test: Callable[[Watched], Awaitable[None]], options: ServerOptions) -> None:
        watched = Watched(tmp_path, options)
        watched.watcher.start()
        await test(watched)
        watched.watcher.stop()

    return lambda test, **options: asyncio.run(beside(test, ServerOptions(**options)))


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Make a module in another folder of the project."""
    folder = tmp_path / "deep"
    folder.mkdir()
    (folder / "ms_watched.py").write_text("VALUE = 1\n")
    monkeypatch.syspath_prepend(str(folder))
    yield folder / "ms_watched.py"
    sys.modules.pop("ms_watched", None)


def test_a_save_of_the_script_is_told(watch: Callable[..., None]) -> None:
    async def test(watched: Watched) -> None:
        watched.script.write_text("two = 2\n")
        await watched.expect_edit()
        watched.script.write_text("three = 3\n")
        await watched.expect_edit()

    watch(test)


def test_a_save_of_a_page_is_told_once_it_was_opened(
    watch: Callable[..., None], tmp_path: Path
) -> None:
    async def test(watched: Watched) -> None:
        page = tmp_path / "views" / "report.py"
        page.parent.mkdir()
        page.write_text("one = 1\n")
        watched.watcher._script.page(str(page))
        watched.watcher.refresh()
        page.write_text("two = 2\n")
        await watched.expect_edit()

    watch(test)


def test_files_that_come_into_the_folder_of_pages_are_told(
    watch: Callable[..., None], tmp_path: Path
) -> None:
    async def test(watched: Watched) -> None:
        (tmp_path / "pages").mkdir()
        await watched.expect_edit()
        (tmp_path / "pages" / "report.py").write_text("one = 1\n")
        await watched.expect_edit()

    watch(test)


def test_a_save_before_the_watch_has_begun_is_told(tmp_path: Path) -> None:
    async def scenario() -> None:
        watched = Watched(tmp_path, ServerOptions())
        watched.script.write_text("saved = 2\n")
        watched.watcher.start()
        await watched.expect_edit()
        watched.watcher.stop()

    asyncio.run(scenario())


def test_a_save_while_changes_were_lost_is_told(watch: Callable[..., None]) -> None:
    async def test(watched: Watched) -> None:
        watched.watcher._watch([])
        watched.script.write_text("unseen = 3\n")
        watched.watcher.lost()
        await watched.expect_edit()

    watch(test)


# --- how editors save --------------------------------------------------------------------------------


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what is not complete wait for as long as a test takes: what is told was known to be complete."""
    monkeypatch.setattr(saves, "PATIENCE_SECONDS", HOUR)
    monkeypatch.setattr(saves, "LIMIT_SECONDS", HOUR)


@pytest.mark.skipif(
    sys.platform != "linux", reason="other systems do not say that a file is closed"
)
@pytest.mark.usefixtures("patient")
def test_a_script_that_is_emptied_and_written_in_steps_is_told_once_and_whole(
    watch: Callable[..., None],
) -> None:
    async def test(watched: Watched) -> None:
        watched.notice_steps()
        with watched.script.open("w") as file:
            for text in ("", "x = 1\n", "y = 2\n", "z = 3\n"):
                file.write(text)
                file.flush()
                await watched.expect_step()
        await watched.expect_edit()
        assert watched.texts == ["x = 1\ny = 2\nz = 3\n"]

    watch(test)


@pytest.mark.usefixtures("patient")
def test_a_script_that_was_emptied_first_and_written_then_is_told_once_and_whole(
    watch: Callable[..., None],
) -> None:
    async def test(watched: Watched) -> None:
        watched.notice_steps()
        watched.script.write_text("")
        await watched.expect_step()
        watched.script.write_text("x = 1\n")
        await watched.expect_edit()
        assert watched.texts == ["x = 1\n"]

    watch(test)


@pytest.mark.usefixtures("patient")
def test_a_script_that_another_file_takes_the_place_of_is_told(
    watch: Callable[..., None], tmp_path: Path
) -> None:
    async def test(watched: Watched) -> None:
        for number in range(3):
            draft = tmp_path / f"app.py.{number}.tmp"
            draft.write_text(f"x = {number}\n")
            draft.replace(watched.script)
            await watched.expect_edit()
        assert watched.texts == ["x = 0\n", "x = 1\n", "x = 2\n"]

    watch(test)


@pytest.mark.usefixtures("patient")
def test_a_script_that_is_put_aside_before_it_is_written_is_told_once_and_whole(
    watch: Callable[..., None], tmp_path: Path
) -> None:
    async def test(watched: Watched) -> None:
        watched.notice_steps()
        watched.script.rename(tmp_path / "app.py~")
        await watched.expect_step()
        watched.script.write_text("x = 1\n")
        (tmp_path / "app.py~").unlink()
        await watched.expect_edit()
        assert watched.texts == ["x = 1\n"]

    watch(test)


# --- modules -----------------------------------------------------------------------------------------


def test_a_save_of_a_module_is_told_as_soon_as_the_module_is_known(
    watch: Callable[..., None], elsewhere: Path
) -> None:
    def save_changed() -> None:
        elsewhere.write_text("VALUE = 22\n")

    async def test(watched: Watched) -> None:
        module = importlib.import_module("ms_watched")
        watched.watcher.refresh()
        save_changed()  # the watch of the new folder has not begun yet
        await watched.expect_edit()
        assert "ms_watched" not in sys.modules
        assert module.VALUE == 1

    watch(test)


def test_a_save_of_another_file_is_not_told(watch: Callable[..., None], tmp_path: Path) -> None:
    async def test(watched: Watched) -> None:
        (tmp_path / "notes.txt").write_text("nobody imports this\n")
        watched.script.write_text("two = 2\n")
        await watched.expect_edit()
        assert watched.edits == 1

    watch(test)


# --- server.folderWatchList, server.folderWatchBlacklist, server.fileWatcherType ---------------------


def test_a_folder_that_is_watched_as_a_whole_counts_with_all_below_it(
    watch: Callable[..., None], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    (data / "deep").mkdir(parents=True)

    async def test(watched: Watched) -> None:
        (data / "deep" / "table.csv").write_text("1,2\n")
        await watched.expect_edit()
        (data / "new").mkdir()
        await watched.expect_edit()
        (data / "new" / "table.csv").write_text("1,2\n")
        await watched.expect_edit()

    watch(test, folder_watch_list=(str(data),))


def test_a_folder_on_the_blacklist_does_not_count(
    watch: Callable[..., None], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    (data / "out").mkdir(parents=True)

    async def test(watched: Watched) -> None:
        (data / "out" / "log.txt").write_text("line\n")
        (data / "table.csv").write_text("1,2\n")
        await watched.expect_edit()
        assert watched.edits == 1

    watch(test, folder_watch_list=(str(data),), folder_watch_blacklist=(str(data / "out"),))


def test_saves_are_noticed_by_polling_too(watch: Callable[..., None], tmp_path: Path) -> None:
    async def test(watched: Watched) -> None:
        assert isinstance(watched.watcher._notices, Polling)
        watched.script.write_text("two = 2\n")
        await watched.expect_edit()
        (tmp_path / "pages").mkdir()
        await watched.expect_edit()
        (tmp_path / "pages" / "report.py").write_text("three = 3\n")
        await watched.expect_edit()
        (tmp_path / "pages" / "report.py").unlink()
        await watched.expect_edit()

    watch(test, file_watcher_type="poll")


def test_saves_are_noticed_on_systems_without_inotify_too(
    watch: Callable[..., None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(notices, "IS_LINUX", False)

    async def test(watched: Watched) -> None:
        assert isinstance(watched.watcher._notices, PortableNotices)
        watched.script.write_text("two = 2\n")
        await watched.expect_edit()
        (tmp_path / "pages").mkdir()
        await watched.expect_edit()
        (tmp_path / "pages" / "report.py").write_text("three = 3\n")
        await watched.expect_edit()

    watch(test)


def test_where_inotify_is_used_up_files_are_looked_at_again_and_again(
    watch: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[object] = []
    monkeypatch.setattr(watcher._log, "warning", lambda *args: said.append(args[0] % args[1:]))

    def used_up(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Inotify, "watch", used_up)

    async def test(watched: Watched) -> None:
        watched.script.write_text("two = 2\n")
        await watched.expect_edit()

    watch(test)
    assert said == [
        "The system does not tell of saves ([Errno 28] No space left on device); files are looked at again and again."
    ]


def test_a_watcher_that_is_switched_off_tells_nothing(watch: Callable[..., None]) -> None:
    async def test(watched: Watched) -> None:
        watched.script.write_text("two = 2\n")
        watched.watcher.refresh()
        assert watched.watcher._notices is None

    watch(test, file_watcher_type="none")
