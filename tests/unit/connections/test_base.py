"""What all connections have in common, on a class as users write one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

import millstream as st
from millstream.hashing import Hasher
from millstream.redaction import redaction
from millstream.testing.v1 import AppTest

Keep = Callable[[dict[str, Any]], None]
PASSWORD = "correct horse battery"


class Line(st.connections.ExperimentalBaseConnection[list[str]]):
    """A line that knows how often it was opened."""

    opened = 0

    def _connect(self, **kwargs: Any) -> list[str]:
        self.opened += 1
        return [f"{key}={value}" for key, value in kwargs.items()]


class Broken(st.connections.BaseConnection[Any]):
    """A line that tells too much when it fails."""

    def _connect(self, **kwargs: Any) -> Any:
        try:
            raise OSError(f"no route for {kwargs.get('password')}")
        except OSError as error:
            raise RuntimeError(f"cannot log in with {self._secrets['password']!r}") from error


def test_reset_opens_anew_at_the_next_use() -> None:
    line = Line("one", speed=3)
    assert line._instance == ["speed=3"]
    line.reset()
    assert line.opened == 1
    assert line._instance == ["speed=3"]
    assert line.opened == 2


def test_threads_that_use_a_closed_connection_open_it_once() -> None:
    line = Line("one")
    line.close()
    gate = threading.Barrier(4, timeout=10)

    def use() -> None:
        gate.wait()
        assert line._instance == []

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert line.opened == 2


def test_what_is_not_used_any_more_is_released_once() -> None:
    released: list[list[str]] = []

    class Freed(Line):
        def _release_instance(self, instance: list[str]) -> None:
            released.append(instance)

    line = Freed("one")
    held = line._instance
    line.reset()
    line.close()
    assert [each is held for each in released] == [True]


def test_secrets_are_those_of_its_section(keep_secrets: Keep) -> None:
    keep_secrets({"one": {"user": "ali", "place": {"city": "Ulm"}}})
    line = Line("one")
    assert line._secrets.user == line._secrets["user"] == "ali"
    assert line._secrets.to_dict() == {"user": "ali", "place": {"city": "Ulm"}}
    assert Line("other")._secrets.to_dict() == {}


def test_without_any_secrets_its_section_is_empty(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Line("one")._secrets.get("user", "nobody") == "nobody"


def test_health_is_whether_it_can_be_opened(keep_secrets: Keep) -> None:
    keep_secrets({"one": {"password": PASSWORD}})
    line = Line("one")
    assert line.is_healthy()

    class Away(Line):
        def _connect(self, **kwargs: Any) -> list[str]:
            if self.opened:
                raise ConnectionRefusedError
            return super()._connect(**kwargs)

    away = Away("two")
    away.reset()
    assert not away.is_healthy()


# --- what it shows -----------------------------------------------------------------------------------


def test_what_is_shown_of_it_has_no_parameters(keep_secrets: Keep) -> None:
    keep_secrets({"one": {"user": PASSWORD}})
    line = Line("one", password="hidden in code")
    assert repr(line) == str(line) == "<Line 'one'>"
    assert PASSWORD not in f"{line._secrets}"


def test_errors_of_opening_have_no_secrets_and_keep_their_types(keep_secrets: Keep) -> None:
    keep_secrets({"one": {"password": PASSWORD}})
    with pytest.raises(RuntimeError) as failure:
        Broken("one", password="hidden in code")
    assert str(failure.value) == "cannot log in with '<secret connections.one.password>'"
    assert str(failure.value.__cause__) == "no route for <secret connections.one.password>"


BREAKING = """
import millstream as st

class Broken(st.connections.BaseConnection):
    def _connect(self, **kwargs):
        raise RuntimeError("cannot log in with " + self._secrets.password)

st.connection("one", type=Broken)
"""


def test_a_page_shows_an_error_of_opening_without_secrets() -> None:
    app = AppTest.from_string(BREAKING)
    app.secrets["connections"] = {"one": {"password": PASSWORD}}
    shown = app.run().exception[0]
    assert shown.message == "cannot log in with <secret connections.one.password>"
    assert PASSWORD not in f"{shown.message} {shown.stack_trace}"


SHOWING = """
import millstream as st

class Quiet(st.connections.BaseConnection):
    def _connect(self, **kwargs):
        return {"given": kwargs, "kept": self._secrets}

quiet = st.connection("one", type=Quiet, password="hidden in code")
st.write(quiet)
st.text(quiet)
st.help(quiet)
st.write(quiet._secrets)
st.text(quiet._instance)
"""


def test_a_page_that_shows_a_connection_shows_no_secrets() -> None:
    app = AppTest.from_string(SHOWING)
    app.secrets["connections"] = {"one": {"password": PASSWORD}}
    app.run()
    assert not app.exception
    assert app.text[0].value == "<Quiet 'one'>"
    shown = f"{app._browser.root}"
    assert "kept" in shown
    assert PASSWORD not in shown


# --- in keys of cached functions ---------------------------------------------------------------------


def test_in_keys_it_stands_for_where_it_leads(keep_secrets: Keep) -> None:
    keep_secrets({"one": {"host": "a"}})
    digest = Hasher(bytes(32)).digest
    before = digest(Line("one"))
    assert digest(Line("one")) == before
    assert digest(Line("two")) != before
    assert digest(Line("one", speed=3)) != before
    keep_secrets({"one": {"host": "b"}})
    assert digest(Line("one")) != before


def test_a_method_may_cache_by_a_function_that_sees_the_connection() -> None:
    read = []

    class Counted(Line):
        def query(self, what: str) -> str:
            @st.cache_data(ttl=60)
            def _query(what: str) -> str:
                read.append(what)
                return f"{what} of {self._connection_name}"

            return _query(what)

    for name in ("one", "one", "two"):
        assert Counted(name).query("all") == f"all of {name}"
    assert read == ["all", "all"]


def test_values_stay_hidden_in_logs(keep_secrets: Keep) -> None:
    keep_secrets({"one": {"password": PASSWORD}})
    Line("one", token="hidden in code", auth=["ali", "hidden in a list"])
    said = redaction.redact(f"{PASSWORD}, hidden in code, hidden in a list")
    assert said.count("<secret connections.one.") == 3
