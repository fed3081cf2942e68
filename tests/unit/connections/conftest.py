"""Connections of their own for every test, a clock that the test moves, and tries without pauses."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import ModuleType, SimpleNamespace
from typing import Any, Self

import pandas as pd
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


# --- a connector of Snowflake that answers by itself and remembers what it was asked -------------------


class SnowflakeError(Exception):
    """That of the connector, with its number and state."""

    def __init__(self, message: str, errno: int | None = None, sqlstate: str | None = None) -> None:
        super().__init__(message)
        self.errno, self.sqlstate = errno, sqlstate


@dataclass
class FakeSnowflake:
    """What the connector was asked, and what it fails with next."""

    connected: list[dict[str, Any]] = field(default_factory=list)
    executed: list[tuple[str, Any, dict[str, Any]]] = field(default_factory=list)
    written: list[dict[str, Any]] = field(default_factory=list)
    closed: int = 0
    failures: list[Exception] = field(default_factory=list)
    module: Any = None

    def fail_next(self, message: str, **facts: Any) -> None:
        self.failures.append(SnowflakeError(message, **facts))

    def connect(self, **parameters: Any) -> FakeConnection:
        self.connected.append(parameters)
        return FakeConnection(self)

    def write_pandas(self, **asked: Any) -> tuple[bool, int, int, list[str]]:
        self.written.append(asked)
        return True, 1, len(asked["df"]), ["file.parquet"]


class FakeConnection:
    def __init__(self, snowflake: FakeSnowflake) -> None:
        self.snowflake = snowflake

    def cursor(self) -> FakeCursor:
        return FakeCursor(self.snowflake)

    def close(self) -> None:
        self.snowflake.closed += 1


class FakeCursor:
    def __init__(self, snowflake: FakeSnowflake) -> None:
        self.snowflake = snowflake

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def execute(self, sql: str, params: Any = None, **options: Any) -> FakeCursor:
        self.snowflake.executed.append((sql, params, options))
        if self.snowflake.failures:
            raise self.snowflake.failures.pop(0)
        return self

    def fetch_pandas_all(self) -> pd.DataFrame:
        return pd.DataFrame({"QUERY_NUMBER": [len(self.snowflake.executed)]})


class SessionBuilder:
    """Makes sessions of Snowpark that know the connection they stand on."""

    def configs(self, options: dict[str, Any]) -> SessionBuilder:
        self.options = options
        return self

    def create(self) -> SimpleNamespace:
        return SimpleNamespace(connection=self.options["connection"])


@pytest.fixture
def snowflake(monkeypatch: pytest.MonkeyPatch) -> FakeSnowflake:
    """Have `import snowflake.connector` and `snowflake.snowpark` give fakes."""
    snowflake = FakeSnowflake()
    names = ("snowflake", "snowflake.connector", "snowflake.connector.pandas_tools")
    package, connector, tools = (ModuleType(name) for name in names)
    snowpark: Any = ModuleType("snowflake.snowpark")
    vars(connector).update(connect=snowflake.connect, paramstyle="pyformat")
    vars(tools).update(write_pandas=snowflake.write_pandas)
    snowpark.Session = SimpleNamespace(builder=SessionBuilder())
    snowflake.module = connector
    for module in (package, connector, tools, snowpark):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return snowflake
