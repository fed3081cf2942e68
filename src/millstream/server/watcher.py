"""Watch the script, its pages and the project's modules it has imported; say when they were saved."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
from collections.abc import Callable, Iterable

from watchfiles import awatch

from millstream.config.server import ServerOptions
from millstream.script.pages import FOLDER
from millstream.script.project import Project
from millstream.script.source import Script

_STEP_MILLISECONDS = 20
_DEBOUNCE_MILLISECONDS = 100
_POLL_MILLISECONDS = 150


class Watcher:
    """Watches the folders of the files that matter, and reports changes of those files only."""

    def __init__(
        self,
        script: Script,
        project: Project,
        options: ServerOptions,
        edited: Callable[[], None],
        also: Iterable[str] = (),
    ) -> None:
        self._script = script
        self._fixed = {os.path.realpath(path) for path in (script.path, *also)}
        self._page_folder = os.path.realpath(os.path.join(os.path.dirname(script.path), FOLDER))
        self._project = project
        self._kind = options.file_watcher_type
        self._watched = tuple(map(_prefix, options.folder_watch_list))
        self._ignored = tuple(map(_prefix, options.folder_watch_blacklist))
        self._edited = edited
        self._files = {file for file in self._fixed if not file.startswith(self._ignored)}
        self._stamps = {file: _stamp(file) for file in self._present()}
        self._counts = (0, 0)
        self._restart = asyncio.Event()
        self._stopped = False

    def refresh(self) -> None:
        """Look for modules that were imported, and pages that were opened, since."""
        pages = self._script.page_files()
        counts = (len(sys.modules), len(pages))
        if counts == self._counts:
            return
        self._counts = counts
        found = {*self._fixed, *(file for _, file in self._project.modules())}
        found.update(map(os.path.realpath, pages))
        files = {file for file in found if not file.startswith(self._ignored)}
        if {os.path.dirname(file) for file in files} - set(self._folders()):
            self._restart.set()
        self._files = files
        self._stamps.update({file: _stamp(file) for file in files if file not in self._stamps})

    def stop(self) -> None:
        """End `run`."""
        self._stopped = True
        self._restart.set()

    def _folders(self) -> list[str]:
        """Give the folders of the files, and those that are watched as a whole with all below them."""
        folders = {os.path.dirname(file) for file in self._files}
        folders.update(inner for top in self._watched for inner, _, _ in os.walk(top))
        folders.add(self._page_folder)
        return sorted(folder for folder in folders if os.path.isdir(folder))

    def _present(self) -> set[str]:
        """Give the files that matter, pages, and those that lie in the folders which are watched as a whole."""
        inside = (
            os.path.join(os.path.realpath(folder), name)
            for top in self._watched
            for folder, _, names in os.walk(top)
            for name in names
        )
        folder = self._page_folder
        pages = [folder, *(os.path.join(folder, name) for name in _names(folder))]
        return {
            *self._files,
            *(file for file in inside if not file.startswith(self._ignored)),
            *(file for file in pages if self._is_page(file)),
        }

    def _matters(self, path: str) -> bool:
        file = os.path.realpath(path)
        if file in self._files or self._is_page(file):
            return True
        return file.startswith(self._watched) and not file.startswith(self._ignored)

    def _is_page(self, file: str) -> bool:
        """Whether it is the folder of pages, or one in it, unless the script says itself which pages there are."""
        if self._script.declares_pages or file.startswith(self._ignored):
            return False
        in_folder = os.path.dirname(file) == self._page_folder and file.endswith(".py")
        return in_folder or file == self._page_folder

    async def run(self) -> None:
        """Watch until `stop` is called."""
        if self._kind == "none":
            return
        while not self._stopped:
            self._restart.clear()
            changes = awatch(
                *self._folders(),
                step=_STEP_MILLISECONDS,
                debounce=_DEBOUNCE_MILLISECONDS,
                recursive=False,
                stop_event=self._restart,
                force_polling=self._kind == "poll",
                poll_delay_ms=_POLL_MILLISECONDS,
                watch_filter=lambda _, path: self._matters(path),
            )
            found = asyncio.ensure_future(anext(changes, None))
            await asyncio.sleep(0)  # from here on the system tells of saves; until here, stamps do
            present = self._present()
            if missed := {file for file in present if _stamp(file) != self._stamps.get(file)}:
                self._saved(missed)
            while batch := await found:
                self._saved({path for _, path in batch})
                found = asyncio.ensure_future(anext(changes, None))

    def _saved(self, paths: set[str]) -> None:
        files = {os.path.realpath(path) for path in paths}
        self._stamps.update({file: _stamp(file) for file in files})
        self._project.forget(files)
        if any(os.path.isdir(file) for file in files):
            self._restart.set()  # a new folder in one that is watched as a whole
        self._counts = (0, 0)
        self._edited()


def _prefix(folder: str) -> str:
    return os.path.join(os.path.realpath(os.path.expanduser(folder)), "")


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _stamp(file: str) -> tuple[int, int] | None:
    try:
        status = os.stat(file)
    except OSError:
        return None
    if stat.S_ISDIR(status.st_mode):
        return (0, 0)  # it is there: what is in it has stamps of its own
    return (status.st_mtime_ns, status.st_size)
