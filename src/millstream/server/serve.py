"""Serve one app until the user has had enough."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from millstream import compat
from millstream.config import Settings
from millstream.config.caching import CachingOptions, StoreOptions
from millstream.config.options import Options
from millstream.config.server import ServerOptions
from millstream.errors import MillstreamError
from millstream.redaction import redaction
from millstream.script import main_module
from millstream.script.identity.modules import ModuleFinder
from millstream.script.media import Media
from millstream.script.project import Project
from millstream.script.source import Script
from millstream.secret_store import secrets
from millstream.secret_store.store import places_of
from millstream.server.address import (
    certificate,
    listen,
    local_url,
    network_url,
    opens_browser,
)
from millstream.server.app import make_app
from millstream.server.executor import Executor
from millstream.server.host import Host
from millstream.server.watcher import Watcher
from millstream.session.keeper import key_filter
from millstream.session.lifetime import Lifetimes
from millstream.session.manager import SessionManager
from millstream.session.options import SessionOptions
from millstream.state.persistence.archive import Archive
from millstream.storage.envelope import Sealer
from millstream.storage.keys import derive, key_ring, signing_key

_log = logging.getLogger("millstream.server")


def serve(
    path: str, args: Sequence[str], settings: Settings, *, stop_at_once: bool = False
) -> None:
    """Serve a script until Ctrl-C, or only until it could be used.

    Raises
    ------
    ServeError
        If the port that was asked for is in use, none is free, or there is no such certificate.
    """
    options = settings.options.server
    secured = certificate(options)
    listener = listen(options.address or "0.0.0.0", options.port)
    port = listener.getsockname()[1]
    settings.found(
        {
            "server.port": port,
            "browser.serverPort": options.shown_port or port,
            "server.headless": not opens_browser(options),
        }
    )
    _prepare(path, args, settings)
    runner: list[uvicorn.Server] = []

    def started() -> None:
        if not options.hide_welcome:
            _announce(options, port)
        if stop_at_once:
            runner[0].should_exit = True
        elif opens_browser(options):
            url = local_url(options, port)
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    config = uvicorn.Config(
        _compose(path, settings, started),
        log_config=None,
        access_log=False,
        ws="websockets-sansio",
        ws_max_size=options.max_widget_state_bytes,
        ws_per_message_deflate=options.enable_websocket_compression,
        ws_ping_interval=options.websocket_ping_seconds,
        timeout_graceful_shutdown=1,
        server_header=False,
        **secured,  # type: ignore[arg-type]  # a file's name each
    )
    runner.append(_Server(config))
    runner[0].run(sockets=[listener])
    if not options.hide_welcome:
        sys.stdout.write("\n  Stopped.\n")


class _Server(uvicorn.Server):
    """Ends by signals as it ends by itself: each time in order, and soon; a second one neither hurries nor harms."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Hear a signal."""
        self.should_exit = True


def _prepare(path: str, args: Sequence[str], settings: Settings) -> None:
    """Make this process that of the app."""
    key_ring.use(settings.options.server.cookie_secret)
    redaction.hide({"server.cookieSecret": settings.options.server.cookie_secret or ""})
    secrets.look_beside(path)
    try:
        secrets.load_if_toml_exists()
    except MillstreamError as error:
        _log.error("%s", error)
    if settings.options.caching != CachingOptions():
        _set_up_caches(settings.options.caching)
    if settings.options.store != StoreOptions():
        _set_up_store(settings.options.store)
    sys.argv = [path, *args]
    folder = os.path.dirname(path)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    main_module.install()
    compat.install()


def _set_up_caches(options: CachingOptions) -> None:
    from millstream.caching.background import DaemonExecutor
    from millstream.caching.decorators import registry

    registry.budget.limit_bytes = options.max_bytes
    registry.executor = DaemonExecutor(options.refresh_workers)
    registry.stale_factor = options.refresh_ttl_multiplier


def _set_up_store(options: StoreOptions) -> None:
    from millstream.caching.decorators import registry

    registry.use(options.open, persist_all=options.store == "disk")


def _compose(path: str, settings: Settings, started: Callable[[], None]) -> Starlette:
    """Put the parts together."""
    options = settings.options
    media = Media(options.server.base_url_path)
    archive = _archive(path, options.session)
    script = Script(path, options=options.script)
    manager = SessionManager(
        script,
        media,
        options.session,
        key=derive(signing_key(), "tokens") if archive else None,
        archive=archive,
    )
    host = Host(
        manager,
        Executor(),
        write=_write,
        empty_caches=_empty_caches,
        lifetimes=Lifetimes(
            options.session.disconnected_seconds,
            options.session.disconnected_megabytes * 1_000_000,
        ),
    )
    project = Project((os.path.dirname(path), os.getcwd()))
    ModuleFinder(project).install()

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        watcher = Watcher(
            script,
            project,
            options.server,
            lambda: host.source_edited(run=options.session.run_on_save),
            also=places_of(secrets),
        )
        host.after_run = watcher.refresh
        forget = settings.subscribe(_follow(host))
        watching = asyncio.create_task(watcher.run())
        started()
        yield
        forget()
        await host.close()
        if archive:
            archive.store.close()
        watcher.stop()
        await watching

    return make_app(host, media, options.server, lifespan)


def _follow(host: Host) -> Callable[[Options], None]:
    """Give what has the app follow options that a script changes, on its own thread."""
    loop = asyncio.get_running_loop()

    def changed(options: Options) -> None:
        host.manager.script.options = options.script
        loop.call_soon_threadsafe(host.options_changed, options.session)

    return changed


def _archive(path: str, options: SessionOptions) -> Archive | None:
    """Open the store of sessions, where they survive their process."""
    if options.survive != "restart":
        return None
    from millstream.state.persistence.sqlite import SQLiteStore, default_path

    return Archive(
        SQLiteStore(Path(options.store) if options.store else default_path(path)),
        Sealer(derive(signing_key(), "sessions")),
        options.stored_seconds,
        key_filter(options.survive_keys),
    )


def _write(*values: object) -> None:
    """Write a bare expression; elements are imported when the first one is drawn."""
    from millstream.ui.write import magic

    magic(*values)


def _empty_caches() -> None:
    from millstream.caching import cache_data, cache_resource

    cache_data.clear()
    cache_resource.clear()


def _announce(options: ServerOptions, port: int) -> None:
    lines = ["", "  Your app is running.", "", f"  Local URL:   {local_url(options, port)}"]
    if address := network_url(options, port):
        lines.append(f"  Network URL: {address}")
    sys.stdout.write("\n".join([*lines, "", "  Ctrl-C stops it.", ""]))
    sys.stdout.flush()
