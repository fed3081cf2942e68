"""What every request has to pass: the name it calls the server by, where it comes from, its token and its size."""

from __future__ import annotations

import hmac
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import urlsplit

from blake3 import blake3
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from millstream.config.server import ServerOptions
from millstream.storage.keys import derive, signing_key

COOKIE: Final = "_millstream_xsrf"
"""The cookie that has the token."""

HEADER: Final = "x-xsrftoken"
"""The header in which a page sends the token back."""

_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Refuses requests that the options do not let in, before any route sees them.

    Parameters
    ----------
    app
        The routes.
    options
        What is let in.
    """

    def __init__(self, app: ASGIApp, options: ServerOptions) -> None:
        self._app = app
        self._options = options
        self._tokens = Tokens() if options.enable_xsrf_protection else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not is_called_well(headers.get("host", ""), self._options):
            await _refuse(scope, receive, send, 400, "This server is not called by that name.")
        elif scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._http(scope, headers, receive, send)

    async def _http(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        if problem := self._problem(scope["method"], headers):
            await _refuse(scope, receive, send, *problem)
            return
        limited = _Limited(receive, self._options.max_upload_bytes)
        await self._app(scope, limited, self._finishing(scope, headers, send))

    def _problem(self, method: str, headers: Headers) -> tuple[int, str] | None:
        if method in _SAFE:
            return None
        if self._tokens and not self._tokens.agree(_cookie(headers), headers.get(HEADER, "")):
            return 403, "The token is missing or old: reload the page."
        length = headers.get("content-length", "0")
        limit = self._options.max_upload_bytes
        if not length.isdigit() or int(length) > limit:
            return 413, f"At most {limit} bytes may be sent (server.maxUploadSize)."
        return None

    def _finishing(self, scope: Scope, headers: Headers, send: Send) -> Send:
        """Add to the answer what browsers of other servers' pages may see of it, and the token."""

        async def finish(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                self._allow(headers.get("origin"), answer)
                is_page = answer.get("content-type", "").startswith("text/html")
                if self._tokens and is_page and not self._tokens.is_ours(_cookie(headers)):
                    answer.append("set-cookie", self._token_cookie(scope))
            await send(message)

        return finish

    def _allow(self, origin: str | None, answer: MutableHeaders) -> None:
        if not self._options.enable_cors:
            answer["access-control-allow-origin"] = "*"
        elif origin in self._options.cors_allowed_origins:
            answer["access-control-allow-origin"] = str(origin)
            answer.add_vary_header("origin")

    def _token_cookie(self, scope: Scope) -> str:
        assert self._tokens is not None
        same_site = self._options.xsrf_cookie_same_site
        parts = [
            f"{COOKIE}={self._tokens.make()}",
            f"Path=/{self._options.base_url_path}",
            f"SameSite={same_site.capitalize()}",
        ]
        if same_site == "none" or scope["scheme"] == "https":
            parts.append("Secure")
        return "; ".join(parts)


class Tokens:
    """Signed tokens that a page of ours has in a cookie and repeats in a header; pages of others cannot read them.

    The signature keeps other applications of the same host from planting one.
    """

    def __init__(self) -> None:
        self._key = derive(signing_key(), "xsrf")

    def make(self) -> str:
        """Make a token."""
        text = secrets.token_urlsafe(16)
        return f"{text}.{self._signature(text)}"

    def is_ours(self, token: str) -> bool:
        """Whether this installation has made a token."""
        text, _, signature = token.partition(".")
        return hmac.compare_digest(self._signature(text).encode(), signature.encode())

    def agree(self, cookie: str, header: str) -> bool:
        """Whether both are the same token of ours."""
        return self.is_ours(cookie) and hmac.compare_digest(cookie.encode(), header.encode())

    def _signature(self, text: str) -> str:
        return blake3(text.encode(), key=self._key).hexdigest(16)


class _Limited:
    """Reads a body up to a limit; one that is longer than it said looks like a lost connection."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        return {"type": "http.disconnect"} if self._left < 0 else message


def is_called_well(host: str, options: ServerOptions) -> bool:
    """Whether a request names the server as the operator allows; without names, every one is right.

    Parameters
    ----------
    host
        The header `Host`.
    options
        What is let in: names such as example.com, or *.example.com for all below it.
    """
    if not options.allowed_hosts:
        return True
    name = (urlsplit(f"//{host}").hostname or "").lower()
    return any(
        name == allowed or (allowed.startswith("*.") and name.endswith(allowed[1:]))
        for allowed in map(str.lower, options.allowed_hosts)
    )


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": why})
        return
    await PlainTextResponse(why, status)(scope, receive, send)
