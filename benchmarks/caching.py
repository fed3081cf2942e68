"""Hits, argument hashing, chains, stampedes and memory of caches, side by side in one run.

    python -m benchmarks.caching [--quick] [--peer PYTHON] [--write]

The peer is the interpreter of an environment with Streamlit (and, if you like, joblib, diskcache and cachetools): the same
cases are measured there. Each number is the least of several runs. The floor of an argument is plain BLAKE3 over its
bytes, as they lie in memory.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import importlib
import importlib.util
import json
import logging
import math
import os
import platform
import subprocess
import sys
import tempfile
import threading
import timeit
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

BEGIN = "<!-- written by `python -m benchmarks.caching` -->"
Decorate = "Callable[[Callable[..., Any]], Callable[..., Any]]"


@dataclasses.dataclass
class Row:
    """One of 10,000 values."""

    number: int
    text: str
    share: float


def frame(rows: int, columns: int | None = None) -> Any:
    import numpy as np
    import pandas as pd

    random = np.random.default_rng(7)
    if columns is not None:
        return pd.DataFrame({f"c{i}": random.random(rows) for i in range(columns)})
    return pd.DataFrame(
        {
            "price": random.random(rows),
            "amount": random.integers(0, 100, rows),
            "city": random.choice(["Oslo", "Lima", "Pune"], rows),
            "day": pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(rows), unit="s"),
        }
    )


def array(size_bytes: int) -> Any:
    import numpy as np

    return np.ones(size_bytes // 8)


def table(library: str, rows: int) -> Any:
    module = importlib.import_module(library)
    columns = {"a": list(range(rows)), "b": [f"text {i}" for i in range(rows)]}
    return module.table(columns) if library == "pyarrow" else module.DataFrame(columns)


def values(*, is_quick: bool) -> dict[str, tuple[Callable[[], Any], Callable[[Any], Any]]]:
    """What is cached, and how each is read once after the hit."""
    sizes = [8_000, 800_000, 80_000_000] + ([] if is_quick else [800_000_000])
    rows = [1_000, 100_000] + ([] if is_quick else [5_000_000])
    total = lambda value: value["price"].sum()  # noqa: E731
    return {
        "int": (lambda: 5, lambda value: value + 1),
        "dict": (lambda: {"a": 1, "b": "text"}, lambda value: value["a"]),
        "nested dict": (
            lambda: {f"k{i}": {"rows": list(range(10)), "name": str(i)} for i in range(100)},
            lambda value: value["k7"]["rows"][3],
        ),
        "10,000 dataclasses": (
            lambda: [Row(i, str(i), i / 7) for i in range(10_000)],
            lambda value: value[77].share,
        ),
        **{f"frame, {count:,} rows": (functools.partial(frame, count), total) for count in rows},
        "frame, 200 columns": (lambda: frame(1000, 200), lambda value: value["c7"].sum()),
        **{
            f"array, {size:,} bytes": (functools.partial(array, size), lambda value: value.sum())
            for size in sizes
        },
        "arrow": (lambda: table("pyarrow", 100_000), lambda value: value.column(0)[7]),
        "polars": (lambda: table("polars", 100_000), lambda value: value["a"].sum()),
    }


def own_dictionary(cached: Any) -> Any:
    """Give each function a dictionary of its own."""

    def decorate(function: Any) -> Any:
        return cached(cache={})(function)

    return decorate


def contenders() -> dict[str, Any]:
    """The caches that this interpreter has, each as a decorator."""
    folder = tempfile.mkdtemp(prefix="cache-benchmark-")
    makers: dict[str, Callable[[], Any]] = {
        "millstream": lambda: importlib.import_module("millstream.caching").cache_data,
        "streamlit": lambda: importlib.import_module("streamlit").cache_data(show_spinner=False),
        "lru_cache": lambda: functools.lru_cache,
        "joblib": lambda: importlib.import_module("joblib").Memory(folder, verbose=0).cache,
        "diskcache": lambda: (
            importlib.import_module("diskcache").Cache(folder, size_limit=8 << 30).memoize()
        ),
        "cachetools": lambda: own_dictionary(importlib.import_module("cachetools").cached),
    }
    found = {}
    for name, make in makers.items():
        try:
            found[name] = make()
        except ImportError:
            continue
    return found


def best_us(work: Callable[[], Any], budget_seconds: float = 0.3) -> float:
    """Return the least time of a call in microseconds."""
    once = max(timeit.timeit(work, number=1), 1e-7)
    number = max(1, min(20_000, math.ceil(budget_seconds / 5 / once)))
    return min(timeit.repeat(work, number=number, repeat=5)) / number * 1e6


def measure_hits(decorate: Any, *, is_quick: bool) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, (make, read) in values(is_quick=is_quick).items():
        try:

            def load(_make: Callable[[], Any] = make) -> Any:
                return _make()

            load.__qualname__ = f"load_{name}"
            cached = decorate(load)
            cached()
        except Exception as error:
            print(f"# {name}: {type(error).__name__}", file=sys.stderr)
            continue
        found[f"hit: {name}"] = best_us(cached)
        found[f"hit and read: {name}"] = best_us(lambda: read(cached()))  # noqa: B023
        getattr(cached, "clear", lambda: None)()
    return found


def arguments() -> dict[str, Any]:
    return {
        "int": 5,
        "text": "query",
        "frame, 100,000 rows": frame(100_000),
        "frame, 100,000 rows of text": frame(100_000)[["city"]],
        "frame, 200 columns": frame(1000, 200),
        "array, 80,000,000 bytes": array(80_000_000),
    }


def measure_floor() -> dict[str, float]:
    """Hash the bytes of the large arguments."""
    from blake3 import blake3

    found = {}
    for name, argument in arguments().items():
        if isinstance(argument, int | str):
            continue
        data = _bytes_of(argument)
        work = functools.partial(blake3, data, max_threads=blake3.AUTO)
        found[f"argument: {name}"] = best_us(work)
    return found


def _bytes_of(value: Any) -> bytes:
    """Lay the columns of a frame, or an array, one behind the other."""
    if hasattr(value, "tobytes"):
        return bytes(value.tobytes())
    arrays = [value[name].array for name in value.columns]
    parts = [
        b"".join(
            bytes(buffer)
            for chunk in array.__arrow_array__().chunks
            for buffer in chunk.buffers()
            if buffer
        )
        if hasattr(array, "__arrow_array__") and hasattr(array, "_pa_array")
        else array.to_numpy().tobytes()
        for array in arrays
    ]
    return b"".join(parts)


def measure_arguments(decorate: Any) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, argument in arguments().items():

        def take(value: Any) -> int:
            return 1

        take.__qualname__ = f"take_{name}"
        try:
            cached = decorate(take)
            cached(argument)
        except Exception as error:
            print(f"# argument {name}: {type(error).__name__}", file=sys.stderr)
            continue
        found[f"argument: {name}"] = best_us(lambda: cached(argument))  # noqa: B023
    return found


def measure_chain(decorate: Any) -> dict[str, float]:
    """A cached frame goes into a cached sum."""

    def chain_load() -> Any:
        return frame(1_000_000)

    def chain_total(data: Any) -> float:
        return float(data["price"].sum())

    try:
        load, total = decorate(chain_load), decorate(chain_total)
        total(load())
    except Exception as error:
        print(f"# chain: {type(error).__name__}", file=sys.stderr)
        return {}
    return {"chain: frame, 1,000,000 rows": best_us(lambda: total(load()))}


def measure_stampede(decorate: Any) -> dict[str, float]:
    """How often the function runs when sixteen threads ask at once."""
    ran: list[int] = []
    start, go = threading.Barrier(17), threading.Event()

    def stampede_load(_note: Any) -> int:
        _note()
        go.wait(0.2)
        return 1

    cached = decorate(stampede_load)

    def note() -> None:
        ran.append(1)

    def ask() -> None:
        start.wait()
        cached(note)

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    start.wait()
    for thread in threads:
        thread.join()
    return {"stampede: runs of 16": float(len(ran))}


def resident_bytes() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def measure_memory(decorate: Any) -> dict[str, float]:
    """What fifty sessions hold that each have the same frame, in megabytes."""

    def memory_load() -> Any:
        return frame(1_000_000)

    cached = decorate(memory_load)
    size = cached().memory_usage(deep=True).sum()
    before = resident_bytes()
    held = [cached() for _ in range(50)]
    grown = resident_bytes() - before
    assert len(held) == 50
    return {f"memory: 50 x {size / 1e6:.0f} MB, in MB": grown / 1e6}


def measure(*, is_quick: bool) -> dict[str, dict[str, float]]:
    logging.disable(logging.WARNING)
    results: dict[str, dict[str, float]] = {}
    if importlib.util.find_spec("blake3"):
        results["floor"] = measure_floor()
    for name, decorate in contenders().items():
        results[name] = (
            measure_hits(decorate, is_quick=is_quick)
            | measure_arguments(decorate)
            | measure_chain(decorate)
            | measure_stampede(decorate)
            | (measure_memory(decorate) if Path("/proc/self/statm").exists() else {})
        )
    return results


def markdown(results: dict[str, dict[str, float]]) -> str:
    """Write all results as Markdown."""
    cases = list(dict.fromkeys(case for found in results.values() for case in found))
    lines = [f"| | {' | '.join(results)} |", f"|---|{'---|' * len(results)}"]
    for case in cases:
        cells = [_cell(case, found.get(case)) for found in results.values()]
        lines.append(f"| {case} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(case: str, value: float | None) -> str:
    if value is None:
        return ""
    if case.startswith("stampede"):
        return f"{value:.0f}"
    if case.startswith("memory"):
        return f"{value:.0f} MB"
    for factor, unit in ((1, "µs"), (1e3, "ms"), (1e6, "s")):
        if value / factor < 1000 or unit == "s":
            return f"{value / factor:.{1 if value / factor < 100 else 0}f} {unit}"
    raise AssertionError


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", help="the interpreter of an environment with other caches")
    parser.add_argument("--quick", action="store_true", help="leave out the largest values")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument(
        "--write", action="store_true", help="put the table into docs/performance.md"
    )
    options = parser.parse_args()
    results = measure(is_quick=options.quick)
    if options.peer:
        command = [options.peer, __file__, "--json", *(["--quick"] if options.quick else [])]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        results = {**json.loads(output.splitlines()[-1]), **results}
    if options.json:
        print(json.dumps(results))
    else:
        print(markdown(results))
    if options.write:
        write(markdown(results))


def write(text: str) -> None:
    from benchmarks import report

    document = Path(__file__).parents[1] / "docs" / "performance.md"
    about = (
        f"Measured on {datetime.now(UTC).date().isoformat()}: Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end."
    )
    document.write_text(report.replace(document.read_text(), f"{about}\n\n{text}", BEGIN))


if __name__ == "__main__":
    main()
