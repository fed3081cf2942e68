"""Whether the server is well, and what a page that embeds it may know."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response


async def health(request: Request) -> Response:
    """Answer that the server is there."""
    del request
    return PlainTextResponse("ok", headers={"Cache-Control": "no-cache"})


async def host_config(request: Request) -> Response:
    """Answer what a hosting page may do with this app: nothing."""
    del request
    return JSONResponse({"allowedOrigins": [], "useExternalAuthToken": False})
