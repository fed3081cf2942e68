"""The ASGI application: one route family per file."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import Lifespan

from millstream.config.server import ServerOptions
from millstream.script.media import Media
from millstream.server import assets, health
from millstream.server.guard import Guard
from millstream.server.host import Host
from millstream.server.media import MediaRoute
from millstream.server.static_files import StaticFiles
from millstream.server.websocket import Stream


def make_app(
    host: Host, media: Media, options: ServerOptions, lifespan: Lifespan[Starlette] | None = None
) -> Starlette:
    """Compose the routes of an app."""
    routes = [
        WebSocketRoute("/_stcore/stream", Stream(host, options).serve),
        Route("/_stcore/health", health.health),
        Route("/healthz", health.health),
        Route("/_stcore/host-config", health.HostConfig(options.embedding_origins).serve),
        *_optional(host, options),
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


def _optional(host: Host, options: ServerOptions) -> Iterator[Route]:
    """Give the routes that options switch on."""
    if options.script_health_check:
        yield Route("/_stcore/script-health-check", health.ScriptHealth(host).serve)
    if options.enable_static_serving:
        yield Route("/app/static/{path:path}", StaticFiles(host.manager.script.path).serve)
