"""Connections of their own for every test, a clock that the test moves, and tries without pauses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

import millstream as st
from millstream.caching.decorators import registry
from millstream.connections.retries import Retries
from millstream.connections.snowflake import BaseSnowflakeConnection
from millstream.secret_store import secrets
from millstream.testing.manual import ManualTime


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Begin and end without connections and what they read."""
    st.cache_resource.clear()
    st.cache_data.clear()
    yield
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> ManualTime:
    """A clock for all caches of the process."""
    time = ManualTime()
    monkeypatch.setattr(registry, "clock", time)
    return time


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What was waited between tries; nothing is waited in fact."""
    waited: list[float] = []
    retries = Retries(wait=waited.append, spread=0)
    kinds = (st.connections.SQLConnection, st.connections.FilesConnection)
    for kind in (*kinds, st.connections.HTTPConnection, BaseSnowflakeConnection):
        monkeypatch.setattr(kind, "retries", retries)
    return waited


@pytest.fixture
def keep_secrets() -> Iterator[Callable[[dict[str, Any]], None]]:
    """Set the secrets of connections, also again."""
    with ExitStack() as stack:

        def keep(connections: dict[str, Any]) -> None:
            stack.enter_context(secrets.replaced({"connections": connections}))

        yield keep
