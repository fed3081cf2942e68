"""What runs an app: its sessions, its script, and the watch over its files.

Importing all this takes longer than to start the server, so it happens beside the server's first answers: nothing that
`serve` imports may import this module.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from functools import partial

# For the first browser that comes; `serve` names it to the server.
import uvicorn.protocols.websockets.websockets_sansio_impl  # noqa: F401

from millstream import compat
from millstream.config import Settings
from millstream.config.caching import CachingOptions, StoreOptions
from millstream.config.options import Options
from millstream.script import main_module
from millstream.script.identity.modules import ModuleFinder
from millstream.script.media import Media
from millstream.script.project import Project
from millstream.script.source import Script
from millstream.secret_store import secrets
from millstream.secret_store.store import places_of
from millstream.server.executor import Executor
from millstream.server.host import Host
from millstream.server.memory import return_memory
from millstream.server.sweeper import Sweeper
from millstream.server.watcher import Watcher
from millstream.server.websocket import Stream
from millstream.session.lifetime import Lifetimes
from millstream.session.manager import SessionManager
from millstream.state.persistence.archive import Archive
from millstream.storage.keys import derive, signing_key


class Runtime:
    """An app that runs.

    Making it changes the process for the script: what `__main__` and `import streamlit` are, and how its modules are
    imported.

    Parameters
    ----------
    path
        The script.
    settings
        The settings of the process.
    media
        Where the payloads of pages lie.
    archive
        Where sessions are written down, if they survive their process.
    executor
        Has the threads.
    """

    def __init__(
        self,
        path: str,
        settings: Settings,
        media: Media,
        archive: Archive | None,
        executor: Executor,
    ) -> None:
        options = settings.options
        _set_up_caches(options)
        main_module.install()
        compat.install()
        project = Project((os.path.dirname(path), os.getcwd()))
        ModuleFinder(project).install()
        self._executor = executor
        self._settings = settings
        self._archive = archive
        self._script = Script(path, options=options.script)
        self.host = _host(self._script, options, media, archive, executor)
        self.stream = Stream(self.host, options.server)
        self._watcher = Watcher(
            self._script,
            project,
            options.server,
            lambda: self.host.source_edited(run=options.session.run_on_save),
            executor,
            also=places_of(secrets),
        )
        self.host.after_run = self._watcher.refresh
        self._sweeper = (
            Sweeper(self.host.manager, executor, _write, archive.ttl_seconds) if archive else None
        )

    def start(self) -> None:
        """Watch the files and the options, from now on; called on the event loop."""
        self._forget = self._settings.subscribe(self._following())
        self._watcher.start()
        if self._sweeper:
            self._sweeper.start()
        self._executor.submit(partial(return_memory, collect=False))  # what imports have left

    def _following(self) -> Callable[[Options], None]:
        """Give what has the app follow options that a script changes, on its own thread."""
        loop = asyncio.get_running_loop()

        def changed(options: Options) -> None:
            self._script.options = options.script
            loop.call_soon_threadsafe(self.host.options_changed, options.session)

        return changed

    async def close(self) -> None:
        """End the sessions and the watch."""
        self._forget()
        if self._sweeper:
            self._sweeper.stop()
        await self.host.close()
        if self._archive:
            self._archive.store.close()
        self._watcher.stop()


def _host(
    script: Script, options: Options, media: Media, archive: Archive | None, executor: Executor
) -> Host:
    """Put the parts together that sessions need."""
    manager = SessionManager(
        script,
        media,
        options.session,
        key=derive(signing_key(), "tokens") if archive else None,
        archive=archive,
    )
    return Host(
        manager,
        executor,
        write=_write,
        empty_caches=_empty_caches,
        lifetimes=Lifetimes(
            options.session.disconnected_seconds,
            options.session.disconnected_megabytes * 1_000_000,
        ),
    )


def _set_up_caches(options: Options) -> None:
    """Tell caches what was set; they are imported for that."""
    caching, store = options.caching, options.store
    if caching == CachingOptions() and store == StoreOptions():
        return
    from millstream.caching.background import DaemonExecutor
    from millstream.caching.decorators import registry

    registry.budget.limit_bytes = caching.max_bytes
    registry.executor = DaemonExecutor(caching.refresh_workers)
    registry.stale_factor = caching.refresh_ttl_multiplier
    if store != StoreOptions():
        registry.use(store.open, persist_all=store.store == "disk")


def _write(*values: object) -> None:
    """Write a bare expression; elements are imported when the first one is drawn."""
    from millstream.ui.write import magic

    magic(*values)


def _empty_caches() -> None:
    from millstream.caching import cache_data, cache_resource

    cache_data.clear()
    cache_resource.clear()
