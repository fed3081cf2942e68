"""Which of the sessions without a browser end, and when."""

from __future__ import annotations

import pytest

from millstream.session.lifetime import Lifetimes


@pytest.fixture
def lifetimes() -> Lifetimes:
    return Lifetimes(wait_seconds=100, quota_bytes=1000)


def test_each_waits_for_its_own_time(lifetimes: Lifetimes) -> None:
    lifetimes.leave("a", 0.0)
    lifetimes.leave("b", 30.0)
    assert lifetimes.next_end_seconds == 100.0
    assert lifetimes.due(99.9) == []
    assert lifetimes.due(100.0) == ["a"]
    assert lifetimes.next_end_seconds == 130.0
    assert lifetimes.due(500.0) == ["b"]
    assert lifetimes.due(501.0) == []
    assert lifetimes.next_end_seconds is None


def test_one_that_has_a_browser_again_does_not_end(lifetimes: Lifetimes) -> None:
    lifetimes.leave("a", 0.0)
    lifetimes.measure("a", 900)
    lifetimes.end("a")
    assert lifetimes.due(1000.0) == []
    lifetimes.leave("b", 1000.0)
    assert lifetimes.measure("b", 900) == [], "what is here does not count"


def test_one_that_leaves_again_waits_from_then_on(lifetimes: Lifetimes) -> None:
    lifetimes.leave("a", 0.0)
    lifetimes.leave("b", 10.0)
    lifetimes.leave("a", 50.0)
    assert lifetimes.due(110.0) == ["b"]
    assert lifetimes.due(150.0) == ["a"]


def test_those_end_first_that_are_gone_longest(lifetimes: Lifetimes) -> None:
    for number, id in enumerate("abcd"):
        lifetimes.leave(id, float(number))
        assert lifetimes.measure(id, 300) == (["a"] if id == "d" else [])
    assert lifetimes.measure("d", 900) == ["b", "c"]
    assert lifetimes.due(1000.0) == ["d"]


def test_one_that_is_too_large_by_itself_ends(lifetimes: Lifetimes) -> None:
    lifetimes.leave("a", 0.0)
    assert lifetimes.measure("a", 1001) == ["a"]
    assert lifetimes.next_end_seconds is None


def test_a_measure_that_comes_late_changes_nothing(lifetimes: Lifetimes) -> None:
    assert lifetimes.measure("a", 5000) == []
    lifetimes.leave("b", 0.0)
    assert lifetimes.measure("b", 1000) == []
