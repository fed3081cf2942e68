"""Two processes that share a cache on disk, against a dictionary: calls, clears, tags, time, kills."""

from __future__ import annotations

import math
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

if TYPE_CHECKING:
    from conftest import Crew, Process

CALLS = st.integers(0, 4)
WHO = st.integers(0, 1)
DEEP = os.environ.get("MILLSTREAM_PROFILE") == "deep"


class TwoProcesses(RuleBasedStateMachine):
    """The model keeps, for each call, what was computed last, and when; oldest first."""

    def __init__(self, crew: Crew) -> None:
        super().__init__()
        self.crew = crew
        self.folder = Path(tempfile.mkdtemp(prefix="two-processes-"))
        self.model: dict[int, tuple[Any, float]] = {}
        self.made: list[Any] = []
        self.now = 0.0

    @initialize(ttl=st.sampled_from([None, 10]), max_entries=st.sampled_from([None, 1, 3]))
    def begin(self, ttl: int | None, max_entries: int | None) -> None:
        self.ttl = math.inf if ttl is None else ttl
        self.max_entries = max_entries
        self.crew.log.rest()
        self.options = {"ttl": ttl, "max_entries": max_entries}
        self.processes: list[Process] = self.crew.begin(2, self.folder, **self.options)

    def is_fresh(self, x: int) -> bool:
        return x in self.model and self.now < self.model[x][1] + self.ttl

    @rule(who=WHO, x=CALLS)
    def call(self, who: int, x: int) -> None:
        self.expect([self.processes[who].ask("call", "load", x)], x)

    @rule(x=CALLS)
    def call_at_once(self, x: int) -> None:
        for process in self.processes:
            process.tell("call", "load", x)
        self.expect([process.answer() for process in self.processes], x)

    def expect(self, values: list[Any], x: int) -> None:
        """Expect what was computed last, or what has been computed now, once."""
        computed = self.crew.log.rest()
        if self.is_fresh(x):
            assert computed == []
            assert values == [self.model[x][0]] * len(values)
        else:
            assert computed == [f"load {x}"]
            assert values == values[:1] * len(values)
            self.model.pop(x, None)
            self.model[x] = (values[0], self.now)
            assert values[0] not in self.made
            self.made.append(values[0])
            while self.max_entries is not None and len(self.model) > self.max_entries:
                del self.model[next(iter(self.model))]
        # No two results are of the same moment.
        self.pass_time(0.001)

    @rule(who=WHO, x=CALLS)
    def peek(self, who: int, x: int) -> None:
        value = self.processes[who].ask("peek", "load", x)
        assert value == (self.model[x][0] if self.is_fresh(x) else None)

    @rule(who=WHO, x=CALLS)
    def clear_call(self, who: int, x: int) -> None:
        self.processes[who].ask("clear", "load", x)
        self.model.pop(x, None)

    @rule(who=WHO, how=st.sampled_from(["function", "tag", "another tag", "another function"]))
    def clear(self, who: int, how: str) -> None:
        process = self.processes[who]
        if how == "function":
            process.ask("clear", "load")
        elif how == "another function":
            process.ask("clear", "outer")
        else:
            process.ask("invalidate", "all" if how == "tag" else "nothing")
        if how in ("function", "tag"):
            self.model.clear()

    @rule(who=WHO)
    def sweep(self, who: int) -> None:
        self.processes[who].ask("refresh")

    @rule(seconds=st.sampled_from([1.0, 5.0, 10.0]))
    def pass_time(self, seconds: float) -> None:
        self.now += seconds
        for process in self.processes:
            process.ask("advance", seconds)
        self.model = {x: kept for x, kept in self.model.items() if self.is_fresh(x)}

    @rule(who=WHO, is_new=st.booleans())
    def restart(self, who: int, is_new: bool) -> None:
        if is_new:
            self.crew.kill(self.processes.pop(who))
            # The crew begins where it stands in its list, so the survivor is its first again.
            self.processes = [*self.processes, self.crew.start()]
            who = 1
        self.processes[who].ask("begin", str(self.folder), **self.options)
        self.processes[who].ask("advance", self.now)

    @invariant()
    def no_more_is_kept_than_may_be(self) -> None:
        if not hasattr(self, "processes"):
            return
        for process in self.processes:
            entries = process.ask("info", "load")[0]
            assert entries >= len(self.model)
            assert self.max_entries is None or entries <= self.max_entries

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


@pytest.mark.timeout(1800 if DEEP else 120)
def test_two_processes_share_a_cache_as_one_dictionary(crew: Crew) -> None:
    run_state_machine_as_test(
        partial(TwoProcesses, crew),
        settings=settings(max_examples=1000 if DEEP else 25, stateful_step_count=25, deadline=None),
    )
