"""Threads and executors that a script starts belong to its run."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from millstream.compat.runtime.scriptrunner import add_script_run_ctx, get_script_run_ctx
from millstream.script import context, threads
from millstream.script.context import Run, Tenants
from millstream.script.control import StopException


class StubRun:
    """As much of a run as threads look at."""

    def __init__(self) -> None:
        self.tenants = Tenants()


@pytest.fixture(autouse=True)
def _installed() -> None:
    threads.install()


@pytest.fixture
def within() -> Callable[[Callable[[], Any]], tuple[Any, Any]]:
    """Call something within a run; give the run and the result."""

    def call(work: Callable[[], Any]) -> tuple[Any, Any]:
        run = StubRun()

        def inside() -> Any:
            context.current.set(run)  # type: ignore[arg-type]
            return work()

        return run, contextvars.copy_context().run(inside)

    return call


def seen_by(start: Callable[[Callable[[], None]], None]) -> Run | None:
    seen: list[Run | None] = []
    start(lambda: seen.append(context.current.get()))
    return seen[0]


def by_thread(work: Callable[[], None]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def by_timer(work: Callable[[], None]) -> None:
    timer = threading.Timer(0, work)
    timer.start()
    timer.join()


def by_subclass(work: Callable[[], None]) -> None:
    class Own(threading.Thread):
        def run(self) -> None:
            work()

    thread = Own()
    thread.start()
    thread.join()


def by_executor(work: Callable[[], None]) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(work).result()


def by_map(work: Callable[[], None]) -> None:
    with ThreadPoolExecutor(1) as pool:
        list(pool.map(lambda _: work(), [1]))


def by_loop(work: Callable[[], None]) -> None:
    async def main() -> None:
        await asyncio.get_running_loop().run_in_executor(None, work)

    asyncio.run(main())


def by_to_thread(work: Callable[[], None]) -> None:
    asyncio.run(asyncio.to_thread(work))


WAYS = [by_thread, by_timer, by_subclass, by_executor, by_map, by_loop, by_to_thread]


@pytest.mark.parametrize("way", WAYS)
def test_what_a_run_starts_belongs_to_it(within, way: Any) -> None:
    run, seen = within(lambda: seen_by(way))
    assert seen is run
    assert run.tenants.count == 0, "it is over"


@pytest.mark.parametrize("way", WAYS)
def test_programs_outside_of_a_run_are_untouched(way: Any) -> None:
    assert seen_by(way) is None


def test_an_executor_works_for_whoever_submits(within) -> None:
    with ThreadPoolExecutor(1) as pool:
        first, seen = within(lambda: pool.submit(context.current.get).result())
        assert seen is first
        second, seen = within(lambda: pool.submit(context.current.get).result())
        assert seen is second
        assert pool.submit(context.current.get).result() is None


def test_work_that_waits_keeps_the_globals_of_its_run(within) -> None:
    gate = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(gate.wait)
        run, future = within(lambda: pool.submit(int))
        assert run.tenants.count == 1
        gate.set()
        assert future.result() == 0
    assert run.tenants.count == 0


def test_a_script_finds_a_loop_that_its_thread_keeps(within) -> None:
    found: list[Any] = []

    async def answer() -> int:
        return 42

    def script() -> None:
        loop = asyncio.get_event_loop()
        found.append(loop.run_until_complete(answer()))
        assert asyncio.get_event_loop() is loop
        found.append(asyncio.run(answer()))
        after = asyncio.get_event_loop_policy().get_event_loop()
        found.append(after.run_until_complete(answer()))
        loop.close()
        after.close()

    within(lambda: by_thread(script))
    assert found == [42, 42, 42]


def test_a_thread_outside_of_a_run_has_no_loop_as_ever() -> None:
    raised: list[str] = []

    def work() -> None:
        try:
            asyncio.get_event_loop_policy().get_event_loop()
        except RuntimeError as error:
            raised.append(str(error))

    by_thread(work)
    assert "no current event loop" in raised[0]


def test_a_thread_that_cannot_start_is_not_counted(within) -> None:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()

    def again() -> None:
        with pytest.raises(RuntimeError):
            thread.start()

    run, _ = within(again)
    assert run.tenants.count == 0


def test_st_stop_in_a_thread_ends_the_thread_without_a_traceback(
    within, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop() -> None:
        raise StopException

    within(lambda: by_thread(stop))
    assert capsys.readouterr().err == ""


def test_a_thread_may_be_given_a_run_by_hand(within) -> None:
    seen: list[Any] = []
    thread = threading.Thread(target=lambda: seen.append(get_script_run_ctx()))
    run, given = within(lambda: add_script_run_ctx(thread))
    assert given is thread
    thread.start()
    thread.join()
    assert seen == [run]


def test_the_run_may_be_handed_to_a_thread_of_another(within) -> None:
    run, ctx = within(get_script_run_ctx)
    seen: list[Any] = []

    def work() -> None:
        add_script_run_ctx(threading.current_thread(), ctx)
        seen.append(get_script_run_ctx())

    by_thread(work)
    assert seen == [run]
    assert get_script_run_ctx() is None
