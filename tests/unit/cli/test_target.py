"""What `millstream run` can be pointed at."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from millstream.cli.download import raw_address
from millstream.cli.target import TargetError, local_script

REVISION = "0123456789abcdef" * 2 + "01234567"


def _listing(files: dict[str, str]) -> bytes:
    """Answer as GitHub does when it is asked for a gist's files."""
    raw = {
        name: {"raw_url": f"https://gist.githubusercontent.com/a/0123/{path}"}
        for name, path in files.items()
    }
    return json.dumps({"files": raw}).encode()


@pytest.fixture
def files():
    """Serve a few paths on loopback."""
    answers = {
        "/app.py": b"x = 1\n",
        "/gist/raw": b"y = 2\n",
        "/gist/earlier": b"y = 1\n",
        "/gist/shop": b"y = 3\n",
        "/api/now": _listing(
            {"notes.txt": "raw/ff/notes.txt", "My_tea shop.py": "raw/ff/My_tea%20shop.py"}
        ),
        "/api/then": _listing({"old.py": f"raw/{REVISION}/old.py"}),
        "/broken.py": b"def f(:\n",
        "/page": b"<!doctype html><title>No script</title>",
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = answers.get(self.path)
            self.send_response(200 if content is not None else 404)
            if self.path == "/page":
                self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_path_is_the_file_itself(tmp_path: Path) -> None:
    path = tmp_path / "app.py"
    path.write_text("x = 1")
    assert local_script(str(path)) == str(path.resolve())


def test_a_script_may_await_at_its_top_level(tmp_path: Path) -> None:
    script = tmp_path / "app.py"
    script.write_text("import asyncio\nawait asyncio.sleep(0)\n")
    assert local_script(str(script)) == str(script)


def test_a_web_address_is_fetched_into_a_file_of_its_name(files: str) -> None:
    path = Path(local_script(f"{files}/app.py"))
    assert (path.name, path.read_text()) == ("app.py", "x = 1\n")


def test_an_address_without_a_python_name_becomes_app_py(files: str) -> None:
    path = Path(local_script(f"{files}/gist/raw"))
    assert (path.name, path.read_text()) == ("app.py", "y = 2\n")


@pytest.mark.parametrize(
    ("address", "raw"),
    [
        (
            "https://github.com/a/b/blob/main/d/app.py",
            "https://raw.githubusercontent.com/a/b/main/d/app.py",
        ),
        ("https://github.com/a/b/raw/v1/app.py", "https://raw.githubusercontent.com/a/b/v1/app.py"),
        ("https://gist.github.com/a/0123abcd", "https://gist.githubusercontent.com/a/0123abcd/raw"),
        ("https://gist.github.com/0123abcd", "https://gist.github.com/0123abcd/raw"),
        (
            "https://github.com/a/b/blob/main/app.py?plain=1#L3",
            "https://raw.githubusercontent.com/a/b/main/app.py",
        ),
        (
            f"https://gist.github.com/a/01/{REVISION}",
            f"https://gist.githubusercontent.com/a/01/raw/{REVISION}",
        ),
        (f"https://gist.github.com/01/{REVISION}", f"https://gist.github.com/01/raw/{REVISION}"),
        ("https://gist.github.com/a/01/raw/app.py", "https://gist.github.com/a/01/raw/app.py"),
        ("https://gist.github.com/a/01/stargazers", "https://gist.github.com/a/01/stargazers"),
        ("https://gist.github.com/", "https://gist.github.com/"),
        ("https://example.org/app.py", "https://example.org/app.py"),
        ("https://github.com/a/b", "https://github.com/a/b"),
    ],
)
def test_a_page_that_shows_a_file_resolves_to_the_file(address: str, raw: str) -> None:
    assert raw_address(address) == raw


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("app.py", "x = (\n", r"app\.py, line 1: "),
        ("app.py", "x = 1\x00", r"app\.py: source code .* null bytes"),
        ("notes.txt", "x", r"has to end in \.py"),
    ],
)
def test_what_is_no_script_is_said_in_one_line(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(TargetError, match=message) as caught:
        local_script(str(path))
    assert "\n" not in str(caught.value)


@pytest.fixture
def github(files: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have what is asked of GitHub answered on loopback."""
    places = {
        "https://gist.githubusercontent.com/a/0123/raw": "/gist/raw",
        f"https://gist.githubusercontent.com/a/0123/raw/{REVISION}": "/gist/earlier",
        "https://gist.githubusercontent.com/a/0123/raw/ff/My_tea%20shop.py": "/gist/shop",
        f"https://gist.githubusercontent.com/a/0123/raw/{REVISION}/old.py": "/gist/earlier",
        "https://api.github.com/gists/0123": "/api/now",
        f"https://api.github.com/gists/0123/{REVISION}": "/api/then",
        "https://api.github.com/gists/9999": "/app.py",
    }

    def on_loopback(address: str, **options: Any) -> Any:
        del options
        return urlopen(files + places[address])

    monkeypatch.setattr("millstream.cli.download.urlopen", on_loopback)


@pytest.mark.parametrize(
    ("address", "name", "text"),
    [
        ("a/0123", "app.py", "y = 2\n"),
        (f"a/0123/{REVISION}", "app.py", "y = 1\n"),
        ("a/0123#file-my_tea-shop-py", "My_tea shop.py", "y = 3\n"),
        ("a/0123#file-my-tea-shop-py-L3-L7", "My_tea shop.py", "y = 3\n"),
        ("0123#file-my_tea-shop-py-L3", "My_tea shop.py", "y = 3\n"),
        (f"a/0123/{REVISION}#file-old-py", "old.py", "y = 1\n"),
        ("a/0123#comments", "app.py", "y = 2\n"),
    ],
)
@pytest.mark.usefixtures("github")
def test_a_page_of_a_gist_is_fetched_as_the_text_behind_it(
    address: str, name: str, text: str
) -> None:
    path = Path(local_script(f"https://gist.github.com/{address}"))
    assert (path.name, path.read_text()) == (name, text)


@pytest.mark.usefixtures("github")
def test_a_file_that_a_gist_does_not_have_is_said_with_those_that_it_has() -> None:
    with pytest.raises(TargetError, match=r"it has notes\.txt, My_tea shop\.py\.$"):
        local_script("https://gist.github.com/a/0123#file-app-py")
    with pytest.raises(TargetError, match=r"gists/9999 does not list the files of a gist\.$"):
        local_script("https://gist.github.com/a/9999#file-app-py")


def test_a_folder_without_the_usual_script_says_which_that_is(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"has no streamlit_app\.py; name a script\.$"):
        local_script(str(tmp_path))
    (tmp_path / "streamlit_app.py").write_text("x = 1")
    assert Path(local_script(str(tmp_path))).name == "streamlit_app.py"


def test_a_missing_file_and_a_missing_page_are_said_in_one_line(files: str) -> None:
    with pytest.raises(TargetError, match=r"There is no file 'nowhere\.py'\."):
        local_script("nowhere.py")
    with pytest.raises(TargetError, match=r"cannot be fetched: .*404"):
        local_script(f"{files}/missing.py")
    with pytest.raises(TargetError, match=rf"^{files}/broken\.py, line 1: "):
        local_script(f"{files}/broken.py")
    with pytest.raises(TargetError, match=r"/page is a web page; name the address"):
        local_script(f"{files}/page")
    with pytest.raises(
        TargetError, match=r"cannot be fetched: \[Errno \d+\] Connection refused\.$"
    ):
        local_script("http://127.0.0.1:1/app.py")
