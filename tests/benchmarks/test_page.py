"""What counts as traffic of a first visit."""

from __future__ import annotations

import base64

from benchmarks.page import Traffic


def request(id: str, url: str) -> dict[str, object]:
    return {"requestId": id, "request": {"url": url}}


def frame(opcode: int, data: str) -> dict[str, object]:
    return {"requestId": "socket", "response": {"opcode": opcode, "payloadData": data}}


def test_answers_count_as_they_were_encoded() -> None:
    traffic = Traffic()
    traffic.requested(request("1", "http://localhost/"))
    traffic.finished({"requestId": "1", "encodedDataLength": 120.0})
    assert (traffic.transferred_bytes, len(traffic.requests)) == (120, 1)


def test_a_redirected_request_counts_once() -> None:
    traffic = Traffic()
    traffic.requested(request("1", "http://localhost/a"))
    traffic.requested(request("1", "http://localhost/b"))
    assert len(traffic.requests) == 1


def test_an_address_that_holds_its_answer_is_no_traffic() -> None:
    traffic = Traffic()
    traffic.requested(request("1", "data:image/png;base64,AAAA"))
    traffic.finished({"requestId": "1", "encodedDataLength": 4})
    assert (traffic.transferred_bytes, len(traffic.requests)) == (0, 0)


def test_a_websocket_counts_its_handshake_and_the_bytes_of_its_messages() -> None:
    traffic = Traffic()
    traffic.opened({"requestId": "socket", "url": "ws://localhost/"})
    traffic.shook_hands({"requestId": "socket", "response": {"headersText": "x" * 100}})
    traffic.received(frame(1, "ä"))
    traffic.received(frame(2, base64.b64encode(bytes(10)).decode()))
    assert (traffic.transferred_bytes, len(traffic.requests)) == (100 + 2 + 10, 1)
