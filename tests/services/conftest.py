"""Services of their own for the tests: a PostgreSQL that can be stopped and started, and an S3 API."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import millstream as st
from millstream.connections import BaseConnection
from millstream.connections.retries import Retries

PASSWORD = "open sesame 42"
_UNPRIVILEGED = ("postgres", "nobody")  # initdb refuses to work as root


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Begin and end without connections and what they read."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def on_pause(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[float]]:
    """Do something in the pauses between a connection's tries instead of waiting; give their lengths."""

    def on_pause(kind: type[BaseConnection[Any]], *work: Callable[[], object]) -> list[float]:
        left, pauses = list(work), []

        def wait(seconds: float) -> None:
            pauses.append(seconds)
            if left:
                left.pop(0)()

        monkeypatch.setattr(kind, "retries", Retries(wait=wait, spread=0))
        return pauses

    return on_pause


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class PostgreSQL:
    """A cluster in a folder of its own, on the loopback device."""

    folder: Path
    programs: Path
    port: int
    user: dict[str, Any]

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://ali@127.0.0.1:{self.port}/postgres"

    def create(self) -> None:
        password_file = self.folder / "password"
        password_file.write_text(PASSWORD)
        if self.user:
            for path in (self.folder, password_file):
                shutil.chown(path, self.user["user"])
        self._run("initdb", "-U", "ali", "-A", "scram-sha-256", f"--pwfile={password_file}", "-N")

    def start(self) -> None:
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={self.port} -c fsync=off "
            f"-c unix_socket_directories={self.folder} -c autovacuum=off"
        )
        log = self.folder / "log"
        self._run("pg_ctl", "-w", "-t", "30", "-l", str(log), "-o", options, "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-w", "-t", "30", "-m", mode, "stop")

    def restart(self) -> None:
        self.stop()
        self.start()

    def is_up(self) -> bool:
        return (self.folder / "data" / "postmaster.pid").exists()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self.programs / program), "-D", str(self.folder / "data"), *arguments],
            check=True,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=60,
            **self.user,
        )


def _programs() -> Path:
    """Find where PostgreSQL is; Debian has it beside the path, by version."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    found = shutil.which("pg_ctl") or (places and places[-1])
    assert found, "these tests need PostgreSQL: `make set-up` installs it on Debian"
    return Path(found).resolve().parent


def _unprivileged() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    import pwd

    names = {each.pw_name for each in pwd.getpwall()}
    name = next(name for name in _UNPRIVILEGED if name in names)
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def cluster() -> Iterator[PostgreSQL]:
    with tempfile.TemporaryDirectory(prefix="millstream-postgresql-") as folder:
        cluster = PostgreSQL(Path(folder), _programs(), free_port(), _unprivileged())
        cluster.create()
        cluster.start()
        try:
            yield cluster
        finally:
            if cluster.is_up():
                cluster.stop("immediate")


@pytest.fixture
def postgresql(cluster: PostgreSQL) -> Iterator[PostgreSQL]:
    """The database, up at the beginning and the end."""
    yield cluster
    if not cluster.is_up():
        cluster.start()
