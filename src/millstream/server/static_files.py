"""The files that an app serves beside its pages: those in the folder `static` beside its script."""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

_SHOWN: Final = (
    "image/",
    "audio/",
    "video/",
    "font/",
    "application/pdf",
    "application/json",
    "text/css",
)
_MAX_BYTES: Final = 200 * 1024 * 1024


class StaticFiles:
    """The route of static files.

    What a browser would run (pages, scripts, drawings with scripts) is sent as plain text, as the pages of an app must
    not be at the mercy of what lies in a folder.

    Parameters
    ----------
    script
        The path of the script.
    """

    def __init__(self, script: str) -> None:
        self._folder = Path(script).resolve().parent / "static"

    def serve(self, request: Request) -> Response:
        """Serve a file; on a thread, as files make one wait."""
        wanted = self._folder / request.path_params["path"]
        path = Path(os.path.realpath(wanted))
        if not path.is_relative_to(self._folder.resolve()) or not path.is_file():
            raise HTTPException(404)
        if path.stat().st_size > _MAX_BYTES:
            raise HTTPException(413, f"Static files may have {_MAX_BYTES} bytes.")
        kind = mimetypes.guess_type(path.name)[0] or ""
        shown = kind.startswith(_SHOWN) and kind != "image/svg+xml"
        return FileResponse(
            path,
            media_type=kind if shown else "text/plain",
            headers={"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"},
        )
