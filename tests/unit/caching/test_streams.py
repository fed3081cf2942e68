"""Cached generators."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest

from millstream.caching import MISSING

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from millstream.caching.decorators import CacheData
    from millstream.testing.manual import ManualExecutor


class Stop(BaseException):
    """As scripts stop."""


def test_a_generator_is_recorded_and_replayed_with_its_result(cache_data: CacheData) -> None:
    ran: list[int] = []

    @cache_data
    def tokens(count: int) -> Generator[int, None, str]:
        for index in range(count):
            ran.append(index)
            yield index
        return "end"

    results: list[str] = []

    def whole() -> Generator[int, None, None]:
        results.append((yield from tokens(3)))

    assert [list(whole()), list(whole())] == [[0, 1, 2]] * 2
    assert results == ["end", "end"]
    assert ran == [0, 1, 2]
    assert inspect.isgeneratorfunction(tokens)
    assert (tokens.info().hits, tokens.info().misses) == (1, 1)


def test_items_come_as_they_are_made(cache_data: CacheData) -> None:
    ran: list[int] = []

    @cache_data
    def tokens() -> Iterator[int]:
        for index in range(3):
            ran.append(index)
            yield index

    stream = tokens()
    assert ran == []
    assert next(stream) == 0
    assert ran == [0]


def test_a_generator_is_kept_only_when_it_is_exhausted(cache_data: CacheData) -> None:
    closed: list[bool] = []

    @cache_data
    def tokens() -> Iterator[int]:
        try:
            yield 1
            yield 2
        finally:
            closed.append(True)

    stream = tokens()
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert closed == [True]
    assert tokens.info().entries == 0
    assert tokens.peek() is MISSING
    assert list(tokens()) == [1, 2]
    assert tokens.info().entries == 1


def test_two_consumers_share_one_run(cache_data: CacheData) -> None:
    ran: list[int] = []

    @cache_data(track="code")
    def tokens() -> Iterator[list[int]]:
        for index in range(3):
            ran.append(index)
            yield [index]

    first, second = tokens(), tokens()
    item = next(first)
    item.append(99)
    assert next(second) == [0]
    assert next(second) == [1]
    first.close()  # type: ignore[attr-defined]
    assert list(second) == [[2]]
    assert list(tokens()) == [[0], [1], [2]]
    assert ran == [0, 1, 2]


def test_an_error_ends_the_run_and_is_not_kept(cache_data: CacheData) -> None:
    ran: list[int] = []

    @cache_data
    def tokens() -> Iterator[int]:
        ran.append(1)
        yield 1
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            list(tokens())
    assert len(ran) == 2


def test_a_stop_concerns_one_consumer_and_the_other_takes_over(cache_data: CacheData) -> None:
    ran: list[int] = []

    @cache_data(track="code")
    def tokens() -> Iterator[int]:
        ran.append(1)
        yield 1
        if len(ran) == 1:
            raise Stop
        yield 2

    first, second = tokens(), tokens()
    assert [next(first), next(second)] == [1, 1]
    with pytest.raises(Stop):
        next(first)
    assert list(second) == [2]
    assert len(ran) == 2
    assert tokens.info().entries == 1


def test_a_generator_may_call_itself(cache_data: CacheData) -> None:
    @cache_data
    def count(_depth: int) -> Iterator[int]:
        yield _depth
        if _depth:
            yield from count(_depth - 1)

    assert list(count(3)) == [3, 2, 1, 0]


def test_peek_and_warm_know_generators(cache_data: CacheData, executor: ManualExecutor) -> None:
    @cache_data
    def tokens() -> Iterator[int]:
        yield from range(3)

    done = tokens.warm()
    executor.run_all()
    done.result(timeout=0)
    peeked = tokens.peek()
    assert list(peeked) == [0, 1, 2]  # type: ignore[call-overload]


def test_a_clear_during_a_run_keeps_its_record_out(cache_data: CacheData) -> None:
    @cache_data
    def tokens() -> Iterator[int]:
        yield from range(3)

    stream = tokens()
    next(stream)
    tokens.clear()
    assert list(stream) == [1, 2]
    assert tokens.info().entries == 0
