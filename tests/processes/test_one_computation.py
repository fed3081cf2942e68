"""Once per host: however many processes ask for a result, and whoever of them is killed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Crew


@pytest.mark.parametrize("count", [3, 8, 32])
def test_processes_that_ask_at_once_compute_once(crew: Crew, tmp_path: Path, count: int) -> None:
    crew.gate.shut()
    processes = crew.begin(count, tmp_path)
    for process in processes:
        process.tell("call", "load", 7)
    maker, what = crew.log.next()
    assert what == "load 7"
    crew.gate.open()
    values = [process.answer() for process in processes]
    assert values[0]["made"][0] == maker
    assert values == [values[0]] * count
    assert crew.log.rest() == []
    assert sum(process.ask("info", "load")[2] for process in processes) == 1
    # The same with nothing in memory, as after a restart: whoever computed would not get on.
    crew.gate.shut()
    processes = crew.begin(count, tmp_path)
    for process in processes:
        process.tell("call", "load", 7)
    assert [process.answer() for process in processes] == values
    assert crew.log.rest() == []


def test_a_process_that_is_started_anew_finds_what_a_killed_one_computed(
    crew: Crew, tmp_path: Path
) -> None:
    (process,) = crew.begin(1, tmp_path)
    value = process.ask("call", "load", 7)
    crew.kill(process)
    (another,) = crew.begin(1, tmp_path)
    assert another.ask("call", "load", 7) == value
    assert crew.log.rest() == ["load 7"]


def test_readers_of_other_calls_do_not_wait(crew: Crew, tmp_path: Path) -> None:
    busy, other = crew.begin(2, tmp_path)
    stored = other.ask("call", "load", 1)
    crew.log.rest()
    crew.gate.shut()
    busy.tell("call", "load", 2)
    assert crew.log.next()[1] == "load 2"
    assert other.ask("call", "load", 1) == stored
    other.ask("clear", "outer")
    assert other.ask("info", "load")[0] == 1
    crew.gate.open()
    assert busy.answer()["x"] == 2


def test_when_who_computes_is_killed_one_of_those_who_wait_takes_over(
    crew: Crew, tmp_path: Path
) -> None:
    crew.gate.shut()
    processes = {process.id: process for process in crew.begin(5, tmp_path)}
    for process in processes.values():
        process.tell("call", "load", 7)
    for _ in range(3):
        maker, _ = crew.log.next()
        crew.kill(processes.pop(maker))
    maker, _ = crew.log.next()
    crew.gate.open()
    values = [process.answer() for process in processes.values()]
    assert [value["made"][0] for value in values] == [maker, maker]
    assert crew.log.rest() == []


def test_who_waits_may_be_killed(crew: Crew, tmp_path: Path) -> None:
    crew.gate.shut()
    first, waiting, last = crew.begin(3, tmp_path)
    first.tell("call", "load", 7)
    crew.log.next()
    waiting.tell("call", "load", 7)
    last.tell("call", "load", 7)
    crew.kill(waiting)
    crew.gate.open()
    assert first.answer() == last.answer()
    assert crew.log.rest() == []


@pytest.mark.parametrize("seed", range(3))
def test_kills_at_random_cost_no_more_computations_than_were_killed(
    crew: Crew, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    crew.gate.shut()
    processes = {process.id: process for process in crew.begin(8, tmp_path)}
    for process in processes.values():
        process.tell("call", "outer", 7)
    computed = [crew.log.next()]
    killed_while_computing = 0
    while len(processes) > 3:
        victim = chance.choice(sorted(processes))
        crew.kill(processes.pop(victim))
        if victim == computed[-1][0]:
            killed_while_computing += 1
            computed.append(crew.log.next())
    crew.gate.open()
    values = [process.answer() for process in processes.values()]
    assert all(value == values[0] for value in values)
    rest = crew.log.rest()
    assert rest == ["load 7"]
    assert [what for _, what in computed] == ["outer 7"] * (killed_while_computing + 1)


# --- nested calls ------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [3, 8])
def test_nested_calls_are_computed_once_each(crew: Crew, tmp_path: Path, count: int) -> None:
    processes = crew.begin(count, tmp_path)
    for number, process in enumerate(processes):
        process.tell("call", ("outer", "load")[number % 2], 7)
    for process in processes:
        process.answer()
    assert sorted(crew.log.rest()) == ["load 7", "outer 7"]


def test_calls_of_two_processes_that_wait_for_each_other_end(crew: Crew, tmp_path: Path) -> None:
    crew.gate.shut()
    one, two = crew.begin(2, tmp_path)
    one.tell("call", "left", 7, 1)
    two.tell("call", "right", 7, 1)
    assert {crew.log.next()[1], crew.log.next()[1]} == {"left 7", "right 7"}
    crew.gate.open()
    assert one.answer()[0] == "left"
    assert two.answer()[0] == "right"


def test_calls_of_three_processes_in_a_circle_end(crew: Crew, tmp_path: Path) -> None:
    crew.gate.shut()
    processes = crew.begin(3, tmp_path)
    for number, process in enumerate(processes):
        process.tell("call", "chain", number, number, 1)
    assert {crew.log.next()[1] for _ in processes} == {"chain 0", "chain 1", "chain 2"}
    crew.gate.open()
    for number, process in enumerate(processes):
        assert process.answer()[0] == number


# --- what else processes share -----------------------------------------------------------------


def test_a_clear_reaches_who_computes_and_who_has_the_result_in_memory(
    crew: Crew, tmp_path: Path
) -> None:
    one, two, three = crew.begin(3, tmp_path)
    for process in (one, two):
        process.ask("call", "load", 1)
    crew.log.rest()
    crew.gate.shut()
    three.tell("call", "load", 2)
    crew.log.next()
    one.ask("clear", "load")
    crew.gate.open()
    outdated = three.answer()
    assert crew.log.rest() == []
    assert two.ask("call", "load", 1)["made"][0] == two.id
    assert two.ask("call", "load", 2) != outdated
    assert crew.log.rest() == ["load 1", "load 2"]


def test_a_refresh_in_the_background_happens_once_per_host(crew: Crew, tmp_path: Path) -> None:
    processes = crew.begin(3, tmp_path, ttl=10, refresh_mode="background")
    (old, *_) = [process.ask("call", "load", 7) for process in processes]
    for process in processes:
        process.ask("advance", 11)
    assert [process.ask("call", "load", 7) for process in processes] == [old] * 3
    crew.log.rest()
    crew.gate.shut()
    one, two, three = processes
    one.tell("refresh")
    crew.log.next()
    two.ask("refresh")
    crew.gate.open()
    one.answer()
    three.ask("refresh")
    assert crew.log.rest() == []
    values = [process.ask("call", "load", 7) for process in processes]
    assert values == [values[0]] * 3
    assert values[0]["made"][0] == one.id
    assert crew.log.rest() == []


def test_limits_and_expiry_hold_for_all_processes_together(crew: Crew, tmp_path: Path) -> None:
    one, two = crew.begin(2, tmp_path, ttl=10, max_entries=3)
    for x in range(6):
        (one, two)[x % 2].ask("call", "load", x)
        for process in (one, two):
            process.ask("advance", 0.001)
    for process in (one, two):
        assert process.ask("info", "load")[0] == 3
        held = [process.ask("peek", "load", x) is not None for x in range(6)]
        assert held == [False, False, False, True, True, True]
    for process in (one, two):
        process.ask("advance", 10)
    for process in (one, two):
        assert process.ask("peek", "load", 5) is None
