"""Ages under two clocks and across boots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from millstream.caching.stores.dating import UNKNOWN_AGE_SECONDS, Calendar, this_boot

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("step_seconds", [-1e9, 0.0, 1e9])
def test_within_a_boot_the_monotonic_clock_decides(step_seconds: float, time: Any) -> None:
    calendar = Calendar(time, "boot")
    date = calendar.date(time.monotonic(), time.wall())
    time.advance(30.0)
    time.step_seconds = step_seconds
    assert calendar.age_seconds(date) == 30.0


@pytest.mark.parametrize("boot", ["", "another"])
def test_across_boots_the_wall_clock_does(boot: str, time: Any) -> None:
    date = Calendar(time, boot).date(5e8, time.wall())
    time.advance(30.0)
    assert Calendar(time, "boot").age_seconds(date) == 30.0
    assert Calendar(time, "").age_seconds(date) == 30.0


def test_a_little_in_the_future_is_now_and_more_is_unknown(time: Any) -> None:
    calendar = Calendar(time, "boot")
    date = Calendar(time, "another").date(0.0, time.wall())
    time.step_seconds = -59.0
    assert calendar.age_seconds(date) == 0.0
    time.step_seconds = -61.0
    assert calendar.age_seconds(date) == UNKNOWN_AGE_SECONDS


def test_a_boot_is_told_by_the_system_where_it_can(tmp_path: Path) -> None:
    (tmp_path / "boot_id").write_text("1234\n")
    assert this_boot(tmp_path / "boot_id") == "1234"
    assert this_boot(tmp_path / "none") == ""
    (tmp_path / "boot_id").write_bytes(b"\xff")
    assert this_boot(tmp_path / "boot_id") == ""
