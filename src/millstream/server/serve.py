"""Serve one app until the user has had enough."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from millstream import compat
from millstream.config import Settings
from millstream.config.options import Options
from millstream.errors import MillstreamError
from millstream.script import main_module
from millstream.script.media import Media
from millstream.script.project import Project
from millstream.script.source import Script
from millstream.server.app import make_app
from millstream.server.executor import Executor
from millstream.server.host import Host
from millstream.server.watcher import Watcher
from millstream.session.keeper import key_filter
from millstream.session.lifetime import Lifetimes
from millstream.session.manager import SessionManager
from millstream.session.options import SessionOptions
from millstream.state.persistence.journal import Archive
from millstream.state.persistence.sealing import Seal
from millstream.storage.keys import derive, signing_key

FIRST_PORT = 8501
_PORTS_TRIED = 100


class ServeError(MillstreamError):
    """The server cannot start."""


def serve(
    path: str, args: Sequence[str], settings: Settings, *, stop_at_once: bool = False
) -> None:
    """Serve a script until Ctrl-C, or only until it could be used.

    Raises
    ------
    ServeError
        If the port that was asked for is in use, or none is free.
    """
    options = settings.options
    listener = _listen(options.server.address or "0.0.0.0", options.server.port)
    url = f"http://localhost:{listener.getsockname()[1]}{_base(options)}"
    sys.argv = [path, *args]
    folder = os.path.dirname(path)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    main_module.install()
    compat.install()

    def started() -> None:
        _announce(url, listener, options)
        if not options.server.headless:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    config = uvicorn.Config(
        _compose(path, options, started),
        log_level="warning",
        ws="websockets-sansio",
        ws_max_size=options.server.max_message_bytes,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
        server_header=False,
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
    sys.stdout.write("\n  Stopped.\n")


def _compose(path: str, options: Options, started: Callable[[], None]) -> Starlette:
    """Put the parts together."""
    media = Media()
    archive = _archive(path, options.session)
    host = Host(
        SessionManager(
            Script(path, options=options.script),
            media,
            options.session,
            key=derive(signing_key(), "tokens") if archive else None,
            archive=archive,
        ),
        Executor(),
        write=_write,
        empty_caches=_empty_caches,
        lifetimes=Lifetimes(
            options.session.disconnected_seconds,
            options.session.disconnected_megabytes * 1_000_000,
        ),
    )
    project = Project((os.path.dirname(path), os.getcwd()))

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        watcher = Watcher(
            path,
            project,
            options.server.file_watcher_type,
            lambda: host.source_edited(run=options.session.run_on_save),
        )
        host.after_run = watcher.refresh
        watching = asyncio.create_task(watcher.run())
        started()
        yield
        await host.close()
        if archive:
            archive.store.close()
        watcher.stop()
        await watching

    return make_app(host, media, options.server, lifespan)


def _archive(path: str, options: SessionOptions) -> Archive | None:
    """Open the store of sessions, where they survive their process."""
    if options.survive != "restart":
        return None
    from millstream.state.persistence.sqlite import SQLiteStore, default_path

    return Archive(
        SQLiteStore(Path(options.store) if options.store else default_path(path)),
        Seal(derive(signing_key(), "sessions")),
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


def _base(options: Options) -> str:
    base = options.server.base_url_path.strip("/")
    return f"/{base}" if base else ""


def _listen(address: str, port: int | None) -> socket.socket:
    """Bind the port that was asked for, or else the first free one."""
    ports = [port] if port is not None else range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    for candidate in ports:
        listener = socket.socket(family, socket.SOCK_STREAM)
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((address, candidate))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if port is not None and error.errno != errno.EADDRINUSE:
                raise ServeError(
                    f"Cannot listen on {address}, port {port}: {error.strerror}."
                ) from None
            continue
        return listener
    if port is not None:
        raise ServeError(
            f"Port {port} is in use. Leave --server.port out to take the next free one."
        )
    raise ServeError(
        f"The ports {ports[0]} to {ports[-1]} are all in use. Name one with --server.port."
    )


def _announce(url: str, listener: socket.socket, options: Options) -> None:
    lines = ["", "  Your app is running.", "", f"  Local URL:   {url}"]
    if options.server.address is None and (address := _network_address()):
        lines.append(f"  Network URL: http://{address}:{listener.getsockname()[1]}{_base(options)}")
    sys.stdout.write("\n".join([*lines, "", "  Ctrl-C stops it.", ""]))
    sys.stdout.flush()


def _network_address() -> str | None:
    """Give the address under which others on the network see this machine; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])
