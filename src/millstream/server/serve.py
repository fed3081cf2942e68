"""Serve one app until the user has had enough."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from types import FrameType
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette

from millstream.config import Settings
from millstream.config.logs import hide_secrets
from millstream.config.server import ServerOptions
from millstream.errors import MillstreamError
from millstream.redaction import redaction
from millstream.script.media import Media
from millstream.secret_store import secrets
from millstream.server.address import (
    ServeError,
    certificate,
    listen,
    local_url,
    network_url,
    opens_browser,
)
from millstream.server.app import make_app
from millstream.server.deferred import DeferredRuntime
from millstream.server.executor import Executor
from millstream.session.options import SessionOptions
from millstream.storage.keys import key_ring

if TYPE_CHECKING:
    from millstream.server.runtime import Runtime
    from millstream.state.persistence.archive import Archive

_log = logging.getLogger("millstream.server")


def serve(
    path: str, args: Sequence[str], settings: Settings, *, stop_at_once: bool = False
) -> None:
    """Serve a script until Ctrl-C, or only until it could be used.

    Raises
    ------
    ServeError
        If the port that was asked for is in use, none is free, or there is no such certificate.
    SessionStoreError
        If sessions are to survive the process, and their store cannot be opened.
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

    def stop() -> None:
        runner[0].should_exit = True

    def started() -> None:
        if not options.hide_welcome:
            _announce(options, port)
        if stop_at_once:
            stop()
        elif opens_browser(options):
            _open_browser(local_url(options, port))

    config = uvicorn.Config(
        _compose(path, settings, started, stop),
        log_config=None,
        access_log=False,
        ws=_websocket_protocol,  # type: ignore[arg-type]  # what is called in place of the class
        ws_max_size=options.max_widget_state_bytes,
        ws_per_message_deflate=options.enable_websocket_compression,
        ws_ping_interval=options.websocket_ping_seconds,
        timeout_graceful_shutdown=1,
        server_header=False,
        **secured,  # type: ignore[arg-type]  # a file's name each
    )
    runner.append(_Server(config))
    runner[0].run(sockets=[listener])
    if runner[0].lifespan.should_exit:
        raise ServeError("The app could not be run; the log says why.")
    if not options.hide_welcome:
        sys.stdout.write("\n  Stopped.\n")


class _Server(uvicorn.Server):
    """Ends by signals as it ends by itself: each time in order, and soon; a second one neither hurries nor harms."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Hear a signal."""
        self.should_exit = True


def _websocket_protocol(**connection: Any) -> asyncio.Protocol:
    """Take a connection over that becomes a websocket; the runtime has imported what that takes."""
    from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

    return WebSocketsSansIOProtocol(**connection)


def _prepare(path: str, args: Sequence[str], settings: Settings) -> None:
    """Make this process that of the app, as far as other programs and libraries see it."""
    key_ring.use(settings.options.server.cookie_secret)
    redaction.hide({"server.cookieSecret": settings.options.server.cookie_secret or ""})
    hide_secrets()
    secrets.look_beside(path)
    try:
        secrets.load_if_toml_exists()
    except MillstreamError as error:
        _log.error("%s", error)
    sys.argv = [path, *args]
    folder = os.path.dirname(path)
    if folder not in sys.path:
        sys.path.insert(0, folder)


def _compose(
    path: str, settings: Settings, started: Callable[[], None], stop: Callable[[], None]
) -> Starlette:
    """Put the parts together; that which runs the app is only made when the server has been started."""
    options = settings.options
    media = Media(options.server.base_url_path)
    executor = Executor()
    archive = _archive(path, options.session)

    def make() -> Runtime:
        from millstream.server.runtime import Runtime

        return Runtime(path, settings, media, archive, executor)

    runtime = DeferredRuntime(make, executor, failed=stop)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        del app
        async with runtime.running():
            started()
            yield

    return make_app(
        path,
        media,
        options.server,
        stream=runtime.stream,
        probe=runtime.probe,
        lifespan=lifespan,
    )


def _archive(path: str, options: SessionOptions) -> Archive | None:
    """Open the store of sessions, where they survive their process."""
    if options.survive != "restart":
        return None
    from millstream.server.archive import open_archive

    return open_archive(path, options)


def _open_browser(url: str) -> None:
    """Show the app, without waiting for the browser."""
    import webbrowser

    threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _announce(options: ServerOptions, port: int) -> None:
    lines = ["", "  Your app is running.", "", f"  Local URL:   {local_url(options, port)}"]
    if address := network_url(options, port):
        lines.append(f"  Network URL: {address}")
    sys.stdout.write("\n".join([*lines, "", "  Ctrl-C stops it.", ""]))
    sys.stdout.flush()
