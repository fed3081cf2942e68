"""The front end: hashed files that never change, precompressed, and the page that names them."""

from __future__ import annotations

import mimetypes
import re
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

STATIC = Path(__file__).parent / "static"
IMMUTABLE = "public, max-age=31536000, immutable"

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; "
    "script-src {scripts}; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src * data: blob:; "
    "media-src * data: blob:; "
    "font-src 'self' data:; "
    "connect-src 'self'; "
    "frame-src *; "
    "object-src 'none'; "
    "base-uri 'self'; "
    "form-action 'self'"
)
"""No script but ours: files of ours, and the page's own by their hashes; nothing is evaluated. Images and frames may be
whatever the app's script names."""

_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".woff2": "font/woff2",
    ".css": "text/css; charset=utf-8",
}


async def asset(request: Request) -> Response:
    """Serve a file of the front end in the best encoding that the browser takes."""
    name = request.path_params["name"]
    accepted = request.headers.get("accept-encoding", "")
    for encoding, suffix in _ENCODINGS:
        if encoding in accepted and (content := _read(f"assets/{name}{suffix}")) is not None:
            return _immutable(name, content, {"Content-Encoding": encoding})
    content = _read(f"assets/{name}")
    if content is None:
        return PlainTextResponse("no such asset", 404)
    return _immutable(name, content, {})


def _immutable(name: str, content: bytes, headers: dict[str, str]) -> Response:
    kind = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0]
    return Response(
        content,
        media_type=kind or "application/octet-stream",
        headers={"Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding", **headers},
    )


async def page(request: Request) -> Response:
    """Serve the page that shows the app; every path below the app is a page of it."""
    content = _read("index.html")
    if content is None:
        return PlainTextResponse(
            "The front end has not been built: run `make` in a checkout, or install the wheel.", 503
        )
    base = request.scope.get("root_path", "").encode()
    content = content.replace(b'"./', b'"' + base + b"/")
    return Response(
        content,
        media_type="text/html; charset=utf-8",
        headers={
            "Cache-Control": "no-cache",
            "Content-Security-Policy": _policy(content),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
        },
    )


@lru_cache(maxsize=4)
def _policy(content: bytes) -> str:
    digests = [sha256(script).digest() for script in _INLINE_SCRIPT.findall(content)]
    scripts = ["'self'", *(f"'sha256-{b64encode(digest).decode()}'" for digest in digests)]
    return CONTENT_SECURITY_POLICY.format(scripts=" ".join(scripts))


@lru_cache(maxsize=256)
def _read(name: str) -> bytes | None:
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC.resolve()) or not path.is_file():
        return None
    return path.read_bytes()
