"""Watch the script and the project's modules it has imported; say when they were saved."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable

from watchfiles import awatch

from millstream.config.server import WatcherType
from millstream.script.project import Project

_STEP_MILLISECONDS = 20
_DEBOUNCE_MILLISECONDS = 100
_POLL_MILLISECONDS = 150


class Watcher:
    """Watches the folders of the files that matter, and reports changes of those files only."""

    def __init__(
        self, script: str, project: Project, kind: WatcherType, edited: Callable[[], None]
    ) -> None:
        self._script = os.path.realpath(script)
        self._project = project
        self._kind = kind
        self._edited = edited
        self._files = {self._script}
        self._stamps = {self._script: _stamp(self._script)}
        self._modules = 0
        self._restart = asyncio.Event()
        self._stopped = False

    def refresh(self) -> None:
        """Look for modules that were imported since."""
        if len(sys.modules) == self._modules:
            return
        self._modules = len(sys.modules)
        files = {self._script, *(file for _, file in self._project.modules())}
        if {os.path.dirname(file) for file in files} != self._folders():
            self._restart.set()
        self._files = files
        self._stamps = {file: self._stamps.get(file) or _stamp(file) for file in files}

    def stop(self) -> None:
        """End `run`."""
        self._stopped = True
        self._restart.set()

    def _folders(self) -> set[str]:
        return {os.path.dirname(file) for file in self._files}

    async def run(self) -> None:
        """Watch until `stop` is called."""
        if self._kind == "none":
            return
        while not self._stopped:
            self._restart.clear()
            changes = awatch(
                *sorted(self._folders()),
                step=_STEP_MILLISECONDS,
                debounce=_DEBOUNCE_MILLISECONDS,
                recursive=False,
                stop_event=self._restart,
                force_polling=self._kind == "poll",
                poll_delay_ms=_POLL_MILLISECONDS,
                watch_filter=lambda _, path: os.path.realpath(path) in self._files,
            )
            found = asyncio.ensure_future(anext(changes, None))
            await asyncio.sleep(0)  # from here on the system tells of saves; until here, stamps do
            if missed := {file for file in self._files if _stamp(file) != self._stamps.get(file)}:
                self._saved(missed)
            while batch := await found:
                self._saved({path for _, path in batch})
                found = asyncio.ensure_future(anext(changes, None))

    def _saved(self, paths: set[str]) -> None:
        files = {os.path.realpath(path) for path in paths}
        self._stamps.update({file: _stamp(file) for file in files})
        self._project.forget(files)
        self._modules = 0
        self._edited()


def _stamp(file: str) -> tuple[int, int] | None:
    try:
        status = os.stat(file)
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_size)
