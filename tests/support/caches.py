"""Caches whose clock, timers and threads the test moves by hand."""

from __future__ import annotations

import pytest

from millstream.caching.budget import Budget
from millstream.caching.decorators import CacheData, CacheResource
from millstream.caching.registry import Registry
from millstream.testing.manual import ManualExecutor, ManualTime


@pytest.fixture
def time() -> ManualTime:
    return ManualTime()


@pytest.fixture
def executor() -> ManualExecutor:
    return ManualExecutor()


@pytest.fixture
def registry(time: ManualTime, executor: ManualExecutor) -> Registry:
    return Registry(
        clock=time, timer=time, executor=executor, budget=Budget(10**9), chance=lambda: 0.5
    )


@pytest.fixture
def cache_data(registry: Registry) -> CacheData:
    return CacheData(registry)


@pytest.fixture
def cache_resource(registry: Registry) -> CacheResource:
    return CacheResource(registry)
