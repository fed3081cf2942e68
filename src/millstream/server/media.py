"""Payloads by content: what an address names never changes."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from millstream.script.media import Media
from millstream.server.assets import IMMUTABLE

_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
"""A payload that is opened as a page of its own can do nothing."""


class MediaRoute:
    """`/media/<hash>.<extension>`."""

    def __init__(self, media: Media) -> None:
        self._media = media

    async def serve(self, request: Request) -> Response:
        """Serve a payload; it is made now if nobody has asked for it before."""
        base = request.scope.get("root_path", "")
        file = self._media.get(f"{base}/media/{request.path_params['name']}")
        if file is None:
            return PlainTextResponse("no such file", 404)
        content = await asyncio.to_thread(file.read)
        return Response(
            content,
            media_type=file.media_type,
            headers={
                "Cache-Control": IMMUTABLE,
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": _SANDBOX,
            },
        )
