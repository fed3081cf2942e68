"""Options of the server that switch routes on, move them, or bound what is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from millstream.protocol import codec
from millstream.protocol.messages import SUBPROTOCOL, Client, Hello, Refused, Update, Welcome


def talk(app: Any, path: str = "/_stcore/stream") -> list[Any]:
    """Say hello, and give the messages that come back until the script has run."""
    with app.client.websocket_connect(path, subprotocols=[SUBPROTOCOL]) as socket:
        socket.send_bytes(codec.encode(Hello(protocol=1, client=Client())))
        said: list[Any] = []
        while not said or not (isinstance(said[-1], Refused) or is_idle(said[-1])):
            said.append(codec.decode_server(socket.receive_bytes()))
        return said


def is_idle(message: Any) -> bool:
    return isinstance(message, Update) and message.run == "idle"


# --- server.baseUrlPath ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["deep/app", "/deep/app/"])
def test_an_app_lives_below_its_path_alone(serve, path: str) -> None:
    app = serve(base_url_path=path)
    assert app.client.get("/deep/app/_stcore/health").text == "ok"
    assert app.client.get("/_stcore/health").status_code == 404
    assert isinstance(talk(app, "/deep/app/_stcore/stream")[0], Welcome)
    file = app.media.add(b"payload", "text/x-test", "bin")
    assert file.url.startswith("/deep/app/media/") and app.client.get(file.url).text == "payload"


# --- server.maxMessageSize ---------------------------------------------------------------------------


def test_a_page_that_is_too_large_is_refused_with_the_option_that_says_so(serve) -> None:
    source = "import millstream as st\nst.text('x' * 5000)"
    *_, refused = talk(serve(source=source, max_message_bytes=4000))
    assert isinstance(refused, Refused) and "server.maxMessageSize" in refused.message
    assert is_idle(talk(serve(source=source, max_message_bytes=8000))[-1])


# --- server.scriptHealthCheckEnabled -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("import millstream as st\nst.text('hello')", 200),
        ("raise ValueError('no')", 503),
        ("x = (", 503),
    ],
)
def test_the_health_of_the_script_is_told_where_it_is_switched_on(
    serve, source: str, status: int
) -> None:
    app = serve(source=source, script_health_check=True)
    assert app.client.get("/_stcore/script-health-check").status_code == status
    assert len(app.manager) == 0


def test_the_script_is_not_run_for_anybody_who_asks_while_it_is_off(serve) -> None:
    answer = serve(source="raise ValueError").client.get("/_stcore/script-health-check")
    assert "The script" not in answer.text and answer.status_code != 503


# --- server.enableStaticServing ----------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "static" / "deep").mkdir(parents=True)
    (tmp_path / "static" / "mill.png").write_bytes(b"\x89PNG")
    (tmp_path / "static" / "deep" / "page.html").write_text("<script>alert(1)</script>")
    (tmp_path / "static" / "drawing.svg").write_text("<svg/>")
    (tmp_path / "app.py").write_text("password = 1")
    (tmp_path / "static" / "link").symlink_to(tmp_path / "app.py")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("mill.png", "image/png"),
        ("deep/page.html", "text/plain; charset=utf-8"),
        ("drawing.svg", "text/plain; charset=utf-8"),
    ],
)
def test_static_files_are_served_and_none_of_them_runs(
    serve, folder: Path, name: str, kind: str
) -> None:
    app = serve(path=str(folder / "app.py"), enable_static_serving=True)
    answer = app.client.get(f"/app/static/{name}")
    assert answer.status_code == 200 and answer.content == (folder / "static" / name).read_bytes()
    assert answer.headers["content-type"] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["none.png", "deep", "link", "..%2Fapp.py", "%2e%2e/app.py"])
def test_there_is_no_way_out_of_the_folder_of_static_files(serve, folder: Path, name: str) -> None:
    app = serve(path=str(folder / "app.py"), enable_static_serving=True)
    assert "password" not in app.client.get(f"/app/static/{name}").text
    assert app.client.get(f"/app/static/{name}").status_code == 404


def test_static_files_are_not_served_unless_they_are_asked_for(serve, folder: Path) -> None:
    answer = serve(path=str(folder / "app.py")).client.get("/app/static/mill.png")
    assert b"PNG" not in answer.content


# --- client.allowedOrigins ---------------------------------------------------------------------------


def test_a_page_that_embeds_the_app_is_told_whether_it_may_steer_it(serve) -> None:
    origins = ("https://portal.example",)
    answer = serve(embedding_origins=origins).client.get("/_stcore/host-config")
    assert answer.json()["allowedOrigins"] == ["https://portal.example"]
    assert serve().client.get("/_stcore/host-config").json()["allowedOrigins"] == []
