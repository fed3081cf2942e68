"""The websocket: checks where it comes from, then pumps bytes between the browser and its session."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from millstream.config.server import ServerOptions
from millstream.protocol import codec
from millstream.protocol.codec import ProtocolError
from millstream.protocol.messages import (
    PROTOCOL_VERSION,
    SUBPROTOCOL,
    ClientMessage,
    Hello,
    Refused,
)
from millstream.script.peer import Peer
from millstream.server.host import Host
from millstream.state.persistence import SessionStoreError

_log = logging.getLogger("millstream.server")
_MAX_WAITING_BYTES = 64 * 1024 * 1024
_HELLO_SECONDS = 10
_PROTOCOL_ERROR, _TOO_BIG, _TRY_AGAIN_LATER = 1002, 1009, 1013
"""Codes with which websockets are closed; after the first two, the browser does not come back by itself."""
_TOO_LARGE = (
    "What the app shows takes {} bytes in one message, more than server.maxMessageSize allows. Show less at once, or "
    "raise the option."
)


class Socket:
    """One accepted websocket as a session's connection.

    Messages wait here while the browser is slow; a browser that falls behind by more than 64 MB is let go, and comes
    back for the page as it is then.
    """

    def __init__(self, websocket: WebSocket, max_message_bytes: int) -> None:
        self._websocket = websocket
        self._max_message_bytes = max_message_bytes
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self.closed = False

    def send(self, message: bytes) -> None:
        """Send a message, in turn."""
        if len(message) > self._max_message_bytes:
            message = codec.encode(Refused(_TOO_LARGE.format(len(message)), reload=False))
        self._waiting.append(message)
        self._bytes += len(message)
        if self._bytes > _MAX_WAITING_BYTES:
            self.close()
        self._wake.set()

    def close(self) -> None:
        """End the connection after nothing more."""
        self.closed = True
        self._waiting.clear()
        self._wake.set()

    async def write(self) -> None:
        """Send what waits, until the end."""
        while not self.closed:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting and not self.closed:
                message = self._waiting.popleft()
                self._bytes -= len(message)
                await self._websocket.send_bytes(message)
        if self._websocket.client_state is WebSocketState.CONNECTED:
            await self._websocket.close()


def is_allowed(headers: Mapping[str, str], options: ServerOptions) -> bool:
    """Whether a browser's page may open a websocket here: its origin is ours, or one that the operator named."""
    origin = headers.get("origin")
    if origin is None or not options.enable_cors:
        return True
    if origin in options.cors_allowed_origins:
        return True
    return urlsplit(origin).netloc == headers.get("host")


class Stream:
    """The websocket's route."""

    def __init__(self, host: Host, options: ServerOptions) -> None:
        self._host = host
        self._options = options

    async def serve(self, websocket: WebSocket) -> None:
        """Serve one browser until it leaves."""
        if not is_allowed(websocket.headers, self._options):
            _log.warning(
                "Refused a websocket from the page %r. To allow it, add it to server.corsAllowedOrigins.",
                websocket.headers.get("origin"),
            )
            await websocket.close(1008)
            return
        offered = websocket.scope.get("subprotocols", [])
        await websocket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
        socket = Socket(websocket, self._options.max_message_bytes)
        writer = asyncio.create_task(self._write(socket))
        try:
            await self._read(websocket, socket)
        except ProtocolError as error:
            _log.warning("A browser was let go after %s", error)
            await _refuse(websocket, str(error), reload=True)
        except SessionStoreError as error:
            _log.error("A browser has to wait for its session, which cannot be read: %s", error)
            await _close(websocket, _TRY_AGAIN_LATER)
        except WebSocketDisconnect as gone:
            if gone.code == _TOO_BIG:
                _log.warning(
                    "A browser was let go after a message of more than %d bytes (server.maxWidgetStateSize).",
                    self._options.max_widget_state_bytes,
                )
        except TimeoutError:
            pass
        finally:
            socket.close()
            await writer

    async def _read(self, websocket: WebSocket, socket: Socket) -> None:
        async with asyncio.timeout(_HELLO_SECONDS):
            hello = await _receive(websocket)
        if not isinstance(hello, Hello) or hello.protocol != PROTOCOL_VERSION:
            await _refuse(websocket, "This page is older than the server.", reload=True)
            return
        session = await self._host.connect(hello, socket, _peer(websocket))
        try:
            while not socket.closed:
                message = await _receive(websocket)
                if isinstance(message, Hello):
                    raise ProtocolError("a second hello")
                self._host.handle(session, message)
        finally:
            self._host.disconnect(session, socket)

    @staticmethod
    async def _write(socket: Socket) -> None:
        try:
            await socket.write()
        except (WebSocketDisconnect, RuntimeError):
            socket.closed = True  # the browser left while we were sending


async def _receive(websocket: WebSocket) -> ClientMessage:
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"])
    data = message.get("bytes")
    if data is None:
        raise ProtocolError("a message of text, where there are messages of bytes only")
    return codec.decode_client(data)


def _peer(websocket: WebSocket) -> Peer:
    host = websocket.client.host if websocket.client else None
    return Peer(tuple(websocket.headers.items()), None if host is None or _is_local(host) else host)


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


async def _refuse(websocket: WebSocket, message: str, *, reload: bool) -> None:
    if websocket.client_state is WebSocketState.CONNECTED:
        await websocket.send_bytes(codec.encode(Refused(message, reload)))
    await _close(websocket, _PROTOCOL_ERROR)


async def _close(websocket: WebSocket, code: int) -> None:
    if websocket.client_state is WebSocketState.CONNECTED:
        await websocket.close(code)
