"""The websocket: who may connect, and what comes back after a loss."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import Any

import msgspec
import pytest
from starlette.websockets import WebSocketDisconnect

from millstream.protocol import codec
from millstream.protocol.messages import (
    SUBPROTOCOL,
    Change,
    Client,
    Hello,
    Interact,
    Ready,
    Refused,
    Update,
    Welcome,
)
from millstream.server import host
from millstream.state.persistence import SessionStoreError

PATH = "/_stcore/stream"


@pytest.fixture(autouse=True)
def one_message_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have runs be shown when they have ended, however slow the machine is."""
    monkeypatch.setattr(host, "FRAME_SECONDS", 3600.0)


def connect(app: Any, **headers: str) -> Any:
    return app.client.websocket_connect(PATH, subprotocols=[SUBPROTOCOL], headers=headers)


def receive(socket: Any) -> Any:
    return codec.decode_server(socket.receive_bytes())


def hello(socket: Any, token: str = "", seen: int = 0) -> tuple[Welcome, Update]:
    socket.send_bytes(codec.encode(Hello(protocol=1, client=Client(), token=token, seen=seen)))
    return receive(socket), receive(socket)


def click(socket: Any, seq: int) -> Update:
    socket.send_bytes(codec.encode(Interact(seq, (Change("button-more", True),))))
    return receive(socket)


def test_a_browser_is_welcomed_gets_the_page_and_what_a_click_changes(app: Any) -> None:
    with connect(app) as socket:
        assert socket.accepted_subprotocol == SUBPROTOCOL
        welcome, update = hello(socket)
        assert (welcome.resumed, update.run) == (False, "idle")
        assert click(socket, 1).ops[0].element.body == "n = 1"  # type: ignore[union-attr]


THREAD = "import threading, millstream as st\nst.text(str(threading.get_ident()))"


def test_sessions_that_are_idle_hold_no_thread(serve: Any) -> None:
    app = serve(source=THREAD)
    threads = set()
    with ExitStack() as connected:
        for _ in range(4):
            _, update = hello(connected.enter_context(connect(app)))
            threads |= set(re.findall(r"body='(\d+)'", str(update.ops)))
        assert len(app.manager) == 4
    assert len(threads) == 1


def test_a_token_resumes_its_session_and_is_replaced(app: Any) -> None:
    with connect(app) as socket:
        welcome, _ = hello(socket)
        update = click(socket, 1)
    with connect(app) as socket:
        again, resumed = hello(socket, welcome.token, update.seq)
        assert again.resumed
        assert again.token != welcome.token
        assert resumed.ops == ()
        assert click(socket, 2).ops[0].element.body == "n = 2"  # type: ignore[union-attr]
    assert len(app.manager) == 1


def test_an_old_token_is_forgotten_once_the_new_one_has_arrived(app: Any) -> None:
    with connect(app) as socket:
        first, _ = hello(socket)
    with connect(app) as socket:
        hello(socket, first.token)
    with connect(app) as socket:
        again, _ = hello(socket, first.token)
        assert again.resumed
        socket.send_bytes(codec.encode(Ready()))
        click(socket, 1)
    with connect(app) as socket:
        other, _ = hello(socket, first.token)
        assert not other.resumed


def test_a_token_that_nobody_was_given_makes_a_new_session(app: Any) -> None:
    with connect(app) as socket:
        welcome, _ = hello(socket, "guessed")
        assert not welcome.resumed


def test_two_browsers_have_sessions_of_their_own(app: Any) -> None:
    with connect(app) as one, connect(app) as two:
        hello(one)
        hello(two)
        assert click(one, 1).ops[0].element.body == "n = 1"  # type: ignore[union-attr]
        assert click(two, 1).ops[0].element.body == "n = 1"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://testserver", True),
        ("https://friend.example", True),
        ("https://evil.example", False),
        ("http://testserver.evil.example", False),
        ("null", False),
    ],
)
def test_only_our_own_pages_and_named_ones_may_connect(
    app: Any, origin: str, allowed: bool
) -> None:
    if allowed:
        with connect(app, origin=origin) as socket:
            assert isinstance(hello(socket)[0], Welcome)
    else:
        with pytest.raises(WebSocketDisconnect), connect(app, origin=origin):
            pass
        assert len(app.manager) == 0


@pytest.mark.parametrize(
    "data",
    [
        b"\xc1",
        codec.encode(Interact(1, ())),
        codec.encode(Hello(protocol=99, client=Client())),
        msgspec.msgpack.encode({"type": "hello", "protocol": 1}),
    ],
)
def test_a_peer_that_does_not_say_hello_is_told_and_let_go(app: Any, data: bytes) -> None:
    with connect(app) as socket:
        socket.send_bytes(data)
        refused = receive(socket)
        assert isinstance(refused, Refused)
        assert refused.reload
        with pytest.raises(WebSocketDisconnect):
            socket.receive_bytes()
    assert len(app.manager) == 0


def test_nonsense_after_hello_ends_the_connection_but_not_the_session(app: Any) -> None:
    with connect(app) as socket:
        welcome, update = hello(socket)
        socket.send_bytes(b"\xc1")
        assert isinstance(receive(socket), Refused)
    with connect(app) as socket:
        again, _ = hello(socket, welcome.token, update.seq)
        assert again.resumed


def test_text_where_bytes_are_spoken_is_refused_with_one_line(
    app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(app) as socket:
        hello(socket)
        socket.send_text('{"type": "rerun", "seq": 1}')
        assert isinstance(receive(socket), Refused)
    (record,) = [each for each in caplog.records if each.name == "millstream.server"]
    assert "a message of text" in record.getMessage()


def test_a_browser_whose_session_cannot_be_read_now_is_to_try_again(
    app: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def recall(hello: Hello) -> None:
        raise SessionStoreError("OSError: the disk is gone")

    monkeypatch.setattr(app.manager, "is_stored", lambda hello: bool(hello.token))
    monkeypatch.setattr(app.manager, "recall", recall)
    with connect(app) as socket:
        socket.send_bytes(codec.encode(Hello(protocol=1, client=Client(), token="t")))
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()
    assert closed.value.code == 1013
    assert "the disk is gone" in caplog.text
    assert len(app.manager) == 0
