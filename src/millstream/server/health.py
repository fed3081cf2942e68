"""Whether the server and its app are well, and what a page that embeds it may know."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

_NEVER_KEPT = {"Cache-Control": "no-cache"}


async def health(request: Request) -> Response:
    """Answer that the server is there."""
    del request
    return PlainTextResponse("ok", headers=_NEVER_KEPT)


class ScriptHealth:
    """The route that runs the script for nobody, and answers whether it raised nothing.

    Parameters
    ----------
    probe
        Runs the script, and says whether it is well.
    """

    def __init__(self, probe: Callable[[], Awaitable[bool]]) -> None:
        self._probe = probe

    async def serve(self, request: Request) -> Response:
        """Answer whether the script is well."""
        del request
        if await self._probe():
            return PlainTextResponse("ok", headers=_NEVER_KEPT)
        return PlainTextResponse("The script raised an error; the log has it.", 503, _NEVER_KEPT)


class HostConfig:
    """The route that tells an embedding page what it may do with this app.

    Parameters
    ----------
    origins
        The servers whose pages may steer it.
    """

    def __init__(self, origins: tuple[str, ...]) -> None:
        self._origins = list(origins)

    async def serve(self, request: Request) -> Response:
        """Answer what a hosting page may do."""
        del request
        return JSONResponse({"allowedOrigins": self._origins, "useExternalAuthToken": False})
