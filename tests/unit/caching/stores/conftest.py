from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from millstream.caching.api import Entry
from millstream.caching.snapshot import lend
from millstream.caching.stores.disk import DiskStore
from millstream.testing.manual import ManualExecutor, ManualTime

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY = b"k" * 16


class SteppedTime(ManualTime):
    """A clock whose wall is set back or forth, as users and time servers do."""

    step_seconds = 0.0

    def wall(self) -> float:
        return super().wall() + self.step_seconds


@pytest.fixture
def time() -> SteppedTime:
    return SteppedTime(1000.0)


@pytest.fixture
def executor() -> ManualExecutor:
    return ManualExecutor()


@pytest.fixture
def process(
    tmp_path: Path, time: SteppedTime, executor: ManualExecutor
) -> Callable[..., DiskStore]:
    """Makes the store of one more process that uses the folder."""

    def make(**options: Any) -> DiskStore:
        defaults: dict[str, Any] = {
            "signing_key": bytes(32),
            "clock": time,
            "executor": executor,
            "boot": "this boot",
        }
        return DiskStore(tmp_path / "cache", **{**defaults, **options})

    return make


@pytest.fixture
def store(process: Callable[..., DiskStore]) -> DiskStore:
    return process()


@pytest.fixture
def make_entry(time: SteppedTime) -> Callable[..., Entry]:
    """Makes entries as the engine does: born now, by both clocks."""

    def make(value: Any = 1, key: bytes = KEY, **options: Any) -> Entry:
        defaults = {"born_seconds": time.monotonic(), "created_seconds": time.wall()}
        return Entry(key, lend(value), **{**defaults, **options})

    return make
