"""A server as a process of its own, and what options of its start do to it."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from http.client import HTTPException
from pathlib import Path
from threading import Event
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from millstream.protocol import codec
from millstream.protocol.messages import SUBPROTOCOL, Client, Hello, Welcome

SCRIPT = """
import sys
import streamlit as st
assert st.secrets["token"] == "open sesame"
assert sys.argv[1:] == ["one", "--own", "2"]
assert st.get_option("server.port") == st.get_option("browser.serverPort") > 0
"""
STARTED = "Ctrl-C"
TOO_LARGE = 1009
"""So websockets say that a message was too large."""


class Server:
    """A process that serves, and what it has printed until it did."""

    def __init__(self, folder: Path, *flags: str, **environ: str) -> None:
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "millstream",
                "run",
                "apps/app.py",
                "--server.headless=true",
                *flags,
            ],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "HOME": str(folder / "home"), **environ},
        )
        assert self._process.stdout is not None
        self.lines: list[str] = []
        for line in self._process.stdout:
            self.lines.append(line.strip())
            if STARTED in line:
                break

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=10)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve one app with options from all places at once."""
    folder = tmp_path_factory.mktemp("served")
    for name, text in {
        "apps/app.py": SCRIPT,
        "apps/static/mill.txt": "a mill",
        "apps/.streamlit/secrets.toml": 'token = "open sesame"',
        "apps/.streamlit/config.toml": "[server]\nenableStaticServing = true\n[theme]\nbase = 'dark'",
        ".millstream/config.toml": "[server]\nbaseUrlPath = '/deep/app/'\nenableStaticServing = false",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    made = Server(
        folder,
        "--server.address=127.0.0.1",
        "--server.port=0",
        "--server.enableWebsocketCompression=true",
        "--browser.serverAddress=app.example",
        "--logger.messageFormat=%(levelname)s|%(message)s",
        "one",
        "--",
        "--own",
        "2",
        STREAMLIT_SERVER_SCRIPT_HEALTH_CHECK_ENABLED="true",
        MILLSTREAM_SERVER_MAX_WIDGET_STATE_SIZE="0.01",
        MILLSTREAM_SERVER_WEBSOCKET_PING_INTERVAL="1",
        MILLSTREAM_SERVER_PRT="1",
    )
    yield made
    made.stop()


@pytest.fixture
def address(server: Server) -> str:
    """Give where the server really is, below the path of its app."""
    (line,) = (line for line in server.lines if line.startswith("Local URL:"))
    port = line.partition("app.example:")[2].partition("/")[0]
    return f"127.0.0.1:{port}/deep/app"


@pytest.fixture
def get(address: str) -> Callable[[str], str]:
    def get(path: str) -> str:
        with urlopen(f"http://{address}/{path}", timeout=10) as answer:
            return str(answer.read().decode())

    return get


def test_users_are_told_the_address_that_the_options_make(server: Server) -> None:
    (line,) = (line for line in server.lines if line.startswith("Local URL:"))
    assert "http://app.example:" in line and line.endswith("/deep/app")
    assert not any("Network URL" in line for line in server.lines)


def test_a_mistyped_variable_is_one_line_of_the_log_in_its_format(server: Server) -> None:
    assert server.lines[0] == (
        "WARNING|The environment variable MILLSTREAM_SERVER_PRT is no option. Did you mean MILLSTREAM_SERVER_PORT?"
    )


def test_the_app_is_below_its_path_and_nowhere_else(get, address: str) -> None:
    assert get("_stcore/health") == "ok"
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"http://{address.partition('/')[0]}/_stcore/health", timeout=10)


def test_the_script_has_its_arguments_the_port_and_the_secrets_beside_it(get) -> None:
    assert get("_stcore/script-health-check") == "ok"


def test_the_options_beside_the_script_count_more_than_those_of_the_current_folder(get) -> None:
    assert get("app/static/mill.txt") == "a mill"


def test_messages_are_compressed_and_bounded_and_bring_the_theme(address: str) -> None:
    url = f"ws://{address}/_stcore/stream"
    with connect(url, subprotocols=[SUBPROTOCOL]) as socket:  # type: ignore[list-item]
        assert [extension.name for extension in socket.protocol.extensions] == [
            "permessage-deflate"
        ]
        socket.send(codec.encode(Hello(protocol=1, client=Client())))
        welcome = codec.decode_server(socket.recv(timeout=10))  # type: ignore[arg-type]
        assert isinstance(welcome, Welcome) and welcome.appearance.theme == {"base": "dark"}
        socket.send(b"x" * 20_000)
        with pytest.raises(ConnectionClosed) as closed:
            deque(iter(partial(socket.recv, timeout=10), None))
        assert closed.value.rcvd is not None and closed.value.rcvd.code == TOO_LARGE


def test_signs_of_life_come_as_often_as_the_option_says(address: str) -> None:
    arrived = Event()

    class Listener(ClientConnection):
        def process_event(self, event: object) -> None:
            if isinstance(event, Frame) and event.opcode is Opcode.PING:
                arrived.set()
            super().process_event(event)  # type: ignore[arg-type]

    url = f"ws://{address}/_stcore/stream"
    with connect(url, create_connection=Listener):
        assert arrived.wait(9)  # without the option they come every 20 seconds


# --- HTTPS -------------------------------------------------------------------------------------------


def test_an_app_with_a_certificate_is_served_by_https_alone(
    tmp_path: Path, certificate_files: Callable[..., tuple[str, str]]
) -> None:
    (tmp_path / "apps").mkdir()
    (tmp_path / "apps" / "app.py").write_text("import streamlit as st\nst.text(st.context.url)")
    cert, key = certificate_files()
    flags = (f"--server.sslCertFile={cert}", f"--server.sslKeyFile={key}", "--server.port=0")
    server = Server(tmp_path, "--server.address=127.0.0.1", *flags)
    try:
        (line,) = (line for line in server.lines if line.startswith("Local URL:"))
        address = line.removeprefix("Local URL:").strip().removeprefix("https://")
        trusting = ssl.create_default_context(cafile=cert)
        with urlopen(f"https://{address}/", timeout=10, context=trusting) as page:
            assert page.status == 200 and "Secure" in page.headers["set-cookie"]
        with pytest.raises(URLError, match="CERTIFICATE_VERIFY_FAILED"):
            urlopen(f"https://{address}/", timeout=10)
        with pytest.raises((OSError, HTTPException)):
            urlopen(f"http://{address}/_stcore/health", timeout=10)
        origin = Origin(f"https://{address}")
        with connect(f"wss://{address}/_stcore/stream", ssl=trusting, origin=origin) as socket:
            socket.send(codec.encode(Hello(protocol=1, client=Client())))
            welcome = codec.decode_server(socket.recv(timeout=10))  # type: ignore[arg-type]
            assert isinstance(welcome, Welcome)
    finally:
        server.stop()


# --- a start from a program --------------------------------------------------------------------------

PROGRAM = """
import asyncio, json, logging, sys
asked = []
CONNECTING = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "urllib.Request")
sys.addaudithook(lambda event, args: event in CONNECTING and asked.append((event, str(args))))
from millstream.web import bootstrap
bootstrap.run("app.py", False, ["one", "two"], {flags}, stop_immediately_for_testing=True)
import streamlit as st
from millstream.caching.decorators import registry
print(json.dumps({{
    "argv": sys.argv,
    "asked": asked,
    "port": st.get_option("server.port") == st.get_option("browser.serverPort") > 0,
    "headless": st.get_option("server.headless"),
    "budget": registry.budget.limit_bytes,
    "stale": registry.stale_factor,
    "level": logging.getLogger("millstream").level,
}}))
"""


def test_a_program_starts_an_app_with_options_as_the_command_does(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1")
    flags = {
        "server.port": 0,
        "server_headless": True,
        "server_address": None,
        "logger.hideWelcomeMessage": True,
        "logger.level": "error",
        "browser.gatherUsageStats": True,
        "server.maxCacheDataSize": "5MB",
        "runner.cacheBackgroundRefreshTTLMultiplier": 3,
    }
    answer = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(flags=flags)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert answer.stderr == ""
    assert json_of(answer.stdout) == {
        "argv": [str(tmp_path / "app.py"), "one", "two"],
        "asked": [],
        "port": True,
        "headless": True,
        "budget": 5_000_000,
        "stale": 3,
        "level": 40,
    }


def json_of(text: str) -> object:
    import json

    (line,) = text.splitlines()
    return json.loads(line)


FAILING = """
import sys
import millstream.server.runtime as runtime
from millstream.cli import main
def make(*given):
    raise LookupError("no runtime today")
runtime.Runtime = make
main(["run", "app.py", "--server.port=0", "--server.headless=true"])
"""


def test_a_server_that_cannot_run_its_app_ends_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("x = 1")
    answer = subprocess.run(
        [sys.executable, "-c", FAILING],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert answer.returncode == 1
    assert "LookupError: no runtime today" in answer.stderr
    assert "Error: The app could not be run; the log says why." in answer.stderr
