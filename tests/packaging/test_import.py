"""`import millstream as st` is cheap: names are resolved when they are first used."""

from __future__ import annotations

import json
import subprocess
import sys

HEAVY = {
    "altair", "httptools", "matplotlib", "numpy", "pandas", "polars", "pyarrow", "pydantic",
    "scipy", "sqlalchemy", "starlette", "uvicorn", "uvloop", "watchfiles", "websockets",
}  # fmt: skip
SERVER = {"millstream.server", "millstream.cli", "millstream.session", "starlette", "uvicorn"}
BUDGET_MICROSECONDS = 80_000


def run_python(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run code in a fresh interpreter."""
    return subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, text=True, check=True
    )


def modules_after(statement: str) -> set[str]:
    """Return the names of the modules that a fresh interpreter has after a statement."""
    answer = run_python(f"{statement}\nimport sys, json; print(json.dumps(list(sys.modules)))")
    return set(json.loads(answer.stdout))


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
