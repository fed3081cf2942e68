"""Cached generators under concurrency, by script: who pulls, who waits, who takes over."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from gates import PATIENCE, Gate, Stop
from millstream.caching import UnserializableReturnValueError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator, Iterator

    from millstream.caching.decorators import CacheData
    from millstream.caching.registry import Registry


@pytest.fixture
def waiting(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Released each time that somebody is about to ask a run for its next item."""
    semaphore = threading.Semaphore(0)
    wait = registry.flights.waiting

    def telling(flight: Any) -> Any:
        semaphore.release()
        return wait(flight)

    monkeypatch.setattr(registry.flights, "waiting", telling)
    return semaphore


def wait_for(semaphore: threading.Semaphore, count: int) -> None:
    for _ in range(count):
        assert semaphore.acquire(timeout=PATIENCE)


def test_a_consumer_that_pauses_for_ever_holds_nobody_up(
    cache_data: CacheData, pool: ThreadPoolExecutor
) -> None:
    ran: list[int] = []

    @cache_data(track="code")
    def tokens() -> Iterator[list[int]]:
        for index in range(4):
            ran.append(index)
            yield [index]

    paused = tokens()
    next(paused).append(99)
    others = [pool.submit(lambda: list(tokens())) for _ in range(8)]
    assert [each.result(PATIENCE) for each in others] == [[[0], [1], [2], [3]]] * 8
    assert ran == [0, 1, 2, 3]
    assert tokens.info().entries == 1
    assert list(paused) == [[1], [2], [3]]


def test_who_comes_while_an_item_is_made_waits_for_it(
    cache_data: CacheData, pool: ThreadPoolExecutor, waiting: threading.Semaphore
) -> None:
    gate, ran = Gate(), []

    @cache_data(track="code")
    def tokens() -> Iterator[int]:
        ran.append(1)
        gate.arrive()
        yield from range(3)

    first = pool.submit(lambda: list(tokens()))
    gate.await_arrival()
    others = [pool.submit(lambda: list(tokens())) for _ in range(8)]
    wait_for(waiting, 9)
    gate.opened.set()
    assert [each.result(PATIENCE) for each in (first, *others)] == [[0, 1, 2]] * 9
    assert ran == [1]


def test_a_stop_while_another_waits_is_the_puller_s_own_and_the_other_goes_on_where_it_is(
    cache_data: CacheData, pool: ThreadPoolExecutor, waiting: threading.Semaphore
) -> None:
    gate, ran = Gate(), []

    @cache_data(track="code")
    def tokens() -> Iterator[int]:
        ran.append(1)
        yield 0
        if len(ran) == 1:
            gate.arrive()
            raise Stop
        yield 1

    stopped, other = tokens(), tokens()
    assert [next(stopped), next(other)] == [0, 0]
    pulling = pool.submit(next, stopped)
    gate.await_arrival()
    rest = pool.submit(lambda: list(other))
    wait_for(waiting, 3)
    gate.opened.set()
    with pytest.raises(Stop):
        pulling.result(PATIENCE)
    assert rest.result(PATIENCE) == [1]
    assert len(ran) == 2
    assert tokens.info().entries == 1


def test_a_consumer_that_is_closed_while_another_pulls_leaves_the_run_to_it(
    cache_data: CacheData, pool: ThreadPoolExecutor
) -> None:
    gate, closed = Gate(), []

    @cache_data(track="code")
    def tokens() -> Iterator[int]:
        try:
            yield 0
            gate.arrive()
            yield 1
        finally:
            closed.append(1)

    left, other = tokens(), tokens()
    assert [next(left), next(other)] == [0, 0]
    rest = pool.submit(lambda: list(other))
    gate.await_arrival()
    left.close()  # type: ignore[attr-defined]
    assert not closed
    gate.opened.set()
    assert rest.result(PATIENCE) == [1]
    assert closed == [1]
    assert tokens.info().entries == 1


def test_an_error_while_others_wait_reaches_all_of_them_after_what_was_recorded(
    cache_data: CacheData, pool: ThreadPoolExecutor, waiting: threading.Semaphore
) -> None:
    gate, ran = Gate(), []

    @cache_data(track="code")
    def tokens() -> Iterator[int]:
        ran.append(1)
        yield 0
        gate.arrive()
        raise ValueError("no")

    def consume() -> list[int]:
        seen: list[int] = []
        with pytest.raises(ValueError, match="no"):
            seen.extend(tokens())
        return seen

    first = pool.submit(consume)
    gate.await_arrival()
    others = [pool.submit(consume) for _ in range(4)]
    # Each asks for the second item; the first has asked for the first one, too.
    wait_for(waiting, 6)
    gate.opened.set()
    assert [each.result(PATIENCE) for each in (first, *others)] == [[0]] * 5
    assert ran == [1]


@pytest.mark.parametrize("place", ["item", "result"])
def test_what_cannot_be_kept_is_an_error_for_all_and_ends_the_run(
    cache_data: CacheData, place: str
) -> None:
    closed: list[int] = []

    @cache_data(track="code")
    def tokens() -> Generator[object, None, object]:
        try:
            yield 0
            if place == "item":
                yield threading.Lock()
            return threading.Lock()
        finally:
            closed.append(1)

    first, second = tokens(), tokens()
    assert [next(first), next(second)] == [0, 0]
    for each in (first, second):
        with pytest.raises(UnserializableReturnValueError):
            list(each)
    assert closed == [1]
    assert tokens.info().entries == 0


def test_two_generators_that_need_each_other_in_two_tasks_go_on(cache_data: CacheData) -> None:
    inside = contextvars.ContextVar("inside", default=False)

    async def main() -> list[list[str]]:
        both = asyncio.Barrier(2)

        @cache_data(track="code")
        async def left() -> AsyncIterator[str]:
            if inside.get():
                yield "left"
                return
            inside.set(True)
            await both.wait()
            async for each in right():
                yield f"left of {each}"

        @cache_data(track="code")
        async def right() -> AsyncIterator[str]:
            if inside.get():
                yield "right"
                return
            inside.set(True)
            await both.wait()
            async for each in left():
                yield f"right of {each}"

        async def consume(stream: Any) -> list[str]:
            return [each async for each in stream]

        work = asyncio.gather(consume(left()), consume(right()))
        return await asyncio.wait_for(work, PATIENCE)

    first, second = asyncio.run(main())
    assert first[0].startswith("left of right")
    assert second[0].startswith("right of left")


def test_an_asynchronous_consumer_that_pauses_for_ever_holds_nobody_up(
    cache_data: CacheData,
) -> None:
    ran: list[int] = []

    @cache_data(track="code")
    async def tokens() -> AsyncIterator[list[int]]:
        for index in range(3):
            ran.append(index)
            await asyncio.sleep(0)
            yield [index]

    async def consume() -> list[list[int]]:
        return [each async for each in tokens()]

    async def main() -> None:
        paused = tokens()
        (await anext(paused)).append(99)
        others = await asyncio.gather(*(consume() for _ in range(4)))
        assert others == [[[0], [1], [2]]] * 4
        assert [each async for each in paused] == [[1], [2]]

    asyncio.run(main())
    assert ran == [0, 1, 2]
