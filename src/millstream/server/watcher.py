"""Watch the script, its pages and the project's modules it has imported; say when they were saved."""

from __future__ import annotations

import asyncio
import logging
import os
import stat
import sys
from collections.abc import Callable, Iterable, Mapping

from millstream.config.server import ServerOptions
from millstream.script.pages import FOLDER
from millstream.script.project import Project
from millstream.script.source import Script
from millstream.server.executor import Executor
from millstream.server.notices import Notices, Polling, notices
from millstream.server.saves import Saves

_log = logging.getLogger("millstream.server")


class Watcher:
    """Watches the folders of the files that matter, and reports saves of those files only; lives on the event loop.

    Parameters
    ----------
    script
        The app.
    project
        Knows which modules are the user's own, and drops those that were saved.
    options
        How to watch, and what else.
    edited
        Called after saves.
    executor
        Has a thread, on systems where watching takes one.
    also
        Files that matter, too.
    """

    def __init__(
        self,
        script: Script,
        project: Project,
        options: ServerOptions,
        edited: Callable[[], None],
        executor: Executor,
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
        self._executor = executor
        self._files = {file for file in self._fixed if not file.startswith(self._ignored)}
        self._stamps = {file: _stamp(file) for file in self._present()}
        self._counts = (0, 0)
        self._notices: Notices | None = None
        self._seen: list[str] = []  # the folders that are watched

    def start(self) -> None:
        """Watch from now on, unless that is switched off; what was saved since this was made is told."""
        if self._kind == "none":
            return
        self._saves = Saves(asyncio.get_running_loop(), self._saved)
        self._notices = notices(self._kind, self, self._executor)
        self._look()

    def stop(self) -> None:
        """Watch no more."""
        if self._notices:
            self._notices.close()
            self._saves.close()
            self._notices = None

    def refresh(self) -> None:
        """Look for modules that were imported, and pages that were opened, since."""
        pages = self._script.page_files()
        counts = (len(sys.modules), len(pages))
        if counts == self._counts:
            return
        self._counts = counts
        found = {*self._fixed, *(file for _, file in self._project.modules())}
        found.update(map(os.path.realpath, pages))
        self._files = {file for file in found if not file.startswith(self._ignored)}
        folders = self._folders()
        if set(folders) - set(self._seen):
            self._watch(folders)
        new = self._files - self._stamps.keys()
        self._stamps.update({file: _stamp(file) for file in new})

    def heard(self, changes: Mapping[str, bool]) -> None:
        """Hear what has changed in the folders."""
        self._saves.changed({path: done for path, done in changes.items() if self._matters(path)})
        if any(os.path.isdir(path) for path in changes):
            self._look()  # there may be files in a new folder already

    def lost(self) -> None:
        """Hear that something may have changed."""
        self._look()

    def _look(self) -> None:
        """Watch the folders that are there now, and tell of files that were saved while nobody watched them."""
        self._watch(self._folders())
        known = {*self._present(), *filter(self._matters, self._stamps)}
        missed = {file for file in known if _stamp(file) != self._stamps.get(file)}
        if missed:
            self._saves.changed(dict.fromkeys(missed, True))

    def _watch(self, folders: list[str]) -> None:
        if self._notices is None:
            return
        self._seen = folders
        try:
            self._notices.watch(folders)
        except OSError as error:
            _log.warning(
                "The system does not tell of saves (%s); files are looked at again and again.",
                error,
            )
            self._notices.close()
            self._notices = Polling(self)

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

    def _saved(self, paths: set[str]) -> None:
        files = {os.path.realpath(path) for path in paths}
        self._stamps.update({file: _stamp(file) for file in files})
        self._project.forget(files)
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
