"""Calls of cached functions, continued: what is refused, counted and explained."""

from __future__ import annotations

import functools
import inspect
import pickle
import threading
from typing import TYPE_CHECKING, Any

import pytest

from millstream.caching import (
    MISSING,
    CacheOptionError,
    UnserializableReturnValueError,
)
from millstream.caching import cache_data as process_cache_data
from millstream.caching.events import Computed, Event, Evicted, Hit, Miss
from millstream.errors import StreamlitAPIException

if TYPE_CHECKING:
    from millstream.caching.decorators import CacheData, CacheResource
    from millstream.caching.registry import Registry
    from millstream.testing.manual import ManualExecutor, ManualTime


def test_partials_and_lambdas_are_cached(cache_data: CacheData) -> None:
    ran: list[int] = []

    def add(a: int, b: int) -> int:
        ran.append(a)
        return a + b

    plus_two = cache_data(functools.partial(add, 2))
    triple = cache_data(lambda x: 3 * x)
    assert [plus_two(3), plus_two(3), triple(2), triple(2)] == [5, 5, 6, 6]
    assert ran == [2]


def test_lambdas_have_limits_and_statistics_of_their_own(cache_data: CacheData) -> None:
    many, one = cache_data(lambda x: x + 1), cache_data(max_entries=1)(lambda x: x * 2)
    for x in range(3):
        many(x), one(x)
    assert (many.info().entries, one.info().entries) == (3, 1)
    one.clear()
    assert (many.info().entries, one.info().entries) == (3, 0)


def test_functions_that_do_not_tell_what_they_take_are_cached(cache_data: CacheData) -> None:
    largest = cache_data(max)
    assert [largest(1, 2), largest(1, 2), largest([3, 1], key=lambda x: -x)] == [2, 2, 1]
    assert (largest.info().hits, largest.info().misses) == (1, 2)


def test_a_cached_function_looks_like_the_function(cache_data: CacheData) -> None:
    def load(x: int, y: str = "a") -> int:
        """Load it."""
        return x

    cached = cache_data(load)
    assert cached.__doc__ == "Load it."
    assert cached.__name__ == "load"
    assert inspect.signature(cached) == inspect.signature(load)
    assert cached.__wrapped__ is load  # type: ignore[attr-defined]


def test_a_function_may_call_itself_and_other_cached_functions(cache_data: CacheData) -> None:
    ran: list[int] = []

    @cache_data
    def fibonacci(n: int) -> int:
        ran.append(n)
        return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

    assert fibonacci(30) == 832040
    assert len(ran) == 31


def test_the_same_call_inside_itself_computes_without_deadlock(cache_data: CacheData) -> None:
    depth: list[int] = []

    @cache_data
    def again(_depth: int) -> int:
        depth.append(_depth)
        return again(_depth - 1) + 1 if _depth else 0

    assert again(2) == 2
    assert depth == [2, 1, 0]
    assert again(9) == 2


def test_clear_forgets_one_call_or_all(cache_data: CacheData) -> None:
    ran: list[int] = []

    @cache_data
    def load(x: int) -> int:
        ran.append(x)
        return x

    load(1), load(2)
    load.clear(1)
    load(1), load(2)
    assert ran == [1, 2, 1]
    load.clear(x=2)
    load(2)
    load.clear()
    load(1), load(2)
    assert ran == [1, 2, 1, 2, 1, 2]
    cache_data.clear()
    load(1)
    assert ran[-1] == 1
    assert len(ran) == 7


def test_clearing_one_decorator_leaves_the_other(
    cache_data: CacheData, cache_resource: CacheResource
) -> None:
    @cache_resource
    def shared() -> object:
        return object()

    first = shared()
    cache_data.clear()
    assert shared() is first
    cache_resource.clear()
    assert shared() is not first


def test_tags_forget_across_functions(cache_data: CacheData, registry: Registry) -> None:
    ran: list[str] = []

    @cache_data(tags=["sales", "daily"])
    def sales() -> int:
        ran.append("sales")
        return 1

    @cache_data(tags=["stock"])
    def stock() -> int:
        ran.append("stock")
        return 1

    sales(), stock()
    registry.invalidate(["daily", "nothing"])
    sales(), stock()
    assert ran == ["sales", "stock", "sales"]


def test_a_decorator_forgets_its_own_results_by_tag(
    cache_data: CacheData, cache_resource: CacheResource
) -> None:
    @cache_data(tags=["sales", "daily"])
    def orders() -> int:
        return 1

    @cache_data(tags=["stock"])
    def stock() -> int:
        return 2

    @cache_resource(tags=["sales"])
    def client() -> int:
        return 3

    kept = (orders, stock, client)

    def entries() -> list[int]:
        return [each.info().entries for each in kept if each() in {1, 2, 3}]

    assert entries() == [1, 1, 1]
    cache_data.clear(tags=[])
    cache_data.clear(tags=["unknown"])
    assert [each.info().entries for each in kept] == [1, 1, 1]
    cache_data.clear(tags=["daily", "sales"])
    assert [each.info().entries for each in kept] == [0, 1, 1]
    assert entries() == [1, 1, 1]
    cache_resource.clear(tags="sales")
    assert [each.info().entries for each in kept] == [1, 1, 0]
    cache_data.clear()
    assert [each.info().entries for each in kept] == [0, 0, 0]


def test_a_tag_forgets_what_is_being_computed_under_its_decorator_alone(
    cache_data: CacheData, cache_resource: CacheResource
) -> None:
    @cache_data(tags=["sales"], track="code")
    def data() -> int:
        cache_resource.clear(tags=["sales"])
        return 1

    @cache_resource(tags=["sales"], track="code")
    def resource() -> int:
        cache_resource.clear(tags=["sales"])
        return 1

    assert (data(), resource()) == (1, 1)
    assert (data.info().entries, resource.info().entries) == (1, 0)


def test_peek_never_computes_and_counts_nothing(cache_data: CacheData) -> None:
    @cache_data
    def load(x: int) -> list[int]:
        return [x]

    assert load.peek(1) is MISSING
    assert not load.peek(1)
    load(1)
    peeked = load.peek(1)
    assert peeked == [1]
    peeked.append(2)  # type: ignore[union-attr]
    assert load.peek(1) == [1]
    assert (load.info().hits, load.info().misses) == (0, 1)


def test_warm_computes_in_the_background_once(
    cache_data: CacheData, executor: ManualExecutor
) -> None:
    ran: list[int] = []

    @cache_data
    def load(x: int) -> int:
        ran.append(x)
        return x

    done = load.warm(3)
    assert ran == []
    executor.run_all()
    assert done.result(timeout=0) is None
    assert load(3) == 3
    load.warm(3)
    executor.run_all()
    assert ran == [3]


def test_warm_carries_the_error_of_the_function(
    cache_data: CacheData, executor: ManualExecutor
) -> None:
    @cache_data
    def fail() -> int:
        raise ValueError("no")

    done = fail.warm()
    executor.run_all()
    with pytest.raises(ValueError, match="no"):
        done.result(timeout=0)


def test_info_counts_what_happened(cache_data: CacheData, time: ManualTime) -> None:
    @cache_data
    def slow(x: int) -> int:
        time.advance(2.0)
        return x

    slow(1), slow(1), slow(1), slow(2)
    time.advance(5.0)
    info = slow.info()
    assert (info.entries, info.hits, info.misses) == (2, 2, 2)
    assert info.saved_seconds == pytest.approx(4.0)
    assert info.age_seconds == pytest.approx(7.0)
    assert info.size_bytes > 0
    slow.clear()
    assert slow.info().saved_seconds == pytest.approx(4.0)
    assert slow.info().age_seconds is None


def test_explain_names_the_argument_that_differs(cache_data: CacheData) -> None:
    @cache_data
    def load(table: str, limit: int = 10) -> int:
        return limit

    assert load.explain("sales").outcome == "miss"
    assert "no entry" in str(load.explain("sales"))
    load("sales")
    assert load.explain("sales", 10).outcome == "hit"
    found = load.explain("sales", limit=11)
    assert found.outcome == "miss"
    assert found.differences == ("argument limit",)
    load("stock", 11)
    assert load.explain("sales", 11).differences == ("argument table",)


def test_events_tell_what_happened(cache_data: CacheData, registry: Registry) -> None:
    seen: list[Event] = []
    stop = registry.observers.subscribe(seen.append)

    @cache_data(max_entries=1)
    def load(x: int) -> int:
        return x

    load(1), load(1), load(2)
    assert [type(event) for event in seen] == [Miss, Computed, Hit, Miss, Computed, Evicted]
    assert isinstance(seen[-1], Evicted)
    assert seen[-1].reason == "entries"
    stop()
    load(2)
    assert len(seen) == 6


@pytest.mark.parametrize(
    "options",
    [
        {"scope": "world"},
        {"refresh_mode": "sometimes"},
        {"refresh_mode": "background"},
        {"refresh_mode": "background", "ttl": 0},
        {"persist": "moon"},
        {"track": "none"},
        {"early_refresh": 2},
        {"tags": "sales"},
        {"ignore": "x"},
        {"max_size": "big"},
        {"max_entries": -1},
        {"max_entries": "10"},
        {"max_entries": 2.5},
        {"ttl": "soon"},
    ],
)
def test_options_that_mean_nothing_are_refused(
    cache_data: CacheData, options: dict[str, Any]
) -> None:
    with pytest.raises(CacheOptionError):
        cache_data(**options)


def test_what_is_not_a_function_is_refused(cache_data: CacheData) -> None:
    with pytest.raises(CacheOptionError, match="function"):
        cache_data(5)  # type: ignore[call-overload]


def test_what_the_methods_of_a_class_raise_is_told(cache_data: CacheData) -> None:
    class Stubborn:
        def __reduce__(self) -> str:
            raise OSError("I stay here")

    @cache_data(track="code")
    def make() -> object:
        return [Stubborn()]

    with pytest.raises(UnserializableReturnValueError, match="I stay here"):
        make()


def test_a_cached_function_is_pickled_by_name() -> None:
    assert pickle.loads(pickle.dumps(module_level)) is module_level


@process_cache_data
def module_level() -> int:
    return 1


def test_apps_catch_the_errors_of_caches_as_those_of_the_interface(cache_data: CacheData) -> None:
    with pytest.raises(StreamlitAPIException, match="max_entries"):
        cache_data(max_entries=-1)
    with pytest.raises(StreamlitAPIException, match="lock"):
        cache_data(lambda lock: lock)(threading.Lock())
    with pytest.raises(StreamlitAPIException, match="Cannot keep"):
        cache_data(threading.Lock)()
