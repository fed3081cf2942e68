"""One process of an app: it does what the test says, line by line, and forks processes to be killed.

Every computation is a line in a pipe that all processes write to, then it waits for the gate.
"""

from __future__ import annotations

import fcntl
import itertools
import json
import os
import random
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable
from typing import Any, TextIO

from millstream.caching import MISSING
from millstream.caching.api import Entry
from millstream.caching.budget import Budget
from millstream.caching.decorators import CacheData
from millstream.caching.policy import Limits
from millstream.caching.registry import Registry
from millstream.caching.snapshot import freeze
from millstream.caching.stores.disk import DiskStore
from millstream.testing.manual import ManualExecutor, ManualTime

KEY = bytes(range(32))
SPACE = "data:worker.stored"
SMALL, LARGE = 2_000, 600_000


def computing(what: str) -> None:
    """Tell the test that a function runs, and wait while the gate is shut."""
    os.write(int(os.environ["LOG"]), f"{os.getpid()} {what}\n".encode())
    with open(os.environ["GATE"], "rb") as gate:
        fcntl.flock(gate, fcntl.LOCK_SH)


def body(x: int, size: int) -> bytes:
    """Return bytes that tell whether they are whole and whose they are."""
    return b"%08d" % x * (size // 8)


class Worker:
    """What this process can be told to do."""

    def __init__(self) -> None:
        self.serial = itertools.count()
        self.children: list[int] = []

    def begin(self, folder: str, ttl: float | None = None, **options: Any) -> None:
        """Begin anew with a folder, as after a restart: nothing is in memory."""
        self.folder = folder
        self.time, self.executor = ManualTime(), ManualExecutor()
        self.registry = Registry(
            clock=self.time,
            timer=self.time,
            executor=self.executor,
            budget=Budget(10**9),
            persistent=self.open_store,
        )
        self.define(CacheData(self.registry), ttl, options)

    def open_store(self, **options: Any) -> DiskStore:
        return DiskStore(
            self.folder,
            signing_key=KEY,
            clock=self.time,
            executor=self.executor,
            boot="this one",
            **options,
        )

    def define(self, cache_data: CacheData, ttl: float | None, options: dict[str, Any]) -> None:
        # What they read (the log, the gate, each other) is no input of theirs.
        cached = cache_data(persist="disk", track="code", ttl=ttl, tags=["all"], **options)
        worker = self

        @cached
        def load(x: int) -> dict[str, Any]:
            computing(f"load {x}")
            return {"x": x, "made": [os.getpid(), next(worker.serial)], "body": "a text" * 50}

        @cached
        def outer(x: int) -> list[Any]:
            computing(f"outer {x}")
            return [x, load(x)]

        @cached
        def left(x: int, _calls: int) -> list[Any]:
            computing(f"left {x}")
            return ["left", right(x, _calls - 1) if _calls else None]

        @cached
        def right(x: int, _calls: int) -> list[Any]:
            computing(f"right {x}")
            return ["right", left(x, _calls - 1) if _calls else None]

        @cached
        def chain(x: int, _from: int, _calls: int) -> list[int]:
            computing(f"chain {x}")
            return [x, *(chain((x + 1) % 3, _from, _calls - 1) if _calls else [])]

        self.functions: dict[str, Any] = {
            function.__name__: function for function in (load, outer, left, right, chain)
        }

    # --- Calls -------------------------------------------------------------------------------

    def call(self, name: str, *arguments: Any) -> Any:
        return self.functions[name](*arguments)

    def peek(self, name: str, *arguments: Any) -> Any:
        found = self.functions[name].peek(*arguments)
        return None if found is MISSING else found

    def clear(self, name: str, *arguments: Any) -> None:
        self.functions[name].clear(*arguments)

    def invalidate(self, *tags: str) -> None:
        self.registry.invalidate(tags)

    def info(self, name: str) -> list[int]:
        info = self.functions[name].info()
        return [info.entries, info.hits, info.misses]

    def advance(self, seconds: float) -> None:
        self.time.advance(seconds)

    def refresh(self) -> int:
        return self.executor.run_all()

    # --- Processes to be killed --------------------------------------------------------------

    def doom(self, operation: str, step: int) -> int | None:
        """Let a child do something and be killed at one of its steps; `None` if it has fewer."""
        child = os.fork()
        if child == 0:
            _end(lambda: self._do_and_die(operation, step))
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return os.WTERMSIG(status)
        assert status == 0, f"the child ended with {status}"
        return None

    def _do_and_die(self, operation: str, step: int) -> None:
        rest = itertools.count(step, -1)

        def fault(_: str) -> None:
            if next(rest) == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        store = self.open_store(
            fault=fault, sync=True, max_size_bytes=60_000 if operation == "evict" else None
        )
        OPERATIONS[operation](self, store)
        self.executor.run_all()

    def churn(self, seed: int) -> int:
        """Start a child that uses the cache in every way until it is killed; returns its id."""
        child = os.fork()
        if child == 0:
            _end(lambda: self._churn(random.Random(seed)))
        self.children.append(child)
        return child

    def _churn(self, chance: random.Random) -> None:
        store = self.open_store(chance=chance, max_size_bytes=3_000_000)
        while True:
            x = chance.randrange(6)
            chance.choices(CHURNING, weights=[8, 8, 2, 2, 1, 1, 2, 2, 1])[0](self, store, x)
            self.executor.run_all()
            os.write(int(os.environ["LOG"]), b".")

    def reap(self, child: int) -> None:
        """Kill a child at once."""
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self.children.remove(child)

    def entry(self, x: int, size: int = SMALL, *tags: str) -> Entry:
        self.time.advance(0.001)
        return Entry(
            b"%d" % x,
            freeze(body(x, size)),
            born_seconds=self.time.monotonic(),
            created_seconds=self.time.wall(),
            tags=frozenset(tags),
        )


def _end(work: Callable[[], None]) -> None:
    """Do the work of a child and end it, whatever comes."""
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
        os.write(int(os.environ["LOG"]), b"failed\n")
    finally:
        os._exit(status)


def _put_under_lease(worker: Worker, store: DiskStore, x: int, size: int) -> None:
    lease = store.lease(SPACE, b"%d" % x, frozenset({"red"}))
    assert lease is not None
    assert store.put(SPACE, worker.entry(x, size, "red"), lease)
    lease.release()


def _discard(worker: Worker, store: DiskStore) -> None:
    found = store.get(SPACE, b"1")
    assert found is not None
    assert store.discard(SPACE, found)


def _fit(worker: Worker, store: DiskStore) -> None:
    store.fit(SPACE, Limits(max_entries=1))


def _evict(worker: Worker, store: DiskStore) -> None:
    while store.evict():
        pass


OPERATIONS: dict[str, Callable[[Worker, DiskStore], object]] = {
    "put": lambda worker, store: _put_under_lease(worker, store, 9, SMALL),
    "put large": lambda worker, store: _put_under_lease(worker, store, 9, LARGE),
    "replace": lambda worker, store: _put_under_lease(worker, store, 1, SMALL + 8),
    "replace large": lambda worker, store: _put_under_lease(worker, store, 1, LARGE),
    "remove": lambda worker, store: store.remove(SPACE, b"1"),
    "discard": _discard,
    "clear": lambda worker, store: store.clear(SPACE),
    "clear all": lambda worker, store: store.clear_all(),
    "invalidate": lambda worker, store: store.invalidate(["red", "blue"]),
    "fit": _fit,
    "evict": _evict,
    "prune": lambda worker, store: store.prune(tags=["red"]),
}


def _read_whole(worker: Worker, store: DiskStore, x: int) -> None:
    found = store.get(SPACE, b"%d" % x)
    if found is not None:
        value = found.snapshot.open()
        assert value == body(x, len(value)), f"{x} is {value[:20]!r}..."


def _compute(worker: Worker, store: DiskStore, x: int) -> None:
    lease = store.lease(SPACE, b"%d" % x, frozenset({"red"}))
    if lease is not None:
        store.put(SPACE, worker.entry(x, (SMALL, LARGE)[x % 2], "red"), lease)
        lease.release()


CHURNING: list[Callable[[Worker, DiskStore, int], object]] = [
    _read_whole,
    _compute,
    lambda worker, store, x: store.put(SPACE, worker.entry(x, LARGE, "blue")),
    lambda worker, store, x: store.remove(SPACE, b"%d" % x),
    lambda worker, store, x: store.clear(SPACE),
    lambda worker, store, x: store.invalidate(["red"]),
    lambda worker, store, x: store.fit(SPACE, Limits(max_entries=3)),
    lambda worker, store, x: _evict(worker, store),
    lambda worker, store, x: [entry.tags for entry in store.entries(SPACE)],
]


def obey(lines: Iterable[str], answers: TextIO) -> None:
    """Answer each line."""
    worker = Worker()
    for line in lines:
        name, arguments, options = json.loads(line)
        try:
            answer = {"value": getattr(worker, name)(*arguments, **options)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)


def main() -> None:
    """Fork a process for each line, which names the pipes of its orders and its answers.

    They begin with everything imported, so that a test may have many of them.
    """
    warnings.simplefilter("error")
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        orders, answers = json.loads(line)
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(sys.stdin.fileno())
            with open(orders) as lines, open(answers, "w") as out:
                obey(lines, out)
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
