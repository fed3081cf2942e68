"""What can be read, and what is refused."""

from __future__ import annotations

import msgspec
import pytest

from millstream.protocol import codec, messages
from millstream.protocol.codec import ProtocolError
from millstream.protocol.elements import Slider, Text
from millstream.protocol.messages import (
    Change,
    Client,
    Hello,
    Interact,
    Node,
    Put,
    Reset,
    Splice,
    Stop,
    Update,
)

NODE = Node(1, Text(body="a"), (Node(2, Slider(id="s", value=(1.0, 2.0))),), "k")


@pytest.mark.parametrize(
    "message",
    [
        Hello(protocol=1, client=Client(locale="de"), token="t", seen=3),
        Interact(
            4, (Change("s", (1.0, 2.0)), Change("t", "text"), Change("c", True), Change("n", None))
        ),
        Stop(5),
    ],
)
def test_what_a_browser_says_comes_back_as_it_was(message: messages.ClientMessage) -> None:
    assert codec.decode_client(codec.encode(message)) == message


def test_what_a_server_says_comes_back_as_it_was() -> None:
    update = Update(
        seq=1, ack=2, ops=(Reset(NODE), Put(2, Text()), Splice(1, 0, 1, (NODE, 3))), run="idle"
    )
    assert codec.decode_server(codec.encode(update)) == update


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        b"not msgpack at all",
        msgspec.msgpack.encode({"type": "nonsense"}),
        msgspec.msgpack.encode({"type": "interact", "seq": "one", "changes": []}),
        msgspec.msgpack.encode(
            {"type": "interact", "seq": 1, "changes": [{"id": "a", "value": {"x": 1}}]}
        ),
    ],
)
def test_what_is_no_message_is_the_peers_fault(data: bytes) -> None:
    with pytest.raises(ProtocolError, match="cannot be read"):
        codec.decode_client(data)


def test_what_has_its_default_is_not_sent() -> None:
    assert msgspec.msgpack.decode(codec.encode(Update(seq=1, ops=(Put(2, Text(body="x")),)))) == {
        "type": "update",
        "seq": 1,
        "ops": [{"op": "put", "id": 2, "element": {"kind": "text", "body": "x"}}],
    }
