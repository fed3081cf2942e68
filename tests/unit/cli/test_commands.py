"""The command line as a process of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest

SCRIPT = "import sys\nimport streamlit as st\nst.text(sys.argv[1:])\n"


def millstream(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "millstream", *arguments],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        cwd=cwd,
    )


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "app.py"
    path.write_text(SCRIPT)
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started(*arguments: str, cwd: Path) -> tuple[subprocess.Popen[str], str]:
    """Start a server; give it with what it has printed up to the line about Ctrl-C."""
    process = subprocess.Popen(
        [sys.executable, "-m", "millstream", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=cwd,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if "Ctrl-C" in line:
            break
    return process, "".join(lines)


def stopped(process: subprocess.Popen[str]) -> tuple[int, str]:
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)  # make and other parents pass Ctrl-C on, so it comes twice
    output, _ = process.communicate(timeout=10)
    return process.returncode, output


@pytest.mark.parametrize("arguments", [("version",), ("--version",)])
def test_the_version_is_printed(arguments: tuple[str, ...]) -> None:
    answer = millstream(*arguments)
    assert answer.returncode == 0
    assert re.fullmatch(r"Millstream, version \d+\.\d+\S*\n", answer.stdout)


def test_help_lists_every_option_in_the_form_of_its_name() -> None:
    answer = millstream("run", "--help")
    assert answer.returncode == 0
    for name in (
        "server.port",
        "server.address",
        "server.headless",
        "server.fileWatcherType",
        "browser.gatherUsageStats",
    ):
        assert f"--{name}" in answer.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (("run", "nowhere.py"), 1, "There is no file 'nowhere.py'."),
        (("run", "broken.py"), 1, "broken.py, line 1: "),
        (
            ("run", "app.py", "--server.port", "many"),
            2,
            "--server.port is 'many', but has to be a whole number from 0 to 65535.",
        ),
        (("run", "app.py", "--server.headless", "perhaps"), 2, "has to be true or false"),
        (
            ("run", "app.py", "--server.fileWatcherType", "eyes"),
            2,
            "auto, watchdog, poll or none",
        ),
        (
            ("run", "app.py", "--server.prt", "1"),
            2,
            "--server.prt is no option. Did you mean --server.port?",
        ),
    ],
)
def test_a_mistake_is_one_clear_line_and_no_traceback(
    script: Path, arguments: tuple[str, ...], status: int, message: str
) -> None:
    (script.parent / "broken.py").write_text("x = (\n")
    answer = millstream(*arguments, cwd=script.parent)
    assert answer.returncode == status
    assert message in answer.stderr
    assert "Traceback" not in answer.stderr
    lines = answer.stderr.strip().splitlines()
    assert lines[-1].startswith("Error: ")
    assert answer.stdout == "" and len(lines) == 1


def test_a_port_that_was_asked_for_and_is_in_use_is_said_in_one_line(script: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = millstream(
            "run", str(script), "--server.port", str(port), "--server.headless", "true"
        )
    assert answer.returncode == 1
    assert answer.stderr.strip() == (
        f"Error: Port {port} is in use. Leave --server.port out to take the next free one."
    )


def test_a_server_prints_its_addresses_answers_and_ends_cleanly(script: Path) -> None:
    port = free_port()
    process, printed = started(
        "run",
        str(script),
        "--server.port",
        str(port),
        "--server.headless",
        "true",
        cwd=script.parent,
    )
    try:
        assert f"Local URL:   http://localhost:{port}" in printed
        assert re.search(rf"Network URL: http://\d+\.\d+\.\d+\.\d+:{port}", printed)
        for path in ("/_stcore/health", "/healthz"):
            with urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                assert answer.read() == b"ok"
    finally:
        status, rest = stopped(process)
    assert status == 0
    assert "Traceback" not in rest
    assert "Stopped." in rest


def test_a_script_at_a_web_address_is_run_with_its_arguments(tmp_path: Path) -> None:
    source = "import sys\nassert sys.argv[0].endswith('deep.py') and sys.argv[1:] == ['a', '--b']\n"
    (tmp_path / "deep.py").write_text(source)
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    files = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=files.serve_forever, daemon=True).start()
    process, printed = started(
        "run",
        f"http://127.0.0.1:{files.server_port}/deep.py",
        "--server.headless=true",
        "--server.port=0",
        "--server.scriptHealthCheckEnabled=true",
        "a",
        "--",
        "--b",
        cwd=tmp_path,
    )
    try:
        local = re.search(r"Local URL: +(\S+)", printed)
        assert local is not None
        with urlopen(f"{local[1]}/_stcore/script-health-check", timeout=5) as answer:
            assert answer.read() == b"ok"
    finally:
        stopped(process)
        files.shutdown()
        files.server_close()


def test_without_a_port_the_next_free_one_is_taken(script: Path) -> None:
    first, printed = started("run", str(script), "--server.headless", "true", cwd=script.parent)
    try:
        second, also = started("run", str(script), "--server.headless", "true", cwd=script.parent)
        stopped(second)
    finally:
        stopped(first)
    ports = [int(re.search(r"localhost:(\d+)", text)[1]) for text in (printed, also)]  # type: ignore[index]
    assert ports[0] >= 8501
    assert ports[1] > ports[0]


def test_a_browser_is_opened_unless_the_server_is_headless(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = tmp_path / "opened"
    os.mkfifo(opened)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{opened}"\n')
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    port = free_port()
    process, _ = started("run", str(script), "--server.port", str(port), cwd=script.parent)
    try:
        assert opened.read_text().strip() == f"http://localhost:{port}"
    finally:
        stopped(process)


def test_the_demonstration_is_served(tmp_path: Path) -> None:
    port = free_port()
    process, printed = started(
        "hello", "--server.port", str(port), "--server.headless", "true", cwd=tmp_path
    )
    try:
        assert f"http://localhost:{port}" in printed
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            assert answer.read() == b"ok"
    finally:
        stopped(process)
