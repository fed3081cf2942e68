"""One computation and one refresh for all processes that share a folder."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from millstream.testing.manual import ManualTime


LARGE = np.arange(200_000)


def test_who_comes_while_another_process_computes_gets_its_result(
    start: Callable[..., Any],
) -> None:
    ran: list[str] = []
    one, two = start(), start()

    def source(process: Any, name: str) -> Any:
        @process.cache_data(persist=True, track="code")
        def load() -> list[int]:
            ran.append(name)
            if name == "one":
                thread.start()
                started.wait(10)
            return [1]

        return load

    started = threading.Event()
    results: list[list[int]] = []
    thread = threading.Thread(target=lambda: results.append(source(two, "two")()))
    # The second process has begun to wait before the first one goes on.
    two.while_waiting = started.set
    results.append(source(one, "one")())
    thread.join(10)
    assert ran == ["one"]
    assert results == [[1], [1]]
    assert results[0] is not results[1]


def test_functions_that_need_each_other_across_processes_do_not_wait_for_ever(
    start: Callable[..., Any],
) -> None:
    ran: list[str] = []
    meeting = threading.Barrier(2, timeout=10)

    def both(process: Any, name: str) -> tuple[Any, Any]:
        def meet() -> None:
            ran.append(name)
            if ran.count(name) == 1:
                meeting.wait()

        @process.cache_data(persist=True, track="code")
        def left() -> int:
            meet()
            return 1 if name == "one" else 1 + right()

        @process.cache_data(persist=True, track="code")
        def right() -> int:
            meet()
            return 1 + left() if name == "one" else 1

        return left, right

    one, two = start(), start()
    one.while_waiting = two.while_waiting = lambda: None
    _, right = both(one, "one")
    left, _ = both(two, "two")
    results: list[Any] = []
    threads = [
        threading.Thread(target=lambda call=call: results.append(call())) for call in (right, left)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
    assert len(results) == 2
    assert len(ran) <= 4


def test_a_background_refresh_is_done_once_for_all(
    start: Callable[..., Any], time: ManualTime, define: Callable[..., Any]
) -> None:
    ran: list[int] = []
    one, two = start(), start()
    options = {"ttl": 10, "refresh_mode": "background"}
    first, second = define(one, ran, **options), define(two, ran, **options)
    first(1), second(1)
    time.advance(11.0)
    first(1), second(1)
    assert ran == [1]
    # The first one is at it while the second one would begin.
    lease = one.store.lease(one.store.namespaces()[0], b"")
    assert lease is not None
    one.executor.run_all()
    two.executor.run_all()
    assert ran == [1, 1]
    first(1), second(1)
    assert (one.executor.run_all(), two.executor.run_all()) == (0, 0)
    lease.release()


def test_a_refresh_that_another_process_is_at_is_left_to_it(
    start: Callable[..., Any], time: ManualTime, define: Callable[..., Any]
) -> None:
    ran: list[int] = []
    one, two = start(), start()
    options = {"ttl": 10, "refresh_mode": "background"}
    first, second = define(one, ran, **options), define(two, ran, **options)
    first(1), second(1)
    time.advance(11.0)
    namespace = one.store.namespaces()[0]
    (entry,) = one.store.entries(namespace)
    lease = one.store.lease(namespace, entry.key)
    assert lease is not None
    assert (second(1)["rows"] == LARGE).all()
    two.executor.run_all()
    assert ran == [1]
    lease.release()
    second(1)
    two.executor.run_all()
    assert ran == [1, 1]


def test_what_may_still_be_served_is_not_swept(
    start: Callable[..., Any], time: ManualTime, define: Callable[..., Any]
) -> None:
    ran: list[int] = []
    one = start()
    define(one, ran, ttl=10, refresh_mode="background")(1)
    time.advance(1000.0)
    assert one.store.prune(expired_only=True).entries == 0
    assert define(start(), ran, ttl=10, refresh_mode="background")(1)["x"] == 1
    assert ran == [1]
