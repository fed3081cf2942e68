"""What a request does to the run that goes on."""

from __future__ import annotations

import pytest

from millstream.script.scheduler import Decision, Request, Scheduler

START, INTERRUPT, WAIT = Decision.START, Decision.INTERRUPT, Decision.WAIT


def app(**changes: object) -> Request:
    return Request(changes)


def part(*fragments: str, **changes: object) -> Request:
    return Request(changes, fragments)


def timer(*fragments: str) -> Request:
    return Request(fragments=fragments, patient=True)


@pytest.mark.parametrize(
    ("running", "request_", "decision", "following"),
    [
        (app(), app(a=1), INTERRUPT, app(a=1)),
        (app(), part("f", a=1), WAIT, part("f", a=1)),
        (app(), timer("f"), WAIT, timer("f")),
        (part("f"), app(a=1), INTERRUPT, app(a=1)),
        (part("f"), part("f", a=1), INTERRUPT, part("f", a=1)),
        (part("f"), part("g", a=1), WAIT, part("g", a=1)),
        (part("f", "g"), part("g", a=1), INTERRUPT, part("f", "g", a=1)),
        (part("f"), timer("f"), WAIT, None),
        (part("f"), timer("g"), WAIT, timer("g")),
    ],
)
def test_a_request_meets_a_run(
    running: Request, request_: Request, decision: Decision, following: Request | None
) -> None:
    scheduler = Scheduler()
    assert scheduler.request(running) is START
    assert scheduler.request(request_) is decision
    assert scheduler.ended() == following
    assert (scheduler.running is None) == (following is None)


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (app(a=1, b=1), app(b=2), app(a=1, b=2)),
        (part("f", a=1), part("g", b=2), part("f", "g", a=1, b=2)),
        (part("f", a=1), app(b=2), app(a=1, b=2)),
        (app(a=1), part("f", b=2), app(a=1, b=2)),
        (timer("f"), part("g", a=1), part("f", "g", a=1)),
        (timer("f"), timer("g"), timer("f", "g")),
    ],
)
def test_requests_that_wait_are_one(first: Request, second: Request, together: Request) -> None:
    assert first.join(second) == together


def test_a_run_is_interrupted_once() -> None:
    scheduler = Scheduler()
    scheduler.request(app())
    assert scheduler.request(app(a=1)) is INTERRUPT
    assert scheduler.request(app(a=2)) is WAIT
    assert scheduler.ended() == app(a=2)
    assert scheduler.request(app(a=3)) is INTERRUPT


def test_what_a_run_asks_for_joins_what_waits() -> None:
    scheduler = Scheduler()
    scheduler.request(part("f"))
    scheduler.request(part("g", a=1))
    assert scheduler.ended(again=part("f")) == part("f", "g", a=1)
    assert scheduler.ended(again=app()) == app()


def click(*buttons: str, fragments: tuple[str, ...] | None = None) -> Request:
    return Request(dict.fromkeys(buttons, True), fragments, clicks=frozenset(buttons))


def test_a_second_click_of_a_button_that_waits_is_a_run_of_its_own() -> None:
    scheduler = Scheduler()
    scheduler.request(app())
    for request in (click("a"), app(x=1), click("b"), click("a"), app(x=2)):
        scheduler.request(request)
    first, second = scheduler.ended(), scheduler.ended()
    assert first == click("a").join(app(x=1)).join(click("b"))
    assert second is not None and second.changes == {"a": True, "x": 2}
    assert scheduler.ended() is None


def test_a_run_sees_a_click_before_another_click_of_the_same_button_ends_it() -> None:
    scheduler = Scheduler()
    scheduler.request(click("a"))
    assert scheduler.request(click("a", "b")) is INTERRUPT
    assert scheduler.leaves_after == {"a"}
    scheduler.request(click("b"))
    scheduler.ended()
    assert scheduler.leaves_after == {"b"}, "what starts now is to be left, too"
    scheduler.ended()
    assert scheduler.leaves_after is None


def test_a_click_that_an_interrupted_run_may_not_have_seen_goes_on_to_the_next() -> None:
    scheduler = Scheduler()
    scheduler.request(click("a"))
    assert scheduler.request(app(x=1)) is INTERRUPT
    assert scheduler.leaves_after == frozenset()
    scheduler.request(click("a"))
    following = scheduler.ended()
    assert following == Request({"x": 1}, clicks=frozenset("a"))
    assert scheduler.leaves_after == {"a"}


def test_clicks_in_a_fragment_do_not_end_the_run_of_the_script() -> None:
    scheduler = Scheduler()
    scheduler.request(app())
    assert scheduler.request(click("a", fragments=("f",))) is WAIT
    assert scheduler.request(click("a", fragments=("f",))) is WAIT
    assert scheduler.ended() == click("a", fragments=("f",))
    assert scheduler.leaves_after == {"a"}, "but the fragment's own"


def test_there_is_an_end_to_what_waits() -> None:
    scheduler = Scheduler()
    scheduler.request(app())
    for _ in range(1000):
        scheduler.request(click("a"))
    runs = 0
    while scheduler.ended():
        runs += 1
    assert runs == 100


def test_stopping_forgets_what_waits() -> None:
    scheduler = Scheduler()
    scheduler.request(app())
    scheduler.request(app(a=1))
    scheduler.stop()
    assert scheduler.ended() is None


def test_a_timer_that_waits_already_does_not_wait_twice() -> None:
    scheduler = Scheduler()
    scheduler.request(app())
    scheduler.request(timer("f"))
    scheduler.request(timer("f"))
    assert scheduler.ended() == timer("f")
    assert scheduler.ended() is None
