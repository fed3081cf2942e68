"""`st.connection`: which class, which parameters, who shares it, and when it is closed."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import millstream as st
from millstream.caching import forget_session
from millstream.config.settings import load, process
from millstream.errors import StreamlitAPIException
from millstream.testing.manual import ManualTime
from millstream.testing.v1 import AppTest

Keep = Callable[[dict[str, Any]], None]


class Shelf(st.connections.BaseConnection[dict[str, Any]]):
    """A connection that remembers how it was opened."""

    closed: list[str] = []  # noqa: RUF012

    def _connect(self, **kwargs: Any) -> dict[str, Any]:
        return {**self._secrets.to_dict(), **kwargs}

    def close(self) -> None:
        self.closed.append(self._connection_name)
        super().close()

    def content(self) -> dict[str, Any]:
        return self._instance


@pytest.fixture(autouse=True)
def closed() -> list[str]:
    Shelf.closed.clear()
    return Shelf.closed


# --- the type ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("sql", st.connections.SQLConnection),
        ("duckdb", st.connections.DuckDBConnection),
        ("files", st.connections.FilesConnection),
    ],
)
def test_a_word_says_the_type(word: str, kind: type) -> None:
    parameters = {"url": "sqlite://"} if word == "sql" else {}
    assert type(st.connection("one", type=word, **parameters)) is kind


def test_the_name_says_the_type_where_it_is_such_a_word() -> None:
    assert type(st.connection("duckdb")) is st.connections.DuckDBConnection


def test_the_secrets_say_the_type(keep_secrets: Keep) -> None:
    keep_secrets({"pets": {"type": "sql", "url": "sqlite://"}})
    assert type(st.connection("pets")) is st.connections.SQLConnection


def test_the_call_wins_over_the_secrets(keep_secrets: Keep) -> None:
    keep_secrets({"pets": {"type": "sql", "url": "sqlite://"}})
    assert type(st.connection("pets", type=Shelf)) is Shelf


def test_a_class_is_named_by_its_place() -> None:
    place = "millstream.connections.duckdb.DuckDBConnection"
    assert type(st.connection("one", type=place)) is st.connections.DuckDBConnection


def test_a_class_of_streamlit_is_named_by_its_place_there() -> None:
    app = AppTest.from_string(
        """
        import streamlit as st
        st.text(type(st.connection("a", "streamlit.connections.SQLConnection", url="sqlite://")).__name__)
        """
    ).run()
    assert app.text[0].value == "SQLConnection"


LIBRARY = """
from streamlit.connections import ExperimentalBaseConnection
from streamlit.runtime.caching import cache_data

class Numbers(ExperimentalBaseConnection[list]):
    def _connect(self, **kwargs):
        return []

    @property
    def asked(self):
        return self._instance

    def double(self, number, ttl=None):
        @cache_data(ttl=ttl)
        def _double(number):
            self.asked.append(number)
            return 2 * number
        return _double(number)
"""


def test_a_library_written_for_streamlit_works_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "numbers_of_a_library.py").write_text(LIBRARY)
    monkeypatch.syspath_prepend(tmp_path)
    app = AppTest.from_string(
        """
        import streamlit as st
        from numbers_of_a_library import Numbers
        numbers = st.connection("numbers", type=Numbers)
        numbers.double(3, ttl=60), numbers.double(3, ttl=60)
        assert st.connection("numbers", type="numbers_of_a_library.Numbers") is numbers
        st.text(numbers.asked)
        """
    ).run()
    assert app.text[0].value == "[3]"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"name": "pets"}, 'type="sql"'),
        ({"name": "pets", "type": "sqll"}, "Did you mean 'sql'?"),
        ({"name": "pets", "type": dict}, "`builtins.dict`, which does not derive from"),
        ({"name": "pets", "type": 3}, "a value of type `int`"),
        ({"name": "pets", "type": "json.nothing"}, "There is no `nothing` in the module `json`"),
        ({"name": None}, "has to be a text"),
        ({"name": "env:NOT_SET_HERE", "type": "sql"}, "environment variable NOT_SET_HERE"),
    ],
)
def test_what_names_no_type_is_refused_with_a_way_out(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(StreamlitAPIException, match=r".") as failure:
        st.connection(**arguments)
    assert said in str(failure.value)


def test_the_environment_says_the_name(monkeypatch: pytest.MonkeyPatch, keep_secrets: Keep) -> None:
    keep_secrets({"staging": {"colour": "green"}})
    monkeypatch.setenv("STAGE", "staging")
    assert st.connection("env:STAGE", type=Shelf).content() == {"colour": "green"}


# --- sharing -----------------------------------------------------------------------------------------


def test_the_same_call_gives_the_same_connection() -> None:
    first = st.connection("one", type=Shelf, books=3)
    assert st.connection("one", type=Shelf, books=3) is first
    assert st.connection("one", type=Shelf, books=4) is not first
    assert st.connection("two", type=Shelf, books=3) is not first


def test_threads_that_ask_at_once_share_one_connection() -> None:
    opened = []
    gate = threading.Barrier(3, timeout=10)

    class Slow(Shelf):
        def _connect(self, **kwargs: Any) -> dict[str, Any]:
            opened.append(kwargs)
            return kwargs

    def ask() -> None:
        gate.wait()
        found.append(st.connection("slow", type=Slow))

    found: list[Any] = []
    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 1
    assert len({id(each) for each in found}) == 1


SHARED = """
import uuid
import streamlit as st

class Mine(st.connections.BaseConnection):
    def _connect(self, **kwargs):
        return uuid.uuid4()

    @classmethod
    def scope(cls):
        return "{scope}"

st.button("again")
st.text(str(st.connection("mine", type=Mine)._instance))
"""


@pytest.mark.parametrize("scope", ["global", "session"])
def test_the_scope_of_a_class_says_whether_sessions_share(scope: str) -> None:
    one, other = (AppTest.from_string(SHARED.format(scope=scope)).run() for _ in range(2))
    assert (one.text[0].value == other.text[0].value) is (scope == "global")
    before = one.text[0].value
    assert one.button[0].click().run().text[0].value == before


def test_a_class_that_is_edited_opens_its_connection_anew(tmp_path: Path) -> None:
    script = tmp_path / "app.py"
    script.write_text(SHARED.format(scope="global"))
    app = AppTest.from_file(script).run()
    before = app.text[0].value
    script.write_text(SHARED.format(scope="global").replace("uuid.uuid4()", "uuid.uuid4().hex"))
    after = app.run().text[0].value
    assert before != after
    assert len(after) == 32


# --- the end -----------------------------------------------------------------------------------------


def test_a_connection_is_closed_when_its_time_is_over(time: ManualTime, closed: list[str]) -> None:
    first = st.connection("one", type=Shelf, ttl="1m")
    time.advance(59)
    assert st.connection("one", type=Shelf, ttl="1m") is first
    assert closed == []
    time.advance(1)
    assert st.connection("one", type=Shelf, ttl="1m") is not first
    assert closed == ["one"]


@pytest.fixture
def short_ttl() -> Iterator[None]:
    older = process.use(load({"runner.connectionDefaultTTL": "60"}))
    yield
    process.use(older)


@pytest.mark.usefixtures("short_ttl")
def test_without_a_ttl_the_option_says_it(time: ManualTime) -> None:
    app = AppTest.from_string(SHARED.format(scope="global")).run()
    before = app.text[0].value
    time.advance(59)
    assert app.run().text[0].value == before
    time.advance(1)
    assert app.run().text[0].value != before


def test_without_any_ttl_a_connection_stays(time: ManualTime, closed: list[str]) -> None:
    first = st.connection("one", type=Shelf)
    time.advance(10**9)
    assert st.connection("one", type=Shelf) is first
    assert closed == []


def test_the_oldest_connection_is_closed_where_there_are_too_many(closed: list[str]) -> None:
    for books in range(3):
        st.connection("many", type=Shelf, max_entries=2, books=books)
    assert closed == ["many"]


def test_clearing_the_resources_closes_connections(closed: list[str]) -> None:
    st.connection("one", type=Shelf)
    st.cache_resource.clear()
    assert closed == ["one"]


def test_the_end_of_a_session_closes_its_connections(tmp_path: Path) -> None:
    app = AppTest.from_string(
        SHARED.format(scope="session")
        + f"""
Mine.close = lambda self: open({str(tmp_path / "closed")!r}, "w").close()
"""
    ).run()
    forget_session("another")
    assert not (tmp_path / "closed").exists()
    forget_session(app._browser.session.id)
    assert (tmp_path / "closed").exists()


ENDING = """
import os
import millstream as st

class Told(st.connections.BaseConnection):
    def _connect(self, **kwargs):
        if kwargs.get("fails"):
            self.close = self.fail
        return self._connection_name

    def close(self):
        print("closed", self._connection_name, flush=True)

    def fail(self):
        raise OSError("the line is cut")

st.connection("left", type=Told, max_entries=1)
st.connection("left", type=Told, max_entries=1, other=True)
st.connection("fails", type=Told, fails=True)
st.connection("stays", type=Told)
print("end", flush=True)
if os.fork() == 0:
    raise SystemExit
os.wait()
"""


def test_the_end_of_the_process_closes_what_is_open_once(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(ENDING)
    command = [sys.executable, "-W", "ignore", str(script)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    before, after = ended.stdout.split("end\n")
    assert before.split() == ["closed", "left"]
    assert sorted(after.splitlines()) == ["closed left", "closed stays"]
    assert "<Told 'fails'> could not be closed: the line is cut" in ended.stderr


# --- parameters --------------------------------------------------------------------------------------


def test_new_secrets_open_a_connection_anew_at_its_next_use(keep_secrets: Keep) -> None:
    keep_secrets({"one": {"books": 3}})
    shelf = st.connection("one", type=Shelf)
    assert shelf.content() == {"books": 3}
    keep_secrets({"one": {"books": 4}})
    assert st.connection("one", type=Shelf) is shelf
    assert shelf.content() == {"books": 4}


def test_a_file_of_secrets_that_is_edited_opens_a_connection_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / ".streamlit" / "secrets.toml"
    file.parent.mkdir()
    found = []
    for books in (3, 40):
        file.write_text(f"[connections.one]\nbooks = {books}\n")
        found.append(st.connection("one", type=Shelf).content())
    assert found == [{"books": 3}, {"books": 40}]


def test_secrets_of_another_connection_change_nothing(keep_secrets: Keep) -> None:
    keep_secrets({"one": {"books": 3}})
    before = st.connection("one", type=Shelf).content()
    keep_secrets({"one": {"books": 3}, "two": {"books": 5}})
    assert st.connection("one", type=Shelf).content() is before


def test_a_parameter_that_cannot_be_told_apart_is_refused() -> None:
    with pytest.raises(StreamlitAPIException, match=r"of type `_thread\.lock`"):
        st.connection("one", type=Shelf, lock=threading.Lock())


def test_a_parameter_with_an_underscore_does_not_tell_connections_apart() -> None:
    lock = threading.Lock()
    shelf = st.connection("one", type=Shelf, _lock=lock)
    assert shelf.content()["_lock"] is lock
    assert st.connection("one", type=Shelf, _lock=threading.Lock()) is shelf


def test_nothing_heavy_is_imported_before_a_connection_needs_it() -> None:
    code = "import millstream as st, sys; st.connection, st.connections.SQLConnection; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    heavy = {"duckdb", "fsspec", "httpx", "numpy", "pandas", "s3fs", "snowflake", "sqlalchemy"}
    assert heavy.isdisjoint(loaded)
