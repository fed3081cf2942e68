"""A cache against a plain dictionary, under time, eviction, tags, clears and mutations."""

from __future__ import annotations

import copy
import math
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from millstream.caching import MISSING
from millstream.caching.budget import Budget
from millstream.caching.decorators import CacheData
from millstream.caching.registry import Registry
from millstream.testing.manual import ManualExecutor, ManualTime

ARGUMENTS = st.sampled_from(
    [0, 1, 2, True, False, 1.0, 0.0, -0.0, math.nan, "1", "", None, (1,), (1.0,), (True,), b"1"]
)


def spelled(argument: Any) -> str:
    """What a plain dictionary tells apart by."""
    return repr(argument)


class CacheAgainstDictionary(RuleBasedStateMachine):
    """The model keeps, for each call, what was computed last and when."""

    @initialize(
        ttl=st.sampled_from([None, 10]),
        max_entries=st.sampled_from([None, 1, 3]),
        background=st.booleans(),
    )
    def begin(self, ttl: float | None, max_entries: int | None, background: bool) -> None:
        self.time, self.executor = ManualTime(), ManualExecutor()
        self.registry = Registry(
            clock=self.time, timer=self.time, executor=self.executor, budget=Budget(10**9)
        )
        self.ttl = ttl if ttl is not None else math.inf
        self.max_entries = max_entries
        self.background = background and ttl is not None
        self.serial = 0
        self.model: dict[str, tuple[list[Any], float]] = {}
        self.refreshing: dict[str, Any] = {}
        machine = self

        def define() -> Any:
            @CacheData(machine.registry)(
                ttl=ttl,
                max_entries=max_entries,
                refresh_mode="background" if machine.background else "foreground",
                tags=["all"],
                track="code",
            )
            def load(x: Any) -> list[Any]:
                machine.serial += 1
                return [machine.serial, [x]]

            return load

        self.define = define
        self.load = define()

    def fresh(self, key: str) -> bool:
        return key in self.model and self.time.monotonic() < self.model[key][1] + self.ttl

    def expect_computed(self, key: str, value: list[Any]) -> None:
        self.model.pop(key, None)
        self.model[key] = (copy.deepcopy(value), self.time.monotonic())
        while self.max_entries is not None and len(self.model) > self.max_entries:
            del self.model[next(iter(self.model))]

    @rule(x=ARGUMENTS, by_name=st.booleans())
    def call(self, x: Any, by_name: bool) -> None:
        key, serial = spelled(x), self.serial
        value = self.load(x=x) if by_name else self.load(x)
        if self.fresh(key):
            assert self.serial == serial
        elif key in self.model and self.background:
            assert self.serial == serial
            self.refreshing.setdefault(key, x)
        else:
            assert self.serial == serial + 1
            self.expect_computed(key, [self.serial, [x]])
        assert repr(value) == repr(self.model.get(key, ([self.serial, [x]], 0))[0])
        value[1].append("changed by the caller")

    @rule(x=ARGUMENTS)
    def peek(self, x: Any) -> None:
        key, serial = spelled(x), self.serial
        value = self.load.peek(x)
        assert self.serial == serial
        if self.fresh(key) or (key in self.model and self.background):
            assert repr(value) == repr(self.model[key][0])
            value[1].clear()
        else:
            assert value is MISSING

    @rule(x=ARGUMENTS)
    def explain(self, x: Any) -> None:
        key = spelled(x)
        stored = "hit" if self.fresh(key) else "stale" if self.background else "miss"
        assert self.load.explain(x).outcome == (stored if key in self.model else "miss")

    @rule(x=ARGUMENTS)
    def clear_one(self, x: Any) -> None:
        self.load.clear(x)
        self.model.pop(spelled(x), None)
        self.refreshing.pop(spelled(x), None)

    @rule(how=st.sampled_from(["function", "tags", "other tags"]))
    def clear_all(self, how: str) -> None:
        if how == "other tags":
            self.registry.invalidate(["nothing"])
            return
        self.load.clear() if how == "function" else self.registry.invalidate(["all"])
        self.model.clear()
        self.refreshing.clear()

    @rule(seconds=st.sampled_from([1, 5, 10]))
    def pass_time(self, seconds: float) -> None:
        self.time.advance(seconds)
        if not self.background:
            self.model = {key: entry for key, entry in self.model.items() if self.fresh(key)}

    @rule()
    def define_again(self) -> None:
        self.load = self.define()

    @precondition(lambda self: self.executor.waiting)
    @rule()
    def refresh(self) -> None:
        serial = self.serial
        self.executor.run_all()
        # A refresh that was cleared meanwhile still runs, and is kept out.
        assert self.serial >= serial + len(self.refreshing)
        for key, x in self.refreshing.items():
            value = self.load.peek(x)
            if value is not MISSING:
                assert serial < value[0] <= self.serial
                self.expect_computed(key, value)
        self.refreshing.clear()

    @invariant()
    def counts_agree(self) -> None:
        if not hasattr(self, "load"):
            return
        info = self.load.info()
        assert info.misses == self.serial
        assert info.entries == len(self.model)
        assert self.registry.budget.used_bytes == info.size_bytes


CacheAgainstDictionary.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None
)
TestCacheAgainstDictionary = CacheAgainstDictionary.TestCase
