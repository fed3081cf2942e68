"""The routes of an app."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import Lifespan
from starlette.websockets import WebSocket

from millstream.config.server import ServerOptions
from millstream.script.media import Media
from millstream.server import assets, health
from millstream.server.guard import Guard
from millstream.server.media import MediaRoute
from millstream.server.static_files import StaticFiles


def make_app(
    path: str,
    media: Media,
    options: ServerOptions,
    *,
    stream: Callable[[WebSocket], Awaitable[None]],
    probe: Callable[[], Awaitable[bool]],
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """Compose the routes of an app.

    Parameters
    ----------
    path
        The script.
    media
        Where the payloads of pages lie.
    options
        What the server was told.
    stream
        Serves a browser's websocket.
    probe
        Runs the script for nobody, and says whether it is well.
    lifespan
        What begins and ends with the server.
    """
    routes = [
        WebSocketRoute("/_stcore/stream", stream),
        Route("/_stcore/health", health.health),
        Route("/healthz", health.health),
        Route("/_stcore/host-config", health.HostConfig(options.embedding_origins).serve),
        *_optional(path, options, probe),
        Route("/media/{name}", MediaRoute(media).serve),
        Route("/assets/{name}", assets.asset),
        Route("/{path:path}", assets.page),
    ]
    base = "/" + options.base_url_path.strip("/")
    return Starlette(
        routes=routes if base == "/" else [Mount(base, routes=routes)],
        middleware=[Middleware(Guard, options=options)],
        lifespan=lifespan,
    )


def _optional(
    path: str, options: ServerOptions, probe: Callable[[], Awaitable[bool]]
) -> Iterator[Route]:
    """Give the routes that options switch on."""
    if options.script_health_check:
        yield Route("/_stcore/script-health-check", health.ScriptHealth(probe).serve)
    if options.enable_static_serving:
        yield Route("/app/static/{path:path}", StaticFiles(path).serve)
