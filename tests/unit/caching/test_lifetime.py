"""How long entries live, and what happens when they leave."""

from __future__ import annotations

import gc
import logging
import weakref
from typing import TYPE_CHECKING, Any

import pytest

from millstream.caching import policy
from millstream.caching.budget import Budget, estimate_bytes, memory_limit_bytes
from millstream.caching.decorators import CacheData, CacheResource
from millstream.caching.events import Evicted, Refreshed, Released
from millstream.caching.registry import Registry

if TYPE_CHECKING:
    from pathlib import Path

    from millstream.testing.manual import ManualExecutor, ManualTime


class Connection:
    def __init__(self, name: int = 0) -> None:
        self.name = name


def test_an_entry_is_computed_anew_when_its_time_is_over(
    cache_data: CacheData, time: ManualTime
) -> None:
    ran: list[int] = []

    @cache_data(ttl=10)
    def load() -> int:
        ran.append(1)
        return len(ran)

    assert load() == 1
    time.advance(9.9)
    assert load() == 1
    time.advance(0.1)
    assert load() == 2


def test_expired_entries_are_freed_on_time_without_an_access(
    cache_resource: CacheResource, registry: Registry, time: ManualTime
) -> None:
    seen: list[Any] = []
    registry.observers.subscribe(seen.append)

    @cache_resource(ttl="1m")
    def connect(name: int) -> Connection:
        return Connection(name)

    alive = weakref.ref(connect(1))
    time.advance(30)
    connect(2)
    time.advance(30)
    gc.collect()
    assert alive() is None
    assert connect.info().entries == 1
    time.advance(30)
    assert connect.info().entries == 0
    assert [e.reason for e in seen if isinstance(e, Evicted)] == ["expired", "expired"]
    assert registry.budget.used_bytes == 0


def test_a_removed_entry_is_not_held_by_its_deadline(
    cache_resource: CacheResource,
) -> None:
    @cache_resource(ttl="1d")
    def connect() -> Connection:
        return Connection()

    alive = weakref.ref(connect())
    connect.clear()
    gc.collect()
    assert alive() is None


def test_a_shorter_ttl_in_a_new_definition_holds_at_once(
    cache_data: CacheData, time: ManualTime
) -> None:
    ran: list[int] = []

    def define(ttl: float | None) -> Any:
        @cache_data(ttl=ttl)
        def load() -> int:
            ran.append(1)
            return len(ran)

        return load

    define(None)()
    time.advance(100)
    assert define(None)() == 1
    assert define(50)() == 2
    time.advance(49)
    assert define(50)() == 2
    time.advance(1)
    assert define(50).info().entries == 0


def test_max_entries_lets_the_oldest_go_first(cache_data: CacheData) -> None:
    ran: list[int] = []

    @cache_data(max_entries=2)
    def load(x: int) -> int:
        ran.append(x)
        return x

    load(1), load(2), load(1), load(3)
    assert load.info().entries == 2
    load(2), load(3)
    assert ran == [1, 2, 3]
    load(1)
    assert ran == [1, 2, 3, 1]


def test_max_size_bounds_the_bytes_of_one_function(cache_data: CacheData) -> None:
    @cache_data(max_size="10kB")
    def load(x: int) -> bytes:
        return b"x" * 4000

    for x in range(5):
        load(x)
        assert load.info().size_bytes <= 10_000
    assert load.info().entries == 2


def test_a_value_larger_than_the_limit_is_returned_and_not_kept(cache_data: CacheData) -> None:
    @cache_data(max_size=1000)
    def load() -> bytes:
        return b"x" * 4000

    assert len(load()) == 4000
    assert load.info().entries == 0


def test_on_release_runs_once_for_each_resource_that_leaves(
    cache_resource: CacheResource, registry: Registry, time: ManualTime
) -> None:
    released: list[int] = []
    seen: list[Any] = []
    registry.observers.subscribe(seen.append)

    @cache_resource(ttl=60, max_entries=2, on_release=lambda c: released.append(c.name))
    def connect(name: int) -> Connection:
        return Connection(name)

    connect(1), connect(2), connect(3)
    assert released == [1]
    connect.clear(2)
    assert released == [1, 2]
    time.advance(60)
    assert released == [1, 2, 3]
    connect(4)
    cache_resource.clear()
    cache_resource.clear()
    assert released == [1, 2, 3, 4]
    assert sum(isinstance(event, Released) for event in seen) == 4


def test_on_release_runs_outside_of_locks_and_its_errors_are_logged(
    cache_resource: CacheResource, caplog: pytest.LogCaptureFixture
) -> None:
    entries: list[int] = []

    def release(connection: Connection) -> None:
        entries.append(connect.info().entries)
        connect.clear()
        raise OSError("closing failed")

    @cache_resource(on_release=release)
    def connect(name: int) -> Connection:
        return Connection(name)

    connect(1)
    with caplog.at_level(logging.ERROR):
        connect.clear()
    assert entries == [0]
    assert "closing failed" in caplog.text


def test_validate_makes_a_broken_resource_anew(cache_resource: CacheResource) -> None:
    broken: set[int] = set()
    released: list[int] = []
    made: list[int] = []

    @cache_resource(
        validate=lambda c: c.name not in broken, on_release=lambda c: released.append(c.name)
    )
    def connect() -> Connection:
        made.append(len(made))
        return Connection(made[-1])

    assert connect() is connect()
    broken.add(0)
    assert connect().name == 1
    assert connect().name == 1
    assert released == [0]


def test_a_background_refresh_serves_the_old_value_and_runs_once(
    cache_data: CacheData, registry: Registry, time: ManualTime, executor: ManualExecutor
) -> None:
    seen: list[Any] = []
    registry.observers.subscribe(seen.append)
    ran: list[int] = []

    @cache_data(ttl=10, refresh_mode="background")
    def load(x: int) -> int:
        ran.append(x)
        return len(ran)

    assert load(1) == 1
    time.advance(11)
    assert [load(1), load(1), load(1)] == [1, 1, 1]
    assert executor.run_all() == 1
    assert load(1) == 2
    assert ran == [1, 1]
    assert sum(isinstance(event, Refreshed) for event in seen) == 1


def test_a_failing_refresh_keeps_the_old_value(
    cache_data: CacheData,
    time: ManualTime,
    executor: ManualExecutor,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken: list[bool] = []

    @cache_data(ttl=10, refresh_mode="background", track="code")
    def load() -> int:
        if broken:
            raise OSError("source is down")
        return 1

    load()
    broken.append(True)
    time.advance(11)
    with caplog.at_level(logging.ERROR):
        load()
        executor.run_all()
    assert "source is down" in caplog.text
    assert load() == 1
    assert executor.waiting == []


def test_a_failing_refresh_is_tried_again_later_and_later(
    cache_data: CacheData, time: ManualTime, executor: ManualExecutor
) -> None:
    tried: list[float] = []

    @cache_data(ttl=10, refresh_mode="background", track="code")
    def load() -> int:
        tried.append(time.monotonic())
        if 1 < len(tried) < 6:
            raise OSError("source is down")
        return len(tried)

    load()
    time.advance(10)
    for _ in range(20):
        assert load() in {1, 6}
        executor.run_all()
        time.advance(1)
    assert tried == [0, 10, 11, 13, 17, 25]
    assert load() == 6
    assert policy.retry_at(0.0, 10_000) == 300.0


def test_a_refresh_computes_with_the_arguments_as_they_were(
    cache_data: CacheData, time: ManualTime, executor: ManualExecutor
) -> None:
    @cache_data(ttl=10, refresh_mode="background")
    def total(numbers: list[int]) -> int:
        return sum(numbers)

    numbers = [1, 2]
    assert total(numbers) == 3
    time.advance(11)
    assert total(numbers) == 3
    numbers.append(100)
    executor.run_all()
    assert total([1, 2]) == 3
    assert total(numbers) == 103


def test_a_clear_during_a_refresh_discards_its_result(
    cache_data: CacheData, time: ManualTime, executor: ManualExecutor
) -> None:
    source = [1]

    @cache_data(ttl=10, refresh_mode="background", track="code")
    def load() -> int:
        value = source[0]
        if value == 2:
            load.clear()
        return value

    load()
    source[0] = 2
    time.advance(11)
    load()
    executor.run_all()
    assert load.info().entries == 0
    source[0] = 3
    assert load() == 3


def test_an_early_refresh_begins_before_the_end(
    cache_data: CacheData, time: ManualTime, executor: ManualExecutor
) -> None:
    ran: list[int] = []

    @cache_data(ttl=100, early_refresh=0.2)
    def load() -> int:
        ran.append(1)
        return len(ran)

    load()
    time.advance(89)
    load()
    assert executor.waiting == []
    time.advance(1)
    assert load() == 1
    assert executor.run_all() == 1
    assert load() == 2


def test_the_budget_evicts_data_that_saves_little_and_spares_resources(
    time: ManualTime, executor: ManualExecutor
) -> None:
    registry = Registry(clock=time, timer=time, executor=executor, budget=Budget(12_000))
    cache_data, cache_resource = CacheData(registry), CacheResource(registry)

    @cache_resource
    def model() -> bytearray:
        return bytearray(4000)

    @cache_data
    def cheap(x: int) -> bytes:
        return b"c" * 2000

    @cache_data
    def dear(x: int) -> bytes:
        time.advance(10)
        return b"d" * 2000

    first = model()
    dear(1), cheap(1), dear(2)
    assert registry.budget.used_bytes <= 12_000
    assert (dear.info().entries, cheap.info().entries) == (2, 0)
    for x in range(5):
        cheap(x)
        assert registry.budget.used_bytes <= 12_000
    assert dear.info().entries >= 1
    assert model() is first


def test_the_memory_limit_is_that_of_the_control_group(tmp_path: Path) -> None:
    physical = memory_limit_bytes(tmp_path)
    assert physical > 0
    (tmp_path / "memory.max").write_text("max\n")
    assert memory_limit_bytes(tmp_path) == physical
    (tmp_path / "memory.max").write_text("1048576\n")
    assert memory_limit_bytes(tmp_path) == 1048576
    (tmp_path / "memory.limit_in_bytes").write_text("524288\n")
    assert memory_limit_bytes(tmp_path) == 524288


def test_resources_are_measured_by_what_they_tell() -> None:
    class Tensor:
        nbytes = 4096

    class Shy:
        @property
        def nbytes(self) -> int:
            raise RuntimeError("not on this device")

    assert estimate_bytes(Tensor()) == 4096
    assert estimate_bytes(Shy()) > 0
    assert estimate_bytes(object()) > 0


def test_statistics_survive_the_entries(cache_data: CacheData, registry: Registry) -> None:
    @cache_data
    def load(x: int) -> int:
        return x

    for x in range(3):
        load(x), load(x)
    load.clear()
    assert (load.info().hits, load.info().misses, load.info().entries) == (3, 3, 0)
    assert registry.budget.used_bytes == 0
