"""A real PostgreSQL below `st.connection`: what it says, and that it may go away and come back."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy

import millstream as st
from millstream.testing.v1 import AppTest

SQL = st.connections.SQLConnection
PASSWORD = "open sesame 42"


@pytest.fixture
def open_shop(postgresql: Any) -> Callable[..., SQL]:
    def open_shop(**options: Any) -> SQL:
        shop: SQL = st.connection(
            "shop", type="sql", url=postgresql.url, password=PASSWORD, **options
        )
        return shop

    return open_shop


@pytest.fixture
def shop(open_shop: Callable[..., SQL]) -> SQL:
    shop = open_shop()
    with shop.session as session:
        session.execute(sqlalchemy.text("create table if not exists teas (name text, grams int)"))
        session.execute(sqlalchemy.text("truncate teas"))
        session.execute(sqlalchemy.text("insert into teas values ('oolong', 50), ('assam', 100)"))
        session.commit()
    return shop


def names(shop: SQL, **options: Any) -> list[str]:
    return list(shop.query("select name from teas order by name", **options)["name"])


# --- what it says ------------------------------------------------------------------------------------


def test_a_query_with_parameters_gives_a_table_with_types(shop: SQL) -> None:
    found = shop.query(
        "select name, grams, grams / 7.0 as share, date '2026-11-21' as day from teas where grams > :least",
        params={"least": 60},
        parse_dates=["day"],
    )
    assert found["name"].tolist() == ["assam"]
    assert found["grams"].dtype == "int64"
    assert found["day"].dt.year.tolist() == [2026]
    assert shop.driver == "psycopg"


def test_lists_have_the_style_of_the_driver(shop: SQL) -> None:
    assert list(shop.query("select name from teas where grams = %s", params=[50])["name"]) == [
        "oolong"
    ]


def test_what_a_session_commits_is_seen(shop: SQL) -> None:
    with shop.session as session:
        session.execute(sqlalchemy.text("insert into teas values (:name, 25)"), {"name": "matcha"})
        session.commit()
    assert names(shop, ttl=0) == ["assam", "matcha", "oolong"]


def test_a_large_result_comes_in_parts(shop: SQL) -> None:
    parts = shop.query("select * from generate_series(1, 2500) as n", chunksize=1000)
    assert [len(part) for part in parts] == [1000, 1000, 500]


# --- errors ------------------------------------------------------------------------------------------


def test_a_wrong_query_is_not_tried_again(shop: SQL, on_pause: Callable[..., list[float]]) -> None:
    pauses = on_pause(SQL)
    for sql in ("select * from coffees", "selct 1", "select 1 / 0"):
        with pytest.raises(Exception, match=r"coffees|selct|division"):
            shop.query(sql)
    assert pauses == []


def test_a_wrong_password_is_said_once_and_is_not_shown(
    postgresql: Any, on_pause: Callable[..., list[float]]
) -> None:
    pauses = on_pause(SQL)
    wrong = "not the password"
    shop = st.connection("shop", type="sql", url=postgresql.url, password=wrong)
    with pytest.raises(
        sqlalchemy.exc.OperationalError, match="password authentication failed"
    ) as failure:
        shop.query("select 1")
    assert wrong not in "".join(traceback.format_exception(failure.value))
    assert not shop.is_healthy()
    assert pauses == []


def test_a_transaction_that_lost_against_another_is_tried_again(
    shop: SQL, on_pause: Callable[..., list[float]]
) -> None:
    pauses = on_pause(SQL)
    with shop.connect() as connection:
        connection.exec_driver_sql("create sequence if not exists tries")
        connection.exec_driver_sql(
            """create or replace function flaky() returns int language plpgsql as $$ begin
                if mod(nextval('tries'), 2) = 1 then raise exception 'lost' using errcode = '40001'; end if;
                return 42; end $$"""
        )
        connection.commit()
    assert shop.query("select flaky() as answer")["answer"].tolist() == [42]
    assert pauses == [0.2]


# --- away and back -----------------------------------------------------------------------------------


def test_a_restart_between_two_queries_is_not_noticed(
    shop: SQL, postgresql: Any, on_pause: Callable[..., list[float]]
) -> None:
    pauses = on_pause(SQL)
    assert names(shop) == ["assam", "oolong"]
    postgresql.restart()
    assert names(shop, ttl=0) == ["assam", "oolong"]
    with shop.session as session:
        assert session.execute(sqlalchemy.text("select count(*) from teas")).scalar() == 2
    assert pauses == []


def test_without_the_question_before_use_a_restart_costs_one_other_try(
    shop: SQL,
    open_shop: Callable[..., SQL],
    postgresql: Any,
    on_pause: Callable[..., list[float]],
) -> None:
    pauses = on_pause(SQL)
    unasked = open_shop(pool_pre_ping=False)
    assert names(unasked, ttl=0) == names(shop)
    postgresql.restart()
    assert names(unasked, ttl=0) == ["assam", "oolong"]
    assert pauses == [0.2]


def test_a_query_waits_for_a_database_that_starts(
    shop: SQL, postgresql: Any, on_pause: Callable[..., list[float]]
) -> None:
    postgresql.stop()
    pauses = on_pause(SQL, lambda: None, postgresql.start)
    assert names(shop, ttl=0) == ["assam", "oolong"]
    assert pauses == [0.2, 0.8]


def test_a_database_that_stays_away_is_an_error_and_health_says_so(
    shop: SQL, postgresql: Any, on_pause: Callable[..., list[float]]
) -> None:
    pauses = on_pause(SQL)
    assert shop.is_healthy()
    kept = names(shop, ttl="1h")
    postgresql.stop()
    with pytest.raises(sqlalchemy.exc.OperationalError):
        names(shop, ttl=0)
    assert pauses == [0.2, 0.8, 2.4]
    assert not shop.is_healthy()
    assert names(shop, ttl="1h") == kept
    postgresql.start()
    assert shop.is_healthy()
    assert names(shop, ttl=0) == kept


def test_a_query_that_is_cut_off_in_its_middle_is_asked_again(
    shop: SQL, on_pause: Callable[..., list[float]]
) -> None:
    holder = shop.connect()
    holder.exec_driver_sql("select pg_advisory_lock(7)")
    found: list[Any] = []

    def ask() -> None:
        found.append(shop.query("select pg_advisory_lock(7)::text as l, 42 as answer")["answer"][0])

    pauses = on_pause(SQL, lambda: holder.exec_driver_sql("select pg_advisory_unlock(7)"))
    thread = threading.Thread(target=ask)
    thread.start()
    waiting = sqlalchemy.text(
        "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and not granted"
    )
    with shop.connect() as watcher:
        while not watcher.execute(waiting).all():
            watcher.rollback()
    thread.join(30)
    holder.close()
    assert found == [42]
    assert pauses == [0.2]


def test_a_page_outlives_a_restart(shop: SQL, postgresql: Any) -> None:
    del shop
    app = AppTest.from_string(
        """
        import millstream as st

        st.button("again")
        shop = st.connection("shop", type="sql")
        st.text(shop.query("select sum(grams) as grams from teas", ttl=0)["grams"][0])
        """,
        default_timeout=10,
    )
    section = {"url": postgresql.url, "password": PASSWORD}
    app.secrets["connections"] = {"shop": section}
    assert app.run().text[0].value == "150"
    postgresql.restart()
    assert app.button[0].click().run().text[0].value == "150"
    section["password"] = "changed, but wrong"
    assert "password authentication failed" in app.run().exception[0].message
    assert "wrong" not in f"{app._browser.root}"
    section["password"] = PASSWORD
    assert app.run().text[0].value == "150"
