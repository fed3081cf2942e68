"""Cached coroutine functions and asynchronous generators."""

from __future__ import annotations

import asyncio
import inspect
import threading
from typing import TYPE_CHECKING, Any

import pytest

from millstream.caching import MISSING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from millstream.caching.decorators import CacheData
    from millstream.caching.registry import Registry
    from millstream.testing.manual import ManualExecutor, ManualTime


def test_the_wrapper_is_a_coroutine_function(cache_data: CacheData) -> None:
    @cache_data
    async def load(x: int) -> int:
        return x

    assert inspect.iscoroutinefunction(load)
    assert asyncio.iscoroutinefunction(load)
    work = load(1)
    assert inspect.iscoroutine(work)
    assert asyncio.run(work) == 1


def test_concurrent_awaits_share_one_execution(cache_data: CacheData) -> None:
    ran: list[int] = []

    @cache_data
    async def load(x: int) -> list[int]:
        ran.append(x)
        await asyncio.sleep(0)
        return [x]

    async def main() -> None:
        results = await asyncio.gather(*(load(1) for _ in range(10)))
        assert results == [[1]] * 10
        results[0].append(9)
        assert await load(1) == [1]

    asyncio.run(main())
    assert ran == [1]
    assert load.info().hits == 10


def test_a_cancelled_waiter_or_owner_does_not_cancel_the_work(cache_data: CacheData) -> None:
    ran: list[str] = []

    async def main() -> None:
        gate = asyncio.Event()

        @cache_data(track="code")
        async def load() -> int:
            ran.append("began")
            await gate.wait()
            ran.append("ended")
            return 5

        owner = asyncio.create_task(load())
        await asyncio.sleep(0)
        waiter = asyncio.create_task(load())
        await asyncio.sleep(0)
        late = asyncio.create_task(load())
        await asyncio.sleep(0)
        owner.cancel()
        waiter.cancel()
        for task in (owner, waiter):
            with pytest.raises(asyncio.CancelledError):
                await task
        gate.set()
        assert await late == 5
        assert await load() == 5

    asyncio.run(main())
    assert ran == ["began", "ended"]


def test_awaits_from_different_event_loops_share_one_execution(cache_data: CacheData) -> None:
    ran: list[int] = []
    began, go = threading.Event(), threading.Event()

    @cache_data(track="code")
    async def load() -> int:
        ran.append(1)
        began.set()
        await asyncio.get_running_loop().run_in_executor(None, go.wait, 5)
        return 8

    results: list[int] = []
    first = threading.Thread(target=lambda: results.append(asyncio.run(load())))
    first.start()
    assert began.wait(5)
    second = threading.Thread(target=lambda: results.append(asyncio.run(load())))
    second.start()
    go.set()
    first.join(5)
    second.join(5)
    assert results == [8, 8]
    assert ran == [1]


def test_an_exception_reaches_all_who_await_and_is_not_cached(cache_data: CacheData) -> None:
    ran: list[int] = []

    @cache_data
    async def fail() -> int:
        ran.append(1)
        await asyncio.sleep(0)
        raise ValueError("no")

    async def main() -> None:
        results = await asyncio.gather(fail(), fail(), return_exceptions=True)
        assert [str(error) for error in results] == ["no", "no"]
        with pytest.raises(ValueError, match="no"):
            await fail()

    asyncio.run(main())
    assert len(ran) == 2


def test_a_coroutine_that_awaits_itself_or_a_partner_goes_on(cache_data: CacheData) -> None:
    @cache_data
    async def ping(_depth: int) -> int:
        return 1 + await pong(_depth - 1) if _depth else 0

    @cache_data
    async def pong(_depth: int) -> int:
        return 1 + await ping(_depth - 1) if _depth else 0

    async def main() -> None:
        results = await asyncio.wait_for(asyncio.gather(ping(3), pong(3)), 5)
        assert all(isinstance(result, int) for result in results)

    asyncio.run(main())


def test_a_stale_value_is_served_while_a_coroutine_refreshes(
    cache_data: CacheData, time: ManualTime
) -> None:
    ran: list[int] = []

    @cache_data(ttl=10, refresh_mode="background")
    async def load() -> int:
        ran.append(1)
        await asyncio.sleep(0)
        return len(ran)

    async def main() -> None:
        assert await load() == 1
        time.advance(11)
        assert [await load(), await load()] == [1, 1]
        for _ in range(5):
            await asyncio.sleep(0)
        assert await load() == 2

    asyncio.run(main())
    assert len(ran) == 2


def test_a_coroutine_is_warmed_outside_of_a_loop(
    cache_data: CacheData, executor: ManualExecutor
) -> None:
    @cache_data
    async def load() -> int:
        return 4

    done = load.warm()
    executor.run_all()
    assert done.result(timeout=0) is None
    assert load.peek() == 4


def test_an_asynchronous_generator_is_recorded_shared_and_replayed(
    cache_data: CacheData,
) -> None:
    ran: list[int] = []

    @cache_data
    async def tokens(count: int) -> AsyncIterator[int]:
        for index in range(count):
            ran.append(index)
            await asyncio.sleep(0)
            yield index

    async def collect() -> list[int]:
        return [item async for item in tokens(3)]

    async def main() -> None:
        assert await asyncio.gather(collect(), collect()) == [[0, 1, 2]] * 2
        assert await collect() == [0, 1, 2]

    assert inspect.isasyncgenfunction(tokens)
    asyncio.run(main())
    assert ran == [0, 1, 2]
    assert tokens.info().entries == 1


def test_an_asynchronous_generator_is_replayed_in_other_event_loops(cache_data: CacheData) -> None:
    ran: list[int] = []

    @cache_data
    async def tokens() -> AsyncIterator[int]:
        ran.append(1)
        yield 1
        await asyncio.sleep(0)
        yield 2

    async def take(count: int) -> list[int]:
        stream = tokens()
        return [await anext(stream) for _ in range(count)]

    async def collect() -> list[int]:
        return [item async for item in tokens()]

    # A loop that ends before the generator does leaves nothing to those of other loops.
    assert asyncio.run(take(1)) == [1]
    assert [asyncio.run(collect()) for _ in range(3)] == [[1, 2]] * 3
    assert len(ran) == 2


def test_an_asynchronous_generator_left_early_is_not_kept(cache_data: CacheData) -> None:
    closed: list[bool] = []

    @cache_data
    async def tokens() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            closed.append(True)

    async def main() -> None:
        stream = tokens()
        assert await anext(stream) == 1
        await stream.aclose()  # type: ignore[attr-defined]
        assert closed == [True]
        assert tokens.peek() is MISSING
        assert [item async for item in tokens()] == [1, 2]

    asyncio.run(main())


def test_a_cancelled_follower_leaves_the_asynchronous_run_to_the_others(
    cache_data: CacheData,
) -> None:
    ran: list[int] = []

    async def main() -> None:
        gate = asyncio.Event()

        @cache_data(track="code")
        async def tokens() -> AsyncIterator[int]:
            ran.append(1)
            yield 1
            await gate.wait()
            yield 2

        async def collect() -> list[int]:
            return [item async for item in tokens()]

        first = asyncio.create_task(collect())
        await asyncio.sleep(0)
        second = asyncio.create_task(collect())
        for _ in range(5):
            await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        gate.set()
        assert await second == [1, 2]

    asyncio.run(main())
    assert ran == [1]


def test_a_clear_while_a_coroutine_runs_keeps_its_result_out(
    cache_data: CacheData, registry: Registry
) -> None:
    values: list[Any] = []

    async def main() -> None:
        gate = asyncio.Event()

        @cache_data(track="code", tags=["t"])
        async def load() -> int:
            values.append(1)
            await gate.wait()
            return len(values)

        task = asyncio.create_task(load())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        registry.invalidate(["t"])
        gate.set()
        assert await task == 1
        assert load.peek() is MISSING
        assert await load() == 2

    asyncio.run(main())
