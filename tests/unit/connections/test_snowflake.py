"""Snowflake, over a fake of its connector."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import millstream as st
from millstream.connections.packages import MissingPackageError
from millstream.connections.retries import Retries
from millstream.testing.manual import ManualTime

Keep = Callable[[dict[str, Any]], None]
Snowflake = st.connections.SnowflakeConnection


@pytest.mark.parametrize(
    ("name", "secret", "given", "expected"),
    [
        ("lake", {"account": "a", "user": "u"}, {}, {"account": "a", "user": "u"}),
        ("lake", {"account": "a", "user": "u"}, {"user": "v"}, {"account": "a", "user": "v"}),
        ("lake", {}, {"account": "a"}, {"account": "a"}),
        ("lake", {}, {}, {"connection_name": "lake"}),
        ("snowflake", {}, {}, {}),
        ("snowflake", {}, {"account": "a"}, {"account": "a"}),
        ("snowflake", {"account": "a"}, {}, {"account": "a"}),
    ],
)
def test_parameters_come_from_the_call_the_secrets_and_the_connector(
    snowflake: Any,
    keep_secrets: Keep,
    name: str,
    secret: dict[str, Any],
    given: dict[str, Any],
    expected: dict[str, Any],
) -> None:
    keep_secrets({name: {"type": "snowflake", **secret}} if secret else {"other": {"a": 1}})
    st.connection(name, type="snowflake", **given)
    assert snowflake.connected == [expected]


def test_the_name_says_the_type(snowflake: Any) -> None:
    del snowflake
    assert type(st.connection("snowflake")) is Snowflake
    assert Snowflake.scope() == "global"


def test_a_query_gives_a_table_and_is_kept_for_its_ttl(snowflake: Any, time: ManualTime) -> None:
    lake = st.connection("snowflake")
    sql = "select * from t where a = ?"
    found = lake.query(sql, ttl=60, params=[1], timeout=30)
    assert found["QUERY_NUMBER"][0] == 1
    assert snowflake.executed == [(sql, [1], {"timeout": 30})]
    assert snowflake.module.paramstyle == "qmark"
    time.advance(59)
    lake.query(sql, ttl=60, params=[1], timeout=30)
    assert len(snowflake.executed) == 1
    lake.query(sql, ttl=60, params=[2], timeout=30)
    time.advance(1)
    lake.query(sql, ttl=60, params=[1], timeout=30)
    assert len(snowflake.executed) == 3


@pytest.mark.parametrize(
    "facts",
    [{"errno": 390114}, {"errno": 250002}, {"sqlstate": "08001"}, {"sqlstate": "08003"}],
    ids=str,
)
def test_a_session_that_is_gone_is_opened_anew(
    snowflake: Any, pauses: list[float], facts: dict[str, Any]
) -> None:
    lake = st.connection("snowflake", account="a")
    snowflake.fail_next("gone", **facts)
    assert lake.query("select 1")["QUERY_NUMBER"][0] == 2
    assert snowflake.connected == [{"account": "a"}] * 2
    assert snowflake.closed == 1
    assert pauses == [0.2]


def test_a_connection_that_another_thread_has_opened_meanwhile_is_not_closed(
    snowflake: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = st.connection("snowflake")
    cursor = type(lake.cursor())
    execute, failed = cursor.execute, []

    def fail_while_another_reopens(*args: Any, **kwargs: Any) -> Any:
        if failed:
            return execute(*args, **kwargs)
        failed.append(True)
        lake.reset()
        lake.cursor()
        raise ConnectionResetError

    monkeypatch.setattr(Snowflake, "retries", Retries(wait=lambda seconds: None))
    monkeypatch.setattr(cursor, "execute", fail_while_another_reopens)
    lake.query("select 1")
    assert (len(snowflake.connected), snowflake.closed) == (2, 1)


def test_a_wrong_query_is_not_tried_again(snowflake: Any, pauses: list[float]) -> None:
    lake = st.connection("snowflake")
    snowflake.fail_next("SQL compilation error", errno=1003, sqlstate="42000")
    with pytest.raises(Exception, match="SQL compilation error"):
        lake.query("selct 1")
    assert len(snowflake.executed) == 1
    assert pauses == []


def test_rows_are_appended_to_a_table(snowflake: Any) -> None:
    rows = pd.DataFrame({"A": [1, 2]})
    lake = st.connection("snowflake")
    answer = lake.write_pandas(rows, "T", "DB", "S", 1000, auto_create_table=True)
    assert answer == (True, 1, 2)
    (asked,) = snowflake.written
    assert asked.pop("df") is rows
    assert asked == {
        "conn": lake.raw_connection,
        "table_name": "T",
        "database": "DB",
        "schema": "S",
        "chunk_size": 1000,
        "auto_create_table": True,
    }


def test_what_is_below_is_at_hand(snowflake: Any) -> None:
    lake = st.connection("snowflake")
    lake.cursor().execute("select 2")
    assert snowflake.executed == [("select 2", None, {})]
    assert lake.session().connection is lake.raw_connection


def test_health_is_whether_a_query_is_answered(snowflake: Any) -> None:
    lake = st.connection("snowflake")
    assert lake.is_healthy()
    snowflake.fail_next("gone")
    assert not lake.is_healthy()


def test_reset_closes_and_the_next_use_opens(snowflake: Any) -> None:
    lake = st.connection("snowflake")
    lake.reset()
    assert snowflake.closed == 1
    lake.query("select 1")
    assert len(snowflake.connected) == 2


@pytest.mark.parametrize(
    ("missing", "use", "install"),
    [
        (
            "snowflake.connector",
            lambda lake: lake.reset() or lake.cursor(),
            "snowflake-connector-python",
        ),
        ("snowflake.snowpark", lambda lake: lake.session(), "snowflake-snowpark-python"),
        (
            "snowflake.connector.pandas_tools",
            lambda lake: lake.write_pandas(pd.DataFrame(), "T"),
            "snowflake-connector-python",
        ),
    ],
    ids=["connector", "snowpark", "pandas"],
)
def test_a_missing_package_is_named(
    snowflake: Any,
    monkeypatch: pytest.MonkeyPatch,
    missing: str,
    use: Callable[[Snowflake], object],
    install: str,
) -> None:
    del snowflake
    lake = st.connection("snowflake")
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(MissingPackageError, match=f"pip install {install}"):
        use(lake)
