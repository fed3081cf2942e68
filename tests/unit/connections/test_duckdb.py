"""DuckDB, in memory and in files."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import duckdb
import pytest

import millstream as st
from millstream.connections.packages import MissingPackageError
from millstream.testing.manual import ManualTime

DuckDB = st.connections.DuckDBConnection


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pets.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table pets as select 'Rex' as name, 4 as legs")
    return path


def test_a_file_is_read_with_parameters_by_place_and_by_name(file: Path) -> None:
    pets = st.connection("pets", type="duckdb", database=str(file), read_only=True)
    assert list(pets.query("select name from pets where legs = ?", params=[4])["name"]) == ["Rex"]
    assert pets.query("select name from pets where legs = $n", params={"n": 5}).empty


def test_a_query_is_kept_for_its_ttl(file: Path, time: ManualTime) -> None:
    pets = st.connection("pets", type="duckdb", database=str(file))

    def count() -> int:
        return int(pets.query("select count(*) as n from pets", ttl="10m")["n"][0])

    assert count() == 1
    with pets.cursor() as cursor:
        cursor.execute("insert into pets values ('Tweety', 2)")
    assert count() == 1
    time.advance(600)
    assert count() == 2


def test_files_of_other_formats_are_tables(tmp_path: Path) -> None:
    (tmp_path / "pets.csv").write_text("name,legs\nRex,4\n")
    found = DuckDB("files").query(f"select * from '{tmp_path}/pets.csv'")
    assert found.to_dict("records") == [{"name": "Rex", "legs": 4}]


def test_threads_query_at_the_same_time() -> None:
    numbers = DuckDB("numbers")
    found: list[int] = []

    def ask(number: int) -> None:
        sql = "select sum(range) + ? as s from range(100000)"
        found.append(int(numbers.query(sql, params=[number])["s"][0]))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [4999950000 + number for number in range(4)]


def test_reset_opens_a_file_anew_and_forgets_what_is_in_memory(file: Path) -> None:
    pets = DuckDB("pets", database=str(file))
    pets.reset()
    assert len(pets.query("select * from pets")) == 1
    memory = DuckDB("memory")
    with memory.cursor() as cursor:
        cursor.execute("create table t as select 1 as a")
    assert len(memory.query("select * from t")) == 1
    memory.reset()
    with pytest.raises(duckdb.CatalogException):
        memory.query("select * from t")


def test_health_is_whether_a_query_is_answered(file: Path) -> None:
    pets = DuckDB("pets", database=str(file))
    assert pets.is_healthy()
    pets._instance.close()
    assert not pets.is_healthy()
    pets.reset()
    assert pets.is_healthy()


def test_a_closed_file_is_free_for_others(file: Path) -> None:
    pets = DuckDB("pets", database=str(file))
    pets.query("select * from pets")
    pets.close()
    file.rename(file.with_suffix(".moved"))
    assert not pets.query("select 1 as a").empty  # it opens what is there now


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingPackageError, match="pip install duckdb"):
        DuckDB("pets")
