"""`import millstream as st` is cheap, and so is the start of a server: what is not needed yet is not imported yet."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "altair", "httptools", "matplotlib", "numpy", "pandas", "polars", "pyarrow", "pydantic",
    "scipy", "sqlalchemy", "starlette", "uvicorn", "uvloop", "watchfiles", "websockets",
}  # fmt: skip
SERVER = {"millstream.server", "millstream.cli", "millstream.session", "starlette", "uvicorn"}
BUDGET_MICROSECONDS = 80_000

BEFORE_THE_FIRST_ANSWER = {
    "cli", "clock", "config", "errors", "redaction", "script.media", "script.options", "secret_store", "server",
    "session.options", "storage.keys", "ui.css_colour", "ui.names", "version",
}  # fmt: skip
"""The modules of ours, or packages of them, that a server may import before it answers."""

AFTER_THE_FIRST_ANSWER = HEAVY - {"httptools", "starlette", "uvicorn", "uvloop", "watchfiles"} | {
    "anyio._backends", "ctypes", "difflib", "importlib.metadata", "millstream.server.runtime", "millstream.server.watcher",
    "millstream.server.websocket", "msgspec", "sqlite3", "urllib.request", "webbrowser", "zoneinfo",
}  # fmt: skip


def run_python(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter."""
    return subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, text=True, check=True
    )


def modules_after(statement: str) -> set[str]:
    """Return the names of the modules that a fresh interpreter has after a statement."""
    answer = run_python(f"{statement}\nimport sys, json; print(json.dumps(list(sys.modules)))")
    return set(json.loads(answer.stdout))


def names_of(modules: set[str]) -> set[str]:
    """Return the names of modules and of the packages that they are in."""
    return {
        ".".join(name.split(".")[: depth + 1])
        for name in modules
        for depth in range(name.count(".") + 1)
    }


STARTED = """
import uvicorn
from millstream.cli import main
def run(server, sockets):
    server.config.load()
uvicorn.Server.run = run
uvicorn.Server.lifespan = type("Lifespan", (), {"should_exit": False})
main(["run", "app.py", "--server.port=0", "--server.headless=true", "--logger.hideWelcomeMessage=true"],
     standalone_mode=False)
"""
"""Whatever comes before the server listens, up to the loop that answers."""


def import_microseconds() -> int:
    """Return the interpreter's own account of what importing the package cost."""
    report = run_python("import millstream", "-X", "importtime").stderr
    for line in reversed(report.splitlines()):
        _, cumulative, name = line.removeprefix("import time:").split("|")
        if name.strip() == "millstream":
            return int(cumulative)
    raise AssertionError(f"the interpreter did not report the import:\n{report}")


def test_importing_the_namespace_brings_no_heavy_library() -> None:
    assert modules_after("import millstream as st") & HEAVY == set()


def test_importing_the_caches_brings_no_server() -> None:
    assert modules_after("import millstream.caching") & (SERVER | HEAVY) == set()


def test_importing_the_namespace_takes_under_80_milliseconds() -> None:
    fastest = min(import_microseconds() for _ in range(3))
    print(f"import millstream: {fastest / 1000:.1f} ms")
    assert fastest < BUDGET_MICROSECONDS


def test_what_runs_an_app_brings_no_element_no_cache_and_no_store() -> None:
    found = names_of(modules_after("import millstream.server.runtime"))
    assert (
        found
        & (HEAVY - {"httptools", "starlette", "uvicorn", "uvloop", "watchfiles", "websockets"})
        == set()
    )
    assert (
        found & {"anyio._backends", "millstream.caching", "millstream.connections", "sqlite3"}
        == set()
    )
    assert {name for name in found if name.startswith("millstream.ui.")} == {
        "millstream.ui.css_colour",
        "millstream.ui.names",
    }


def test_a_server_imports_what_runs_the_app_after_its_first_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app.py").write_text("import streamlit as st")
    monkeypatch.chdir(tmp_path)
    found = names_of(modules_after(STARTED))
    assert found & AFTER_THE_FIRST_ANSWER == set()
    ours = {name.removeprefix("millstream.") for name in found if name.startswith("millstream.")}
    packages = names_of(BEFORE_THE_FIRST_ANSWER)
    assert {
        name
        for name in ours - packages
        if not any(name.startswith(f"{each}.") for each in BEFORE_THE_FIRST_ANSWER)
    } == set()
