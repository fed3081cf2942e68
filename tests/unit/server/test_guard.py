"""What every request has to pass."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.websockets import WebSocketDisconnect

from millstream.protocol.messages import SUBPROTOCOL
from millstream.server import assets
from millstream.server.guard import COOKIE, HEADER

STREAM = "/_stcore/stream"


@pytest.fixture(autouse=True)
def page(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Stand in for the built front end."""
    (tmp_path / "index.html").write_text("<!doctype html><title>page</title>")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    assets._read.cache_clear()
    yield
    assets._read.cache_clear()


def connects(app: Any, **headers: str) -> bool:
    try:
        with app.client.websocket_connect(STREAM, subprotocols=[SUBPROTOCOL], headers=headers):
            return True
    except WebSocketDisconnect:
        return False


# --- server.allowedHosts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("allowed", "host", "is_let_in"),
    [
        ((), "anything.example", True),
        (("app.example",), "app.example", True),
        (("app.example",), "APP.example:8501", True),
        (("app.example",), "evil.example", False),
        (("app.example",), "app.example.evil.example", False),
        (("*.example",), "app.example", True),
        (("*.example",), "example", False),
        (("::1",), "[::1]:8501", True),
        (("app.example",), "", False),
    ],
)
def test_a_server_answers_to_the_names_that_it_was_given(
    serve, allowed: tuple[str, ...], host: str, is_let_in: bool
) -> None:
    app = serve(allowed_hosts=allowed)
    answer = app.client.get("/_stcore/health", headers={"host": host})
    assert answer.status_code == (200 if is_let_in else 400)
    assert connects(app, host=host) is is_let_in


# --- server.enableCORS, server.corsAllowedOrigins ----------------------------------------------------


@pytest.mark.parametrize(
    ("options", "origin", "allowed"),
    [
        ({}, "https://other.example", None),
        (
            {"cors_allowed_origins": ("https://friend.example",)},
            "https://friend.example",
            "https://friend.example",
        ),
        ({"cors_allowed_origins": ("https://friend.example",)}, "https://other.example", None),
        ({"enable_cors": False}, "https://other.example", "*"),
    ],
)
def test_pages_of_other_servers_see_answers_and_connect_where_the_options_say_so(
    serve, options: dict[str, Any], origin: str, allowed: str | None
) -> None:
    app = serve(**options)
    answer = app.client.get("/_stcore/health", headers={"origin": origin})
    assert answer.headers.get("access-control-allow-origin") == allowed
    assert connects(app, origin=origin) is (allowed is not None)


# --- server.enableXsrfProtection, server.xsrfCookieSameSite, server.cookieSecret ---------------------


def token_of(app: Any) -> str:
    app.client.get("/")
    return str(app.client.cookies[COOKIE])


def test_a_request_that_changes_something_needs_the_token_of_the_page(serve) -> None:
    app = serve()
    assert app.client.post("/anything").status_code == 403
    token = token_of(app)
    assert app.client.post("/anything").status_code == 403
    assert app.client.post("/anything", headers={HEADER: "another"}).status_code == 403
    assert app.client.post("/anything", headers={HEADER: token}).status_code == 405


def test_a_token_that_another_application_has_planted_is_refused(serve) -> None:
    app = serve()
    app.client.cookies.set(COOKIE, "planted.signature")
    answer = app.client.post("/anything", headers={HEADER: "planted.signature"})
    assert answer.status_code == 403
    assert COOKIE in app.client.get("/").headers["set-cookie"]


def test_a_page_that_has_a_token_gets_no_other(serve) -> None:
    app = serve()
    token_of(app)
    assert "set-cookie" not in app.client.get("/").headers


def test_without_the_protection_nobody_asks_for_a_token(serve) -> None:
    app = serve(enable_xsrf_protection=False)
    assert "set-cookie" not in app.client.get("/").headers
    assert app.client.post("/anything").status_code == 405


@pytest.mark.parametrize(
    ("same_site", "attributes"),
    [
        ("lax", "Path=/; SameSite=Lax"),
        ("strict", "Path=/; SameSite=Strict"),
        ("none", "Path=/; SameSite=None; Secure"),
    ],
)
def test_the_cookie_has_the_attributes_that_were_asked_for(
    serve, same_site: str, attributes: str
) -> None:
    cookie = serve(xsrf_cookie_same_site=same_site).client.get("/").headers["set-cookie"]
    assert cookie.partition("; ")[2] == attributes


def test_the_cookie_holds_below_the_path_of_the_app_only(serve) -> None:
    cookie = serve(base_url_path="deep/app").client.get("/deep/app/").headers["set-cookie"]
    assert "Path=/deep/app;" in cookie


# --- server.maxUploadSize ----------------------------------------------------------------------------


def test_a_body_that_is_too_large_is_refused_before_it_is_read(serve) -> None:
    app = serve(max_upload_bytes=1000, enable_xsrf_protection=False)
    assert app.client.post("/anything", content=b"x" * 1000).status_code == 405
    answer = app.client.post("/anything", content=b"x" * 1001)
    assert (answer.status_code, answer.text) == (
        413,
        "At most 1000 bytes may be sent (server.maxUploadSize).",
    )


@pytest.mark.parametrize("length", ["-1", "many", "1e3"])
def test_a_length_that_is_no_number_is_refused(serve, length: str) -> None:
    app = serve(enable_xsrf_protection=False)
    answer = app.client.post("/anything", content=b"x", headers={"content-length": length})
    assert answer.status_code == 413
