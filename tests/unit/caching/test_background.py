"""The daemons that run work and timers by default."""

from __future__ import annotations

import logging
import os
import threading

import pytest

from millstream.caching.background import DaemonExecutor, DaemonTimer
from millstream.clock import SystemClock

PATIENCE = 10


def test_work_runs_on_daemon_threads_up_to_the_size() -> None:
    executor = DaemonExecutor(2)
    both, threads = threading.Barrier(3), set()
    done = threading.Semaphore(0)

    def work() -> None:
        threads.add(threading.current_thread())
        both.wait(PATIENCE)
        done.release()

    for _ in range(2):
        executor.submit(work)
    both.wait(PATIENCE)
    for _ in range(2):
        assert done.acquire(timeout=PATIENCE)
    for _ in range(20):
        executor.submit(lambda: (threads.add(threading.current_thread()), done.release())[0])
    for _ in range(20):
        assert done.acquire(timeout=PATIENCE)
    assert len(threads) <= 2
    assert all(thread.daemon for thread in threads)


@pytest.mark.parametrize("kind", [ValueError, SystemExit])
def test_failing_work_is_logged_and_the_next_runs(
    kind: type[BaseException], caplog: pytest.LogCaptureFixture
) -> None:
    executor = DaemonExecutor(1)
    done = threading.Event()

    def fail() -> None:
        raise kind("no")

    with caplog.at_level(logging.ERROR):
        executor.submit(fail)
        executor.submit(done.set)
        assert done.wait(PATIENCE)
    assert "no" in caplog.text


def test_a_timer_calls_in_the_order_of_the_times() -> None:
    clock = SystemClock()
    timer = DaemonTimer(clock)
    rung: list[str] = []
    done = threading.Event()
    now = clock.monotonic()
    timer.call_at(now + 0.03, done.set)
    timer.call_at(now + 0.02, lambda: rung.append("second"))
    timer.call_at(now + 0.01, lambda: 1 / 0)
    timer.call_at(now - 1.0, lambda: rung.append("first"))
    assert done.wait(PATIENCE)
    assert rung == ["first", "second"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_has_threads_of_its_own() -> None:
    clock, done = SystemClock(), threading.Event()
    executor, timer = DaemonExecutor(1), DaemonTimer(clock)
    executor.submit(done.set)
    assert done.wait(PATIENCE)
    done.clear()
    timer.call_at(0.0, done.set)
    assert done.wait(PATIENCE)
    child = os.fork()
    if child == 0:
        ran, called = threading.Event(), threading.Event()
        executor.submit(ran.set)
        timer.call_at(0.0, called.set)
        os._exit(0 if ran.wait(PATIENCE) and called.wait(PATIENCE) else 1)
    assert os.waitpid(child, 0)[1] == 0
