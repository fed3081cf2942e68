from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from millstream.caching import api
from millstream.caching.budget import Budget
from millstream.caching.classic import Cache
from millstream.caching.decorators import CacheData, CacheResource
from millstream.caching.registry import Registry
from millstream.caching.snapshot import lend
from millstream.caching.snapshot.memory import CopiedMemory
from millstream.caching.stores.content import Assembler, Dismantler
from millstream.caching.stores.disk import DiskStore
from millstream.storage.codecs import plain
from millstream.testing.manual import ManualExecutor, ManualTime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from millstream.caching.api import Snapshot
    from millstream.storage.envelope import Gathered


class SectionsInMemory:
    """The sections of an envelope without the file."""

    def __init__(self, sections: list[Gathered]) -> None:
        self._contents = [b"".join(section.chunks) for section in sections]

    def read(self, number: int) -> bytes:
        return self._contents[number]

    copy = view = read

    def memory(self, number: int) -> CopiedMemory:
        return CopiedMemory(self._contents[number])


@pytest.fixture
def written() -> Callable[[Any], Snapshot]:
    """What another process reads where this one has written a value."""

    def write_and_read(value: Any) -> Snapshot:
        dismantler = Dismantler(allow_pickle=True)
        node = plain.decode(plain.encode(dismantler.node(lend(value))))
        source = SectionsInMemory(dismantler.sections)
        return Assembler(source, allow_pickle=True).snapshot(node)

    return write_and_read


class Process:
    """What one process has of its own: a registry, decorators, work in the background."""

    def __init__(self, store: DiskStore, time: ManualTime, *, persist_all: bool = False) -> None:
        self.store = store
        self.executor = ManualExecutor()
        self.registry = Registry(
            persistent=lambda: store,
            persist_all=persist_all,
            pause=self.pause,
            clock=time,
            timer=time,
            executor=self.executor,
            budget=Budget(10**9),
            chance=lambda: 0.5,
        )
        self.cache_data = CacheData(self.registry)
        self.cache_resource = CacheResource(self.registry)
        self.cache = Cache(self.registry)
        self.while_waiting: Callable[[], object] = lambda: pytest.fail("nobody has to wait")

    def pause(self, _: float) -> None:
        self.while_waiting()


@pytest.fixture
def start(tmp_path: Path, time: ManualTime) -> Callable[..., Process]:
    """Starts one more process."""

    def make(*, persist_all: bool = False, **options: Any) -> Process:
        store = DiskStore(
            tmp_path / "cache",
            signing_key=bytes(32),
            clock=time,
            boot="boot",
            executor=ManualExecutor(),
            **options,
        )
        return Process(store, time, persist_all=persist_all)

    return make


@pytest.fixture
def define() -> Callable[..., Any]:
    """Defines the same function in each process, as a script does anew in each run."""

    def make(process: Process, ran: list[Any], **options: Any) -> Any:
        @process.cache_data(**{"persist": "disk", "track": "code", **options})
        def load(x: Any) -> Any:
            ran.append(x)
            return {"x": x, "rows": np.arange(200_000) * x}

        return load

    return make


@pytest.fixture(autouse=True)
def _no_recorder() -> Iterator[None]:
    before = api.recorder.current
    api.recorder.provide(None)
    yield
    api.recorder.provide(before)
