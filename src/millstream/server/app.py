"""The ASGI application: one route family per file."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import Lifespan

from millstream.config.server import ServerOptions
from millstream.script.media import Media
from millstream.server import assets, health
from millstream.server.host import Host
from millstream.server.media import MediaRoute
from millstream.server.websocket import Stream


def make_app(
    host: Host, media: Media, options: ServerOptions, lifespan: Lifespan[Starlette] | None = None
) -> Starlette:
    """Compose the routes of an app."""
    routes = [
        WebSocketRoute("/_stcore/stream", Stream(host, options).serve),
        Route("/_stcore/health", health.health),
        Route("/healthz", health.health),
        Route("/_stcore/host-config", health.host_config),
        Route("/media/{name}", MediaRoute(media).serve),
        Route("/assets/{name}", assets.asset),
        Route("/{path:path}", assets.page),
    ]
    base = "/" + options.base_url_path.strip("/")
    return Starlette(
        routes=routes if base == "/" else [Mount(base, routes=routes)], lifespan=lifespan
    )
