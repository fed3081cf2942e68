"""Caches under concurrency, by script: events and barriers order the threads, never time."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from gates import PATIENCE, Gate, Stop
from millstream.caching.api import Entry
from millstream.caching.flight import ABANDONED, Flight, FlightBoard
from millstream.caching.snapshot import Constant

if TYPE_CHECKING:
    from millstream.caching.decorators import CacheData, CacheResource
    from millstream.caching.registry import Registry
    from millstream.testing.manual import ManualExecutor, ManualTime


def wait_for_waiters(registry: Registry, count: int, joined: threading.Semaphore) -> None:
    for _ in range(count):
        assert joined.acquire(timeout=PATIENCE)


@pytest.fixture
def joined(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Released once for each caller that joined a flight which another owns."""
    semaphore = threading.Semaphore(0)
    join = registry.flights.join

    def counting(*args: Any) -> Any:
        flight, is_owner = join(*args)
        if not is_owner:
            semaphore.release()
        return flight, is_owner

    monkeypatch.setattr(registry.flights, "join", counting)
    return semaphore


# With "all", the first call changes a captured list while the others come.
@pytest.mark.parametrize("track", ["code", "all"])
def test_a_stampede_computes_once(
    cache_data: CacheData,
    registry: Registry,
    pool: ThreadPoolExecutor,
    joined: threading.Semaphore,
    track: Any,
) -> None:
    gate, ran = Gate(), []

    @cache_data(track=track)
    def load() -> list[int]:
        ran.append(1)
        gate.arrive()
        return [1]

    owner = pool.submit(load)
    gate.await_arrival()
    waiters = [pool.submit(load) for _ in range(20)]
    wait_for_waiters(registry, 20, joined)
    gate.opened.set()
    results = [future.result(PATIENCE) for future in (owner, *waiters)]
    assert results == [[1]] * 21
    assert len({id(result) for result in results}) == 21
    assert ran == [1]
    assert (load.info().hits, load.info().misses) == (20, 1)


@pytest.mark.parametrize("fails", [False, True])
def test_a_first_call_that_reads_another_value_waits_and_computes_its_own(
    cache_data: CacheData,
    registry: Registry,
    pool: ThreadPoolExecutor,
    joined: threading.Semaphore,
    fails: bool,
) -> None:
    def define(gate: Gate, rates: list[int]) -> Any:
        @cache_data
        def load() -> int:
            gate.arrive()
            if rates == [1] and fails:
                raise ValueError("no")
            return rates[0]

        return load

    gate, open_gate = Gate(), Gate()
    open_gate.opened.set()
    one = pool.submit(define(gate, [1]))
    gate.await_arrival()
    other = pool.submit(define(open_gate, [2]))
    wait_for_waiters(registry, 1, joined)
    gate.opened.set()
    assert other.result(PATIENCE) == 2
    assert isinstance(one.exception(PATIENCE), ValueError) is fails


@pytest.mark.parametrize("track", ["code", "all"])
def test_an_error_reaches_every_waiter(
    cache_data: CacheData,
    registry: Registry,
    pool: ThreadPoolExecutor,
    joined: threading.Semaphore,
    track: Any,
) -> None:
    gate, ran = Gate(), []

    @cache_data(track=track)
    def fail() -> int:
        ran.append(1)
        gate.arrive()
        raise ValueError("no")

    owner = pool.submit(fail)
    gate.await_arrival()
    waiters = [pool.submit(fail) for _ in range(3)]
    wait_for_waiters(registry, 3, joined)
    gate.opened.set()
    for future in (owner, *waiters):
        with pytest.raises(ValueError, match="no"):
            future.result(PATIENCE)
    assert ran == [1]


def test_a_stop_of_the_owner_is_not_shared_and_a_waiter_takes_over(
    cache_data: CacheData,
    registry: Registry,
    pool: ThreadPoolExecutor,
    joined: threading.Semaphore,
) -> None:
    gate, ran = Gate(), []

    @cache_data(track="code")
    def load() -> int:
        ran.append(1)
        if len(ran) == 1:
            gate.arrive()
            raise Stop
        return 5

    owner = pool.submit(load)
    gate.await_arrival()
    waiters = [pool.submit(load) for _ in range(4)]
    wait_for_waiters(registry, 4, joined)
    gate.opened.set()
    with pytest.raises(Stop):
        owner.result(PATIENCE)
    assert [future.result(PATIENCE) for future in waiters] == [5] * 4
    assert len(ran) == 2


def test_two_functions_that_call_each_other_from_two_threads_go_on(
    cache_data: CacheData, pool: ThreadPoolExecutor
) -> None:
    both = threading.Barrier(2)
    local = threading.local()

    @cache_data(track="code")
    def left() -> str:
        if not getattr(local, "inside", False):
            local.inside = True
            both.wait(PATIENCE)
            return "left of " + right()
        return "left"

    @cache_data(track="code")
    def right() -> str:
        if not getattr(local, "inside", False):
            local.inside = True
            both.wait(PATIENCE)
            return "right of " + left()
        return "right"

    first, second = pool.submit(left), pool.submit(right)
    results = {first.result(PATIENCE), second.result(PATIENCE)}
    assert all(result.startswith(("left", "right")) for result in results)


def test_a_circle_of_three_threads_goes_on(cache_data: CacheData, pool: ThreadPoolExecutor) -> None:
    all_in = threading.Barrier(3)
    local = threading.local()

    @cache_data(track="code")
    def step(number: int) -> int:
        if not getattr(local, "inside", False):
            local.inside = True
            all_in.wait(PATIENCE)
            return 1 + step((number + 1) % 3)
        return 0

    futures = [pool.submit(step, number) for number in range(3)]
    assert all(future.result(PATIENCE) >= 0 for future in futures)


def test_other_keys_do_not_wait(cache_data: CacheData, pool: ThreadPoolExecutor) -> None:
    gate = Gate()

    @cache_data(track="code")
    def load(x: int) -> int:
        if x == 1:
            gate.arrive()
        return x

    slow = pool.submit(load, 1)
    gate.await_arrival()
    assert load(2) == 2
    gate.opened.set()
    assert slow.result(PATIENCE) == 1


@pytest.mark.parametrize("track", ["code", "all"])
@pytest.mark.parametrize("how", ["all", "arguments", "tags", "decorator"])
def test_a_clear_during_a_computation_keeps_its_result_out(
    cache_data: CacheData, registry: Registry, pool: ThreadPoolExecutor, how: str, track: Any
) -> None:
    gate, ran = Gate(), []

    @cache_data(track=track, tags=["t"])
    def load(x: int) -> int:
        ran.append(x)
        if len(ran) == 1:
            gate.arrive()
        return len(ran)

    clears = {
        "all": load.clear,
        "arguments": lambda: load.clear(1),
        "tags": lambda: registry.invalidate(["t"]),
        "decorator": cache_data.clear,
    }
    old = pool.submit(load, 1)
    gate.await_arrival()
    clears[how]()
    # Who comes after the clear does not get what was computed before it.
    assert load(1) == 2
    gate.opened.set()
    old.result(PATIENCE)
    assert load(1) == 2
    assert len(ran) == 2


def test_a_background_refresh_against_a_clear_leaves_no_old_value(
    cache_data: CacheData, time: ManualTime, executor: ManualExecutor, pool: ThreadPoolExecutor
) -> None:
    gate, ran = Gate(), []

    @cache_data(ttl=10, refresh_mode="background", track="code")
    def load() -> int:
        ran.append(1)
        number = len(ran)
        if number == 2:
            gate.arrive()
        return number

    assert load() == 1
    time.advance(11)
    assert load() == 1
    refresh = pool.submit(executor.run_all)
    gate.await_arrival()
    load.clear()
    assert load() == 3
    gate.opened.set()
    assert refresh.result(PATIENCE) == 1
    assert load() == 3


def test_one_refresh_runs_whoever_asks(
    cache_data: CacheData, time: ManualTime, executor: ManualExecutor, pool: ThreadPoolExecutor
) -> None:
    ran: list[int] = []

    @cache_data(ttl=10, refresh_mode="background", track="code")
    def load() -> int:
        ran.append(1)
        return len(ran)

    load()
    time.advance(11)
    start = threading.Barrier(8)

    def ask() -> int:
        start.wait(PATIENCE)
        return load()

    assert {future.result(PATIENCE) for future in [pool.submit(ask) for _ in range(8)]} == {1}
    assert executor.run_all() == 1
    assert load() == 2


def test_an_eviction_during_a_hit_leaves_the_value_whole(
    cache_resource: CacheResource, pool: ThreadPoolExecutor
) -> None:
    gate, released = Gate(), []
    validating: list[bool] = []

    def validate(_: object) -> bool:
        if validating:
            gate.arrive()
        return True

    @cache_resource(track="code", validate=validate, on_release=released.append)
    def connect() -> object:
        return object()

    first = connect()
    validating.append(True)
    hit = pool.submit(connect)
    gate.await_arrival()
    connect.clear()
    gate.opened.set()
    assert hit.result(PATIENCE) is first
    assert released == [first]


def test_many_clears_release_once(cache_resource: CacheResource, pool: ThreadPoolExecutor) -> None:
    released: list[int] = []

    @cache_resource(on_release=lambda value: released.append(value[0]))
    def connect(name: int) -> list[int]:
        return [name]

    for name in range(50):
        connect(name)
    start = threading.Barrier(8)

    def clear(index: int) -> None:
        start.wait(PATIENCE)
        connect.clear() if index % 2 else cache_resource.clear()

    for future in [pool.submit(clear, index) for index in range(8)]:
        future.result(PATIENCE)
    assert sorted(released) == list(range(50))


def test_hits_in_many_threads_are_all_counted(
    cache_data: CacheData, pool: ThreadPoolExecutor
) -> None:
    @cache_data
    def load(x: int) -> int:
        return x

    load(1)
    futures = [pool.submit(lambda: [load(1) for _ in range(500)]) for _ in range(8)]
    for future in futures:
        future.result(PATIENCE)
    assert load.info().hits == 4000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs forks")
def test_a_forked_process_does_not_wait_for_threads_that_it_does_not_have(
    cache_data: CacheData, pool: ThreadPoolExecutor
) -> None:
    gate = Gate()

    @cache_data(track="code")
    def load() -> int:
        if threading.current_thread() is not threading.main_thread():
            gate.arrive()
        return 7

    owner = pool.submit(load)
    gate.await_arrival()
    child = os.fork()
    if child == 0:
        signal.alarm(PATIENCE)
        os._exit(load())
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    gate.opened.set()
    assert owner.result(PATIENCE) == 7


def test_a_landed_flight_is_gone_from_the_board() -> None:
    board: FlightBoard[Entry] = FlightBoard()
    key = ("f", b"k")
    entry = Entry(b"k", Constant(1, 1))
    flight, is_owner = board.join(key, Flight, Flight)
    assert is_owner
    with board.flying(key, flight) as land:
        assert board.join(key, Flight, Flight) == (flight, False)
        land(entry)
    assert flight.future.result(0) is entry
    assert board.join(key, Flight, Flight)[1]


def test_a_flight_without_a_result_is_abandoned() -> None:
    board: FlightBoard[Entry] = FlightBoard()
    flight, _ = board.join(("f", b"k"), Flight, Flight)
    with pytest.raises(Stop), board.flying(("f", b"k"), flight):
        raise Stop
    assert flight.future.result(0) is ABANDONED


def test_a_discarded_flight_is_not_joined_again() -> None:
    board: FlightBoard[Entry] = FlightBoard()
    flight, _ = board.join(("f", b"k"), lambda: Flight(frozenset({"t"})), Flight)
    board.discard_tagged(frozenset({"other"}))
    assert not flight.discarded
    board.discard_tagged(frozenset({"t"}))
    assert flight.discarded
    assert board.join(("f", b"k"), Flight, Flight)[1]


def test_waiting_for_oneself_is_refused() -> None:
    board: FlightBoard[Entry] = FlightBoard()
    flight, _ = board.join(("f", b"k"), Flight, Flight)
    with board.waiting(flight) as may_wait:
        assert may_wait
    with board.holding(flight):
        assert not board.may_wait(flight)
        with board.waiting(flight) as may_wait:
            assert not may_wait
