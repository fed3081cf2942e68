"""APIs over HTTP, served on the loopback device."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

import millstream as st
from millstream.connections.packages import MissingPackageError
from millstream.errors import StreamlitAPIException
from millstream.testing.manual import ManualTime

Keep = Callable[[dict[str, Any]], None]
HTTP = st.connections.HTTPConnection
TOKEN = "a token of the tests"


@dataclass
class API:
    """A server that answers with what it was asked, after the answers that a test gives it first."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    first: list[tuple[int, dict[str, str]]] = field(default_factory=list)


@pytest.fixture
def api() -> Iterator[API]:
    api = API()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("content-length", 0))
            asked = {
                "method": self.command,
                "path": self.path,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": self.rfile.read(length).decode(),
            }
            api.asked.append(asked)
            status, headers = api.first.pop(0) if api.first else (200, {})
            content = json.dumps({"number": len(api.asked), **asked}).encode()
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", f"{len(content)}")
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = answer  # noqa: N815

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api.url = f"http://127.0.0.1:{server.server_port}/v2"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield api
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def weather(api: API) -> HTTP:
    return st.connection("weather", type="http", url=api.url, trust_env=False)


# --- parameters --------------------------------------------------------------------------------------


def test_paths_are_added_to_the_address(weather: HTTP, api: API) -> None:
    for path in ("now", "/now", "", "a/b?c=d"):
        weather.get_json(path)
    assert [each["path"] for each in api.asked] == ["/v2/now", "/v2/now", "/v2", "/v2/a/b?c=d"]


def test_secrets_are_sent_as_the_client_sends_them(keep_secrets: Keep, api: API) -> None:
    keep_secrets(
        {
            "token": {"url": api.url, "token": TOKEN, "headers": {"X-App": "tests"}},
            "basic": {"url": api.url, "auth": ["ali", "open sesame"]},
            "key": {"url": api.url, "params": {"api_key": "kkkk"}},
        }
    )
    token, basic, key = (
        st.connection(name, type="http", trust_env=False).get_json("x")
        for name in ("token", "basic", "key")
    )
    assert token["headers"]["authorization"] == f"Bearer {TOKEN}"
    assert token["headers"]["x-app"] == "tests"
    assert basic["headers"]["authorization"].startswith("Basic ")
    assert key["path"] == "/v2/x?api_key=kkkk"


def test_without_an_address_it_says_what_to_write() -> None:
    with pytest.raises(StreamlitAPIException, match=r"\[connections\.weather\]"):
        HTTP("weather")


@pytest.mark.parametrize(
    "path", ["http://example.com/steal", "https://127.0.0.1/v2", "http://127.0.0.1:1/v2"]
)
def test_another_host_is_not_sent_the_secrets(weather: HTTP, api: API, path: str) -> None:
    for send in (weather.get_json, weather.get_bytes, lambda path: weather.request("POST", path)):
        with pytest.raises(StreamlitAPIException, match="leads to another host"):
            send(path)
    assert api.asked == []


def test_a_whole_address_of_the_same_host_is_followed(weather: HTTP, api: API) -> None:
    assert weather.get_json(f"{api.url}/page/2")["path"] == "/v2/page/2"


# --- reading -----------------------------------------------------------------------------------------


def test_parameters_and_headers_of_a_request_are_part_of_what_is_kept(weather: HTTP) -> None:
    one = weather.get_json("now", params={"place": "Ulm"}, headers={"Accept-Language": "de"})
    assert one["path"] == "/v2/now?place=Ulm"
    assert one["headers"]["accept-language"] == "de"
    assert weather.get_json("now", params={"place": "Bonn"})["number"] == 2
    again = weather.get_json("now", params={"place": "Ulm"}, headers={"Accept-Language": "de"})
    assert again == one


def test_an_answer_is_kept_for_its_ttl(weather: HTTP, time: ManualTime) -> None:
    assert weather.get_json("now", ttl="1m")["number"] == 1
    time.advance(59)
    assert weather.get_json("now", ttl="1m")["number"] == 1
    time.advance(1)
    assert weather.get_json("now", ttl="1m")["number"] == 2


def test_callers_do_not_see_what_others_did_to_an_answer(weather: HTTP) -> None:
    weather.get_json("now")["number"] = "changed"
    assert weather.get_json("now")["number"] == 1


def test_the_content_is_given_as_it_is(weather: HTTP) -> None:
    assert json.loads(weather.get_bytes("now"))["method"] == "GET"


def test_an_error_of_the_server_is_raised_and_not_kept(weather: HTTP, api: API) -> None:
    api.first = [(404, {})]
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        weather.get_json("now")
    assert weather.get_json("now")["number"] == 2


# --- sending -----------------------------------------------------------------------------------------


def test_a_request_is_sent_each_time_and_its_status_is_given(weather: HTTP, api: API) -> None:
    api.first = [(201, {}), (409, {})]
    answers = [weather.request("post", "orders", json={"tea": 3}) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 409]
    assert [json.loads(each["body"]) for each in api.asked] == [{"tea": 3}] * 2


# --- trying again ------------------------------------------------------------------------------------


def test_a_busy_server_is_asked_again(weather: HTTP, api: API, pauses: list[float]) -> None:
    api.first = [(503, {}), (429, {})]
    assert weather.get_json("now")["number"] == 3
    assert pauses == [0.2, 0.8]


def test_a_server_that_stays_busy_gives_its_last_answer(
    weather: HTTP, api: API, pauses: list[float]
) -> None:
    api.first = [(503, {})] * 8
    assert weather.request("GET", "now").status_code == 503
    with pytest.raises(httpx.HTTPStatusError, match="503"):
        weather.get_json("now")
    assert pauses == [0.2, 0.8, 2.4] * 2


@pytest.mark.parametrize("answer", [(429, {"Retry-After": "120"}), (500, {}), (403, {})])
def test_other_errors_are_not_tried_again(
    weather: HTTP, api: API, pauses: list[float], answer: tuple[int, dict[str, str]]
) -> None:
    api.first = [answer]
    with pytest.raises(httpx.HTTPStatusError):
        weather.get_json("now")
    assert pauses == []


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_what_changes_something_is_sent_once(
    weather: HTTP, api: API, pauses: list[float], method: str
) -> None:
    api.first = [(503, {})]
    assert weather.request(method, "orders").status_code == 503
    assert len(api.asked) == 1
    assert pauses == []


def test_a_server_that_is_away_is_asked_again_and_then_an_error(pauses: list[float]) -> None:
    away = HTTP("away", url="http://127.0.0.1:1", trust_env=False)
    with pytest.raises(httpx.ConnectError):
        away.get_json("now")
    assert pauses == [0.2, 0.8, 2.4]
    assert not away.is_healthy()
    with pytest.raises(httpx.ConnectError):
        away.request("POST", "now")
    assert len(pauses) == 3


# --- the connection itself ---------------------------------------------------------------------------


def test_health_is_whether_the_server_answers(weather: HTTP, api: API) -> None:
    api.first = [(404, {}), (500, {})]
    assert weather.is_healthy()
    assert not weather.is_healthy()


def test_reset_closes_the_client_and_the_next_use_opens_another(weather: HTTP) -> None:
    before = weather.client
    weather.reset()
    assert before.is_closed
    assert weather.get_json("now")["number"] == 1


def test_a_key_in_an_address_is_neither_in_errors_nor_in_the_log(
    api: API, caplog: pytest.LogCaptureFixture
) -> None:
    api.first = [(403, {}), (403, {})]
    params = {"api_key": "kkkk 1234"}
    weather = st.connection("weather", type="http", url=api.url, params=params, trust_env=False)
    with caplog.at_level(logging.INFO), pytest.raises(httpx.HTTPStatusError) as failure:
        weather.get_json("now")
    weather.request("GET", "now")
    assert api.asked[0]["path"] == "/v2/now?api_key=kkkk+1234"
    for said in (str(failure.value), caplog.text):
        assert "api_key=<secret connections.weather.params.api_key>" in said
        assert "1234" not in said


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(MissingPackageError, match="pip install httpx"):
        HTTP("weather", url="http://127.0.0.1")
