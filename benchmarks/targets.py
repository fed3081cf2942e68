"""The servers that are measured: the floor, Millstream and Streamlit, each a process of its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

HERE = Path(__file__).parent
SCRIPTS = HERE / "scripts"
_START_SECONDS = 60
_POLL_SECONDS = 0.002


@dataclass(frozen=True)
class Target:
    """How to start a server for a script."""

    name: str
    command: tuple[str, ...]
    health: str

    def arguments(self, script: Path, port: int) -> list[str]:
        """Give the command line."""
        values = {"script": str(script), "port": str(port)}
        return [part.format(**values) for part in self.command]


def targets(streamlit_python: Path | None) -> list[Target]:
    """Give the servers, Streamlit only where there is an interpreter that has it."""
    run = ("run", "{script}", "--server.port", "{port}", "--server.headless", "true")
    quiet = ("--browser.gatherUsageStats", "false", "--server.runOnSave", "true")
    found = [
        Target("floor", (sys.executable, str(HERE / "floor.py"), "{port}"), "/"),
        Target("millstream", (sys.executable, "-m", "millstream", *run), "/_stcore/health"),
    ]
    if streamlit_python:
        command = (str(streamlit_python), "-m", "streamlit", *run, *quiet)
        found.append(Target("streamlit", command, "/_stcore/health"))
    return found


@dataclass(frozen=True)
class Memory:
    """What a process holds in memory; `proportional_bytes` counts a page that n processes share as 1/n."""

    resident_bytes: int
    proportional_bytes: int


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    url: str
    process: int
    start_seconds: float

    def memory(self) -> Memory:
        """Measure the process and its children."""
        found = [_process_memory(pid) for pid in [self.process, *_children(self.process)]]
        return Memory(
            sum(each.resident_bytes for each in found),
            sum(each.proportional_bytes for each in found),
        )


@contextmanager
def serving(target: Target, script: str, folder: Path = SCRIPTS) -> Iterator[Server]:
    """Start a server, wait for its first answer, and end it after the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    started = time.perf_counter()
    process = subprocess.Popen(
        target.arguments(folder / f"{script}.py", port),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    try:
        url = f"http://localhost:{port}"
        _wait(f"http://127.0.0.1:{port}{target.health}", process)
        yield Server(url, process.pid, time.perf_counter() - started)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(_POLL_SECONDS)
    raise RuntimeError(f"no answer from {url} within {_START_SECONDS} seconds")


def parse_rollup(text: str) -> Memory:
    """Read what Linux says in `smaps_rollup`."""
    sizes = dict(re.findall(r"^(Rss|Pss):\s+(\d+) kB$", text, re.MULTILINE))
    return Memory(int(sizes["Rss"]) * 1024, int(sizes["Pss"]) * 1024)


def _process_memory(pid: int) -> Memory:
    return parse_rollup(Path(f"/proc/{pid}/smaps_rollup").read_text())


def _children(pid: int) -> list[int]:
    lists = [each.read_text() for each in Path(f"/proc/{pid}/task").glob("*/children")]
    direct = [int(child) for text in lists for child in text.split()]
    return [*direct, *(each for child in direct for each in _children(child))]
