"""What is served over HTTP besides the websocket."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from millstream.server import assets


@pytest.fixture
def static(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for the built front end."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(
        '<!doctype html><title>page</title><script src="./assets/main-1.js"></script>'
    )
    (tmp_path / "assets" / "main-1.js").write_text("plain")
    (tmp_path / "assets" / "main-1.js.br").write_bytes(b"brotli")
    (tmp_path / "assets" / "main-1.js.gz").write_bytes(b"gzip")
    (tmp_path / "secret").write_text("not an asset")
    monkeypatch.setattr(assets, "STATIC", tmp_path)
    assets._read.cache_clear()
    yield tmp_path
    assets._read.cache_clear()


def test_every_page_of_the_app_is_the_page_with_a_strict_policy(app: Any, static: Path) -> None:
    for path in ("/", "/some/page"):
        answer = app.client.get(path)
        assert "page</title>" in answer.text
        assert 'src="/assets/main-1.js"' in answer.text
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe-eval" not in policy
        assert "connect-src 'self';" in policy
        assert answer.headers["cache-control"] == "no-cache"


def test_a_script_in_the_page_is_allowed_by_its_hash_and_no_other_is(
    app: Any, static: Path
) -> None:
    (static / "index.html").write_text('<script>open("./socket")</script>')
    assets._read.cache_clear()
    answer = app.client.get("/")
    assert answer.text == '<script>open("/socket")</script>'
    digest = b64encode(sha256(b'open("/socket")').digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("accepts", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("identity", None)]
)
def test_an_asset_comes_in_the_best_encoding_and_never_changes(
    app: Any, static: Path, accepts: str, encoding: str | None
) -> None:
    with app.client.stream(
        "GET", "/assets/main-1.js", headers={"accept-encoding": accepts}
    ) as answer:
        content = b"".join(answer.iter_raw())
    assert answer.headers.get("content-encoding") == encoding
    assert content == {"br": b"brotli", "gzip": b"gzip", None: b"plain"}[encoding]
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("name", ["nothing.js", "..%2Fsecret", "%2e%2e%2fsecret"])
def test_there_is_no_way_out_of_the_folder_of_assets(app: Any, static: Path, name: str) -> None:
    answer = app.client.get(f"/assets/{name}")
    assert "not an asset" not in answer.text


def test_a_payload_is_made_once_and_served_under_the_hash_of_its_content(app: Any) -> None:
    made = []

    def make() -> bytes:
        made.append(1)
        return b"payload"

    file = app.media.add(make, "text/x-test", "bin", digest=b"d" * 32)
    for _ in range(2):
        answer = app.client.get(file.url)
        assert answer.content == b"payload"
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-security-policy"].startswith("sandbox")
    assert made == [1]


def test_a_payload_that_nobody_holds_is_gone(app: Any) -> None:
    url = app.media.add(b"payload", "text/x-test", "bin").url
    assert app.client.get(url).status_code == 404


@pytest.mark.parametrize("path", ["/_stcore/health", "/healthz"])
def test_a_healthy_server_says_so(app: Any, path: str) -> None:
    answer = app.client.get(path)
    assert (answer.status_code, answer.text) == (200, "ok")
