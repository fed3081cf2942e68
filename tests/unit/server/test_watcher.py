"""Saves are noticed: those of the script, of its project's modules, and those made while the watch is renewed."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from millstream.config.server import ServerOptions
from millstream.script.project import Project
from millstream.script.source import Script
from millstream.server.watcher import Watcher


class Watched:
    """A watcher of a project in a folder, and how often it spoke."""

    def __init__(self, folder: Path, options: ServerOptions) -> None:
        self.script = folder / "app.py"
        self.script.write_text("one\n")
        self.edits = 0
        self._spoke = asyncio.Event()
        project = Project((str(folder),))
        self.watcher = Watcher(Script(str(self.script)), project, options, self._edited)

    def _edited(self) -> None:
        self.edits += 1
        self._spoke.set()

    async def expect_edit(self) -> None:
        async with asyncio.timeout(10):
            await self._spoke.wait()
        self._spoke.clear()


@pytest.fixture
def watch(tmp_path: Path) -> Callable[..., None]:
    """Run a test beside a watcher that watches."""

    async def beside(test: Callable[[Watched], Awaitable[None]], options: ServerOptions) -> None:
        watched = Watched(tmp_path, options)
        running = asyncio.create_task(watched.watcher.run())
        await asyncio.sleep(0)
        await test(watched)
        watched.watcher.stop()
        async with asyncio.timeout(10):
            await running

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
        watched.script.write_text("two!\n")
        await watched.expect_edit()
        watched.script.write_text("three\n")
        await watched.expect_edit()

    watch(test)


def test_a_save_of_a_page_is_told_once_it_was_opened(
    watch: Callable[..., None], tmp_path: Path
) -> None:
    async def test(watched: Watched) -> None:
        page = tmp_path / "views" / "report.py"
        page.parent.mkdir()
        page.write_text("one\n")
        watched.watcher._script.page(str(page))
        watched.watcher.refresh()
        await asyncio.sleep(0)
        page.write_text("two!\n")
        await watched.expect_edit()

    watch(test)


def test_files_that_come_into_the_folder_of_pages_are_told(
    watch: Callable[..., None], tmp_path: Path
) -> None:
    async def test(watched: Watched) -> None:
        (tmp_path / "pages").mkdir()
        await watched.expect_edit()
        (tmp_path / "pages" / "report.py").write_text("one\n")
        await watched.expect_edit()

    watch(test)


def test_a_save_before_the_watch_has_begun_is_told(watch: Callable[..., None]) -> None:
    async def test(watched: Watched) -> None:
        watched.watcher._restart.set()  # the watch ends, and begins again
        watched.script.write_text("saved in between\n")
        await watched.expect_edit()

    watch(test)


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
        watched.script.write_text("two!\n")
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


def test_saves_are_noticed_by_polling_too(watch: Callable[..., None]) -> None:
    async def test(watched: Watched) -> None:
        watched.script.write_text("two two\n")
        await watched.expect_edit()

    watch(test, file_watcher_type="poll")


def test_a_watcher_that_is_switched_off_ends_at_once(tmp_path: Path) -> None:
    watched = Watched(tmp_path, ServerOptions(file_watcher_type="none"))
    asyncio.run(asyncio.wait_for(watched.watcher.run(), 5))
    assert watched.edits == 0
