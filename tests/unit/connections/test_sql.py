"""SQL databases: in memory and in files of SQLite, by their parameters, with what they read kept."""

from __future__ import annotations

import logging
import sqlite3
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy

import millstream as st
from millstream.connections.packages import MissingPackageError
from millstream.connections.sql_errors import is_transient
from millstream.errors import StreamlitAPIException
from millstream.testing.manual import ManualTime

Keep = Callable[[dict[str, Any]], None]
SQL = st.connections.SQLConnection


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pets.db"
    connection = sqlite3.connect(path)
    connection.executescript(
        "create table pets (name text, legs integer);"
        "insert into pets values ('Rex', 4), ('Tweety', 2), ('Nemo', 0);"
    )
    connection.close()
    return path


@pytest.fixture
def pets(file: Path) -> SQL:
    return st.connection("pets", type="sql", url=f"sqlite:///{file}")


def add(file: Path, name: str) -> None:
    connection = sqlite3.connect(file)
    connection.execute("insert into pets values (?, 4)", (name,))
    connection.commit()
    connection.close()


def names(pets: SQL, **options: Any) -> list[str]:
    return list(pets.query("select name from pets order by name", **options)["name"])


# --- parameters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "url"),
    [
        ({"url": "postgresql://ali:pw@cave/gold"}, "postgresql://ali:pw@cave/gold"),
        ({"url": "postgres://cave/gold"}, "postgresql://cave/gold"),
        ({"url": "mysql+x://ali@cave/gold", "password": "pw", "port": 1},
         "mysql+x://ali:pw@cave:1/gold"),
        ({"dialect": "postgres", "driver": "psycopg", "username": "ali", "password": "a/b",
          "host": "cave", "port": 5432, "database": "gold", "query": {"sslmode": "require"}},
         "postgresql+psycopg://ali:a%2Fb@cave:5432/gold?sslmode=require"),
        ({"dialect": "sqlite", "database": "pets.db"}, "sqlite:///pets.db"),
    ],
)  # fmt: skip
def test_the_address_is_given_whole_or_in_parts(
    parameters: dict[str, Any], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[sqlalchemy.URL] = []
    monkeypatch.setattr(sqlalchemy, "create_engine", lambda url, **_: made.append(url) or "engine")
    SQL("gold", **parameters)
    assert made[0].render_as_string(hide_password=False) == url


def test_parameters_of_the_call_win_over_secrets(keep_secrets: Keep, file: Path) -> None:
    keep_secrets({"pets": {"dialect": "sqlite", "database": "nowhere.db"}})
    pets = st.connection("pets", type="sql", database=str(file))
    assert pets.engine.url.database == str(file)


def test_without_an_address_it_says_what_to_write() -> None:
    with pytest.raises(StreamlitAPIException, match=r"\[connections\.gold\]"):
        SQL("gold")


def test_options_of_the_engine_come_from_both(keep_secrets: Keep, file: Path) -> None:
    keep_secrets({"pets": {"url": f"sqlite:///{file}", "create_engine_kwargs": {"pool_size": 7}}})
    pets = SQL("pets", pool_recycle=60)
    assert pets.engine.pool.size() == 7  # type: ignore[attr-defined]
    assert pets.engine.pool._recycle == 60


def test_other_secrets_of_its_section_are_only_named(
    keep_secrets: Keep, caplog: pytest.LogCaptureFixture
) -> None:
    keep_secrets({"pets": {"url": "sqlite://", "pool_sise": "seven apples"}})
    with caplog.at_level(logging.WARNING):
        assert SQL("pets").query("select 1 as a")["a"][0] == 1
    assert "`pool_sise`" in caplog.text
    assert "seven apples" not in caplog.text


@pytest.mark.parametrize("place", ["call", "secrets"])
def test_autocommit_commits_every_statement(place: str, keep_secrets: Keep, file: Path) -> None:
    keep_secrets({"pets": {"url": f"sqlite:///{file}", "autocommit": True}})
    pets = SQL("pets", autocommit=True) if place == "call" else SQL("pets")
    with pets.connect() as connection:
        connection.exec_driver_sql("insert into pets values ('Kaa', 0)")
    assert "Kaa" in names(pets)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    with pytest.raises(MissingPackageError, match=r"pip install sqlalchemy"):
        SQL("gold", url="sqlite://")


# --- queries -----------------------------------------------------------------------------------------


def test_a_query_gives_a_table(pets: SQL) -> None:
    found = pets.query("select * from pets where legs > 0 order by legs")
    expected = pd.DataFrame({"name": ["Tweety", "Rex"], "legs": [2, 4]})
    pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize(
    ("sql", "params"),
    [
        ("select name from pets where legs = :legs", {"legs": 2}),
        ("select name from pets where legs = ?", [2]),
        ("select name from pets where legs = ?", (2,)),
        (sqlalchemy.text("select name from pets where legs = :legs"), {"legs": 2}),
        (sqlalchemy.select(sqlalchemy.column("name")).select_from(sqlalchemy.table("pets"))
         .where(sqlalchemy.column("legs") == 2), None),
        ("select name from pets where legs = 2 and name like 'T%'", None),
    ],
    ids=["names", "list", "tuple", "text", "select", "percent"],
)  # fmt: skip
def test_parameters_have_the_style_of_sqlalchemy_or_of_the_driver(
    pets: SQL, sql: Any, params: Any
) -> None:
    assert list(pets.query(sql, params=params)["name"]) == ["Tweety"]


def test_a_column_becomes_the_index(pets: SQL) -> None:
    assert pets.query("select * from pets", index_col="name").loc["Rex", "legs"] == 4


def test_what_pandas_takes_is_passed_on(pets: SQL) -> None:
    assert pets.query("select legs from pets", dtype={"legs": "float64"})["legs"].dtype == "float64"


def test_a_query_is_kept_for_its_ttl(pets: SQL, file: Path, time: ManualTime) -> None:
    before = names(pets, ttl="10m")
    add(file, "Kaa")
    time.advance(599)
    assert names(pets, ttl="10m") == before
    assert "Kaa" in names(pets, ttl="5m")  # each ttl has results of its own
    time.advance(1)
    assert "Kaa" in names(pets, ttl="10m")


def test_without_a_ttl_a_query_is_kept_for_ever(pets: SQL, file: Path, time: ManualTime) -> None:
    before = names(pets)
    add(file, "Kaa")
    time.advance(10**9)
    assert names(pets) == before
    assert "Kaa" in names(pets, ttl=0)


def test_callers_do_not_see_what_others_did_to_a_result(pets: SQL) -> None:
    found = pets.query("select * from pets")
    found.loc[0, "name"] = "changed"
    assert list(pets.query("select * from pets")["name"]) == ["Rex", "Tweety", "Nemo"]


def test_connections_with_other_parameters_share_no_results(tmp_path: Path, file: Path) -> None:
    other = tmp_path / "other.db"
    sqlite3.connect(other).executescript("create table pets (name text)").close()
    one = st.connection("pets", type="sql", url=f"sqlite:///{file}")
    two = st.connection("pets", type="sql", url=f"sqlite:///{other}")
    assert len(names(one)) == 3
    assert names(two) == []


def test_a_large_result_comes_in_parts(pets: SQL, file: Path) -> None:
    def lengths() -> list[int]:
        parts = pets.query("select * from pets", chunksize=2, ttl=60)
        return [len(part) for part in parts]

    assert lengths() == [2, 1]
    add(file, "Kaa")
    assert lengths() == [2, 1]


def test_a_parameter_that_cannot_be_told_apart_is_refused(pets: SQL) -> None:
    with pytest.raises(
        StreamlitAPIException, match=r"`params\['legs'\]` is of type `_thread\.lock`"
    ):
        pets.query("select * from pets where legs = :legs", params={"legs": threading.Lock()})


def test_a_wrong_query_is_not_tried_again(pets: SQL, pauses: list[float]) -> None:
    with pytest.raises(Exception, match="no such table"):
        pets.query("select * from plants")
    assert pauses == []


def test_a_failure_is_not_kept(pets: SQL, file: Path) -> None:
    with pytest.raises(Exception, match="no such column"):
        pets.query("select colour from pets")
    connection = sqlite3.connect(file)
    connection.execute("alter table pets add column colour text")
    connection.close()
    assert len(pets.query("select colour from pets")) == 3


def test_a_locked_database_is_asked_again(
    file: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    pets = SQL("pets", url=f"sqlite:///{file}", connect_args={"timeout": 0})
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("begin exclusive")

    def wait(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            holder.execute("commit")

    monkeypatch.setattr(SQL, "retries", SQL.retries.__class__(wait=wait, spread=0))
    assert len(names(pets)) == 3
    assert pauses == [0.2, 0.8]
    holder.close()


def test_a_lock_that_stays_is_an_error_after_all_tries(file: Path, pauses: list[float]) -> None:
    pets = SQL("pets", url=f"sqlite:///{file}", connect_args={"timeout": 0})
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("begin exclusive")
    for chunksize in (None, 2):
        with pytest.raises(Exception, match="database is locked"):
            list(pets.query("select * from pets", chunksize=chunksize))
    assert pauses == [0.2, 0.8, 2.4] * 2
    holder.close()


# --- beyond queries ----------------------------------------------------------------------------------


def test_a_session_writes_and_queries_see_it(pets: SQL) -> None:
    with pets.session as session:
        session.execute(sqlalchemy.text("insert into pets values (:name, 0)"), {"name": "Kaa"})
        session.commit()
    assert "Kaa" in names(pets)
    assert pets.session is not pets.session


def test_engine_and_driver_are_those_of_sqlalchemy(pets: SQL) -> None:
    assert isinstance(pets.engine, sqlalchemy.Engine)
    assert pets.driver == "pysqlite"


def test_reset_closes_the_pool_and_the_next_use_opens_another(pets: SQL) -> None:
    before = pets.engine
    names(pets)
    pets.reset()
    assert before.pool.checkedin() == 0  # type: ignore[attr-defined]
    assert pets.engine is not before


def test_threads_see_one_database_in_memory_and_only_what_others_have_committed() -> None:
    memory = SQL("memory", url="sqlite://")
    with memory.connect() as connection:
        connection.exec_driver_sql("create table t (answer integer)")
        connection.commit()
    counts: list[int] = []

    def count() -> None:
        with memory.connect() as connection:  # waits while another one writes
            counts.append(connection.exec_driver_sql("select count(*) from t").scalar_one())

    for end in ("rollback", "commit"):
        with memory.session as session:
            session.execute(sqlalchemy.text("insert into t values (42)"))
            thread = threading.Thread(target=count)
            thread.start()
            getattr(session, end)()
            thread.join()
    assert counts == [0, 1]
    memory.close()


def test_a_pool_of_ones_own_is_left_alone() -> None:
    memory = SQL("memory", url="sqlite://", poolclass=sqlalchemy.StaticPool)
    assert memory.engine.url.render_as_string() == "sqlite://"


def test_each_database_in_memory_has_results_of_its_own() -> None:
    memory = SQL("memory", url="sqlite://")
    with memory.connect() as connection:
        connection.exec_driver_sql("create table t as select 42 as answer")
        connection.commit()
    assert len(memory.query("select * from t")) == 1
    memory.reset()
    with pytest.raises(Exception, match="no such table"):
        memory.query("select * from t")


def test_health_is_whether_a_query_is_answered(tmp_path: Path, pets: SQL) -> None:
    assert pets.is_healthy()
    assert not SQL("away", url=f"sqlite:///{tmp_path}/missing/pets.db").is_healthy()


# --- which errors pass -------------------------------------------------------------------------------


class OperationalError(Exception):
    """That of a driver."""

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args)
        vars(self).update(facts)


def wrapped(orig: BaseException, statement: str = "select 1") -> Exception:
    return sqlalchemy.exc.OperationalError(statement, None, orig)


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (OperationalError("boom", sqlstate="57P01"), True),
        (OperationalError("boom", sqlstate="08006"), True),
        (OperationalError("boom", pgcode="40P01"), True),
        (OperationalError("connection refused", sqlstate="28P01"), False),
        (OperationalError("boom", sqlite_errorcode=5), True),
        (OperationalError("boom", sqlite_errorcode=261), True),
        (OperationalError("database is locked", sqlite_errorcode=1), False),
        (OperationalError(2006, "MySQL server has gone away"), True),
        (OperationalError(1146, "no such table"), False),
        (OperationalError("connection to server failed: Connection refused"), True),
        (OperationalError("FATAL: the database system is starting up"), True),
        (OperationalError("password authentication failed"), False),
        (OperationalError(), False),
        (ValueError("connection refused"), False),
        (TimeoutError(), True),
        (ConnectionResetError(), True),
    ],
    ids=repr,
)
def test_an_error_passes_by_its_code_or_its_words(error: Exception, passes: bool) -> None:
    assert is_transient(error) is passes
    assert is_transient(wrapped(error)) is passes


def test_the_words_of_a_query_are_not_those_of_its_error() -> None:
    assert not is_transient(wrapped(OperationalError("boom"), "select 'connection refused'"))


def test_a_connection_that_sqlalchemy_gave_up_passes() -> None:
    lost = sqlalchemy.exc.DBAPIError(
        "select 1", None, Exception("gone"), connection_invalidated=True
    )
    assert is_transient(lost)
