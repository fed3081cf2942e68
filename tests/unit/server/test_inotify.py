"""Linux tells what happens in folders, and whether whoever has written a file is done."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import pytest

if sys.platform != "linux":
    pytest.skip("inotify is a part of Linux", allow_module_level=True)

from millstream.server.inotify import Inotify


class Ear:
    """Hears notices, and writes them down by the names of the files."""

    def __init__(self) -> None:
        self.changes: dict[str, bool] = {}
        self.losses = 0
        self._heard = asyncio.Event()

    def heard(self, changes: Mapping[str, bool]) -> None:
        self.changes.update({os.path.basename(path): done for path, done in changes.items()})
        self._heard.set()

    def lost(self) -> None:
        self.losses += 1

    async def next(self) -> dict[str, bool]:
        """Give what is heard next."""
        async with asyncio.timeout(10):
            await self._heard.wait()
        self._heard.clear()
        changes, self.changes = self.changes, {}
        return changes


def listening(test: Callable[[Inotify, Ear], Awaitable[None]]) -> None:
    async def scenario() -> None:
        ear = Ear()
        inotify = Inotify(ear)
        try:
            await test(inotify, ear)
        finally:
            inotify.close()

    asyncio.run(scenario())


def test_a_file_is_finished_when_it_is_closed(tmp_path: Path) -> None:
    async def test(inotify: Inotify, ear: Ear) -> None:
        inotify.watch([str(tmp_path)])
        with (tmp_path / "app.py").open("w") as file:
            assert await ear.next() == {"app.py": False}
            file.write("x = 1")
            file.flush()
            assert await ear.next() == {"app.py": False}
        assert await ear.next() == {"app.py": True}

    listening(test)


def test_emptying_a_file_does_not_finish_it(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1")

    async def test(inotify: Inotify, ear: Ear) -> None:
        inotify.watch([str(tmp_path)])
        with (tmp_path / "app.py").open("w"):
            assert await ear.next() == {"app.py": False}
        assert await ear.next() == {"app.py": True}

    listening(test)


def test_a_file_that_takes_the_place_of_another_is_finished(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1")
    (tmp_path / "draft").write_text("x = 2")

    async def test(inotify: Inotify, ear: Ear) -> None:
        inotify.watch([str(tmp_path)])
        (tmp_path / "draft").replace(tmp_path / "app.py")
        assert await ear.next() == {"draft": False, "app.py": True}

    listening(test)


def test_a_file_that_goes_away_is_not_finished(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1")

    async def test(inotify: Inotify, ear: Ear) -> None:
        inotify.watch([str(tmp_path)])
        (tmp_path / "app.py").unlink()
        assert await ear.next() == {"app.py": False}

    listening(test)


def test_only_the_folders_of_the_last_call_are_watched(tmp_path: Path) -> None:
    for name in ("old", "kept", "new"):
        (tmp_path / name).mkdir()

    async def test(inotify: Inotify, ear: Ear) -> None:
        inotify.watch([str(tmp_path / "old"), str(tmp_path / "kept")])
        inotify.watch([str(tmp_path / "kept"), str(tmp_path / "new"), str(tmp_path / "none")])
        for name in ("old", "kept", "new"):
            (tmp_path / name / f"{name}.py").write_text("x = 1")
        assert await ear.next() == {"kept.py": True, "new.py": True}

    listening(test)


def test_a_folder_that_comes_back_is_watched_again(tmp_path: Path) -> None:
    folder = tmp_path / "pages"

    async def test(inotify: Inotify, ear: Ear) -> None:
        for _ in range(2):
            folder.mkdir()
            inotify.watch([str(tmp_path), str(folder)])
            (folder / "page.py").write_text("x = 1")
            assert (await ear.next())["page.py"]
            (folder / "page.py").unlink()
            folder.rmdir()
            await ear.next()

    listening(test)


def test_losses_are_told(tmp_path: Path) -> None:
    most = int(Path("/proc/sys/fs/inotify/max_queued_events").read_text())

    async def test(inotify: Inotify, ear: Ear) -> None:
        inotify.watch([str(tmp_path)])
        for number in range(most // 3 + 1):  # a file is made, closed and removed: three events
            path = tmp_path / f"{number}.py"
            path.touch()
            path.unlink()
        await ear.next()
        assert ear.losses == 1

    listening(test)
