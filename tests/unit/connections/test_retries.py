"""Trying again: only after what may pass, with growing pauses, and not for a run that is not wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from millstream.connections.packages import MissingPackageError, package
from millstream.connections.retries import Retries, pause
from millstream.script import context
from millstream.script.control import Interrupted


def failing(*errors: Exception) -> Callable[[], str]:
    left = list(errors)

    def work() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return work


def is_late(error: Exception) -> bool:
    return isinstance(error, TimeoutError)


def test_pauses_grow_and_the_last_error_is_raised() -> None:
    waits: list[float] = []
    errors = [TimeoutError(f"{number}") for number in range(4)]
    with pytest.raises(TimeoutError, match="3"):
        Retries((1, 2, 4), wait=waits.append, spread=0).call(failing(*errors), is_late)
    assert waits == [1, 2, 4]


def test_an_error_that_does_not_pass_is_raised_at_once() -> None:
    waits: list[float] = []
    with pytest.raises(ValueError, match="typo"):
        Retries(wait=waits.append).call(failing(ValueError("typo")), is_late)
    assert waits == []


def test_chance_spreads_the_pauses() -> None:
    for chance, expected in ((0.0, 0.75), (0.5, 1.0), (1.0, 1.25)):
        waits: list[float] = []
        retries = Retries((1,), wait=waits.append, chance=lambda chance=chance: chance)
        assert retries.call(failing(TimeoutError()), is_late) == "done"
        assert waits == [expected]


def test_recovery_comes_before_each_other_try() -> None:
    log: list[object] = []
    retries = Retries((1, 2), wait=log.append, spread=0)
    late = TimeoutError("late")
    retries.call(failing(late), is_late, recover=log.append)
    assert log == [late, 1]


class Stopped:
    """The run of a session, as far as waiting looks at it."""

    def __init__(self) -> None:
        self.on_interrupt: set[Callable[[], object]] = set()
        self.interrupted = threading.Event()

    def interrupt(self) -> None:
        self.interrupted.set()
        for wake in tuple(self.on_interrupt):
            wake()

    def checkpoint(self) -> None:
        if self.interrupted.is_set():
            raise Interrupted


def test_a_run_that_is_interrupted_waits_no_longer() -> None:
    run: Any = Stopped()
    outcome: list[BaseException] = []

    def wait() -> None:
        context.current.set(run)
        try:
            pause(3600)
        except Interrupted as error:
            outcome.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    while not run.on_interrupt:
        threading.Event().wait(0.001)
    run.interrupt()
    thread.join(10)
    assert len(outcome) == 1
    assert run.on_interrupt == set()


def test_outside_of_a_run_a_pause_is_just_one() -> None:
    pause(0.001)


# --- packages ----------------------------------------------------------------------------------------


def test_a_missing_package_is_named_with_how_to_install_it() -> None:
    with pytest.raises(MissingPackageError) as failure:
        package("a_missing.part", distribution="a-missing", extra="some", need="A connection")
    assert str(failure.value) == (
        "A connection needs the package a-missing, which is not installed. Install it: `pip install a-missing` or "
        '`pip install "millstream[some]"`.'
    )
    assert isinstance(failure.value, ModuleNotFoundError)


def test_a_package_that_misses_one_of_its_own_says_so_itself(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "half_there.py").write_text("import not_there_at_all")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError, match="not_there_at_all") as failure:
        package("half_there", distribution="half-there", extra="some", need="A connection")
    assert not isinstance(failure.value, MissingPackageError)
