"""What the system says of the memory of a server whose sessions have ended."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from websockets.sync.client import connect

from millstream.protocol import codec
from millstream.protocol.messages import SUBPROTOCOL, Client, Hello, Update

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")

SCRIPT = """
import millstream as st
st.session_state.setdefault("load", [bytes(1000) for _ in range(1000)])
st.text("loaded")
"""
SESSIONS = 60
MEGABYTE = 1024


class Server:
    """A server in a process of its own."""

    def __init__(self, folder: Path) -> None:
        (folder / "app.py").write_text(SCRIPT)
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "millstream", "run", "app.py", "--server.headless=true"),
                *("--server.port=0", "--server.disconnectedSessionTTL=0"),
            ],
            cwd=folder,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        addresses = (re.search(r"Local URL:\s+http://(\S+)", each) for each in self.process.stdout)
        self.address = next(found[1] for found in addresses if found)

    def open(self, tabs: ExitStack) -> None:
        """Open a session, and wait for its page."""
        url = f"ws://{self.address}/_stcore/stream"
        socket = tabs.enter_context(connect(url, subprotocols=[SUBPROTOCOL]))  # type: ignore[list-item]
        socket.send(codec.encode(Hello(protocol=1, client=Client())))
        said = map(codec.decode_server, iter(partial(socket.recv, timeout=20), None))  # type: ignore[arg-type]
        next(each for each in said if isinstance(each, Update) and each.run == "idle")

    def resident_kilobytes(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1])


def wait_until(is_so: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(200):
        if is_so():
            return
        pause.wait(0.05)
    raise AssertionError("it did not come to be so in 10 seconds")


def test_the_memory_of_ended_sessions_goes_back_to_the_system(tmp_path: Path) -> None:
    server = Server(tmp_path)
    try:
        with ExitStack() as tabs:
            server.open(tabs)
        before = server.resident_kilobytes()
        with ExitStack() as tabs:
            for _ in range(SESSIONS):
                server.open(tabs)
            assert server.resident_kilobytes() > before + 50 * MEGABYTE
        wait_until(lambda: server.resident_kilobytes() < before + 12 * MEGABYTE)
    finally:
        server.process.terminate()
        server.process.communicate(timeout=20)
