"""Profiles: `quick` for every change, `deep` (`make test-deep`) for long versions of the tests."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["caches"]  # in `support`
PROFILE = os.environ.get("MILLSTREAM_PROFILE", "quick")

_COMMON = settings(
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("quick", _COMMON, max_examples=50, stateful_step_count=30)
settings.register_profile("deep", _COMMON, max_examples=2000, stateful_step_count=100)
settings.load_profile(PROFILE)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests marked `deep` unless the profile is."""
    if PROFILE == "deep":
        return
    deep = [item for item in items if item.get_closest_marker("deep")]
    if deep:
        config.hook.pytest_deselected(items=deep)
        items[:] = [item for item in items if item not in deep]


@pytest.fixture(autouse=True, scope="session")
def cache_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests cache on disk out of the folder of the user."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True)
def same_loggers() -> Iterator[None]:
    """Put the loggers back as they were: commands that a test calls set the log up for their process."""
    known = [logging.getLogger(name) for name in ("millstream", "uvicorn", "watchfiles")]
    before = [(each, each.handlers[:], each.propagate, each.level) for each in known]
    yield
    for logger, handlers, propagate, level in before:
        logger.handlers[:] = handlers
        logger.propagate = propagate
        logger.setLevel(level)


def pytest_report_header() -> str:
    return f"profile: {PROFILE}"
