from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from millstream.caching import api
from millstream.caching.budget import Budget
from millstream.caching.decorators import CacheData, CacheResource
from millstream.caching.registry import Registry
from millstream.caching.snapshot import lend
from millstream.caching.snapshot.memory import CopiedMemory
from millstream.caching.stores.content import Assembler, Dismantler
from millstream.storage.codecs import plain
from millstream.testing.manual import ManualExecutor, ManualTime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from millstream.caching.api import Snapshot
    from millstream.storage.envelope import Gathered


@pytest.fixture
def time() -> ManualTime:
    return ManualTime()


@pytest.fixture
def executor() -> ManualExecutor:
    return ManualExecutor()


@pytest.fixture
def registry(time: ManualTime, executor: ManualExecutor) -> Registry:
    return Registry(
        clock=time, timer=time, executor=executor, budget=Budget(10**9), chance=lambda: 0.5
    )


@pytest.fixture
def cache_data(registry: Registry) -> CacheData:
    return CacheData(registry)


@pytest.fixture
def cache_resource(registry: Registry) -> CacheResource:
    return CacheResource(registry)


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


@pytest.fixture(autouse=True)
def _no_recorder() -> Iterator[None]:
    before = api.recorder.current
    api.recorder.provide(None)
    yield
    api.recorder.provide(before)
