"""Threads for scripts."""

from __future__ import annotations

import threading

from millstream.server.executor import Executor


def run(executor: Executor) -> str:
    """Do a piece of work and give the name of the thread that did it."""
    done = threading.Event()
    names: list[int] = []

    def work() -> None:
        names.append(threading.get_ident())
        done.set()

    executor.submit(work)
    assert done.wait(5)
    return str(names[0])


def test_an_idle_thread_works_again() -> None:
    rested = threading.Event()

    class Watched(Executor):
        def rest(self, worker: object) -> None:
            super().rest(worker)  # type: ignore[arg-type]
            rested.set()

    executor = Watched()
    first = run(executor)
    assert rested.wait(5)
    assert run(executor) == first


def test_work_that_goes_on_does_not_hold_other_work_up() -> None:
    executor = Executor()
    release, started = threading.Event(), threading.Event()

    def busy() -> None:
        started.set()
        release.wait(5)

    executor.submit(busy)
    assert started.wait(5)
    assert run(executor)
    release.set()


def test_an_idle_thread_ends_after_its_time() -> None:
    executor = Executor(idle_seconds=0.01)
    threads: list[threading.Thread] = []
    done = threading.Event()

    def work() -> None:
        threads.append(threading.current_thread())
        done.set()

    executor.submit(work)
    assert done.wait(5)
    threads[0].join(5)
    assert not threads[0].is_alive()
    assert run(executor)
