"""Caches on disk side by side, in one run: storing, and hits in the same, a new and another process.

    python -m benchmarks.stores [--quick] [--streamlit PYTHON] [--others PYTHON] [--json FILE] [--write]

Each cache has processes of its own, which take turns, case by case. The floor writes as many bytes to a file and reads
them. Then the same for very many small results: looking one up, counting, listing and evicting them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from websockets.sync.client import connect

from benchmarks import report

SCRIPT = Path(__file__).parent / "scripts" / "stores.py"
BEGIN = "<!-- written by `python -m benchmarks.stores` -->"
_ROOT = Path(__file__).parent.parent
_DOCUMENT = _ROOT / "docs" / "performance.md"
_STREAMLIT = _ROOT / ".venv-streamlit" / "bin" / "python"  # `make bench` installs it
_START_SECONDS = 60
_RERUN = b"Z\x00"  # what Streamlit's page sends to have its script run
_TINY = "array 1000"
_MANY = ("millstream", "diskcache")
_HALF = 0.5


@dataclass(frozen=True)
class Repeats:
    """What is measured, and how often."""

    cases: tuple[str, ...]
    stores: int
    hits: int
    many: int


_FULL = Repeats(
    cases=(
        *(f"array {10**power}" for power in range(3, 10)),
        "frame 5000000",
    ),
    stores=5,
    hits=31,
    many=1_000_000,
)
_QUICK = Repeats(cases=("array 1000", "array 1000000", "frame 20000"), stores=2, hits=5, many=2_000)


@dataclass
class Process:
    """A process that has one of the caches."""

    orders: Any
    answers: Any

    def ask(self, *order: Any) -> Any:
        """Have something done; give what comes of it."""
        self.orders.write(json.dumps(order) + "\n")
        self.orders.flush()
        line = self.answers.readline()
        if not line:
            raise RuntimeError(f"the process ended at {order}")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{order} failed:\n{answer['error']}")
        return answer["value"]


@dataclass
class Cache:
    """A cache, and the interpreter that has it."""

    name: str
    python: Path
    seconds: dict[str, dict[str, float]] = field(default_factory=dict)

    @contextmanager
    def process(self, folder: Path) -> Iterator[Process]:
        """Start a process that has the cache in a folder, and end it after the block."""
        with tempfile.TemporaryDirectory() as pipes, ExitStack() as stack:
            orders, answers = (Path(pipes) / name for name in ("orders", "answers"))
            for path in (orders, answers):
                os.mkfifo(path)
            folder.mkdir(parents=True, exist_ok=True)
            arguments = [self.name, str(folder), str(orders), str(answers)]
            start = _streamlit_process if self.name == "streamlit" else _plain_process
            stack.enter_context(start(self.python, folder, arguments))
            with orders.open("w") as order, answers.open() as answer:
                yield Process(order, answer)


@contextmanager
def _started(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _plain_process(python: Path, folder: Path, arguments: list[str]) -> Iterator[None]:
    with _started([str(python), str(SCRIPT), *arguments], folder):
        yield


@contextmanager
def _streamlit_process(python: Path, folder: Path, arguments: list[str]) -> Iterator[None]:
    """Serve the script as an app and open its page: without a server Streamlit keeps nothing on disk."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "server.port": port,
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "logger.level": "error",
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    command = [str(python), "-m", "streamlit", "run", str(SCRIPT), *flags, "--", *arguments]
    with _started(command, folder):
        _wait(f"http://127.0.0.1:{port}/_stcore/health")
        with connect(f"ws://127.0.0.1:{port}/_stcore/stream", max_size=None) as page:
            page.send(_RERUN)
            yield


def _wait(url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urlopen(url, timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"no answer from {url} within {_START_SECONDS} seconds")


# --- Measuring -----------------------------------------------------------------------------------


def measure_case(cache: Cache, case: str, repeats: Repeats, folder: Path) -> dict[str, float]:
    """Measure one kind of value; all in seconds."""
    median = statistics.median
    with cache.process(folder) as maker:
        maker.ask("prepare", _TINY)
        maker.ask("store", _TINY, -1)
        maker.ask("prepare", case)
        stored = [maker.ask("store", case, run) for run in range(repeats.stores)]
        warm = maker.ask("hits", case, 0, repeats.hits)
        with cache.process(folder) as other:
            other.ask("import_for", case)
            other.ask("hit", _TINY, -1)
            first = [other.ask("hit", case, run) for run in range(repeats.stores)]
            again = other.ask("hits", case, 0, repeats.hits)
            reads = other.ask("reads", case, 0, min(repeats.hits, 7))
    with cache.process(folder) as new:
        new.ask("import_for", case)
        cold = new.ask("hit", case, 0)
    return {
        "store": median(stored),
        "hit": median(warm),
        "first hit of a new process": cold,
        "first hit of another process": median(first),
        "next hits of another process": median(again),
        "the same, and read": median(reads),
    }


def measure_many(cache: Cache, count: int, folder: Path) -> dict[str, float]:
    """Measure very many small results; all in seconds."""
    with cache.process(folder) as maker:
        filled = maker.ask("fill", count)
    with cache.process(folder) as reader:
        looked_up = reader.ask("look_up", count, min(count, 20_000))
        counted = reader.ask("count", 3)
        listed = reader.ask("list_all")
        evicted = reader.ask("evict", _HALF)
    return {
        "store one": filled / count,
        "look one up": statistics.median(looked_up),
        "count all": counted[0],
        "count all again": counted[-1],
        "list all": listed,
        "evict half": evicted["seconds"],
        "longest step of it": evicted["longest"],
    }


def measure(caches: list[Cache], repeats: Repeats, place: Path) -> None:
    """Measure everything, the caches in turns."""
    for case in repeats.cases:
        for cache in caches:
            folder = place / cache.name
            os.sync()  # or the system would still write what the last one has stored
            cache.seconds[_title(case)] = measure_case(cache, case, repeats, folder)
            shutil.rmtree(folder)
            print(".", end="", file=sys.stderr, flush=True)
    for cache in caches:
        if cache.name in _MANY:
            folder = place / cache.name
            title = f"{repeats.many:,} small results"
            cache.seconds[title] = measure_many(cache, repeats.many, folder)
            shutil.rmtree(folder)
    print(file=sys.stderr)


def _title(case: str) -> str:
    kind, number = case.split()
    return f"{kind}, {int(number):,} {'bytes' if kind == 'array' else 'rows'}"


# --- Telling -------------------------------------------------------------------------------------


def table(about: dict[str, Any], caches: list[Cache]) -> str:
    """Write all results as Markdown."""
    names = [cache.name for cache in caches]
    lines = [
        f"Measured on {about['date']}: {about['versions']}, Python {about['python']}, {about['cores']} cores, "
        f"load {about['load'][0]:.1f} to {about['load'][1]:.1f}.",
        "",
        f"| | | {' | '.join(names)} |",
        f"|---|---|{'---|' * len(names)}",
    ]
    rows = {(title, name): None for c in caches for title in c.seconds for name in c.seconds[title]}
    for title, name in rows:
        cells = [_cell(cache.seconds.get(title, {}).get(name)) for cache in caches]
        lines.append(f"| {title} | {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(seconds: float | None) -> str:
    if seconds is None:
        return ""
    for factor, unit in ((1e6, "µs"), (1e3, "ms"), (1.0, "s")):
        if seconds * factor < 1000 or unit == "s":
            return f"{seconds * factor:.{1 if seconds * factor < 100 else 0}f} {unit}"
    raise AssertionError


def _versions(caches: list[Cache]) -> str:
    found = []
    for cache in caches:
        if cache.name != "floor":
            code = f"import importlib.metadata as m; print(m.version({cache.name!r}))"
            answer = subprocess.run(
                [str(cache.python), "-c", code], capture_output=True, text=True, check=True
            )
            found.append(f"{cache.name} {answer.stdout.strip()}")
    return ", ".join(found)


def _has(python: Path, library: str) -> bool:
    return subprocess.run([str(python), "-c", f"import {library}"], check=False).returncode == 0


def _caches(peers: dict[str, Path | None]) -> list[Cache]:
    own = Path(sys.executable)
    found = [Cache("floor", own), Cache("millstream", own)]
    for name, python in peers.items():
        if python is not None and python.exists() and _has(python, name):
            found.append(Cache(name, python))
        else:
            print(f"{name} is left out: `make bench` installs it.", file=sys.stderr)
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stores", description=__doc__)
    much = parser.add_mutually_exclusive_group()
    much.add_argument("--quick", action="store_true", help="small and few: a smoke test, no result")
    much.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    default = os.environ.get("STREAMLIT_PYTHON", _STREAMLIT)
    for name, what in (("streamlit", "Streamlit 1.67"), ("others", "joblib and diskcache")):
        parser.add_argument(
            f"--{name}",
            type=Path,
            default=Path(default),
            metavar="PYTHON",
            help=f"an interpreter that has {what}",
        )
    parser.add_argument("--folder", type=Path, help="where to keep results meanwhile")
    parser.add_argument("--json", type=Path, metavar="FILE", help="a file for all numbers")
    return parser.parse_args()


def main() -> None:
    """Measure, print and keep the results."""
    options = _options()
    caches = _caches(
        {
            "streamlit": options.streamlit,
            "joblib": options.others,
            "diskcache": options.others,
        }
    )
    about: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "versions": _versions(caches),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": [os.getloadavg()[0]],
    }
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        measure(caches, _QUICK if options.quick else _FULL, Path(place))
    about["load"].append(os.getloadavg()[0])
    text = table(about, caches)
    print(text)
    if options.json:
        results = {cache.name: cache.seconds for cache in caches}
        options.json.write_text(json.dumps({"about": about, "results": results}, indent=1) + "\n")
    if options.write:
        _DOCUMENT.write_text(report.replace(_DOCUMENT.read_text(), text, BEGIN))


if __name__ == "__main__":
    main()
