"""One process of the benchmark of stores: it has one of the caches and does what the driver says, line by line.

python stores.py CACHE FOLDER ORDERS ANSWERS

Under `streamlit run` the same file is an app, whose one run lasts as long as the benchmark.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

FRAME_ROWS = 5_000_000
_SIZE_LIMIT = 64 << 30


def make_value(case: str) -> Any:
    """Make an array of as many bytes, or a frame of as many rows."""
    import numpy as np

    kind, number = case.split()
    chance = np.random.default_rng(7)
    if kind == "array":
        return chance.random(int(number) // 8)
    import pandas as pd

    rows = int(number)
    return pd.DataFrame(
        {
            "price": chance.random(rows),
            "amount": chance.integers(0, 100, rows),
            "city": chance.choice(["Oslo", "Lima", "Pune"], rows),
            "day": pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(rows), unit="s"),
        }
    )


def read(value: Any) -> float:
    """Touch all of a value."""
    if isinstance(value, bytes):
        import numpy as np

        return float(np.frombuffer(value, dtype="uint8").sum())
    return float((value["price"] if hasattr(value, "columns") else value).sum())


# --- The caches ----------------------------------------------------------------------------------


def millstream(folder: Path) -> Callable[..., Any]:
    from millstream.caching import cache_data
    from millstream.caching.decorators import registry
    from millstream.caching.stores.disk import DiskStore

    registry.use(lambda: DiskStore(folder))
    return cache_data(persist="disk", track="code")


def streamlit(folder: Path) -> Callable[..., Any]:
    # It keeps results below the folder in which the server was started.
    return importlib.import_module("streamlit").cache_data(persist="disk", show_spinner=False)


def joblib(folder: Path) -> Callable[..., Any]:
    return importlib.import_module("joblib").Memory(folder, verbose=0).cache


def diskcache(folder: Path) -> Callable[..., Any]:
    found = importlib.import_module("diskcache").Cache(str(folder), size_limit=_SIZE_LIMIT)
    return found.memoize()


def floor(folder: Path) -> Callable[..., Any]:
    """Write as many bytes to a file, and read them."""
    folder.mkdir(parents=True, exist_ok=True)

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(case: str, run: int) -> Any:
            path = folder / f"{case} {run}"
            if path.exists():
                return path.read_bytes()
            path.write_bytes(function(case, run))
            return None

        return call

    return decorate


CACHES = {each.__name__: each for each in (millstream, streamlit, joblib, diskcache, floor)}


class Process:
    """What the driver can tell a process to do."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder
        self._prepared: dict[str, Any] = {}
        prepared = self._prepared

        def produce(case: str, run: int) -> Any:
            # A process that has prepared nothing fails here, unless it has a hit.
            return prepared[case]

        self._cached = CACHES[name](folder)(produce)

    def prepare(self, case: str) -> int:
        """Have a value that is going to be stored; give its bytes."""
        value = make_value(case)
        nbytes = value.nbytes if hasattr(value, "nbytes") else value.memory_usage().sum()
        self._prepared[case] = os.urandom(int(nbytes)) if self._name == "floor" else value
        return int(nbytes)

    def import_for(self, case: str) -> None:
        """Import what a kind of value needs, as an app has that uses it."""
        make_value(f"{case.split(maxsplit=1)[0]} 80")

    def store(self, case: str, run: int) -> float:
        """Call for the first time; give the seconds."""
        started = time.perf_counter()
        self._cached(case, run)
        return time.perf_counter() - started

    def hit(self, case: str, run: int) -> float:
        """Call once more; give the seconds."""
        return self.store(case, run)

    def hits(self, case: str, run: int, repeats: int) -> list[float]:
        """Call several times, each result let go of; give the seconds of each."""
        return [self.hit(case, run) for _ in range(repeats)]

    def reads(self, case: str, run: int, repeats: int) -> list[float]:
        """Call and read the whole result, several times; give the seconds of each."""
        seconds = []
        for _ in range(repeats):
            started = time.perf_counter()
            read(self._cached(case, run))
            seconds.append(time.perf_counter() - started)
        return seconds

    # --- Many small entries ------------------------------------------------------------------

    def _open(self) -> Any:
        if self._name == "diskcache":
            return importlib.import_module("diskcache").Cache(
                str(self._folder), size_limit=_SIZE_LIMIT, eviction_policy="least-recently-stored"
            )
        from millstream.caching.stores.disk import DiskStore

        return DiskStore(self._folder, max_size_bytes=_SIZE_LIMIT)

    def fill(self, count: int) -> float:
        """Store so many small results; give the seconds."""
        cache = self._open()
        started = time.perf_counter()
        if self._name == "diskcache":
            for number in range(count):
                cache.set(number.to_bytes(16), {"number": number, "text": "small"})
        else:
            from millstream.caching.api import Entry
            from millstream.caching.snapshot import freeze

            for number in range(count):
                value = freeze({"number": number, "text": "small"})
                entry = Entry(number.to_bytes(16), value, created_seconds=time.time())
                cache.put("data:many", entry)
        return time.perf_counter() - started

    def look_up(self, count: int, times: int) -> list[float]:
        """Read results at random; give the seconds of each."""
        cache, chance, seconds = self._open(), random.Random(7), []
        for _ in range(times):
            key = chance.randrange(count).to_bytes(16)
            started = time.perf_counter()
            found = (
                cache.get(key)
                if self._name == "diskcache"
                else cache.get("data:many", key).snapshot.open()
            )
            seconds.append(time.perf_counter() - started)
            assert found["text"] == "small"
        return seconds

    def count(self, times: int) -> list[float]:
        """Count the results, several times; give the seconds of each."""
        cache, seconds = self._open(), []
        for _ in range(times):
            started = time.perf_counter()
            _ = (
                (len(cache), cache.volume())
                if self._name == "diskcache"
                else cache.usage("data:many")
            )
            seconds.append(time.perf_counter() - started)
        return seconds

    def list_all(self) -> float:
        """List all results; give the seconds."""
        cache = self._open()
        started = time.perf_counter()
        _ = list(cache) if self._name == "diskcache" else cache.entries("data:many")
        return time.perf_counter() - started

    def evict(self, share: float) -> dict[str, float]:
        """Bring the cache to a share of its size; give the seconds, and those of the longest step."""
        steps: list[float] = []
        started = before = time.perf_counter()
        for _ in self._evictions(share):
            now = time.perf_counter()
            steps.append(now - before)
            before = now
        return {"seconds": time.perf_counter() - started, "longest": max(steps)}

    def _evictions(self, share: float) -> Any:
        if self._name == "diskcache":
            cache = self._open()
            cache.reset("size_limit", int(cache.volume() * share))
            yield cache.cull()
            return
        from millstream.caching.api import Entry
        from millstream.caching.snapshot import freeze
        from millstream.caching.stores.disk import DiskStore

        blocks = sum(
            entry.stat().st_blocks * 512
            for folder in Path(self._folder).rglob("functions/*/*/*")
            for entry in os.scandir(folder)
        )
        steps = Steps()
        store = DiskStore(self._folder, max_size_bytes=int(blocks * share), executor=steps)
        store.put("data:many", Entry(bytes(16), freeze("one more"), created_seconds=time.time()))
        while steps.waiting:
            yield steps.waiting.popleft()()


class Steps:
    """Background work that waits to be done."""

    def __init__(self) -> None:
        self.waiting: deque[Any] = deque()

    def submit(self, work: Any) -> None:
        """Have something wait."""
        self.waiting.append(work)


def main() -> None:
    name, folder, orders, answers = sys.argv[1:]
    with open(orders) as lines, open(answers, "w") as out:
        process = Process(name, Path(folder))
        for line in lines:
            order, *arguments = json.loads(line)
            try:
                answer = {"value": getattr(process, order)(*arguments)}
            except Exception:
                answer = {"error": traceback.format_exc()}
            print(json.dumps(answer), file=out, flush=True)


if __name__ == "__main__":
    main()
