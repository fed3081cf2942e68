"""Messages to bytes and back. What cannot be decoded is the peer's fault, and is said as such."""

from __future__ import annotations

import msgspec

from millstream.errors import MillstreamError
from millstream.protocol.messages import ClientMessage, ServerMessage


class ProtocolError(MillstreamError):
    """The peer sent something that this version of the protocol does not know."""


_encoder = msgspec.msgpack.Encoder()
_client_decoder: msgspec.msgpack.Decoder[ClientMessage] = msgspec.msgpack.Decoder(ClientMessage)
_server_decoder: msgspec.msgpack.Decoder[ServerMessage] = msgspec.msgpack.Decoder(ServerMessage)


def encode(message: ServerMessage | ClientMessage) -> bytes:
    """Encode a message of either side."""
    return _encoder.encode(message)


def decode_client(data: bytes) -> ClientMessage:
    """Decode what a browser sent.

    Raises
    ------
    ProtocolError
        If it is not MessagePack, or not one of the messages.
    """
    try:
        return _client_decoder.decode(data)
    except msgspec.MsgspecError as error:
        raise ProtocolError(f"a message that cannot be read: {error}") from error


def decode_server(data: bytes) -> ServerMessage:
    """Decode what a server sent: for tests, and for browsers written in Python."""
    try:
        return _server_decoder.decode(data)
    except msgspec.MsgspecError as error:
        raise ProtocolError(f"a message that cannot be read: {error}") from error
